"""A device asks whose it is, and what its person's account holds."""

from __future__ import annotations

import msgspec

from autheid.account.account import Account, Mailbox
from autheid.account.device import Device, Join, KnownDevice
from autheid.account.pin import PinLock
from autheid.kernel.clock import Clock
from autheid.kernel.errors import Kind, Refusal
from autheid.needs.guards import Guards
from autheid.needs.nudge import Subscriptions
from autheid.needs.people import Enrolments, People
from autheid.pki.passkey import Passkey


class AccountView(msgspec.Struct, frozen=True):
    """An account as one of its devices sees it."""

    account: Account
    device: Device
    mailboxes: list[Mailbox]
    devices: list[KnownDevice]
    joins: list[Join]
    pin: PinLock | None
    passkey: Passkey | None
    push: bool
    """Whether this device may be woken."""


class ShowAccount:
    """The account of a device."""

    def __init__(
        self,
        *,
        people: People,
        enrolments: Enrolments,
        guards: Guards,
        subscriptions: Subscriptions,
        clock: Clock,
    ) -> None:
        self._people = people
        self._enrolments = enrolments
        self._guards = guards
        self._subscriptions = subscriptions
        self._clock = clock

    async def __call__(self, device: Device) -> AccountView:
        """Everything but secrets. Raises Refusal NOT_FOUND when the account is gone."""
        account = await self._people.account(device.account)
        known = await self._people.device(device.device_id)
        if account is None or known is None:
            raise Refusal(Kind.NOT_FOUND, "no such account")
        return AccountView(
            account=account,
            device=known,
            mailboxes=await self._people.mailboxes(account.account),
            devices=await self._people.known_devices(account.account),
            joins=await self._enrolments.waiting_joins(account.account, now=self._clock.now()),
            pin=await self._guards.pin_lock(device.device_id),
            passkey=await self._guards.passkey(device.device_id),
            push=await self._subscriptions.is_subscribed(device.device_id),
        )

    async def version(self, device: Device) -> int:
        """Grows with each change of the account, so that a device knows when to look at it again."""
        account = await self._people.account(device.account)
        return 0 if account is None else account.version
