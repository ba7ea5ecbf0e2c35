"""What is personal stands sealed: with the account's data key, or the deployment's where there is no account.

The data keys stand in the database, wrapped with a key that it does not hold. Without an account's data key nothing of
it can be read, so destroying that key erases the person also from what was copied away sealed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from autheid.kernel.errors import Kind, Refusal
from autheid.kernel.ids import AccountId
from autheid.kernel.secret import Chance, KeyedHash, Sealer, system_chance
from autheid.needs.wrapping import KeyWrapper
from autheid.store.engine import Reader, Row, Transaction

DEPLOYMENT = AccountId(0)
"""Whose data key seals what belongs to no account: enrolments, and requests to addresses that nobody has."""
FIRST_SEALED_SCHEMA = 6
"""From this schema on a database can be read with its wrapping key only."""
_KEY_BYTES = 32
_MOST_OPEN = 20_000


class Seals:
    """Seals and opens columns; `label` binds each to its place."""

    def __init__(self, *, wrapper: KeyWrapper, addresses: KeyedHash, chance: Chance = system_chance) -> None:
        """`addresses` hashes e-mail addresses: the store finds them by that alone."""
        self._wrapper = wrapper
        self._addresses = addresses
        self._chance = chance
        self._open: dict[AccountId, Sealer] = {}
        self._keys: Reader | None = None
        self._forgets = 0

    def read_from(self, keys: Reader) -> None:
        """Where the wrapped keys are read."""
        self._keys = keys

    def address_hash(self, folded: str) -> bytes:
        """How an address is found."""
        return self._addresses(folded.encode())

    async def make_key(self, tx: Transaction, account: AccountId) -> None:
        """A data key for a new account, inside the caller's transaction."""
        await tx.run("seals.put_key", (account, self.fresh(account)[0]))

    async def destroy_key(self, tx: Transaction, account: AccountId) -> None:
        """Destroy an account's data key, inside the caller's transaction."""
        await tx.run("seals.destroy_key", (account,))

    def forget(self, account: AccountId) -> None:
        """Keep nothing of a destroyed key in memory."""
        self._forgets += 1
        self._open.pop(account, None)

    async def seal(
        self, account: AccountId | None, plain: bytes, *, label: bytes, tx: Transaction | None = None
    ) -> bytes:
        """Sealed bytes. A writer gives its own transaction, since an account may be new in it."""
        sealer = self._open.get(account or DEPLOYMENT) or await self._sealer(account or DEPLOYMENT, tx)
        return sealer.seal(plain, label=label, chance=self._chance)

    async def open(
        self, account: AccountId | None, sealed: bytes, *, label: bytes, tx: Transaction | None = None
    ) -> bytes:
        """What was sealed. Raises Refusal NOT_FOUND when the key was destroyed, ValueError as `Sealer.open`."""
        sealer = self._open.get(account or DEPLOYMENT) or await self._sealer(account or DEPLOYMENT, tx)
        return sealer.open(sealed, label=label)

    async def _sealer(self, account: AccountId, tx: Transaction | None) -> Sealer:
        if tx is not None:
            # It may be taken back with its transaction, so it is not kept.
            return self._unwrapped(account, await tx.one("seals.key", (account,)))
        if self._keys is None:
            raise RuntimeError("the store is not open yet")
        forgets = self._forgets
        sealer = self._unwrapped(account, await self._keys.one("seals.key", (account,)))
        if forgets != self._forgets:
            return sealer  # it may be the one that was destroyed meanwhile
        if len(self._open) >= _MOST_OPEN:
            del self._open[next(iter(self._open))]
        self._open[account] = sealer
        return sealer

    def _unwrapped(self, account: AccountId, row: Row | None) -> Sealer:
        if row is None or not isinstance(row[0], bytes):
            raise Refusal(Kind.NOT_FOUND, "there is no such account any more")
        return self.unwrap(account, row[0])

    def unwrap(self, account: AccountId, wrapped: bytes) -> Sealer:
        """What seals with a wrapped data key. Raises ValueError when it was wrapped with another key."""
        return Sealer(self._wrapper.unwrap(wrapped, account=account))

    def fresh(self, account: AccountId) -> tuple[bytes, Sealer]:
        """A new data key: wrapped, and ready to seal."""
        key = self._chance(_KEY_BYTES)
        return self._wrapper.wrap(key, account=account), Sealer(key)

    def functions_for_migrations(self) -> Mapping[str, tuple[int, Callable[..., Any]]]:
        """Functions, with how many arguments each takes, by which migrations seal what older versions kept in the clear."""
        made: dict[AccountId, Sealer] = {}

        def make_data_key(account: int) -> bytes:
            wrapped, made[AccountId(account)] = self.fresh(AccountId(account))
            return wrapped

        def seal(account: int | None, label: str, plain: str | bytes | None) -> bytes | None:
            if plain is None:
                return None
            bytes_ = plain.encode() if isinstance(plain, str) else plain
            return made[AccountId(account or DEPLOYMENT)].seal(
                bytes_, label=label.encode(), chance=self._chance
            )

        return {
            "make_data_key": (1, make_data_key),
            "seal": (3, seal),
            "address_hash": (1, self.address_hash),
        }


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
