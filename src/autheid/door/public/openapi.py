"""The OpenAPI 3.1 document, made from the code: routes, protobuf descriptors, the device's structs, the error table.

Nothing is written down twice, so nothing here can go stale: a route without words fails at start.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Sequence
from typing import Any

import msgspec
from protobuf import (
    DescEnum,
    DescField,
    DescFieldValueEnum,
    DescFieldValueList,
    DescFieldValueMessage,
    DescFieldValueScalar,
    DescMessage,
    ScalarType,
)

from autheid.door.http import Route
from autheid.door.problem import CODES, INTERNAL, Code
from autheid.door.public.words import FIELDS, KEYLESS, OPERATIONS, Operation
from autheid.kernel.errors import Kind
from autheid.kernel.ids import REQUEST_ID_CHARACTERS
from autheid.person.email import EMAIL_CHARACTERS
from autheid.request.opening import (
    CLAIM_KEY_CHARACTERS,
    CLAIM_VALUE_CHARACTERS,
    CLAIMS,
    DEFAULT_TIMEOUT_SECONDS,
    DESCRIPTION_CHARACTERS,
    IDEMPOTENT_KEY_CHARACTERS,
    RETURN_URL_CHARACTERS,
    STARTED_FROM_CHARACTERS,
    TIMEOUT_SECONDS,
    TITLE_CHARACTERS,
)
from autheid.usecase.show_history import SEARCH_CHARACTERS
from autheid.wire import rp_pb

Json = dict[str, Any]

REFERENCE = "#/components/schemas/{name}"
_PACKAGE = "autheid.rp."
_LIMITS: dict[str, Json] = {
    "CreateRequest.email": {"maxLength": EMAIL_CHARACTERS},
    "CreateRequest.timeout_seconds": {
        "minimum": TIMEOUT_SECONDS[0],
        "maximum": TIMEOUT_SECONDS[1],
        "default": DEFAULT_TIMEOUT_SECONDS,
    },
    "CreateRequest.title": {"minLength": 1, "maxLength": TITLE_CHARACTERS},
    "CreateRequest.description": {"maxLength": DESCRIPTION_CHARACTERS},
    "CreateRequest.started_from": {"maxLength": STARTED_FROM_CHARACTERS},
    "CreateRequest.return_url": {"maxLength": RETURN_URL_CHARACTERS},
    "CreateRequest.idempotent_key": {"maxLength": IDEMPOTENT_KEY_CHARACTERS},
    "CreateRequest.Authentication.claims": {"maxItems": CLAIMS},
    "CreateRequest.Authentication.Claim.key": {"minLength": 1, "maxLength": CLAIM_KEY_CHARACTERS},
    "CreateRequest.Authentication.Claim.val": {"maxLength": CLAIM_VALUE_CHARACTERS},
}
_REQUIRED = {
    "CreateRequest": ["type", "title"],  # and either email or eid_unique_id
    "CreateRequest.Authentication.Claim": ["key"],
}
_SCALARS: dict[ScalarType, Json] = {
    ScalarType.BOOL: {"type": "boolean"},
    ScalarType.INT32: {"type": "integer", "format": "int32"},
    ScalarType.UINT32: {"type": "integer", "format": "int64", "minimum": 0},
    ScalarType.STRING: {"type": "string"},
    ScalarType.BYTES: {"type": "string", "contentEncoding": "base64"},
}
_SUMMARIES = {
    "rp": "The relying party's API: JSON in the proto3 mapping, with the schema's own field names.",
    "device": "The device's door: JSON in camelCase, bytes in standard base64, times in milliseconds since 1970.",
    "public": "What anyone may read.",
}
_INTRODUCTION = (
    "A person proves who they are, and signs what they see, with a key that never leaves their phone.\n\n"
    "Every path under `/v1/requests` answers under `/v1/request` too. "
    "The same six methods are served over gRPC, gRPC-Web and Connect on the same port, "
    "as the schema at `/proto/rp.proto` has them."
)


def openapi_document(
    *, routes: Sequence[Route], device_forms: Sequence[type[msgspec.Struct]], version: str
) -> bytes:
    """The document as JSON. `device_forms` are the structs of the device's door, `routes` those of both doors."""
    document: Json = {
        "openapi": "3.1.0",
        "info": {
            "title": "Auth eID",
            "version": version,
            "summary": "Electronic identification and signatures.",
            "description": _INTRODUCTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/", "description": "Where this document came from."}],
        "tags": [{"name": name, "description": text} for name, text in _SUMMARIES.items()],
        "paths": _paths(routes),
        "components": {
            "schemas": _schemas(device_forms),
            "responses": {code.name: _refusal(code) for code in (*CODES.values(), INTERNAL)},
            "securitySchemes": {
                "api_key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "The relying party's API key.",
                },
                "session": {"type": "http", "scheme": "bearer", "description": "A device's session token."},
            },
        },
    }
    return msgspec.json.encode(document)


