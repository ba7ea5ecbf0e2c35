"""The RP API over REST: the proto3 JSON mapping with the schema's own field names."""

from __future__ import annotations

import json
import re
from typing import TypeVar

import msgspec
from protobuf import Message

from autheid.door.http import Call, Reply, Route
from autheid.door.nesting import check_nesting
from autheid.door.rp.service import RpService
from autheid.kernel.errors import Kind, Refusal, invalid
from autheid.wire import rp_pb

_FILES = {
    "kyc.pdf": rp_pb.GetFileRequest.FileType.KYC_PDF,
    "residency.pdf": rp_pb.GetFileRequest.FileType.RESIDENCY_PROOF_PDF,
}
_OPTION_OBJECTS = frozenset({"authenticate", "signature", "kyc", "device_key", "deviceKey"})
# The parser's sentences quote the caller, who may send a line break.
_UNKNOWN = re.compile(r"cannot decode ([\w.]+) from JSON: key: '(.*)' is unknown", re.DOTALL)
_TYPE = re.compile(r"cannot decode ([\w.]+) from JSON: (.*)", re.DOTALL)
_FIELD = re.compile(r"(.*) for field autheid\.rp\.(?:\w+\.)*?(\w+)$", re.DOTALL)
# The JSON parser names the type that it could not read; the caller knows the field.
_OBJECTS = {
    "CreateRequest": "body",
    "Authentication": "authenticate",
    "Claim": "claims",
    "Signature": "signature",
    "KYC": "kyc",
    "DeviceKey": "device_key",
}
_ENUMS = {
    "RequestType": "type",
    "Serialization": "serialization",
    "SignatureFormat": "format",
    "FileFormat": "files_format",
    "RegisterKey": "register_key",
}
_NOT_AN_OBJECT = "must be a JSON object in UTF-8"
_M = TypeVar("_M", bound=Message)


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
        return _answer(await self._service.create(call.bearer(), create_request_of(body)))

    async def _get_result(self, call: Call) -> Reply:
        wire = rp_pb.GetResultRequest(request_id=call.parameters["request_id"])
        return _answer(await self._service.get_result(call.bearer(), wire))

    async def _get_status(self, call: Call) -> Reply:
        wire = rp_pb.GetStatusRequest(request_id=call.parameters["request_id"])
        return _answer(await self._service.get_status(wire))

    async def _cancel(self, call: Call) -> Reply:
        wire = rp_pb.CancelRequest(request_id=call.parameters["request_id"])
        return _answer(await self._service.cancel(call.bearer(), wire))

    async def _get_file(self, call: Call) -> Reply:
        file_type = _FILES.get(call.parameters["name"])
        if file_type is None:
            raise Refusal(Kind.NOT_FOUND, "there is no such file: kyc.pdf or residency.pdf")
        wire = rp_pb.GetFileRequest(request_id=call.parameters["request_id"], file_type=file_type)
        found = await self._service.get_file(call.bearer(), wire)
        return Reply(
            found.data, headers=((b"content-type", b"application/pdf"), (b"cache-control", b"no-store"))
        )

    async def _get_ocsp(self, call: Call) -> Reply:
        wire = rp_pb.GetOcspRequest(device_id=call.parameters["device_id"])
        return _answer(await self._service.get_ocsp(call.bearer(), wire))


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
        check_nesting(body)
        return message.from_json(body)
    except (json.JSONDecodeError, msgspec.DecodeError):
        raise invalid("body", _NOT_AN_OBJECT) from None
    except (ValueError, TypeError, OverflowError) as error:
        raise _naming_the_field(str(error)) from None
    except RecursionError:
        raise invalid("body", "must not be nested so deep") from None


def _naming_the_field(error: str) -> Refusal:
    if unknown := _UNKNOWN.match(error):
        return invalid(unknown[2][:64], "is not a field of this request")
    if field := _FIELD.match(error):
        return invalid(field[2], re.sub(r"<class '(\w+)'>", r"\1", field[1])[:200])
    if wrong := _TYPE.match(error):
        name = wrong[1].rpartition(".")[2]
        if name in _OBJECTS:
            return invalid(_OBJECTS[name], _NOT_AN_OBJECT)
        return invalid(_ENUMS.get(name, name), f"has no value {wrong[2][:64]}")
    return invalid("body", error[:200])


def _answer(message: Message) -> Reply:
    return Reply(message.to_json(always_emit_implicit=True, use_proto_field_name=True).encode())
