"""Endpoints of relying parties, what is on its way to them, and who carries it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from autheid.hook.delivery import Attempt, Delivery
from autheid.hook.endpoint import Endpoint, EndpointId
from autheid.hook.event import Event
from autheid.kernel.clock import Millis
from autheid.kernel.ids import RpId


class Hooks(Protocol):
    """The outbox of webhooks. Events are put into it in the transactions of what they tell of."""

    async def add(self, endpoint: Endpoint) -> bool:
        """False when there is no such relying party."""
        ...

    async def endpoint(self, endpoint_id: EndpointId) -> Endpoint | None: ...

    async def endpoints(self, rp: RpId) -> list[Endpoint]:
        """All of a relying party, the oldest first."""
        ...

    async def write(self, endpoint: Endpoint) -> bool:
        """Its address, kinds, secrets and whether it is disabled; False when it is gone."""
        ...

    async def remove(self, endpoint_id: EndpointId) -> bool:
        """With everything that was on its way; False when it is gone."""
        ...

    async def put(self, endpoint_id: EndpointId, event: Event, *, due: Millis, now: Millis) -> int:
        """An event for one endpoint, whatever kinds it asked for; the delivery's number."""
        ...

    async def put_all(self, events: Sequence[Event], *, now: Millis) -> None:
        """Events for every endpoint that asked for them; one that was put already is not put again."""
        ...

    async def due(self, *, now: Millis, most: int, without: Collection[EndpointId] = ()) -> list[Delivery]:
        """What waits and is due, the longest due first, but for these endpoints."""
        ...

    async def claim(self, number: int, *, now: Millis, until: Millis) -> bool:
        """Take a delivery that is due upon oneself until then; False when somebody else has, or it waits no more.

        Of the many that look, on all nodes, one gets it; if that one falls, it is due again at `until`.
        """
        ...

    async def give_back(self, number: int, *, now: Millis) -> None:
        """Let somebody else take it at once."""
        ...

    async def delivery(self, number: int) -> Delivery | None: ...

    async def deliveries(self, endpoint_id: EndpointId, *, most: int) -> list[Delivery]:
        """The latest first."""
        ...

    async def attempts(self, number: int) -> list[Attempt]:
        """In their order."""
        ...

    async def note(self, number: int, attempt: Attempt, *, next_try: Millis | None) -> None:
        """Keep a try: delivered when it succeeded, else due then, or given up."""
        ...

    async def send_again(self, number: int, *, now: Millis) -> bool:
        """Due at once and tried from the start; False when there is none."""
        ...

    async def forget(self, *, before: Millis) -> int:
        """Deliveries that ended and were made before."""
        ...


class HookPost(Protocol):
    """Posts one payload to a relying party's server."""

    async def post(self, url: str, headers: dict[str, str], body: bytes) -> Attempt:
        """What came of it; `at` is 0, the caller knows when. Raises nothing."""
        ...
