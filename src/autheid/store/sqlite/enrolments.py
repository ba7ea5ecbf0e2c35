"""Enrolments and joins in SQLite (see `autheid.needs.people`)."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence

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
from autheid.store.sqlite.database import Database
from autheid.store.sqlite.guards import put_pin
from autheid.store.sqlite.outbox import put_letters
from autheid.store.sqlite.rows import (
    account_of,
    device_of,
    enrolment_of,
    join_of,
    sealed_address,
    sealed_device_name,
    sealed_enrolment_address,
    sealed_join,
)
from autheid.store.sqlite.seals import Seals
from autheid.store.sqlite.statements import read_statements

_SQL = read_statements("people")
_Made = tuple[Account, Device]


class SqliteEnrolments:
    """Enrolments under way, and the devices that wait to be admitted."""

    def __init__(self, database: Database, *, letters: Sealer) -> None:
        self._database = database
        self._seals = database.seals
        self._letters = letters

    async def begin(self, enrolment: Enrolment, *, now: Millis, letters: Sequence[Letter] = ()) -> None:
        row = (
            enrolment.enrolment_id,
            sealed_enrolment_address(enrolment.email, self._seals),
            enrolment.account,
            enrolment.code_hash,
            enrolment.tries_left,
            enrolment.expires,
            enrolment.language,
        )

        def job(connection: sqlite3.Connection) -> None:
            connection.execute(_SQL["begin_enrolment"], row)
            put_letters(connection, self._letters, letters, now)

        await self._database.batch.write(job)

    async def count_try(self, enrolment_id: str) -> Enrolment | None:
        def job(connection: sqlite3.Connection) -> Enrolment | None:
            row = connection.execute(_SQL["count_try"], (enrolment_id,)).fetchone()
            return None if row is None else enrolment_of(row, self._seals)

        return await self._database.batch.write(job)

    async def give_back_try(self, enrolment_id: str) -> None:
        def job(connection: sqlite3.Connection) -> None:
            connection.execute(_SQL["give_back_try"], (enrolment_id,))

        await self._database.batch.write(job)

    async def complete(
        self, enrolment: Enrolment, device: NewDevice, *, fresh_id: UniqueUserId, now: Millis
    ) -> _Made | None:
        hashed = self._seals.address_hash(enrolment.email.folded)

        def job(connection: sqlite3.Connection) -> _Made | None:
            if connection.execute(_SQL["address_account"], (hashed,)).fetchone() is not None:
                return None
            if not _end(connection, enrolment):
                return None
            newcomer = Newcomer(enrolment.email, fresh_id, language=enrolment.language)
            account = add_account(connection, newcomer, self._seals, now=now)
            return add_device(connection, account, device, self._seals, now=now)

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
        def job(connection: sqlite3.Connection) -> _Made | None:
            if not _end(connection, enrolment):
                return None
            if connection.execute(_SQL["use_recovery"], (account, recovery_hash)).rowcount != 1:
                raise _TakeBackError
            put_letters(connection, self._letters, letters, now)
            return add_device(connection, account, device, self._seals, now=now)

        return await self._unless_in_use(job)

    async def ask_to_join(
        self, enrolment: Enrolment, join: Join, *, now: Millis, letters: Sequence[Letter] = ()
    ) -> bool:
        device_id = join.device.device_id
        sealed = sealed_join(join, self._seals)
        row = (join.join_id, join.account, device_id, sealed, join.asked, join.expires)

        def job(connection: sqlite3.Connection) -> bool:
            if connection.execute(_SQL["key_in_use"], (device_id,)).fetchone() is not None:
                return False
            if not _end(connection, enrolment):
                return False
            connection.execute(_SQL["add_join"], row)
            connection.execute(_SQL["account_changed"], (join.account,))
            put_letters(connection, self._letters, letters, now)
            return True

        return await self._database.batch.write(job)

    async def waiting_joins(self, account: AccountId, *, now: Millis) -> list[Join]:
        return [
            join_of(row, self._seals) for row in self._database.all(_SQL["waiting_joins"], (account, now))
        ]

    async def join_outcome(self, join_id: str) -> tuple[Join, JoinState] | None:
        row = self._database.one(_SQL["join_outcome"], (join_id,))
        if row is None:
            return None
        *join, state = row
        return join_of(tuple(join), self._seals), JoinState(state)

    async def admit(self, join: Join, *, now: Millis, letters: Sequence[Letter] = ()) -> _Made | None:
        def job(connection: sqlite3.Connection) -> _Made | None:
            if not _end_join(connection, join, JoinState.ADMITTED, now):
                return None
            put_letters(connection, self._letters, letters, now)
            return add_device(connection, join.account, join.device, self._seals, now=now)

        return await self._unless_in_use(job)

    async def refuse(self, join: Join, *, now: Millis, letters: Sequence[Letter] = ()) -> bool:
        def job(connection: sqlite3.Connection) -> bool:
            if not _end_join(connection, join, JoinState.REFUSED, now):
                return False
            connection.execute(_SQL["account_changed"], (join.account,))
            put_letters(connection, self._letters, letters, now)
            return True

        return await self._database.batch.write(job)

    async def _unless_in_use(self, job: Callable[[sqlite3.Connection], _Made | None]) -> _Made | None:
        try:
            return await self._database.batch.write(job)
        except _TakeBackError:
            return None


class _TakeBackError(Exception):
    """Takes the whole transaction back: the key is somebody's already, or the recovery code was another."""


def _end(connection: sqlite3.Connection, enrolment: Enrolment) -> bool:
    return connection.execute(_SQL["end_enrolment"], (enrolment.enrolment_id,)).rowcount == 1


def _end_join(connection: sqlite3.Connection, join: Join, state: JoinState, now: Millis) -> bool:
    return connection.execute(_SQL["end_join"], (state.value, join.join_id, now)).rowcount == 1


class Newcomer(msgspec.Struct, frozen=True):
    """An account that is about to be."""

    email: EmailAddress
    unique_user_id: UniqueUserId
    language: Language = "en"
    verified_until: Millis | None = None
    answers_by_itself: bool = False


def add_account(
    connection: sqlite3.Connection, newcomer: Newcomer, seals: Seals, *, now: Millis
) -> AccountId:
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
    account = AccountId(connection.execute(_SQL["add_account"], row).fetchone()[0])
    seals.make_key(connection, account)
    sealed = sealed_address(account, newcomer.email.written, seals, connection)
    connection.execute(_SQL["add_email"], (hashed, account, now, sealed))
    return account


def add_device(
    connection: sqlite3.Connection, account: AccountId, device: NewDevice, seals: Seals, *, now: Millis
) -> _Made:
    """A new device with its guard, inside the caller's transaction, which a key in use takes back as a whole."""
    row = (
        device.device_id,
        account,
        device.curve.value,
        device.public_key,
        sealed_device_name(account, device.name, seals, connection),
        now,
        device.session_key,
        int(device.pin is not None),
    )
    if connection.execute(_SQL["add_device"], row).rowcount != 1:
        raise _TakeBackError
    if device.pin is not None:
        put_pin(connection, device.device_id, device.pin, tries=PIN_TRIES)
    connection.execute(_SQL["account_changed"], (account,))
    return (
        account_of(connection.execute(_SQL["account"], (account,)).fetchone(), seals, connection),
        device_of(connection.execute(_SQL["device"], (device.device_id,)).fetchone(), seals, connection),
    )
