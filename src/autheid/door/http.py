"""What the HTTP doors share: reading a body, the bearer credential, and the JSON error answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from autheid.door.meter import Meter
from autheid.door.problem import code_and_message
from autheid.kernel.errors import Kind, Refusal, invalid

Endpoint = Callable[[Request], Awaitable[Response]]
JSON_TYPE = "application/json"


class Problem(msgspec.Struct):
    """The body of every REST answer that is not a success."""

    error: str
    error_code: int
    message: str


_encode_problem = msgspec.json.Encoder().encode


def bearer(request: Request) -> str | None:
    """The credential of `Authorization: Bearer …` (RFC 6750 §2.1)."""
    return bearer_of(request.headers.get("authorization"))


def bearer_of(header: str | None) -> str | None:
    """The credential in an Authorization header or in metadata, which may be given without the scheme."""
    if header is None:
        return None
    scheme, _, credential = header.partition(" ")
    return credential.strip() if scheme.lower() == "bearer" else None


async def read_body(request: Request, *, most_bytes: int) -> bytes:
    """The whole body. Raises Refusal INVALID when it is larger than `most_bytes`."""
    parts = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > most_bytes:
            raise invalid("body", f"must have at most {most_bytes} bytes")
        parts.append(part)
    return b"".join(parts)


def json_answer(body: bytes, status: int = 200) -> Response:
    """A JSON answer that no cache keeps: what stands in it is personal or changes."""
    return Response(body, status, media_type=JSON_TYPE, headers={"cache-control": "no-store"})


def guarded(endpoint: Endpoint, *, door: str, method: str, meter: Meter) -> Endpoint:
    """The endpoint with its refusals translated and its calls counted."""

    async def answer(request: Request) -> Response:
        try:
            response = await endpoint(request)
        except Exception as error:  # noqa: BLE001 - the one place where every failure becomes an answer
            code, message = code_and_message(error, where=method)
            meter.call(door, method, code.name)
            return problem_answer(error, code.name, code.number, code.http, message)
        meter.call(door, method, "OK")
        return response

    return answer


def problem_answer(error: Exception, name: str, number: int, status: int, message: str) -> Response:
    """The reference's error object, with what HTTP adds to it (RFC 9110 §10.2.3, §11.6.1)."""
    response = json_answer(_encode_problem(Problem(name, number, message)), status)
    if isinstance(error, Refusal):
        if error.retry_after_seconds is not None:
            response.headers["retry-after"] = str(error.retry_after_seconds)
        if error.kind is Kind.UNKNOWN_CALLER:
            response.headers["www-authenticate"] = "Bearer"
    return response
