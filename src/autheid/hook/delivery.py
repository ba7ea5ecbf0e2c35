"""One event on its way to one endpoint: tried with growing pauses for two days."""

from __future__ import annotations

from enum import Enum

import msgspec

from autheid.hook.endpoint import EndpointId
from autheid.hook.event import EventKind
from autheid.kernel.clock import Millis

_MINUTE, _HOUR = 60, 3600
PAUSES_SECONDS = (
    5,
    1 * _MINUTE,
    5 * _MINUTE,
    30 * _MINUTE,
    2 * _HOUR,
    5 * _HOUR,
    10 * _HOUR,
    14 * _HOUR,
    16 * _HOUR,
)
"""After each try that failed; 47.6 hours in all, then it is given up."""


class Standing(Enum):
    """Where a delivery is. The numbers stand in the database."""

    WAITING = 0
    DELIVERED = 1
    GIVEN_UP = 2


class Attempt(msgspec.Struct, frozen=True):
    """One try."""

    at: Millis
    status: int
    """The HTTP status; 0 when there was no answer."""
    millis: int
    says: str
    """Why it failed, in words of ours; empty when it did not."""

    @property
    def succeeded(self) -> bool:
        """Any 2xx."""
        return 200 <= self.status < 300  # noqa: PLR2004 - RFC 9110 §15.3


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """An event for an endpoint."""

    number: int
    endpoint_id: EndpointId
    event_id: str
    kind: EventKind
    body: bytes
    created: Millis
    due: Millis
    tries: int
    standing: Standing


def pause_after(tries: int) -> int | None:
    """Seconds until the next try after so many that failed; None when there is none."""
    return PAUSES_SECONDS[tries - 1] if tries <= len(PAUSES_SECONDS) else None
