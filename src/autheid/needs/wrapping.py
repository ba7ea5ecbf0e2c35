"""Wraps the data keys of accounts with a key that the database does not hold."""

from __future__ import annotations

from typing import Protocol

from autheid.kernel.ids import AccountId


class KeyWrapper(Protocol):
    """A key file, a KMS or a PKCS#11 module. Asked once for an account and process: what it gave is kept in memory."""

    def wrap(self, key: bytes, *, account: AccountId) -> bytes:
        """The key as the database may keep it."""
        ...

    def unwrap(self, wrapped: bytes, *, account: AccountId) -> bytes:
        """The key again. Raises ValueError when it was wrapped for another account, with another key, or changed."""
        ...
