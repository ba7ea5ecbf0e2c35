"""A device says where its browser may be woken, or takes that back."""

from __future__ import annotations

from urllib.parse import urlsplit

from autheid.account.device import Device
from autheid.account.push import ENDPOINT_CHARACTERS, MOST_SUBSCRIPTIONS, Subscription, check_keys
from autheid.kernel.clock import Clock
from autheid.kernel.errors import invalid
from autheid.needs.push import Subscriptions


class SubscribePush:
    """Keeps and forgets subscriptions."""

    def __init__(self, *, subscriptions: Subscriptions, services: tuple[str, ...], clock: Clock) -> None:
        self._subscriptions = subscriptions
        self._services = services
        self._clock = clock

    async def __call__(self, device: Device, *, endpoint: str, p256dh: bytes, auth: bytes) -> None:
        """Keep it. Raises Refusal INVALID for an address that is no known push service's, or keys that are none."""
        try:
            check_endpoint(endpoint, services=self._services)
        except ValueError as rule:
            raise invalid("endpoint", str(rule)) from None
        try:
            check_keys(p256dh, auth)
        except ValueError as rule:
            raise invalid("p256dh", f"and auth: {rule}") from None
        subscription = Subscription(device.device_id, endpoint, p256dh, auth)
        await self._subscriptions.subscribe(subscription, now=self._clock.now(), most=MOST_SUBSCRIPTIONS)

    async def remove(self, device: Device, endpoint: str) -> None:
        """Forget it, if it is this device's."""
        await self._subscriptions.unsubscribe(endpoint, device=device.device_id)


def check_endpoint(endpoint: str, *, services: tuple[str, ...]) -> str:
    """The endpoint, if it is one of a push service that this deployment knows.

    A stranger's browser names this address and our server calls it: so it is no address at the stranger's choice.
    An entry of `services` is a host, that stands for its subdomains too, or a whole origin.
    Raises ValueError with the rule that is broken.
    """
    if len(endpoint) > ENDPOINT_CHARACTERS or not endpoint.isascii() or not endpoint.isprintable():
        message = f"must be an address of at most {ENDPOINT_CHARACTERS} characters"
        raise ValueError(message)
    parts = urlsplit(endpoint)
    host = parts.hostname or ""
    if f"{parts.scheme}://{parts.netloc}" in services:
        return endpoint
    known = any(host == service or host.endswith("." + service) for service in services)
    if parts.scheme != "https" or parts.netloc != host or not known:
        raise ValueError("must be an address of a known push service")
    return endpoint
