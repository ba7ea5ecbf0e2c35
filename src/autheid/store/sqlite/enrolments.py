"""Enrolments and joins in SQLite (see `autheid.needs.people`)."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence

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
from autheid.store.sqlite.rows import account_of, device_of, encode, enrolment_of, join_of
from autheid.store.sqlite.statements import read_statements

_SQL = read_statements("people")
_Made = tuple[Account, Device]


class SqliteEnrolments:
    """Enrolments under way, and the devices that wait to be admitted."""

    def __init__(self, database: Database, *, letters: Sealer) -> None:
        self._database = database
        self._letters = letters

    async def begin(self, enrolment: Enrolment, *, now: Millis, letters: Sequence[Letter] = ()) -> None:
        row = (
            enrolment.enrolment_id,
            enrolment.email.written,
            enrolment.email.folded,
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
            return None if row is None else enrolment_of(row)

        return await self._database.batch.write(job)

    async def give_back_try(self, enrolment_id: str) -> None:
        def job(connection: sqlite3.Connection) -> None:
            connection.execute(_SQL["give_back_try"], (enrolment_id,))

        await self._database.batch.write(job)

    async def complete(
        self, enrolment: Enrolment, device: NewDevice, *, fresh_id: UniqueUserId, now: Millis
    ) -> _Made | None:
        def job(connection: sqlite3.Connection) -> _Made | None:
            if connection.execute(_SQL["address_account"], (enrolment.email.folded,)).fetchone() is not None:
                return None
            if not _end(connection, enrolment):
                return None
            account = add_account(connection, enrolment.email, fresh_id, now=now, language=enrolment.language)
            return add_device(connection, account, device, now=now)

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
            return add_device(connection, account, device, now=now)

        return await self._unless_in_use(job)

    async def ask_to_join(
        self, enrolment: Enrolment, join: Join, *, now: Millis, letters: Sequence[Letter] = ()
    ) -> bool:
        device_id = join.device.device_id
        row = (join.join_id, join.account, device_id, encode(join.device), join.asked, join.expires)

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
        return [join_of(row) for row in self._database.all(_SQL["waiting_joins"], (account, now))]

    async def join_outcome(self, join_id: str) -> tuple[Join, JoinState] | None:
        row = self._database.one(_SQL["join_outcome"], (join_id,))
        if row is None:
            return None
        *join, state = row
        return join_of(tuple(join)), JoinState(state)

    async def admit(self, join: Join, *, now: Millis, letters: Sequence[Letter] = ()) -> _Made | None:
        def job(connection: sqlite3.Connection) -> _Made | None:
            if not _end_join(connection, join, JoinState.ADMITTED, now):
                return None
            put_letters(connection, self._letters, letters, now)
            return add_device(connection, join.account, join.device, now=now)

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


def add_account(
    connection: sqlite3.Connection,
    email: EmailAddress,
    unique_user_id: UniqueUserId,
    *,
    now: Millis,
    verified_until: Millis | None = None,
    answers_by_itself: bool = False,
    language: Language = "en",
) -> AccountId:
    """A new account with its first address, inside the caller's transaction."""
    row = (unique_user_id, email.written, verified_until, int(answers_by_itself), now, language)
    (account,) = connection.execute(_SQL["add_account"], row).fetchone()
    connection.execute(_SQL["add_email"], (email.folded, account, now, email.written))
    return AccountId(account)


def add_device(
    connection: sqlite3.Connection, account: AccountId, device: NewDevice, *, now: Millis
) -> _Made:
    """A new device with its guard, inside the caller's transaction, which a key in use takes back as a whole."""
    row = (
        device.device_id,
        account,
        device.curve.value,
        device.public_key,
        device.name,
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
        account_of(connection.execute(_SQL["account"], (account,)).fetchone()),
        device_of(connection.execute(_SQL["device"], (device.device_id,)).fetchone()),
    )
