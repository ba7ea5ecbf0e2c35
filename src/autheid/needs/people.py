"""Where accounts, devices, enrolments and sessions are kept.

Letters that are given with a change are kept in the same transaction: a person is told of what was done, and of
nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Protocol

from autheid.account.account import Account, Mailbox
from autheid.account.device import Device, Join, JoinState, KnownDevice, NewDevice
from autheid.account.enrolment import Enrolment
from autheid.account.letter import Letter
from autheid.kernel.clock import Millis
from autheid.kernel.ids import AccountId, DeviceId, UniqueUserId
from autheid.person.email import EmailAddress


class Directory(Protocol):
    """Finds the account behind an address."""

    async def account_by_email(self, email: EmailAddress) -> Account | None: ...

    async def account_by_unique_user_id(self, unique_user_id: UniqueUserId) -> Account | None: ...


class EmailAdded(Enum):
    """What came of adding an address."""

    ADDED = "added"
    TAKEN = "taken"
    FULL = "full"
    OVER = "over"
    """The enrolment that would add it was open no more."""


class EmailRemoved(Enum):
    """What came of removing an address."""

    REMOVED = "removed"
    LAST = "last"
    UNKNOWN = "unknown"


class People(Directory, Protocol):
    """Accounts and their devices."""

    async def account(self, account: AccountId) -> Account | None: ...

    async def mailboxes(self, account: AccountId) -> list[Mailbox]:
        """The account's addresses, the first one first."""
        ...

    async def add_email(
        self, enrolment: Enrolment, *, most: int, now: Millis, letters: Sequence[Letter] = ()
    ) -> EmailAdded:
        """End an enrolment that adds an address, and add it."""
        ...

    async def remove_email(
        self, account: AccountId, email: EmailAddress, *, now: Millis, letters: Sequence[Letter] = ()
    ) -> EmailRemoved:
        """Remove an address; another takes its place where it was the first, and the last one stays."""
        ...

    async def set_recovery(
        self, account: AccountId, recovery_hash: bytes, *, now: Millis, letters: Sequence[Letter] = ()
    ) -> None:
        """Keep the hash of a new recovery code instead of the older one's."""
        ...

    async def device(self, device_id: DeviceId) -> Device | None: ...

    async def devices_of(self, account: AccountId) -> list[Device]: ...

    async def known_devices(self, account: AccountId) -> list[KnownDevice]:
        """The active ones, the oldest first."""
        ...

    async def rename_device(self, account: AccountId, device_id: DeviceId, name: str) -> bool:
        """Rename an active device of this account; False when there is none."""
        ...

    async def retire_device(
        self,
        device_id: DeviceId,
        *,
        now: Millis,
        may_be_last: bool = True,
        letters: Sequence[Letter] = (),
    ) -> bool:
        """Retire an active device, close its sessions and forget its guards.

        False when there was none, or when it was the account's last active one and may not be.
        """
        ...

    async def set_verification(self, account: AccountId, verified_until: Millis | None) -> bool:
        """Set until when the account counts as verified."""
        ...


class Enrolments(Protocol):
    """Enrolments under way."""

    async def begin(self, enrolment: Enrolment, *, now: Millis, letters: Sequence[Letter] = ()) -> None: ...

    async def count_try(self, enrolment_id: str) -> Enrolment | None:
        """Take one try away, durably, and give the enrolment as it is then."""
        ...

    async def give_back_try(self, enrolment_id: str) -> None:
        """Give back the try that a right code took."""
        ...

    async def complete(
        self, enrolment: Enrolment, device: NewDevice, *, fresh_id: UniqueUserId, now: Millis
    ) -> tuple[Account, Device] | None:
        """End an open enrolment and store its device with a new account, in one transaction.

        None when the enrolment was open no more, the key is in use, or the address has an account by now.
        """
        ...

    async def restore(
        self,
        enrolment: Enrolment,
        device: NewDevice,
        *,
        account: AccountId,
        recovery_hash: bytes,
        now: Millis,
        letters: Sequence[Letter] = (),
    ) -> tuple[Account, Device] | None:
        """As `complete`, into an account whose recovery code is used up by it; None also when that was another."""
        ...

    async def ask_to_join(
        self, enrolment: Enrolment, join: Join, *, now: Millis, letters: Sequence[Letter] = ()
    ) -> bool:
        """End an open enrolment and let its device wait; False when it was open no more or the key is in use."""
        ...

    async def waiting_joins(self, account: AccountId, *, now: Millis) -> list[Join]:
        """Devices that wait to be admitted, the oldest first."""
        ...

    async def join_outcome(self, join_id: str) -> tuple[Join, JoinState] | None:
        """A join, and where it stands; its expiry is not applied."""
        ...

    async def admit(
        self, join: Join, *, now: Millis, letters: Sequence[Letter] = ()
    ) -> tuple[Account, Device] | None:
        """Admit a waiting device; None when it waited no more or its key is in use."""
        ...

    async def refuse(self, join: Join, *, now: Millis, letters: Sequence[Letter] = ()) -> bool:
        """Refuse a waiting device; False when it waited no more."""
        ...


class Sessions(Protocol):
    """Sessions of devices, kept by the keyed hash of their token."""

    async def open_session(
        self, *, token_hash: bytes, challenge_hash: bytes, device_id: DeviceId, expires: Millis, now: Millis
    ) -> bool:
        """Store a session; False when its challenge has been used before."""
        ...

    async def session_device(self, token_hash: bytes, *, now: Millis) -> Device | None:
        """The device of a session that has not expired."""
        ...

    async def use_challenge(self, challenge_hash: bytes, *, expires: Millis) -> bool:
        """Use a challenge up; False when it was used before."""
        ...
