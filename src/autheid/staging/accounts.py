"""Test accounts come to be when they are first addressed, and their phone is switched on then."""

from __future__ import annotations

from typing import Protocol

from autheid.account.account import Account
from autheid.account.device import NewDevice
from autheid.kernel.clock import Clock, Millis
from autheid.kernel.ids import UniqueUserId, make_unique_user_id
from autheid.kernel.secret import Chance, MasterSecret
from autheid.needs.people import Directory
from autheid.person.email import EmailAddress, parse_email
from autheid.pki.curve import Curve
from autheid.staging.grammar import REFERENCE_ACCOUNTS, TestAccount, test_account_of
from autheid.staging.phones import DEVICE_NAME, PhoneFarm, phone_key
from autheid.staging.specimen import SpecimenDesk


class AccountStore(Protocol):
    """Where test accounts are kept."""

    async def enrol_test_account(
        self,
        email: EmailAddress,
        *,
        fresh_id: UniqueUserId,
        device: NewDevice,
        verified_until: Millis | None,
        now: Millis,
    ) -> Account:
        """An account whose simulated phone answers, with its device, made once."""
        ...


class StagingDirectory:
    """A Directory in which the test accounts exist as soon as somebody asks for them."""

    def __init__(
        self,
        *,
        directory: Directory,
        accounts: AccountStore,
        farm: PhoneFarm,
        master: MasterSecret,
        desk: SpecimenDesk,
        clock: Clock,
        chance: Chance,
    ) -> None:
        self._directory = directory
        self._accounts = accounts
        self._farm = farm
        self._master = master
        self._desk = desk
        self._clock = clock
        self._chance = chance

    async def switch_on_reference_accounts(self) -> None:
        """Enrol the four accounts of the reference and switch their phones on."""
        for address, account in REFERENCE_ACCOUNTS.items():
            email = parse_email(address)
            await self._enrol(email, account)
            self._farm.switch_on(email.folded, account)

    async def account_by_email(self, email: EmailAddress) -> Account | None:
        test_account = test_account_of(email.folded)
        if test_account is None:
            return await self._directory.account_by_email(email)
        account = await self._directory.account_by_email(email) or await self._enrol(email, test_account)
        self._farm.switch_on(email.folded, test_account)
        return account

    async def account_by_unique_user_id(self, unique_user_id: UniqueUserId) -> Account | None:
        account = await self._directory.account_by_unique_user_id(unique_user_id)
        if account is not None and account.answers_by_itself:
            await self.account_by_email(parse_email(account.email))
        return account

    async def _enrol(self, email: EmailAddress, test_account: TestAccount) -> Account:
        key = phone_key(self._master, email.folded)
        now = self._clock.now()
        account = await self._accounts.enrol_test_account(
            email,
            fresh_id=make_unique_user_id(self._chance),
            device=NewDevice(key.public_key, Curve(key.curve), DEVICE_NAME),
            verified_until=None,
            now=now,
        )
        await self._desk.verify(account.account, test_account)
        return await self._directory.account_by_email(email) or account
