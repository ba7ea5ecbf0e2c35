"""Enrolments and joins (see `autheid.needs.people`)."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from autheid.account.account import Account, Language
from autheid.account.device import Device, Join, JoinState, NewDevice
from autheid.account.enrolment import Enrolment
from autheid.account.letter import Letter
from autheid.account.pin import PIN_TRIES
from autheid.kernel.clock import Millis
from autheid.kernel.ids import AccountId, UniqueUserId
from autheid.kernel.secret import Sealer
from autheid.person.email import EmailAddress
from autheid.store.engine import Database, Job, Transaction
from autheid.store.guards import put_pin
from autheid.store.outbox import put_letters
from autheid.store.rows import (
    account_of,
    device_of,
    enrolment_of,
    join_of,
    sealed_address,
    sealed_device_name,
    sealed_enrolment_address,
    sealed_join,
)
from autheid.store.seals import Seals

_Made = tuple[Account, Device]


class StoredEnrolments:
    """Enrolments under way, and the devices that wait to be admitted."""

    def __init__(self, database: Database, *, letters: Sealer) -> None:
        self._database = database
        self._seals = database.seals
        self._letters = letters

    async def begin(self, enrolment: Enrolment, *, now: Millis, letters: Sequence[Letter] = ()) -> None:
        row = (
            enrolment.enrolment_id,
            await sealed_enrolment_address(enrolment.email, self._seals),
            enrolment.account,
            enrolment.code_hash,
            enrolment.tries_left,
            enrolment.expires,
            enrolment.language,
        )

        async def job(tx: Transaction) -> None:
            await tx.run("people.begin_enrolment", row)
            await put_letters(tx, self._letters, letters, now)

        await self._database.write(job)

    async def count_try(self, enrolment_id: str) -> Enrolment | None:
        async def job(tx: Transaction) -> Enrolment | None:
            row = await tx.one("people.count_try", (enrolment_id,))
            return None if row is None else await enrolment_of(row, self._seals, tx)

        return await self._database.write(job)

    async def give_back_try(self, enrolment_id: str) -> None:
        async def job(tx: Transaction) -> None:
            await tx.run("people.give_back_try", (enrolment_id,))

        await self._database.write(job)

    async def complete(
        self, enrolment: Enrolment, device: NewDevice, *, fresh_id: UniqueUserId, now: Millis
    ) -> _Made | None:
        hashed = self._seals.address_hash(enrolment.email.folded)

        async def job(tx: Transaction) -> _Made | None:
            if await tx.one("people.address_account", (hashed,)) is not None:
                return None
            if not await _end(tx, enrolment):
                return None
            newcomer = Newcomer(enrolment.email, fresh_id, language=enrolment.language)
            account = await add_account(tx, newcomer, self._seals, now=now)
            return await add_device(tx, account, device, self._seals, now=now)

        return await self._unless_in_use(job)

    async def restore(
        self,
        enrolment: Enrolment,
        device: NewDevice,
        *,
        account: AccountId,
        recovery_hash: bytes,
        now: Millis,
        letters: Sequence[Letter] = (),
    ) -> _Made | None:
        async def job(tx: Transaction) -> _Made | None:
            if not await _end(tx, enrolment):
                return None
            if await tx.run("people.use_recovery", (account, recovery_hash)) != 1:
                raise _TakeBackError
            await put_letters(tx, self._letters, letters, now)
            return await add_device(tx, account, device, self._seals, now=now)

        return await self._unless_in_use(job)

    async def ask_to_join(
        self, enrolment: Enrolment, join: Join, *, now: Millis, letters: Sequence[Letter] = ()
    ) -> bool:
        device_id = join.device.device_id
        sealed = await sealed_join(join, self._seals)
        row = (join.join_id, join.account, device_id, sealed, join.asked, join.expires)

        async def job(tx: Transaction) -> bool:
            if await tx.one("people.key_in_use", (device_id,)) is not None:
                return False
            if not await _end(tx, enrolment):
                return False
            await tx.run("people.add_join", row)
            await tx.run("people.account_changed", (join.account,))
            await put_letters(tx, self._letters, letters, now)
            return True

        return await self._database.write(job)

    async def waiting_joins(self, account: AccountId, *, now: Millis) -> list[Join]:
        return [
            await join_of(row, self._seals)
            for row in await self._database.all("people.waiting_joins", (account, now))
        ]

    async def join_outcome(self, join_id: str) -> tuple[Join, JoinState] | None:
        row = await self._database.one("people.join_outcome", (join_id,))
        if row is None:
            return None
        *join, state = row
        return await join_of(tuple(join), self._seals), JoinState(state)

    async def admit(self, join: Join, *, now: Millis, letters: Sequence[Letter] = ()) -> _Made | None:
        async def job(tx: Transaction) -> _Made | None:
            if not await _end_join(tx, join, JoinState.ADMITTED, now):
                return None
            await put_letters(tx, self._letters, letters, now)
            return await add_device(tx, join.account, join.device, self._seals, now=now)

        return await self._unless_in_use(job)

    async def refuse(self, join: Join, *, now: Millis, letters: Sequence[Letter] = ()) -> bool:
        async def job(tx: Transaction) -> bool:
            if not await _end_join(tx, join, JoinState.REFUSED, now):
                return False
            await tx.run("people.account_changed", (join.account,))
            await put_letters(tx, self._letters, letters, now)
            return True

        return await self._database.write(job)

    async def _unless_in_use(self, job: Job[_Made | None]) -> _Made | None:
        try:
            return await self._database.write(job)
        except _TakeBackError:
            return None


class _TakeBackError(Exception):
    """Takes the whole transaction back: the key is somebody's already, or the recovery code was another."""


