"""The RP API over REST: the proto3 JSON mapping with the schema's own field names."""

from __future__ import annotations

import json
import re
from typing import TypeVar

import msgspec
from protobuf import Message
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from autheid.door.http import bearer, guarded, json_answer, read_body
from autheid.door.meter import Meter
from autheid.door.rp.service import RpService
from autheid.kernel.errors import Kind, Refusal, invalid
from autheid.wire import rp_pb

_FILES = {
    "kyc.pdf": rp_pb.GetFileRequest.FileType.KYC_PDF,
    "residency.pdf": rp_pb.GetFileRequest.FileType.RESIDENCY_PROOF_PDF,
}
_OPTION_OBJECTS = frozenset({"authenticate", "signature", "kyc", "device_key", "deviceKey"})
_UNKNOWN = re.compile(r"cannot decode ([\w.]+) from JSON: key: '(.*)' is unknown")
_ENUM = re.compile(r"cannot decode ([\w.]+) from JSON: (.*)")
_FIELD = re.compile(r"(.*) for field autheid\.rp\.(?:\w+\.)*?(\w+)$")
_M = TypeVar("_M", bound=Message)


class Rest:
    """Six routes, each under the plural and the singular path."""

    def __init__(self, service: RpService, *, meter: Meter, body_bytes: int) -> None:
        self._service = service
        self._meter = meter
        self._body_bytes = body_bytes

    def routes(self) -> list[Route]:
        """The routes."""
        return [
            *(
                Route(path, guarded(endpoint, door="rest", method=method, meter=self._meter), methods=[verb])
                for base in ("/v1/requests", "/v1/request")
                for verb, path, method, endpoint in (
                    ("POST", base, "Create", self._create),
                    ("GET", base + "/{request_id}", "GetResult", self._get_result),
                    ("GET", base + "/{request_id}/status", "GetStatus", self._get_status),
                    ("POST", base + "/{request_id}/cancel", "Cancel", self._cancel),
                    ("GET", base + "/{request_id}/files/{name}", "GetFile", self._get_file),
                )
            ),
            Route(
                "/v1/ocsp/{device_id:path}",
                guarded(self._get_ocsp, door="rest", method="GetOcsp", meter=self._meter),
                methods=["GET"],
            ),
        ]

    async def _create(self, request: Request) -> Response:
        api_key = bearer(request)
        body = await read_body(request, most_bytes=self._body_bytes)
        return _answer(await self._service.create(api_key, create_request_of(body)))

    async def _get_result(self, request: Request) -> Response:
        wire = rp_pb.GetResultRequest(request_id=request.path_params["request_id"])
        return _answer(await self._service.get_result(bearer(request), wire))

    async def _get_status(self, request: Request) -> Response:
        wire = rp_pb.GetStatusRequest(request_id=request.path_params["request_id"])
        return _answer(await self._service.get_status(wire))

    async def _cancel(self, request: Request) -> Response:
        wire = rp_pb.CancelRequest(request_id=request.path_params["request_id"])
        return _answer(await self._service.cancel(bearer(request), wire))

    async def _get_file(self, request: Request) -> Response:
        file_type = _FILES.get(request.path_params["name"])
        if file_type is None:
            raise Refusal(Kind.NOT_FOUND, "there is no such file: kyc.pdf or residency.pdf")
        wire = rp_pb.GetFileRequest(request_id=request.path_params["request_id"], file_type=file_type)
        found = await self._service.get_file(bearer(request), wire)
        return Response(found.data, media_type="application/pdf", headers={"cache-control": "no-store"})

    async def _get_ocsp(self, request: Request) -> Response:
        wire = rp_pb.GetOcspRequest(device_id=request.path_params["device_id"])
        return _answer(await self._service.get_ocsp(bearer(request), wire))


def create_request_of(body: bytes) -> rp_pb.CreateRequest:
    """A CreateRequest from JSON.

    Raises Refusal INVALID with the field: one that is unknown by its name, one of another type by its type,
    and two option objects, of which the JSON mapping would silently take the last.
    """
    wire = _parse(rp_pb.CreateRequest, body)
    if wire.extra is not None:
        given = sorted(_OPTION_OBJECTS & {k for k, v in msgspec.json.decode(body).items() if v is not None})
        if len(given) > 1:
            raise invalid(given[1], f"must be absent when {given[0]} is set: at most one option object")
    return wire


def _parse(message: type[_M], body: bytes) -> _M:
    try:
        return message.from_json(body)
    except json.JSONDecodeError:
        raise invalid("body", "must be a JSON object in UTF-8") from None
    except (ValueError, TypeError) as error:
        raise _naming_the_field(str(error)) from None
    except RecursionError:
        raise invalid("body", "must not be nested so deep") from None


def _naming_the_field(error: str) -> Refusal:
    if unknown := _UNKNOWN.match(error):
        return invalid(unknown[2][:64], "is not a field of this request")
    if field := _FIELD.match(error):
        return invalid(field[2], re.sub(r"<class '(\w+)'>", r"\1", field[1])[:200])
    if enum := _ENUM.match(error):
        return invalid(enum[1].rpartition(".")[2], f"has no value {enum[2][:64]}")
    return invalid("body", error[:200])


def _answer(message: Message) -> Response:
    text = message.to_json(always_emit_implicit=True, use_proto_field_name=True)
    return json_answer(text.encode())
