"""The six methods of the RP API, wire in, wire out. REST and gRPC call this same object."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from autheid.account.rp import KeyRight
from autheid.door.limits import Waits
from autheid.door.problem import CODES
from autheid.door.translate import (
    KycFiles,
    create_response,
    new_request_of,
    result_response,
    status_response,
)
from autheid.kernel.errors import Refusal, invalid
from autheid.kernel.rate import Rate
from autheid.request.opening import Opening
from autheid.request.start_code import StartSecrets
from autheid.request.state import Ended, KycEvidence, Succeeded
from autheid.usecase.cancel_request import CancelRequest
from autheid.usecase.certify_device import CertifyDevice
from autheid.usecase.count_calls import CountCalls
from autheid.usecase.create_request import CreateRequest
from autheid.usecase.get_file import GetFile
from autheid.usecase.get_result import GetResult
from autheid.usecase.get_status import GetStatus
from autheid.usecase.recognise import RecognisedRp, RecogniseRp
from autheid.wire import rp_pb


class RpService:
    """Recognises the relying party, keeps to its quotas, and calls one use case."""

    def __init__(
        self,
        *,
        recognise: RecogniseRp,
        create: CreateRequest,
        get_result: GetResult,
        get_status: GetStatus,
        cancel: CancelRequest,
        get_file: GetFile,
        certify: CertifyDevice,
        creates: Rate,
        waits: Waits,
        starts: StartSecrets,
        public_url: str,
        count: CountCalls,
        local_web: bool = False,
    ) -> None:
        """`public_url` is the origin that links lead to."""
        self._recognise = recognise
        self._create = create
        self._get_result = get_result
        self._get_status = get_status
        self._cancel = cancel
        self._get_file = get_file
        self._certify = certify
        self._creates = creates
        self._waits = waits
        self._starts = starts
        self._public_url = public_url
        self._count = count
        self._local_web = local_web

    async def create(
        self, api_key: str | None, wire: rp_pb.CreateRequest, *, peer: str = ""
    ) -> rp_pb.CreateResponse:
        """Create: durable before it answers. `peer` is the address that the call comes from, here and below."""
        caller = await self._recognise(api_key, right=KeyRight.ASK, peer=peer)

        async def do() -> rp_pb.CreateResponse:
            self._creates.take(caller.key_prefix)
            opening = await self._create(caller.party, new_request_of(wire, local_web=self._local_web))
            secret = self._starts.secret_of(opening) if opening.asked.local else ""
            return create_response(opening, start_secret=secret, start_url=f"{self._public_url}/app/#start=")

        return await self._counted(caller, "Create", "", do)

    async def get_result(
        self, api_key: str | None, wire: rp_pb.GetResultRequest, *, peer: str = ""
    ) -> rp_pb.GetResultResponse:
        """GetResult: blocks until the request has ended."""
        caller = await self._recognise(api_key, right=KeyRight.READ, peer=peer)

        async def do() -> rp_pb.GetResultResponse:
            with self._waits.one(caller.key_prefix):
                opening, ended = await self._get_result(_id_of(wire.request_id), rp=caller.party.rp)
            return result_response(opening, ended, await self._files(opening, ended))

        return await self._counted(caller, "GetResult", wire.request_id, do)

    async def _files(self, opening: Opening, ended: Ended) -> KycFiles:
        evidence = ended.evidence if isinstance(ended, Succeeded) else None
        if not isinstance(evidence, KycEvidence) or not evidence.embedded:
            return KycFiles(self._public_url)
        return KycFiles(
            self._public_url,
            kyc=await self._get_file.of(opening, ended, residency=False),
            residency=await self._get_file.of(opening, ended, residency=True),
        )

    async def get_status(self, wire: rp_pb.GetStatusRequest) -> rp_pb.GetStatusResponse:
        """GetStatus: never blocks, and needs no key."""
        return status_response(*await self._get_status(_id_of(wire.request_id)))

    async def cancel(
        self, api_key: str | None, wire: rp_pb.CancelRequest, *, peer: str = ""
    ) -> rp_pb.CancelResponse:
        """Cancel."""
        caller = await self._recognise(api_key, right=KeyRight.ASK, peer=peer)

        async def do() -> rp_pb.CancelResponse:
            opening = await self._cancel(_id_of(wire.request_id), rp=caller.party.rp)
            return rp_pb.CancelResponse(success=True, request_id=opening.request_id)

        return await self._counted(caller, "Cancel", wire.request_id, do)

    async def get_file(
        self, api_key: str | None, wire: rp_pb.GetFileRequest, *, peer: str = ""
    ) -> rp_pb.GetFileResponse:
        """GetFile: of a KYC result. Another RP's request and an unknown one look the same."""
        caller = await self._recognise(api_key, right=KeyRight.READ, peer=peer)

        async def do() -> rp_pb.GetFileResponse:
            if wire.file_type not in (rp_pb.GetFileRequest.FileType.KYC_PDF, _RESIDENCY):
                raise invalid("file_type", "must be KYC_PDF or RESIDENCY_PROOF_PDF")
            data = await self._get_file(
                _id_of(wire.request_id), rp=caller.party.rp, residency=wire.file_type == _RESIDENCY
            )
            return rp_pb.GetFileResponse(
                success=True, request_id=wire.request_id, file_type=wire.file_type.value, data=data
            )

        return await self._counted(caller, "GetFile", wire.request_id, do)

    async def get_ocsp(
        self, api_key: str | None, wire: rp_pb.GetOcspRequest, *, peer: str = ""
    ) -> rp_pb.GetOcspResponse:
        """GetOcsp: a device's certificate and its status now."""
        caller = await self._recognise(api_key, right=KeyRight.READ, peer=peer)

        async def do() -> rp_pb.GetOcspResponse:
            certified = await self._certify.of_device(wire.device_id)
            return rp_pb.GetOcspResponse(
                certificate_client=certified.certificate,
                certificate_issuer=certified.issuer,
                ocsp_response=certified.status,
            )

        return await self._counted(caller, "GetOcsp", "", do)

    async def _counted(
        self, caller: RecognisedRp, method: str, request_id: str, do: Callable[[], Awaitable[_Answer]]
    ) -> _Answer:
        """What `do` gives, and a note of it for the party's own figures."""
        began = time.perf_counter()
        code, message = "INTERNAL", ""
        try:
            answer = await do()
        except Refusal as refusal:
            code, message = CODES[refusal.kind].name, refusal.message
            raise
        except asyncio.CancelledError:
            code = "CANCELLED"
            raise
        else:
            code = "OK"
            if isinstance(answer, rp_pb.CreateResponse):
                request_id = answer.request_id
            return answer
        finally:
            self._count.note(
                caller.party.rp,
                key_prefix=caller.key_prefix,
                method=method,
                code=code,
                seconds=time.perf_counter() - began,
                request_id=request_id,
                message=message,
            )


_Answer = TypeVar(
    "_Answer",
    rp_pb.CreateResponse,
    rp_pb.GetResultResponse,
    rp_pb.CancelResponse,
    rp_pb.GetFileResponse,
    rp_pb.GetOcspResponse,
)
_RESIDENCY = rp_pb.GetFileRequest.FileType.RESIDENCY_PROOF_PDF


def _id_of(request_id: str) -> str:
    if not request_id:
        raise invalid("request_id", "is required")
    return request_id
