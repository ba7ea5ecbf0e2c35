"""A device asks what waits for its person."""

from __future__ import annotations

from collections.abc import AsyncIterator

from autheid.account.device import Device
from autheid.kernel.clock import Clock, Millis, after
from autheid.kernel.errors import Kind, Refusal
from autheid.kernel.ids import RpId
from autheid.needs.parties import Parties
from autheid.needs.requests import Requests
from autheid.needs.signal import Bell
from autheid.request.opening import Opening
from autheid.request.state import State, Waiting
from autheid.usecase.find_request import as_told
from autheid.usecase.memory import Memory
from autheid.usecase.sightings import Sightings

HEARTBEAT_SECONDS = 15


class ShowRequests:
    """Lists, shows and watches the requests addressed to a device's account."""

    def __init__(
        self, *, requests: Requests, parties: Parties, bell: Bell, sightings: Sightings, clock: Clock
    ) -> None:
        self._requests = requests
        self._parties = parties
        self._bell = bell
        self._sightings = sightings
        self._clock = clock
        self._logos: Memory[RpId, str] = Memory(clock)

    async def pending(self, device: Device) -> list[Opening]:
        """What waits for an answer now, oldest first.

        Of what a relying party asks by address one at a time, whichever address it named; and all that the person has
        picked up.
        """
        now = self._clock.now()
        waiting = await self._requests.load_pending(device.account, now=now)
        first = {opening.rp: opening.key for opening in reversed(waiting) if not opening.asked.local}
        shown = [opening for opening in waiting if opening.asked.local or first[opening.rp] == opening.key]
        for opening in shown:
            self._sightings.note(opening.key, now)
        return shown

    async def one(self, device: Device, request_id: str) -> tuple[Opening, State]:
        """One request and its state now. Raises Refusal NOT_FOUND, also for another account's."""
        found = await self._requests.load(request_id)
        if found is None or found[0].account != device.account:
            raise Refusal(Kind.NOT_FOUND, "no such request")
        opening, state = await as_told(*found, requests=self._requests, clock=self._clock)
        if isinstance(state, Waiting):
            self._sightings.note(opening.key, self._clock.now())
        return opening, state

    async def logo_of(self, rp: RpId) -> str:
        """The name of a relying party's logo, as of a moment ago; empty where it has none."""
        logo = self._logos.get(rp)
        if logo is None:
            logo = await self._parties.logo_of(rp)
            self._logos.put(rp, logo)
        return logo

    async def watch(self, device: Device) -> AsyncIterator[list[Opening] | None]:
        """What waits now, and again whenever that may have changed; None as a heartbeat when it has not.

        Raises Refusal UNAVAILABLE when the service is stopping.
        """
        with self._bell.listen(("account", device.account)) as listener:
            while True:
                waiting = await self.pending(device)
                yield waiting
                # A timeout rings for nobody, and lets the next one of its relying party come forward.
                soonest = min((opening.expires for opening in waiting), default=None)
                while not await listener.wait(self._next_look(soonest)):
                    if soonest is not None and self._clock.now() >= soonest:
                        break
                    yield None

    def _next_look(self, soonest: Millis | None) -> Millis:
        heartbeat = after(self._clock.now(), seconds=HEARTBEAT_SECONDS)
        return heartbeat if soonest is None else min(heartbeat, soonest)