def _schemas(device_forms: Sequence[type[msgspec.Struct]]) -> Json:
    schemas: Json = {}
    for message in rp_pb.desc().messages:
        if not message.name.endswith("Request") or message.name == "CreateRequest":
            _add_message(schemas, message, is_input=message.name == "CreateRequest")
    _, of_devices = msgspec.json.schema_components(list(device_forms), ref_template=REFERENCE)
    return schemas | {name: _in_one_line(schema) for name, schema in of_devices.items()}


def _add_message(schemas: Json, message: DescMessage, *, is_input: bool) -> None:
    name = _short(message.type_name)
    always = [
        field.name
        for field in message.fields
        if _oneof_of(field) is None and field.presence.name != "EXPLICIT"
    ]
    schema: Json = {
        "type": "object",
        "properties": {field.name: _field(name, field) for field in message.fields},
        "required": _REQUIRED.get(name, []) if is_input else always,
    }
    if is_input:
        schema["additionalProperties"] = False
    if name == "CreateRequest":
        schema["oneOf"] = [
            {"required": ["email"]},
            {"required": ["eid_unique_id"]},
            {"required": ["use_local_account"]},
        ]
    if not schema["required"]:
        del schema["required"]
    schemas[name] = schema
    for nested in message.nested_messages:
        # SignatureData is what stands inside the signed bytes, not a part of the answer.
        if nested.name != "SignatureData":
            _add_message(schemas, nested, is_input=is_input)


def _field(message: str, field: DescField) -> Json:
    name = f"{message}.{field.name}"
    text = FIELDS.get(name) or _comment(field)
    return _value(field) | _LIMITS.get(name, {}) | ({"description": text} if text else {})


def _value(field: DescField) -> Json:
    match field.value:
        case DescFieldValueScalar(scalar=scalar):
            return dict(_SCALARS[scalar])
        case DescFieldValueEnum(enum=enum):
            return _enum(enum)
        case DescFieldValueMessage(message=message):
            return {"$ref": REFERENCE.format(name=_short(message.type_name))}
        case DescFieldValueList(element=DescMessage() as element):
            return {"type": "array", "items": {"$ref": REFERENCE.format(name=_short(element.type_name))}}
        case DescFieldValueList(element=ScalarType() as element):
            return {"type": "array", "items": dict(_SCALARS[element])}
        case _:
            raise TypeError(f"{field.name}: the document has no words for this type of field yet")


def _enum(enum: DescEnum) -> Json:
    # What stands for "not given" is never sent.
    names = [value.name for value in enum.values if not value.name.endswith("_UNSPECIFIED")]
    return {"type": "string", "enum": names}


def _oneof_of(field: DescField) -> object:
    return getattr(field.value, "oneof", None)


def _short(type_name: str) -> str:
    return type_name.removeprefix(_PACKAGE)


def _comment(field: DescField) -> str:
    """The schema's own comment on a field, from the generated docstring."""
    doc = inspect.getdoc(field.parent.type) or ""
    found = re.search(rf"^    {field.name}:\n((?:        (?!```).+\n|\n)*)", doc, re.MULTILINE)
    return "" if found is None else " ".join(found[1].split())


def _in_one_line(schema: Json) -> Json:
    return schema | {"description": " ".join(str(schema.get("description", "")).split())}


def _paths(routes: Sequence[Route]) -> Json:
    paths: Json = {}
    for route in routes:
        path = route.path.replace(":path}", "}")
        paths.setdefault(path, {})[route.verb.lower()] = _operation(route, path)
    return paths | _PUBLIC_PATHS


