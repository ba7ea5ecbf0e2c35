"""A device asks what waits for its person."""

from __future__ import annotations

from collections.abc import AsyncIterator

from autheid.account.device import Device
from autheid.kernel.clock import Clock, after
from autheid.kernel.errors import Kind, Refusal
from autheid.needs.requests import Requests
from autheid.needs.signal import Bell
from autheid.request.opening import Opening
from autheid.request.state import State
from autheid.request.transition import at_time

HEARTBEAT_SECONDS = 15


class ShowRequests:
    """Lists, shows and watches the requests addressed to a device's account."""

    def __init__(self, *, requests: Requests, bell: Bell, clock: Clock) -> None:
        self._requests = requests
        self._bell = bell
        self._clock = clock

    async def pending(self, device: Device) -> list[Opening]:
        """What waits for an answer now, oldest first; of one relying party one at a time, whichever address it named."""
        waiting = await self._requests.load_pending(device.account, now=self._clock.now())
        return list({opening.rp: opening for opening in reversed(waiting)}.values())[::-1]

    async def one(self, device: Device, request_id: str) -> tuple[Opening, State]:
        """One request and its state now. Raises Refusal NOT_FOUND, also for another account's."""
        found = await self._requests.load(request_id)
        if found is None or found[0].account != device.account:
            raise Refusal(Kind.NOT_FOUND, "no such request")
        return found[0], at_time(*found, self._clock.now())

    async def watch(self, device: Device) -> AsyncIterator[list[Opening] | None]:
        """What waits now, and again whenever that may have changed; None as a heartbeat when it has not.

        Raises Refusal UNAVAILABLE when the service is stopping.
        """
        with self._bell.listen(("account", device.account)) as listener:
            while True:
                yield await self.pending(device)
                while not await listener.wait(after(self._clock.now(), seconds=HEARTBEAT_SECONDS)):
                    yield None
