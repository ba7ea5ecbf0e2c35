"""The secrets of a deployment in one file of their own, which never lies in a backup."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from autheid.assemble.backup.manifest import Manifest, flush
from autheid.assemble.stores import secret_of, wrapping_key_of
from autheid.config import Settings
from autheid.kernel.secret import MasterSecret, base64_text, digest
from autheid.outside.secret_file import read_secret
from autheid.outside.wrapping_key import FileWrapper


class Secrets(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup can't be read without, and the seal that was made here."""

    master_secret: bytes
    wrapping_key: bytes
    seal_key: bytes | None = None
    """PEM, where it was made in the data folder."""
    seal_certificate: bytes | None = None

    @property
    def fingerprint(self) -> str:
        """Of the master secret: it tells nothing of it."""
        return digest(MasterSecret(self.master_secret).derive("fingerprint")).hex()

    @property
    def wrapper(self) -> FileWrapper:
        """What unwraps data keys."""
        return FileWrapper(self.wrapping_key)

    def __repr__(self) -> str:
        return "Secrets(…)"


def secrets_here(settings: Settings) -> Secrets | None:
    """Those of this deployment; None when one of the two is not at hand. Raises as `read_secret`."""
    master, wrapping = secret_of(settings), wrapping_key_of(settings)
    if not master.exists() or not wrapping.exists():
        return None
    key, certificate = settings.data / "seal.key", settings.data / "seal.pem"
    made_here = key.exists() and certificate.exists()
    return Secrets(
        master_secret=read_secret(master),
        wrapping_key=read_secret(wrapping),
        seal_key=key.read_bytes() if made_here else None,
        seal_certificate=certificate.read_bytes() if made_here else None,
    )


def read_secrets(file: Path) -> Secrets:
    """Raises OSError, PermissionError when others may read it, ValueError when it is none of ours."""
    if file.stat().st_mode & 0o077:
        raise PermissionError(f"{file.name} can be read by others: chmod 600 it")
    try:
        return msgspec.json.decode(file.read_bytes(), type=Secrets)
    except msgspec.DecodeError:
        raise ValueError(f"{file.name} holds no secrets of a deployment") from None


def write_secrets(secrets: Secrets, file: Path, *, outside: Path) -> None:
    """Into a new file that its owner alone can read. Raises OSError when it is there, or in the backup."""
    if file.resolve().is_relative_to(outside.resolve()):
        raise OSError(f"{file} lies in the backup: keep the secrets elsewhere")
    _write(file, msgspec.json.format(msgspec.json.encode(secrets)))


def must_fit(secrets: Secrets, manifest: Manifest) -> None:
    """Raises ValueError when these are not the secrets that the backup was made under."""
    if manifest.fingerprint and secrets.fingerprint != manifest.fingerprint:
        raise ValueError("the master secret is not the one of this backup")


def bring_back(secrets: Secrets, settings: Settings) -> None:
    """Put the secrets where these settings have them; what is there already stays, being the same.

    Raises OSError when another secret is there.
    """
    wanted = {
        secret_of(settings): base64_text(secrets.master_secret).encode() + b"\n",
        wrapping_key_of(settings): base64_text(secrets.wrapping_key).encode() + b"\n",
    }
    if secrets.seal_key is not None and secrets.seal_certificate is not None and settings.seal_key is None:
        # The key last: where it stands, its certificate does.
        wanted |= {
            settings.data / "seal.pem": secrets.seal_certificate,
            settings.data / "seal.key": secrets.seal_key,
        }
    for path, content in wanted.items():
        if path.exists() and path.read_bytes().strip() != content.strip():
            raise OSError(f"there is another {path.name} in {path.parent} already")
    for path, content in wanted.items():
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write(path, content)


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    flush(path.parent)