def _operation(route: Route, path: str) -> Json:
    words = OPERATIONS[route.method]
    is_device = path.startswith("/app/")
    is_singular = path.startswith("/v1/request") and not path.startswith("/v1/requests")
    operation: Json = {
        "operationId": route.method + ("Singular" if is_singular else ""),
        "tags": ["device" if is_device else "rp"],
        "summary": words.summary,
        "description": words.description + (" The same as under `/v1/requests`." if is_singular else ""),
        "responses": {"200": _success(route.method, words)} | _refusals(words),
        "security": _security(route.method, is_device=is_device),
    }
    parameters = [_parameter(name, route.method) for name in re.findall(r"{(\w+)}", path)]
    if parameters := parameters + _QUERIES.get(route.method, []):
        operation["parameters"] = parameters
    if words.takes:
        operation["requestBody"] = {"required": True, "content": _json_of(words.takes)}
    if route.method in _FILE_BODIES:
        kinds: Json = {kind: {} for kind in _FILE_BODIES[route.method]}
        operation["requestBody"] = {"required": True, "content": kinds}
    return operation


_PHOTOS = ("image/jpeg", "image/png", "image/webp")
_FILE_BODIES = {"HandInPage": _PHOTOS, "HandInResidencyProof": ("application/pdf", *_PHOTOS)}

_QUERIES: dict[str, list[Json]] = {
    "ShowHistory": [
        {
            "name": "before",
            "in": "query",
            "description": "`next` of the page before.",
            "schema": {"type": "string"},
        },
        {
            "name": "q",
            "in": "query",
            "description": "Look for this in titles, descriptions and names.",
            "schema": {"type": "string", "maxLength": SEARCH_CHARACTERS},
        },
    ]
}


def _security(method: str, *, is_device: bool) -> list[Json]:
    if method in KEYLESS:
        return []
    return [{"session" if is_device else "api_key": []}]


def _parameter(name: str, method: str) -> Json:
    schema: Json = {"type": "string"}
    if name == "request_id":
        schema |= {"minLength": REQUEST_ID_CHARACTERS, "maxLength": REQUEST_ID_CHARACTERS}
    if name == "name" and method == "GetFile":
        schema["enum"] = ["kyc.pdf", "residency.pdf"]
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _success(method: str, words: Operation) -> Json:
    if method == "ShowIdentityFile":
        return {"description": "The picture.", "content": {"image/jpeg": {}}}
    if method == "GetFile":
        return {"description": "The file.", "content": {"application/pdf": {}}}
    if method == "WatchRequests":
        return {
            "description": "The events.",
            "content": {"text/event-stream": {"schema": {"type": "string"}}},
        }
    return {"description": "Done.", "content": _json_of(words.gives)}


def _refusals(words: Operation) -> Json:
    """The refusals by HTTP status; two that share one are told in one place."""
    by_status: dict[int, list[Code]] = {}
    for code in (*(CODES[kind] for kind in words.refusals), INTERNAL):
        by_status.setdefault(code.http, []).append(code)
    return {
        str(status): {"$ref": f"#/components/responses/{codes[0].name}"}
        if len(codes) == 1
        else _refusal(*codes)
        for status, codes in sorted(by_status.items())
    }


def _refusal(*codes: Code) -> Json:
    answer: Json = {
        "description": " or ".join(f"{code.name} ({code.number})" for code in codes),
        "content": _json_of("Error"),
    }
    if {CODES[Kind.EXHAUSTED], CODES[Kind.UNAVAILABLE]} & set(codes):
        answer["headers"] = {
            "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}
        }
    return answer


def _json_of(name: str) -> Json:
    return {"application/json": {"schema": {"$ref": REFERENCE.format(name=name)}}}


def _page(summary: str, media_type: str, **more: Json) -> Json:
    answer: Json = {"description": "Here it is.", "content": {media_type: {}}}
    return {
        "get": {
            "tags": ["public"],
            "summary": summary,
            "security": [],
            "responses": {"200": answer, **more},
        }
    }


_PUBLIC_PATHS: Json = {
    "/.well-known/jwks.json": _page("The keys that sign tokens (RFC 7517)", "application/jwk-set+json"),
    "/healthz": _page("Whether the process lives", "text/plain"),
    "/readyz": _page("Whether work may be sent here", "text/plain", **{"503": {"description": "Not now."}}),
    "/openapi.json": _page("This document", "application/json"),
    "/proto/rp.proto": _page("The gRPC schema", "text/plain"),
}
