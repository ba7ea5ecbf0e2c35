"""Secrets in files beside the database, made at first start, readable by their owner alone."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import mkstemp

from autheid.kernel.secret import MASTER_SECRET_BYTES, MasterSecret, base64_bytes, base64_text, system_chance


def open_master_secret(path: Path) -> MasterSecret:
    """The master secret in this file; a new file when there is none. Raises as `read_secret`."""
    return MasterSecret(read_secret(path))


def read_secret(path: Path) -> bytes:
    """The 32 bytes in this file; a new file when there is none.

    Raises PermissionError when others may read it, ValueError when it is not a secret of ours.
    """
    if not path.exists():
        _make(path)
    if path.stat().st_mode & 0o077:
        message = f"{path.name} can be read by others: chmod 600 it"
        raise PermissionError(message)
    try:
        secret = base64_bytes(path.read_text("ascii").strip())
    except ValueError:
        secret = b""
    if len(secret) != MASTER_SECRET_BYTES:
        raise ValueError(f"{path.name} does not hold a secret: {MASTER_SECRET_BYTES} bytes in base64")
    return secret


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Written whole and durable under a name of its own first: a half-written secret, or one that another process
    # writes over, would orphan the database.
    descriptor, name = mkstemp(dir=path.parent, prefix=f"{path.name}.")
    draft = Path(name)
    with os.fdopen(descriptor, "w") as file:
        file.write(base64_text(system_chance(MASTER_SECRET_BYTES)) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # fails when another process was first; then its secret is the one
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
