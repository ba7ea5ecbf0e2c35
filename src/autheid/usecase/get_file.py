"""A relying party fetches a PDF of its KYC."""

from __future__ import annotations

from autheid.kernel.errors import Kind, Refusal
from autheid.kernel.ids import RpId
from autheid.request.opening import Opening
from autheid.request.state import KycEvidence, State, Succeeded
from autheid.usecase.find_request import FindRequest
from autheid.usecase.keep_files import FileCabinet


class GetFile:
    """The very bytes that were made at the approval."""

    def __init__(self, *, find: FindRequest, cabinet: FileCabinet) -> None:
        self._find = find
        self._cabinet = cabinet

    async def __call__(self, request_id: str, *, rp: RpId, residency: bool) -> bytes:
        """kyc.pdf, or residency.pdf. Raises Refusal NOT_FOUND, the same for an unknown id and another RP's."""
        opening, state = await self._find(request_id, expected_rp=rp)
        return await self.of(opening, state, residency=residency)

    async def of(self, opening: Opening, state: State, *, residency: bool) -> bytes:
        """As a call, of a result that is at hand."""
        if not isinstance(state, Succeeded) or not isinstance(state.evidence, KycEvidence):
            raise Refusal(Kind.NOT_FOUND, "this request has no such file")
        name = state.evidence.residency_file if residency else state.evidence.kyc_file
        found = None if opening.account is None else await self._cabinet.open(opening.account, name)
        if found is None:
            raise Refusal(Kind.NOT_FOUND, "the file is kept no longer")
        return found
