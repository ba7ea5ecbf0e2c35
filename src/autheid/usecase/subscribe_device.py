"""A device says where it may be woken, and takes that back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from autheid.account.device import Device
from autheid.account.subscription import MOST_A_DEVICE, Subscription, check_auth, check_endpoint
from autheid.kernel.clock import Clock
from autheid.kernel.errors import invalid
from autheid.needs.nudge import Subscriptions
from autheid.pki.web_push import check_receiver_key


class SubscribeDevice:
    """Keeps push subscriptions. Being woken shows nothing, so a session is enough for it."""

    def __init__(self, *, subscriptions: Subscriptions, services: Sequence[str], clock: Clock) -> None:
        """`services` are the push services that may be called (see `check_endpoint`)."""
        self._subscriptions = subscriptions
        self._services = services
        self._clock = clock

    async def __call__(self, device: Device, unverified: Subscription) -> None:
        """Keep it. Raises Refusal INVALID when it is at no push service that we know, or has no key of one."""
        rules: tuple[tuple[str, Callable[[], object]], ...] = (
            ("endpoint", lambda: check_endpoint(unverified.endpoint, services=self._services)),
            ("p256dh", lambda: check_receiver_key(unverified.key)),
            ("auth", lambda: check_auth(unverified.auth)),
        )
        for field, check in rules:
            try:
                check()
            except ValueError as rule:
                raise invalid(field, str(rule)) from None
        await self._subscriptions.subscribe(
            device.device_id, unverified, most=MOST_A_DEVICE, now=self._clock.now()
        )

    async def remove(self, device: Device, endpoint: str) -> None:
        """Forget it; one that is not there is forgotten already."""
        await self._subscriptions.unsubscribe(endpoint, device_id=device.device_id)
