"""Load a request as its relying party may see it, with the clock applied."""

from __future__ import annotations

from autheid.kernel.clock import Clock, after
from autheid.kernel.errors import Kind, Refusal
from autheid.kernel.ids import RpId
from autheid.needs.requests import Requests
from autheid.request.opening import Opening
from autheid.request.state import State, TimedOut, Waiting
from autheid.request.transition import at_time


class FindRequest:
    """The one way by which use cases come to a request."""

    def __init__(self, *, requests: Requests, clock: Clock, keep_hours: int) -> None:
        self._requests = requests
        self._clock = clock
        self._keep_seconds = keep_hours * 3600

    async def __call__(self, request_id: str, *, expected_rp: RpId | None) -> tuple[Opening, State]:
        """The opening and its state now. `expected_rp` None asks for any RP's: the id is the secret.

        Raises Refusal NOT_FOUND, the same for an unknown id and for another RP's.
        """
        opening, stored = await self._load(request_id, expected_rp=expected_rp)
        return await as_told(opening, stored, requests=self._requests, clock=self._clock)

    async def _load(self, request_id: str, *, expected_rp: RpId | None) -> tuple[Opening, State]:
        found = await self._requests.load(request_id)
        if found is None or (expected_rp is not None and found[0].rp != expected_rp):
            raise Refusal(Kind.NOT_FOUND, "no such request")
        # A person's history holds theirs for longer. Told here, it would tell whose address is known.
        if found[0].created < after(self._clock.now(), seconds=-self._keep_seconds):
            raise Refusal(Kind.NOT_FOUND, "no such request")
        return found


async def as_told(
    opening: Opening, stored: State, *, requests: Requests, clock: Clock
) -> tuple[Opening, State]:
    """A stored request as it may be told to anybody now.

    A timeout is written down before it is told: an answer that was decided in time may still be on its way to the
    disk, and whoever has been told TIMEOUT must never be told SUCCESS.
    Raises Refusal NOT_FOUND when it was forgotten meanwhile.
    """
    while True:
        state = at_time(opening, stored, clock.now())
        if not (isinstance(stored, Waiting) and isinstance(state, TimedOut)):
            return opening, state
        if await requests.end(opening, state):
            return opening, state
        found = await requests.load(opening.request_id)
        if found is None:
            raise Refusal(Kind.NOT_FOUND, "no such request")
        opening, stored = found
