"""Write how a request ended, once: the one conditional write that every ending goes through."""

from __future__ import annotations

import msgspec

from autheid.kernel.clock import Clock, Millis
from autheid.kernel.errors import Kind, Refusal
from autheid.needs.requests import Requests
from autheid.needs.signal import Bell
from autheid.request.event import Cancel, Event
from autheid.request.mute import Mute
from autheid.request.opening import Opening
from autheid.request.state import Ended, NotVerified, State, Succeeded, UserCancelled, Waiting
from autheid.request.transition import at_time, end
from autheid.usecase.see_through import see_through


class EndRequest:
    """Moves a request by an event and writes the new state, naming the one it leaves."""

    def __init__(self, *, requests: Requests, bell: Bell, clock: Clock) -> None:
        self._requests = requests
        self._bell = bell
        self._clock = clock

    async def __call__(
        self,
        opening: Opening,
        state: State,
        event: Event,
        *,
        mute: Mute | None = None,
        seen: Millis | None = None,
    ) -> Ended:
        """How the request ended: by this event, or earlier by the same one.

        `mute`, and when it was `seen` first, are kept with the ending. When something else was written first, the event is tried against that: another
        ending refuses it or finds it repeated, a pick-up lets the relying party's cancellation through, and a person's
        answer to an address that is presented no more is refused.
        A caller who leaves once it is being written stops neither that nor the ring after it.
        Raises Refusal PRECONDITION with what the request has become.
        """
        return await see_through(self._end(opening, state, event, mute=mute, seen=seen))

    async def _end(
        self, opening: Opening, state: State, event: Event, *, mute: Mute | None, seen: Millis | None
    ) -> Ended:
        while True:
            ended = end(state, event)
            if ended is state:
                return ended
            if seen is not None and isinstance(ended, Succeeded | NotVerified | UserCancelled):
                ended = msgspec.structs.replace(ended, seen=seen)
            if await self._requests.end(opening, ended, mute=mute):
                self._bell.ring(("request", opening.key))
                if opening.account is not None:
                    self._bell.ring(("account", opening.account))
                return ended
            opening, state = await self._again(opening, event)

    async def _again(self, opening: Opening, event: Event) -> tuple[Opening, State]:
        found = await self._requests.load(opening.request_id)
        if found is None:
            message = "a request vanished between two reads"
            raise LookupError(message)
        # By the later of the two clocks: what still waits, and is the same, was refused for its deadline.
        state = at_time(*found, max(self._clock.now(), event.at))
        if isinstance(state, Waiting) and found[0] != opening and not isinstance(event, Cancel):
            raise Refusal(Kind.PRECONDITION, "the request was changed meanwhile; look at it again")
        return found[0], state
