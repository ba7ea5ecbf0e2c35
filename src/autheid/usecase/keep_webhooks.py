"""What a relying party's people do with their endpoints: make, change, rotate, test, look at what was sent, send again."""

from __future__ import annotations

import msgspec

from autheid.hook.delivery import Attempt, Delivery
from autheid.hook.endpoint import Endpoint, EndpointId, new_endpoint, parse_url, rotated
from autheid.hook.event import EventKind, event
from autheid.kernel.clock import Clock, after
from autheid.kernel.errors import Kind, Refusal, invalid
from autheid.kernel.ids import RpId
from autheid.kernel.secret import Chance, base64url_text
from autheid.needs.hooks import Hooks
from autheid.usecase.deliver_webhooks import DeliverWebhooks

MOST_ENDPOINTS = 20
MOST_DELIVERIES = 200
_TEST_LEASE_SECONDS = 60
"""The test is carried at once by whoever asked for it; the server's own round takes it only if that did not end."""


class KeepWebhooks:
    """Every call names the relying party, and another's endpoint is not found."""

    def __init__(
        self, *, hooks: Hooks, deliver: DeliverWebhooks, allow_local: bool, clock: Clock, chance: Chance
    ) -> None:
        self._hooks = hooks
        self._deliver = deliver
        self._allow_local = allow_local
        self._clock = clock
        self._chance = chance

    async def add(self, rp: RpId, url: str, kinds: frozenset[EventKind]) -> Endpoint:
        """A new endpoint; its secret is shown this once. Raises Refusal INVALID_ARGUMENT, NOT_FOUND, EXHAUSTED."""
        if len(await self._hooks.endpoints(rp)) >= MOST_ENDPOINTS:
            raise Refusal(Kind.EXHAUSTED, f"a relying party has at most {MOST_ENDPOINTS} endpoints")
        endpoint = new_endpoint(
            rp, url, kinds, allow_local=self._allow_local, now=self._clock.now(), chance=self._chance
        )
        if not await self._hooks.add(endpoint):
            raise Refusal(Kind.NOT_FOUND, f"there is no relying party {rp}")
        return endpoint

    async def endpoints(self, rp: RpId) -> list[Endpoint]:
        """All of a relying party."""
        return await self._hooks.endpoints(rp)

    async def change(
        self,
        rp: RpId,
        endpoint_id: EndpointId,
        *,
        url: str | None = None,
        kinds: frozenset[EventKind] | None = None,
        disabled: bool | None = None,
    ) -> Endpoint:
        """What is given is changed. Raises Refusal INVALID_ARGUMENT, NOT_FOUND."""
        endpoint = await self._find(rp, endpoint_id)
        if kinds is not None and (not kinds or EventKind.TEST in kinds):
            raise invalid("event", "must be one or more of the kinds of events")
        return await self._write(
            msgspec.structs.replace(
                endpoint,
                url=endpoint.url if url is None else parse_url(url, allow_local=self._allow_local),
                kinds=endpoint.kinds if kinds is None else kinds,
                disabled=endpoint.disabled if disabled is None else disabled,
            )
        )

    async def rotate(self, rp: RpId, endpoint_id: EndpointId) -> Endpoint:
        """A fresh secret, shown this once; the one before signs beside it for a day. Raises Refusal PRECONDITION."""
        endpoint = await self._find(rp, endpoint_id)
        return await self._write(rotated(endpoint, now=self._clock.now(), chance=self._chance))

    async def remove(self, rp: RpId, endpoint_id: EndpointId) -> None:
        """With everything on its way. Raises Refusal NOT_FOUND."""
        await self._find(rp, endpoint_id)
        await self._hooks.remove(endpoint_id)

    async def test(self, rp: RpId, endpoint_id: EndpointId) -> Attempt:
        """Send a test and tell what came of it, within ten seconds. Raises Refusal NOT_FOUND, PRECONDITION."""
        endpoint = await self._find(rp, endpoint_id)
        if endpoint.disabled:
            raise Refusal(Kind.PRECONDITION, "the endpoint is disabled")
        now = self._clock.now()
        made = event(
            EventKind.TEST,
            rp,
            at=now,
            unique=base64url_text(self._chance(12)),
            data={"endpoint": endpoint_id},
        )
        due = after(now, seconds=_TEST_LEASE_SECONDS)
        number = await self._hooks.put(endpoint_id, made, due=due, now=now)
        delivery = await self._hooks.delivery(number)
        if delivery is None:
            raise Refusal(Kind.NOT_FOUND, "the endpoint is gone")
        return await self._deliver.carry(delivery)

    async def deliveries(self, rp: RpId, endpoint_id: EndpointId) -> list[tuple[Delivery, list[Attempt]]]:
        """What was sent and what waits, the latest first, with every try. Raises Refusal NOT_FOUND."""
        await self._find(rp, endpoint_id)
        found = await self._hooks.deliveries(endpoint_id, most=MOST_DELIVERIES)
        return [(one, await self._hooks.attempts(one.number)) for one in found]

    async def send_again(self, rp: RpId, number: int) -> None:
        """Put a delivery back to its start; it goes out within a second. Raises Refusal NOT_FOUND."""
        delivery = await self._hooks.delivery(number)
        if delivery is not None:
            await self._find(rp, delivery.endpoint_id)
        if delivery is None or not await self._hooks.send_again(number, now=self._clock.now()):
            raise Refusal(Kind.NOT_FOUND, "there is no such delivery")

    async def _find(self, rp: RpId, endpoint_id: EndpointId) -> Endpoint:
        endpoint = await self._hooks.endpoint(endpoint_id)
        if endpoint is None or endpoint.rp != rp:
            raise Refusal(Kind.NOT_FOUND, "there is no such endpoint")
        return endpoint

    async def _write(self, endpoint: Endpoint) -> Endpoint:
        if not await self._hooks.write(endpoint):
            raise Refusal(Kind.NOT_FOUND, "the endpoint is gone")
        return endpoint
