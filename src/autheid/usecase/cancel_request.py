"""A relying party takes a request back."""

from __future__ import annotations

from autheid.kernel.clock import Clock
from autheid.kernel.ids import RpId
from autheid.request.event import Cancel
from autheid.request.opening import Opening
from autheid.usecase.end_request import EndRequest
from autheid.usecase.find_request import FindRequest


class CancelRequest:
    """Cancels once, and says so again when asked again."""

    def __init__(self, *, find: FindRequest, end: EndRequest, clock: Clock) -> None:
        self._find = find
        self._end = end
        self._clock = clock

    async def __call__(self, request_id: str, *, rp: RpId) -> Opening:
        """The opening of the cancelled request.

        Raises Refusal NOT_FOUND, or PRECONDITION when it has ended otherwise.
        """
        opening, state = await self._find(request_id, expected_rp=rp)
        await self._end(opening, state, Cancel(at=self._clock.now()))
        return opening
