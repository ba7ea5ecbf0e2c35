"""How a device that is not connected is woken, and where it is kept how."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from autheid.account.subscription import Subscription
from autheid.kernel.clock import Millis
from autheid.kernel.ids import AccountId, DeviceId


class Nudge(Protocol):
    """Wakes the devices of an account. It costs the caller nothing, and a lost one loses nothing: devices also ask."""

    def nudge(self, account: AccountId, request_id: str, *, until: Millis) -> None:
        """Tell the account's devices of a request that waits for an answer `until` then."""
        ...


class Subscriptions(Protocol):
    """Where devices may be woken. What a retired device left is nowhere to be found."""

    async def subscribe(
        self, device_id: DeviceId, subscription: Subscription, *, most: int, now: Millis
    ) -> None:
        """Keep it as the device's newest, instead of what stood under the same endpoint; of more than `most` the oldest go."""
        ...

    async def unsubscribe(self, endpoint: str, *, device_id: DeviceId | None = None) -> bool:
        """Forget an endpoint, of this device alone when one is named; False when it was not there."""
        ...

    async def is_subscribed(self, device_id: DeviceId) -> bool: ...

    async def subscriptions_of(self, accounts: Collection[AccountId]) -> dict[AccountId, list[Subscription]]:
        """Those of the accounts' active devices; an account that has none is not there."""
        ...
