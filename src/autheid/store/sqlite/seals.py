"""What is personal stands sealed: with the account's data key, or the deployment's where there is no account.

The data keys stand in the database, wrapped with a key that it does not hold. Without an account's data key nothing of
it can be read, so destroying that key erases the person also from what was copied away sealed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from autheid.kernel.errors import Kind, Refusal
from autheid.kernel.ids import AccountId
from autheid.kernel.secret import Chance, KeyedHash, Sealer, system_chance
from autheid.needs.wrapping import KeyWrapper
from autheid.store.sqlite.statements import read_statements

DEPLOYMENT = AccountId(0)
"""Whose data key seals what belongs to no account: enrolments, and requests to addresses that nobody has."""
_SQL = read_statements("seals")
_KEY_BYTES = 32
_MOST_OPEN = 20_000

One = Callable[[str, tuple[object, ...]], tuple[object, ...] | None]


class Seals:
    """Seals and opens columns; `label` binds each to its place."""

    def __init__(self, *, wrapper: KeyWrapper, addresses: KeyedHash, chance: Chance = system_chance) -> None:
        """`addresses` hashes e-mail addresses: the store finds them by that alone."""
        self._wrapper = wrapper
        self._addresses = addresses
        self._chance = chance
        self._open: dict[AccountId, Sealer] = {}
        self._one: One | None = None

    def read_from(self, one: One) -> None:
        """Where the wrapped keys are read."""
        self._one = one

    def address_hash(self, folded: str) -> bytes:
        """How an address is found."""
        return self._addresses(folded.encode())

    def make_key(self, connection: sqlite3.Connection, account: AccountId) -> None:
        """A data key for a new account, inside the caller's transaction."""
        connection.execute(_SQL["put_key"], (account, self._fresh(account)[0]))

    def destroy_key(self, connection: sqlite3.Connection, account: AccountId) -> None:
        """Destroy an account's data key, inside the caller's transaction."""
        connection.execute(_SQL["destroy_key"], (account,))

    def forget(self, account: AccountId) -> None:
        """Keep nothing of a destroyed key in memory."""
        self._open.pop(account, None)

    def seal(
        self,
        account: AccountId | None,
        plain: bytes,
        *,
        label: bytes,
        connection: sqlite3.Connection | None = None,
    ) -> bytes:
        """Sealed bytes. A writer gives its own connection, since an account may be new in its transaction."""
        return self._sealer(account or DEPLOYMENT, connection).seal(plain, label=label, chance=self._chance)

    def open(
        self,
        account: AccountId | None,
        sealed: bytes,
        *,
        label: bytes,
        connection: sqlite3.Connection | None = None,
    ) -> bytes:
        """What was sealed. Raises Refusal NOT_FOUND when the key was destroyed, ValueError as `Sealer.open`."""
        return self._sealer(account or DEPLOYMENT, connection).open(sealed, label=label)

    def _sealer(self, account: AccountId, connection: sqlite3.Connection | None) -> Sealer:
        known = self._open.get(account)
        if known is not None:
            return known
        if connection is not None:
            # It may be taken back with its transaction, so it is not kept.
            return self._unwrapped(account, connection.execute(_SQL["key"], (account,)).fetchone())
        if self._one is None:
            raise RuntimeError("the store is not open yet")
        sealer = self._unwrapped(account, self._one(_SQL["key"], (account,)))
        if len(self._open) >= _MOST_OPEN:
            del self._open[next(iter(self._open))]
        self._open[account] = sealer
        return sealer

    def _unwrapped(self, account: AccountId, row: tuple[object, ...] | None) -> Sealer:
        if row is None or not isinstance(row[0], bytes):
            raise Refusal(Kind.NOT_FOUND, "there is no such account any more")
        return Sealer(self._wrapper.unwrap(row[0], account=account))

    def _fresh(self, account: AccountId) -> tuple[bytes, Sealer]:
        key = self._chance(_KEY_BYTES)
        return self._wrapper.wrap(key, account=account), Sealer(key)

    def lend_to_migrations(self, connection: sqlite3.Connection) -> None:
        """Functions with which migrations seal what older versions kept in the clear."""
        fresh: dict[AccountId, Sealer] = {}

        def make_data_key(account: int) -> bytes:
            wrapped, fresh[AccountId(account)] = self._fresh(AccountId(account))
            return wrapped

        def seal(account: int | None, label: str, plain: str | bytes | None) -> bytes | None:
            if plain is None:
                return None
            bytes_ = plain.encode() if isinstance(plain, str) else plain
            return fresh[AccountId(account or DEPLOYMENT)].seal(
                bytes_, label=label.encode(), chance=self._chance
            )

        connection.create_function("make_data_key", 1, make_data_key)
        connection.create_function("seal", 3, seal)
        connection.create_function("address_hash", 1, self.address_hash)


def opening_label(key: int) -> bytes:
    """Binds an opening to its row."""
    return b"opening of %d" % key


def ending_label(key: int) -> bytes:
    """Binds an ending to its row."""
    return b"ending of %d" % key


ADDRESS_LABEL = b"address"
DEVICE_NAME_LABEL = b"device name"
ENROLMENT_LABEL = b"enrolment"
JOIN_LABEL = b"device join"
