"""Accounts, devices and sessions in SQLite (see `autheid.needs.people`)."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import cast

from autheid.account.account import Account, Mailbox
from autheid.account.device import Device, KnownDevice, NewDevice
from autheid.account.enrolment import Enrolment
from autheid.account.letter import Letter
from autheid.kernel.clock import Millis
from autheid.kernel.ids import AccountId, DeviceId, UniqueUserId
from autheid.kernel.secret import Sealer
from autheid.needs.people import EmailAdded, EmailRemoved
from autheid.person.email import EmailAddress
from autheid.store.sqlite.database import Database
from autheid.store.sqlite.enrolments import Newcomer, add_account, add_device
from autheid.store.sqlite.guards import forget_guards
from autheid.store.sqlite.outbox import put_letters
from autheid.store.sqlite.rows import (
    Row,
    account_of,
    address_of,
    device_name_of,
    device_of,
    sealed_address,
    sealed_device_name,
)
from autheid.store.sqlite.seals import Seals
from autheid.store.sqlite.statements import read_statements
from autheid.store.sqlite.subscriptions import forget_subscriptions

_SQL = read_statements("people")


class SqlitePeople:
    """People and Sessions in one."""

    def __init__(self, database: Database, *, letters: Sealer) -> None:
        self._database = database
        self._seals = database.seals
        self._letters = letters

    async def account_by_email(self, email: EmailAddress) -> Account | None:
        row = self._database.one(_SQL["account_by_email"], (self._seals.address_hash(email.folded),))
        return None if row is None else account_of(row, self._seals)

    async def account_by_unique_user_id(self, unique_user_id: UniqueUserId) -> Account | None:
        row = self._database.one(_SQL["account_by_unique_user_id"], (unique_user_id,))
        return None if row is None else account_of(row, self._seals)

    async def account(self, account: AccountId) -> Account | None:
        row = self._database.one(_SQL["account"], (account,))
        return None if row is None else account_of(row, self._seals)

    async def mailboxes(self, account: AccountId) -> list[Mailbox]:
        rows = cast("list[tuple[bytes, Millis]]", self._database.all(_SQL["mailboxes"], (account,)))
        return [Mailbox(address_of(account, sealed, self._seals), added) for sealed, added in rows]

    async def add_email(
        self, enrolment: Enrolment, *, most: int, now: Millis, letters: Sequence[Letter] = ()
    ) -> EmailAdded:
        account, email = enrolment.account, enrolment.email
        if account is None:
            return EmailAdded.OVER
        hashed = self._seals.address_hash(email.folded)
        sealed = sealed_address(account, email.written, self._seals)

        def job(connection: sqlite3.Connection) -> EmailAdded:
            if connection.execute(_SQL["end_enrolment"], (enrolment.enrolment_id,)).rowcount != 1:
                return EmailAdded.OVER
            if connection.execute(_SQL["address_account"], (hashed,)).fetchone() is not None:
                return EmailAdded.TAKEN
            if len(connection.execute(_SQL["mailboxes"], (account,)).fetchall()) >= most:
                return EmailAdded.FULL
            connection.execute(_SQL["add_email"], (hashed, account, now, sealed))
            connection.execute(_SQL["account_changed"], (account,))
            put_letters(connection, self._letters, letters, now)
            return EmailAdded.ADDED

        return await self._database.batch.write(job)

    async def remove_email(
        self, account: AccountId, email: EmailAddress, *, now: Millis, letters: Sequence[Letter] = ()
    ) -> EmailRemoved:
        hashed = self._seals.address_hash(email.folded)

        def job(connection: sqlite3.Connection) -> EmailRemoved:
            there = connection.execute(_SQL["address_account"], (hashed,)).fetchone()
            if there != (account,):
                return EmailRemoved.UNKNOWN
            if len(connection.execute(_SQL["mailboxes"], (account,)).fetchall()) == 1:
                return EmailRemoved.LAST
            connection.execute(_SQL["remove_email"], (hashed, account))
            connection.execute(_SQL["take_first_email"], (account,))
            connection.execute(_SQL["account_changed"], (account,))
            put_letters(connection, self._letters, letters, now)
            return EmailRemoved.REMOVED

        return await self._database.batch.write(job)

    async def set_recovery(
        self, account: AccountId, recovery_hash: bytes, *, now: Millis, letters: Sequence[Letter] = ()
    ) -> None:
        def job(connection: sqlite3.Connection) -> None:
            connection.execute(_SQL["set_recovery"], (recovery_hash, account))
            connection.execute(_SQL["account_changed"], (account,))
            put_letters(connection, self._letters, letters, now)

        await self._database.batch.write(job)

    async def device(self, device_id: DeviceId) -> Device | None:
        row = self._database.one(_SQL["device"], (device_id,))
        return None if row is None else device_of(row, self._seals)

    async def devices_of(self, account: AccountId) -> list[Device]:
        return [device_of(row, self._seals) for row in self._database.all(_SQL["devices_of"], (account,))]

    async def known_devices(self, account: AccountId) -> list[KnownDevice]:
        rows = self._database.all(_SQL["known_devices"], (account,))
        return [_known_device_of(row, account, self._seals) for row in rows]

    async def rename_device(self, account: AccountId, device_id: DeviceId, name: str) -> bool:
        sealed = sealed_device_name(account, name, self._seals)

        def job(connection: sqlite3.Connection) -> bool:
            renamed = connection.execute(_SQL["rename_device"], (sealed, device_id, account)).rowcount == 1
            connection.execute(_SQL["account_changed"], (account,))
            return renamed

        return await self._database.batch.write(job)

    async def retire_device(
        self,
        device_id: DeviceId,
        *,
        now: Millis,
        may_be_last: bool = True,
        letters: Sequence[Letter] = (),
    ) -> bool:
        def job(connection: sqlite3.Connection) -> bool:
            retired = connection.execute(_SQL["retire_device"], (device_id, int(may_be_last))).fetchone()
            if retired is None:
                return False
            connection.execute(_SQL["close_sessions_of"], (device_id,))
            forget_guards(connection, device_id)
            forget_subscriptions(connection, device_id)
            connection.execute(_SQL["account_changed"], retired)
            put_letters(connection, self._letters, letters, now)
            return True

        return await self._database.batch.write(job)

    async def set_verification(self, account: AccountId, verified_until: Millis | None) -> bool:
        def job(connection: sqlite3.Connection) -> bool:
            return connection.execute(_SQL["set_verification"], (verified_until, account)).rowcount == 1

        return await self._database.batch.write(job)

    async def open_session(
        self, *, token_hash: bytes, challenge_hash: bytes, device_id: DeviceId, expires: Millis, now: Millis
    ) -> bool:
        def job(connection: sqlite3.Connection) -> bool:
            row = (token_hash, challenge_hash, device_id, expires)
            connection.execute(_SQL["seen"], (now, device_id))
            return connection.execute(_SQL["open_session"], row).rowcount == 1

        return await self._database.batch.write(job)

    async def session_device(self, token_hash: bytes, *, now: Millis) -> Device | None:
        row = self._database.one(_SQL["session_device"], (token_hash, now))
        return None if row is None else device_of(row, self._seals)

    async def use_challenge(self, challenge_hash: bytes, *, expires: Millis) -> bool:
        def job(connection: sqlite3.Connection) -> bool:
            return connection.execute(_SQL["use_challenge"], (challenge_hash, expires)).rowcount == 1

        return await self._database.batch.write(job)

    async def enrol_test_account(
        self,
        email: EmailAddress,
        *,
        fresh_id: UniqueUserId,
        device: NewDevice,
        verified_until: Millis | None,
        now: Millis,
    ) -> Account:
        """Staging only: an account whose simulated phone answers, with its device, made once."""

        def job(connection: sqlite3.Connection) -> Account:
            hashed = self._seals.address_hash(email.folded)
            known = connection.execute(_SQL["address_account"], (hashed,)).fetchone()
            if known is not None:
                row = connection.execute(_SQL["account"], known).fetchone()
                return account_of(row, self._seals, connection)
            newcomer = Newcomer(email, fresh_id, verified_until=verified_until, answers_by_itself=True)
            account = add_account(connection, newcomer, self._seals, now=now)
            return add_device(connection, account, device, self._seals, now=now)[0]

        return await self._database.batch.write(job)


def _known_device_of(row: Row, account: AccountId, seals: Seals) -> KnownDevice:
    return KnownDevice(row[0], device_name_of(account, row[1], seals), row[2], row[3])
