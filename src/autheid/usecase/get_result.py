"""A relying party waits for the end of a request."""

from __future__ import annotations

from autheid.kernel.ids import RpId
from autheid.needs.signal import Bell
from autheid.request.opening import Opening
from autheid.request.state import Ended, Waiting
from autheid.usecase.find_request import FindRequest


class GetResult:
    """Blocks until the request has ended, then gives the same answer each time. A plain read, repeated when rung."""

    def __init__(self, *, find: FindRequest, bell: Bell) -> None:
        self._find = find
        self._bell = bell

    async def __call__(self, request_id: str, *, rp: RpId) -> tuple[Opening, Ended]:
        """The opening and how it ended.

        Raises Refusal NOT_FOUND, or UNAVAILABLE when the service is stopping: the caller may ask again.
        """
        opening, state = await self._find(request_id, expected_rp=rp)
        if not isinstance(state, Waiting):
            return opening, state
        # Listen before reading again: an end between the read above and now must not be missed.
        with self._bell.listen(("request", opening.key)) as listener:
            while True:
                # Anew with its opening: picking the request up has changed it.
                opening, state = await self._find(request_id, expected_rp=rp)
                if not isinstance(state, Waiting):
                    return opening, state
                await listener.wait(opening.expires)
