"""Create from JSON: the proto3 JSON mapping with the schema's own field names, and refusals that name the field."""

from __future__ import annotations

import json
import re
from typing import TypeVar

import msgspec
from protobuf import Message

from autheid.door.nesting import check_nesting
from autheid.kernel.errors import Refusal, invalid
from autheid.wire import rp_pb

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
