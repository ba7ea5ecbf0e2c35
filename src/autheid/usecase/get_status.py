"""Anyone who knows a request's id asks how it stands."""

from __future__ import annotations

from autheid.request.opening import Opening
from autheid.request.state import State
from autheid.usecase.find_request import FindRequest


class GetStatus:
    """Never blocks."""

    def __init__(self, *, find: FindRequest) -> None:
        self._find = find

    async def __call__(self, request_id: str) -> tuple[Opening, State]:
        """The opening and its state now. Raises Refusal NOT_FOUND."""
        return await self._find(request_id, expected_rp=None)
