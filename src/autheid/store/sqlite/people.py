"""Accounts, devices, enrolments and sessions in SQLite (see `autheid.needs.people`)."""

from __future__ import annotations

import sqlite3

from autheid.account.account import Account
from autheid.account.device import Device, device_id_of
from autheid.account.enrolment import Enrolment
from autheid.kernel.clock import Millis
from autheid.kernel.ids import AccountId, DeviceId, UniqueUserId
from autheid.person.email import EmailAddress
from autheid.store.sqlite.database import Database
from autheid.store.sqlite.rows import account_of, device_of, enrolment_of
from autheid.store.sqlite.statements import read_statements

_SQL = read_statements("people")


class SqlitePeople:
    """People, Enrolments and Sessions in one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def account_by_email(self, email: EmailAddress) -> Account | None:
        row = self._database.one(_SQL["account_by_email"], (email.folded,))
        return None if row is None else account_of(row)

    async def account_by_unique_user_id(self, unique_user_id: UniqueUserId) -> Account | None:
        row = self._database.one(_SQL["account_by_unique_user_id"], (unique_user_id,))
        return None if row is None else account_of(row)

    async def account(self, account: AccountId) -> Account | None:
        row = self._database.one(_SQL["account"], (account,))
        return None if row is None else account_of(row)

    async def device(self, device_id: DeviceId) -> Device | None:
        row = self._database.one(_SQL["device"], (device_id,))
        return None if row is None else device_of(row)

    async def devices_of(self, account: AccountId) -> list[Device]:
        return [device_of(row) for row in self._database.all(_SQL["devices_of"], (account,))]

    async def retire_device(self, device_id: DeviceId) -> bool:
        def job(connection: sqlite3.Connection) -> bool:
            retired = connection.execute(_SQL["retire_device"], (device_id,)).rowcount == 1
            connection.execute(_SQL["close_sessions_of"], (device_id,))
            return retired

        return await self._database.batch.write(job)

    async def set_verification(self, account: AccountId, verified_until: Millis | None) -> bool:
        def job(connection: sqlite3.Connection) -> bool:
            return connection.execute(_SQL["set_verification"], (verified_until, account)).rowcount == 1

        return await self._database.batch.write(job)

    async def begin(self, enrolment: Enrolment) -> None:
        row = (
            enrolment.enrolment_id,
            enrolment.email.written,
            enrolment.email.folded,
            enrolment.account,
            enrolment.code_hash,
            enrolment.tries_left,
            enrolment.expires,
        )

        def job(connection: sqlite3.Connection) -> None:
            connection.execute(_SQL["begin_enrolment"], row)

        await self._database.batch.write(job)

    async def count_try(self, enrolment_id: str) -> Enrolment | None:
        def job(connection: sqlite3.Connection) -> Enrolment | None:
            row = connection.execute(_SQL["count_try"], (enrolment_id,)).fetchone()
            return None if row is None else enrolment_of(row)

        return await self._database.batch.write(job)

    async def complete(
        self,
        enrolment: Enrolment,
        *,
        device_key: bytes,
        curve: str,
        name: str,
        fresh_id: UniqueUserId,
        now: Millis,
    ) -> tuple[Account, Device] | None:
        def job(connection: sqlite3.Connection) -> tuple[Account, Device] | None:
            known = connection.execute(_SQL["address_account"], (enrolment.email.folded,)).fetchone()
            if enrolment.account is None and known is not None:
                return None
            if connection.execute(_SQL["end_enrolment"], (enrolment.enrolment_id,)).rowcount != 1:
                return None
            account = enrolment.account
            if account is None:
                account = add_account(connection, enrolment.email, fresh_id, now=now)
            row = (device_id_of(device_key), account, curve, device_key, name, now)
            if connection.execute(_SQL["add_device"], row).rowcount != 1:
                raise _KeyInUseError
            return (
                account_of(connection.execute(_SQL["account"], (account,)).fetchone()),
                device_of(connection.execute(_SQL["device"], (device_id_of(device_key),)).fetchone()),
            )

        try:
            return await self._database.batch.write(job)
        except _KeyInUseError:
            return None

    async def open_session(
        self, *, token_hash: bytes, challenge_hash: bytes, device_id: DeviceId, expires: Millis
    ) -> bool:
        def job(connection: sqlite3.Connection) -> bool:
            row = (token_hash, challenge_hash, device_id, expires)
            return connection.execute(_SQL["open_session"], row).rowcount == 1

        return await self._database.batch.write(job)

    async def session_device(self, token_hash: bytes, *, now: Millis) -> Device | None:
        row = self._database.one(_SQL["session_device"], (token_hash, now))
        return None if row is None else device_of(row)

    async def enrol_test_account(
        self,
        email: EmailAddress,
        *,
        fresh_id: UniqueUserId,
        device_key: bytes,
        curve: str,
        name: str,
        verified_until: Millis | None,
        now: Millis,
    ) -> Account:
        """Staging only: an account whose simulated phone answers, with its device, made once."""

        def job(connection: sqlite3.Connection) -> Account:
            known = connection.execute(_SQL["address_account"], (email.folded,)).fetchone()
            account = (
                add_account(
                    connection,
                    email,
                    fresh_id,
                    now=now,
                    verified_until=verified_until,
                    answers_by_itself=True,
                )
                if known is None
                else known[0]
            )
            connection.execute(
                _SQL["add_device"], (device_id_of(device_key), account, curve, device_key, name, now)
            )
            return account_of(connection.execute(_SQL["account"], (account,)).fetchone())

        return await self._database.batch.write(job)


class _KeyInUseError(Exception):
    """Takes the whole transaction back when the device's key is somebody's already."""


def add_account(
    connection: sqlite3.Connection,
    email: EmailAddress,
    unique_user_id: UniqueUserId,
    *,
    now: Millis,
    verified_until: Millis | None = None,
    answers_by_itself: bool = False,
) -> AccountId:
    """A new account with its first address, inside the caller's transaction."""
    row = (unique_user_id, email.written, verified_until, int(answers_by_itself), now)
    (account,) = connection.execute(_SQL["add_account"], row).fetchone()
    connection.execute(_SQL["add_email"], (email.folded, account, now))
    return AccountId(account)
