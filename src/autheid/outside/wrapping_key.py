"""The wrapping key in a file of its own: whoever has the database without it reads nothing of any person."""

from __future__ import annotations

from pathlib import Path

from autheid.kernel.ids import AccountId
from autheid.kernel.secret import Sealer
from autheid.outside.secret_file import read_secret


class FileWrapper:
    """AES-256-GCM under the key of the file, bound to the account."""

    def __init__(self, key: bytes) -> None:
        self._sealer = Sealer(key)

    def wrap(self, key: bytes, *, account: AccountId) -> bytes:
        return self._sealer.seal(key, label=_label_of(account))

    def unwrap(self, wrapped: bytes, *, account: AccountId) -> bytes:
        return self._sealer.open(wrapped, label=_label_of(account))


def open_wrapping_key(path: Path) -> FileWrapper:
    """The key in this file; a new file when there is none. Raises as `read_secret`."""
    return FileWrapper(read_secret(path))


def _label_of(account: AccountId) -> bytes:
    return b"data key of %d" % account
