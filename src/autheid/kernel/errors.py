"""The one error vocabulary.

A craft or a use case raises `Refusal` with one of these kinds and a sentence that a stranger may read.
One table in `autheid.door.problem` maps a kind to HTTP and to gRPC; nothing below the doors knows either.
Any other exception is "internal" outside and a full trace inside.
"""

from __future__ import annotations

from enum import Enum


class Kind(Enum):
    """Why something was refused. The values are stable: they stand in logs and metrics."""

    INVALID = "invalid"
    """The caller's input breaks a rule; sending it again will not help."""
    UNKNOWN_CALLER = "unknown_caller"
    """No credential, or one that nobody here knows."""
    FORBIDDEN = "forbidden"
    """The caller is known and may not do this."""
    NOT_FOUND = "not_found"
    """There is no such thing, or it is not the caller's to see."""
    PRECONDITION = "precondition"
    """The input is fine, but the thing is not in a state that allows it."""
    EXHAUSTED = "exhausted"
    """A quota is used up; trying again later will help."""
    UNAVAILABLE = "unavailable"
    """The service is stopping or a part of it is away; trying again will help."""


class Refusal(Exception):
    """A refusal with its kind, its sentence and, where one is at fault, the field's name.

    `retry_after_seconds` is set where waiting helps (RFC 9110 §10.2.3).
    """

    def __init__(
        self, kind: Kind, message: str, *, field: str | None = None, retry_after_seconds: int | None = None
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.field = field
        self.retry_after_seconds = retry_after_seconds


def invalid(field: str, rule: str) -> Refusal:
    """An INVALID refusal whose sentence begins with the field's wire name: `title: must be one line`."""
    return Refusal(Kind.INVALID, f"{field}: {rule}", field=field)