async def _end(tx: Transaction, enrolment: Enrolment) -> bool:
    return await tx.run("people.end_enrolment", (enrolment.enrolment_id,)) == 1


async def _end_join(tx: Transaction, join: Join, state: JoinState, now: Millis) -> bool:
    return await tx.run("people.end_join", (state.value, join.join_id, now)) == 1


class Newcomer(msgspec.Struct, frozen=True):
    """An account that is about to be."""

    email: EmailAddress
    unique_user_id: UniqueUserId
    language: Language = "en"
    verified_until: Millis | None = None
    answers_by_itself: bool = False


async def add_account(tx: Transaction, newcomer: Newcomer, seals: Seals, *, now: Millis) -> AccountId:
    """A new account with its data key and its first address, inside the caller's transaction."""
    hashed = seals.address_hash(newcomer.email.folded)
    row = (
        newcomer.unique_user_id,
        hashed,
        newcomer.verified_until,
        int(newcomer.answers_by_itself),
        now,
        newcomer.language,
    )
    account = AccountId((await tx.first("people.add_account", row))[0])
    await seals.make_key(tx, account)
    sealed = await sealed_address(account, newcomer.email.written, seals, tx)
    await tx.run("people.add_email", (hashed, account, now, sealed))
    return account


async def add_device(
    tx: Transaction, account: AccountId, device: NewDevice, seals: Seals, *, now: Millis
) -> _Made:
    """A new device with its guard, inside the caller's transaction, which a key in use takes back as a whole."""
    row = (
        device.device_id,
        account,
        device.curve.value,
        device.public_key,
        await sealed_device_name(account, device.name, seals, tx),
        now,
        device.session_key,
        int(device.pin is not None),
    )
    if await tx.run("people.add_device", row) != 1:
        raise _TakeBackError
    if device.pin is not None:
        await put_pin(tx, device.device_id, device.pin, tries=PIN_TRIES)
    await tx.run("people.account_changed", (account,))
    return (
        await account_of(await tx.first("people.account", (account,)), seals, tx),
        await device_of(await tx.first("people.device", (device.device_id,)), seals, tx),
    )
