"""The one table from the error vocabulary to HTTP and gRPC (grpc/grpc doc/statuscodes.md; google.rpc.Code)."""

from __future__ import annotations

from typing import NamedTuple

import structlog

from autheid.kernel.errors import Kind, Refusal

_log = structlog.get_logger("autheid.door")


class Code(NamedTuple):
    """One refusal as the two protocols know it."""

    name: str
    number: int
    http: int


CODES = {
    Kind.INVALID: Code("INVALID_ARGUMENT", 3, 400),
    Kind.NOT_FOUND: Code("NOT_FOUND", 5, 404),
    Kind.FORBIDDEN: Code("PERMISSION_DENIED", 7, 403),
    Kind.EXHAUSTED: Code("RESOURCE_EXHAUSTED", 8, 429),
    # google.rpc maps FAILED_PRECONDITION to 400, as gateways in front of the original did.
    Kind.PRECONDITION: Code("FAILED_PRECONDITION", 9, 400),
    Kind.UNAVAILABLE: Code("UNAVAILABLE", 14, 503),
    Kind.UNKNOWN_CALLER: Code("UNAUTHENTICATED", 16, 401),
}
INTERNAL = Code("INTERNAL", 13, 500)
INTERNAL_MESSAGE = "something went wrong here; the operator has the details"


def code_and_message(error: Exception, *, where: str) -> tuple[Code, str]:
    """What the caller is told. Anything but a Refusal is logged with its trace and told as INTERNAL.

    `where` is the method's or route's name for the log: never a path, which may hold an id.
    """
    if isinstance(error, Refusal):
        return CODES[error.kind], error.message
    _log.error("internal_error", where=where, exc_info=error)
    return INTERNAL, INTERNAL_MESSAGE
