"""Waking a device whose app is closed. A lost wake-up costs time, never a request: the app shows what waits."""

from __future__ import annotations

from typing import Protocol

from autheid.account.push import Subscription
from autheid.kernel.clock import Millis
from autheid.kernel.ids import AccountId, DeviceId


class Subscriptions(Protocol):
    """Where browsers may be woken."""

    async def subscribe(self, subscription: Subscription, *, now: Millis, most: int) -> None:
        """Keep it; of more than `most` of a device the oldest goes."""
        ...

    async def unsubscribe(self, endpoint: str, *, device: DeviceId | None) -> None:
        """Forget it; with a device, only when it is that one's."""
        ...

    async def subscriptions_of(self, account: AccountId) -> list[Subscription]:
        """Those of the account's active devices."""
        ...


class Nudge(Protocol):
    """Wakes the devices of an account."""

    def nudge(self, account: AccountId, request_id: str, *, expires: Millis) -> None:
        """Soon, and without waiting for it: the caller's own work goes on at once."""
        ...
