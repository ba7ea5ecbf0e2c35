"""What a relying party's server is told: that something happened, and where to look; nothing personal."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import Enum
from typing import Any

import msgspec

from autheid.kernel.clock import Millis
from autheid.kernel.ids import RpId
from autheid.kernel.secret import base64url_text, digest
from autheid.request.opening import Opening
from autheid.request.state import (
    Ended,
    NotVerified,
    RpCancelled,
    Succeeded,
    TimedOut,
    UserCancelled,
)


class EventKind(Enum):
    """The kinds that an endpoint can ask for. The values stand in payloads and never change."""

    REQUEST_FINISHED = "request.finished"
    """A request has ended, however it ended."""
    REQUEST_REPORTED = "request.reported"
    """The person says that they did not start it."""
    SCREENING_CHANGED = "screening.changed"
    """Of a person of whom this relying party has a KYC, a match has come or gone."""
    KYC_EXPIRED = "kyc.expired"
    """Of a person of whom this relying party has a KYC, the verification has ended."""
    TEST = "webhook.test"
    """Somebody pressed the button."""


STATUS_NAMES: dict[type[Ended], str] = {
    Succeeded: "SUCCESS",
    NotVerified: "ACCOUNT_NOT_VERIFIED",
    UserCancelled: "USER_CANCELLED",
    RpCancelled: "RP_CANCELLED",
    TimedOut: "TIMEOUT",
}
"""As the API has them."""


class Event(msgspec.Struct, frozen=True):
    """One thing that happened, for one relying party."""

    event_id: str
    """`webhook-id`: the same at every try and at every resending, so that a receiver can tell what it has seen."""
    rp: RpId
    kind: EventKind
    body: bytes
    """The payload, byte for byte as it is signed."""


def event(kind: EventKind, rp: RpId, *, at: Millis, unique: str, data: dict[str, Any]) -> Event:
    """An event with its payload by the Standard Webhooks specification; `unique` tells it from others of its kind."""
    moment = datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    body = msgspec.json.encode({"type": kind.value, "timestamp": moment, "data": data})
    event_id = "msg_" + base64url_text(digest(f"{kind.value} {rp} {unique}".encode()))[:27]
    return Event(event_id, rp, kind, body)


def events_of_ending(opening: Opening, ended: Ended) -> tuple[Event, ...]:
    """What an ending is told by."""
    data = {
        "request_id": opening.request_id,
        "request_type": opening.asked.kind.value,
        "status": STATUS_NAMES[type(ended)],
    }
    kinds = [EventKind.REQUEST_FINISHED]
    if isinstance(ended, UserCancelled) and ended.not_me:
        kinds.append(EventKind.REQUEST_REPORTED)
    return tuple(event(kind, opening.rp, at=ended.at, unique=opening.request_id, data=data) for kind in kinds)
