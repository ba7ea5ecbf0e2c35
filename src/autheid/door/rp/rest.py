"""The RP API over REST: the proto3 JSON mapping with the schema's own field names."""

from __future__ import annotations

from protobuf import Message

from autheid.door.http import Call, Reply, Route
from autheid.door.rp.service import RpService
from autheid.door.wire_json import create_request_of
from autheid.kernel.errors import Kind, Refusal
from autheid.wire import rp_pb

_FILES = {
    "kyc.pdf": rp_pb.GetFileRequest.FileType.KYC_PDF,
    "residency.pdf": rp_pb.GetFileRequest.FileType.RESIDENCY_PROOF_PDF,
}


class Rest:
    """Six routes, each under the plural and the singular path."""

    def __init__(self, service: RpService, *, body_bytes: int) -> None:
        self._service = service
        self._body_bytes = body_bytes

    def routes(self) -> list[Route]:
        """The routes."""
        return [
            *(
                Route(verb, base + path, method, endpoint)
                for base in ("/v1/requests", "/v1/request")
                for verb, path, method, endpoint in (
                    ("POST", "", "Create", self._create),
                    ("GET", "/{request_id}", "GetResult", self._get_result),
                    ("GET", "/{request_id}/status", "GetStatus", self._get_status),
                    ("POST", "/{request_id}/cancel", "Cancel", self._cancel),
                    ("GET", "/{request_id}/files/{name}", "GetFile", self._get_file),
                )
            ),
            # A device id is standard base64, so it may hold a slash.
            Route("GET", "/v1/ocsp/{device_id:path}", "GetOcsp", self._get_ocsp),
        ]

    async def _create(self, call: Call) -> Reply:
        body = await call.body(most_bytes=self._body_bytes)
        return _answer(await self._service.create(call.bearer(), create_request_of(body), peer=call.peer()))

    async def _get_result(self, call: Call) -> Reply:
        wire = rp_pb.GetResultRequest(request_id=call.parameters["request_id"])
        return _answer(await self._service.get_result(call.bearer(), wire, peer=call.peer()))

    async def _get_status(self, call: Call) -> Reply:
        wire = rp_pb.GetStatusRequest(request_id=call.parameters["request_id"])
        return _answer(await self._service.get_status(wire))

    async def _cancel(self, call: Call) -> Reply:
        wire = rp_pb.CancelRequest(request_id=call.parameters["request_id"])
        return _answer(await self._service.cancel(call.bearer(), wire, peer=call.peer()))

    async def _get_file(self, call: Call) -> Reply:
        file_type = _FILES.get(call.parameters["name"])
        if file_type is None:
            raise Refusal(Kind.NOT_FOUND, "there is no such file: kyc.pdf or residency.pdf")
        wire = rp_pb.GetFileRequest(request_id=call.parameters["request_id"], file_type=file_type)
        found = await self._service.get_file(call.bearer(), wire, peer=call.peer())
        return Reply(
            found.data, headers=((b"content-type", b"application/pdf"), (b"cache-control", b"no-store"))
        )

    async def _get_ocsp(self, call: Call) -> Reply:
        wire = rp_pb.GetOcspRequest(device_id=call.parameters["device_id"])
        return _answer(await self._service.get_ocsp(call.bearer(), wire, peer=call.peer()))


def _answer(message: Message) -> Reply:
    return Reply(message.to_json(always_emit_implicit=True, use_proto_field_name=True).encode())
