"""A request as its team may see it: the course, the call and the answer, with everything personal and secret masked."""

from __future__ import annotations

import base64
import re
from typing import Any

import msgspec

from autheid.door.translate import KycFiles, result_response, status_response
from autheid.door.work import Shown
from autheid.kernel.clock import Millis
from autheid.request.kind import RequestKind
from autheid.request.opening import Opening, StartedBy
from autheid.request.state import (
    Ended,
    NotVerified,
    RpCancelled,
    State,
    Succeeded,
    TimedOut,
    UserCancelled,
)

MASK = "•••"
_SHOWN_START = 10
# What of an answer says nothing of the person and opens nothing.
_PLAIN = frozenset(
    {
        *(
            "success",
            "request_id",
            "status",
            "status_code",
            "idempotent_key",
            "timestamp",
            "timestamp_created",
        ),
        *("timestamp_finished", "is_verified", "serialization", "country_code", "file_type", "match_number"),
    }
)
_TOKEN = re.compile(r"^[\w-]+\.[\w-]+\.[\w-]+$")


class Step(Shown):
    """One step of a request's course. `afterMillis` counts from Create; `detail` is for whoever debugs."""

    what: str
    after_millis: int
    detail: str = ""


class RequestRow(Shown):
    """A request in a list."""

    request_id: str
    kind: str
    status: str
    title: str
    email: str
    created_at: int
    expires_at: int
    ended_at: int | None


class RequestWhole(Shown):
    """A request with its course, and the call and the answer as JSON over REST."""

    row: RequestRow
    steps: list[Step]
    call: dict[str, Any]
    answer: dict[str, Any] | None
    server_time: int


def row_of(opening: Opening, state: State) -> RequestRow:
    """A request in a list."""
    return RequestRow(
        request_id=opening.request_id,
        kind=opening.asked.kind.value,
        status=status_response(opening, state).status.name,
        title=opening.asked.title,
        email=masked_email(_asked_email(opening)),
        created_at=opening.created,
        expires_at=opening.expires,
        ended_at=state.at if isinstance(state, Ended) else None,
    )


def whole_of(opening: Opening, state: State, *, now: Millis) -> RequestWhole:
    """A request with everything that its team may see."""
    ended = state if isinstance(state, Ended) else None
    return RequestWhole(
        row=row_of(opening, state),
        steps=steps_of(opening, state),
        call=call_of(opening),
        answer=None if ended is None else answer_of(opening, ended),
        server_time=now,
    )


def steps_of(opening: Opening, state: State) -> list[Step]:
    """What happened, in order.

    That a device has shown it is told only once its person has answered: of one that nobody answered it would tell
    whose address is known.
    """
    steps = [Step("created", 0)]
    seen = state.seen if isinstance(state, Succeeded | NotVerified | UserCancelled) else None
    if seen is not None and isinstance(state, Ended):
        if opening.started_by is not StartedBy.EMAIL:
            steps.append(Step("picked_up", min(seen, state.at) - opening.created, opening.started_by.value))
        else:
            steps.append(Step("seen", min(seen, state.at) - opening.created))
    match state:
        case Succeeded(at=at, assertion=assertion):
            steps.append(Step("approved", at - opening.created, "pin" if assertion is None else "passkey"))
        case NotVerified(at=at):
            steps.append(Step("not_verified", at - opening.created))
        case UserCancelled(at=at, not_me=not_me, wrong_number=wrong):
            reason = "wrong_number" if wrong else "reported" if not_me else ""
            steps.append(Step("cancelled", at - opening.created, reason))
        case RpCancelled(at=at):
            steps.append(Step("taken_back", at - opening.created))
        case TimedOut(at=at):
            steps.append(Step("timed_out", at - opening.created))
        case _:
            steps.append(Step("waits", opening.expires - opening.created))
    return steps


def call_of(opening: Opening) -> dict[str, Any]:
    """The body of Create as it would be over REST."""
    asked = opening.asked
    body: dict[str, Any] = {"type": asked.kind.value}
    if asked.email is not None:
        body["email"] = masked_email(asked.email.written)
    if asked.unique_user_id is not None:
        body["eid_unique_id"] = MASK
    optional: dict[str, Any] = {
        "use_local_account": asked.local,
        "title": asked.title,
        "description": asked.description,
        "timeout_seconds": asked.timeout_seconds,
        "idempotent_key": asked.idempotent_key,
        "ra_pub_key": base64.b64encode(asked.ra_pub_key).decode(),
        "disable_biometric_authorization": asked.pin_only,
        "match_code": asked.match_code,
        "started_from": asked.started_from,
        "return_url": asked.return_url,
    }
    body |= {name: value for name, value in optional.items() if value}
    if asked.kind is RequestKind.AUTHENTICATION and (asked.verified_only or asked.authentication.claims):
        body["authenticate"] = {
            "verified_only": asked.authentication.verified_only,
            "claims": [{"key": claim.key, "val": MASK} for claim in asked.authentication.claims],
        }
    if asked.kind is RequestKind.SIGNATURE:
        body["signature"] = {
            "serialization": "SERIALIZATION_PROTOBUF" if asked.signature.protobuf else "SERIALIZATION_JSON",
            "verified_only": asked.signature.verified_only,
            # As many bytes as there were, and none of them.
            "invisible_data": base64.b64encode(bytes(len(asked.signature.invisible_data))).decode(),
        }
    if asked.kind is RequestKind.KYC and asked.kyc.embedded:
        body["kyc"] = {"files_format": "EMBEDDED"}
    return body


def answer_of(opening: Opening, ended: Ended) -> dict[str, Any]:
    """What GetResult answers, as JSON over REST, with names and marks in place of what is personal."""
    wire = result_response(opening, ended, KycFiles(""))
    text = wire.to_json(always_emit_implicit=False, use_proto_field_name=True)
    fields: dict[str, Any] = msgspec.json.decode(text)
    return {name: _leaf(name, value) for name, value in fields.items()}


def masked_email(email: str) -> str:
    """Enough to tell two test addresses apart, and no more: `t•••@example.com`."""
    name, at, domain = email.partition("@")
    return f"{name[:1]}{MASK}{at}{domain}" if at else ""


def _asked_email(opening: Opening) -> str:
    return "" if opening.asked.email is None else opening.asked.email.written


def _masked(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _leaf(name, one) for name, one in value.items()}
    return [_masked(one) for one in value] if isinstance(value, list) else MASK


def _leaf(name: str, value: Any) -> Any:
    if isinstance(value, dict | list):
        return _masked(value)
    if name in _PLAIN or isinstance(value, bool):
        return value
    if name == "email":
        return masked_email(str(value))
    if isinstance(value, str) and _TOKEN.match(value):
        # The head of a token says which key signed it, which is what one debugs.
        return value.partition(".")[0] + f".{MASK}.{MASK}"
    return f"{str(value)[:_SHOWN_START]}{MASK}" if name in _LONG else MASK


_LONG = frozenset({"sign", "user_pub_key", "signature_data", "device_id"})
