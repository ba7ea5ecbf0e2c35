"""Where accounts, devices, enrolments and sessions are kept."""

from __future__ import annotations

from typing import Protocol

from autheid.account.account import Account
from autheid.account.device import Device
from autheid.account.enrolment import Enrolment
from autheid.kernel.clock import Millis
from autheid.kernel.ids import AccountId, DeviceId, UniqueUserId
from autheid.person.email import EmailAddress


class Directory(Protocol):
    """Finds the account behind an address."""

    async def account_by_email(self, email: EmailAddress) -> Account | None: ...

    async def account_by_unique_user_id(self, unique_user_id: UniqueUserId) -> Account | None: ...


class People(Directory, Protocol):
    """Accounts and their devices."""

    async def account(self, account: AccountId) -> Account | None: ...

    async def device(self, device_id: DeviceId) -> Device | None: ...

    async def devices_of(self, account: AccountId) -> list[Device]: ...

    async def retire_device(self, device_id: DeviceId) -> bool:
        """Retire an active device and close its sessions; False when there was none."""
        ...

    async def set_verification(self, account: AccountId, verified_until: Millis | None) -> bool:
        """Set until when the account counts as verified."""
        ...


class Enrolments(Protocol):
    """Enrolments under way."""

    async def begin(self, enrolment: Enrolment) -> None: ...

    async def count_try(self, enrolment_id: str) -> Enrolment | None:
        """Take one try away, durably, and give the enrolment as it is then."""
        ...

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
        """End an open enrolment and store its device, in one transaction; with it, a new account for a new address.

        None when the enrolment was open no more, when the key is another account's,
        or when it was begun by address and that address has an account by now.
        """
        ...


class Sessions(Protocol):
    """Sessions of devices, kept by the keyed hash of their token."""

    async def open_session(
        self, *, token_hash: bytes, challenge_hash: bytes, device_id: DeviceId, expires: Millis
    ) -> bool:
        """Store a session; False when its challenge has been used before."""
        ...

    async def session_device(self, token_hash: bytes, *, now: Millis) -> Device | None:
        """The device of a session that has not expired."""
        ...
