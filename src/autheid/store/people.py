"""Accounts, devices and sessions (see `autheid.needs.people`)."""

from __future__ import annotations

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
from autheid.store.certificates import revoke_certificates
from autheid.store.engine import Database, Row, Transaction
from autheid.store.enrolments import Newcomer, add_account, add_device
from autheid.store.guards import forget_guards
from autheid.store.outbox import put_letters
from autheid.store.rows import (
    account_of,
    address_of,
    device_name_of,
    device_of,
    sealed_address,
    sealed_device_name,
)
from autheid.store.seals import Seals
from autheid.store.subscriptions import forget_subscriptions


class StoredPeople:
    """People and Sessions in one."""

    def __init__(self, database: Database, *, letters: Sealer) -> None:
        self._database = database
        self._seals = database.seals
        self._letters = letters

    async def account_by_email(self, email: EmailAddress) -> Account | None:
        row = await self._database.one("people.account_by_email", (self._seals.address_hash(email.folded),))
        return None if row is None else await account_of(row, self._seals)

    async def account_by_unique_user_id(self, unique_user_id: UniqueUserId) -> Account | None:
        row = await self._database.one("people.account_by_unique_user_id", (unique_user_id,))
        return None if row is None else await account_of(row, self._seals)

    async def account(self, account: AccountId) -> Account | None:
        row = await self._database.one("people.account", (account,))
        return None if row is None else await account_of(row, self._seals)

    async def mailboxes(self, account: AccountId) -> list[Mailbox]:
        rows = cast("list[tuple[bytes, Millis]]", await self._database.all("people.mailboxes", (account,)))
        return [Mailbox(await address_of(account, sealed, self._seals), added) for sealed, added in rows]

    async def add_email(
        self, enrolment: Enrolment, *, most: int, now: Millis, letters: Sequence[Letter] = ()
    ) -> EmailAdded:
        account, email = enrolment.account, enrolment.email
        if account is None:
            return EmailAdded.OVER
        hashed = self._seals.address_hash(email.folded)
        sealed = await sealed_address(account, email.written, self._seals)

        async def job(tx: Transaction) -> EmailAdded:
            if await tx.run("people.end_enrolment", (enrolment.enrolment_id,)) != 1:
                return EmailAdded.OVER
            if await tx.one("people.address_account", (hashed,)) is not None:
                return EmailAdded.TAKEN
            if len(await tx.all("people.mailboxes", (account,))) >= most:
                return EmailAdded.FULL
            await tx.run("people.add_email", (hashed, account, now, sealed))
            await tx.run("people.account_changed", (account,))
            await put_letters(tx, self._letters, letters, now)
            return EmailAdded.ADDED

        return await self._database.write(job)

    async def remove_email(
        self, account: AccountId, email: EmailAddress, *, now: Millis, letters: Sequence[Letter] = ()
    ) -> EmailRemoved:
        hashed = self._seals.address_hash(email.folded)

        async def job(tx: Transaction) -> EmailRemoved:
            there = await tx.one("people.address_account", (hashed,))
            if there != (account,):
                return EmailRemoved.UNKNOWN
            if len(await tx.all("people.mailboxes", (account,))) == 1:
                return EmailRemoved.LAST
            await tx.run("people.remove_email", (hashed, account))
            await tx.run("people.take_first_email", (account,))
            await tx.run("people.account_changed", (account,))
            await put_letters(tx, self._letters, letters, now)
            return EmailRemoved.REMOVED

        return await self._database.write(job)

    async def set_recovery(
        self, account: AccountId, recovery_hash: bytes, *, now: Millis, letters: Sequence[Letter] = ()
    ) -> None:
        async def job(tx: Transaction) -> None:
            await tx.run("people.set_recovery", (recovery_hash, account))
            await tx.run("people.account_changed", (account,))
            await put_letters(tx, self._letters, letters, now)

        await self._database.write(job)

    async def device(self, device_id: DeviceId) -> Device | None:
        row = await self._database.one("people.device", (device_id,))
        return None if row is None else await device_of(row, self._seals)

    async def devices_of(self, account: AccountId) -> list[Device]:
        return [
            await device_of(row, self._seals)
            for row in await self._database.all("people.devices_of", (account,))
        ]

    async def known_devices(self, account: AccountId) -> list[KnownDevice]:
        rows = await self._database.all("people.known_devices", (account,))
        return [await _known_device_of(row, account, self._seals) for row in rows]

    async def rename_device(self, account: AccountId, device_id: DeviceId, name: str) -> bool:
        sealed = await sealed_device_name(account, name, self._seals)

        async def job(tx: Transaction) -> bool:
            renamed = await tx.run("people.rename_device", (sealed, device_id, account)) == 1
            await tx.run("people.account_changed", (account,))
            return renamed

        return await self._database.write(job)

    async def retire_device(
        self,
        device_id: DeviceId,
        *,
        now: Millis,
        may_be_last: bool = True,
        letters: Sequence[Letter] = (),
    ) -> bool:
        async def job(tx: Transaction) -> bool:
            retired = await tx.one("people.retire_device", (device_id, int(may_be_last)))
            if retired is None:
                return False
            await tx.run("people.close_sessions_of", (device_id,))
            await revoke_certificates(tx, device_id, now)
            await forget_guards(tx, device_id)
            await forget_subscriptions(tx, device_id)
            await tx.run("people.account_changed", retired)
            await put_letters(tx, self._letters, letters, now)
            return True

        return await self._database.write(job)

    async def set_verification(self, account: AccountId, verified_until: Millis | None) -> bool:
        async def job(tx: Transaction) -> bool:
            return await tx.run("people.set_verification", (verified_until, account)) == 1

        return await self._database.write(job)

    async def open_session(
        self, *, token_hash: bytes, challenge_hash: bytes, device_id: DeviceId, expires: Millis, now: Millis
    ) -> bool:
        async def job(tx: Transaction) -> bool:
            row = (token_hash, challenge_hash, device_id, expires)
            await tx.run("people.seen", (now, device_id))
            return await tx.run("people.open_session", row) == 1

        return await self._database.write(job)

    async def session_device(self, token_hash: bytes, *, now: Millis) -> Device | None:
        row = await self._database.one("people.session_device", (token_hash, now))
        return None if row is None else await device_of(row, self._seals)

    async def use_challenge(self, challenge_hash: bytes, *, expires: Millis) -> bool:
        async def job(tx: Transaction) -> bool:
            return await tx.run("people.use_challenge", (challenge_hash, expires)) == 1

        return await self._database.write(job)

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

        async def job(tx: Transaction) -> Account:
            hashed = self._seals.address_hash(email.folded)
            known = await tx.one("people.address_account", (hashed,))
            if known is not None:
                row = await tx.first("people.account", known)
                return await account_of(row, self._seals, tx)
            newcomer = Newcomer(email, fresh_id, verified_until=verified_until, answers_by_itself=True)
            account = await add_account(tx, newcomer, self._seals, now=now)
            return (await add_device(tx, account, device, self._seals, now=now))[0]

        return await self._database.write(job)


async def _known_device_of(row: Row, account: AccountId, seals: Seals) -> KnownDevice:
    return KnownDevice(row[0], await device_name_of(account, row[1], seals), row[2], row[3])
