"""The routes by which a device says where it may be woken."""

from __future__ import annotations

from collections.abc import Callable

from autheid.account.subscription import Subscription
from autheid.door.app.desk import Desk
from autheid.door.app.messages import Message
from autheid.door.forms import answer, checked
from autheid.door.http import Call, Endpoint, Reply, Route
from autheid.kernel.secret import base64_bytes
from autheid.usecase.subscribe_device import SubscribeDevice


class SubscribePush(Message):
    """A push subscription as the browser gives it: `p256dh` and `auth` in base64url."""

    endpoint: str
    p256dh: str
    auth: str


class UnsubscribePush(Message):
    """The endpoint that is not to be called any more."""

    endpoint: str


class PushChanged(Message):
    """Nothing to tell."""


class PushDoor:
    """Two routes."""

    def __init__(self, *, desk: Desk, subscribe: SubscribeDevice) -> None:
        self._desk = desk
        self._subscribe = subscribe

    def routes(self) -> list[Route]:
        """Every route with its verb; `docs/device-door.md` tells them in words."""
        table: tuple[tuple[str, str, Endpoint], ...] = (
            ("/push", "SubscribePush", self._add),
            ("/push/remove", "UnsubscribePush", self._remove),
        )
        return [Route("POST", "/app/v1" + path, method, endpoint) for path, method, endpoint in table]

    async def _add(self, call: Call) -> Reply:
        device = await self._desk.device(call)
        body = await self._desk.read(call, SubscribePush)
        unverified = Subscription(
            endpoint=body.endpoint,
            key=checked("p256dh", _bytes_of(body.p256dh)),
            auth=checked("auth", _bytes_of(body.auth)),
        )
        await self._subscribe(device, unverified)
        return answer(PushChanged())

    async def _remove(self, call: Call) -> Reply:
        device = await self._desk.device(call)
        body = await self._desk.read(call, UnsubscribePush)
        await self._subscribe.remove(device, body.endpoint)
        return answer(PushChanged())


def _bytes_of(text: str) -> Callable[[], bytes]:
    return lambda: base64_bytes(text)
