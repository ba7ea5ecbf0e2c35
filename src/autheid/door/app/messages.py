"""What a device sends and gets: JSON, camelCase, bytes in standard base64, times in milliseconds since the epoch."""

from __future__ import annotations

from typing import Literal

import msgspec

from autheid.request.opening import Opening
from autheid.request.state import (
    NotVerified,
    Pending,
    RpCancelled,
    State,
    Succeeded,
    TimedOut,
    Unclaimed,
    UserCancelled,
)
from autheid.request.statement import Answer, approval_statement, document


class Message(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """Base of all."""


class Challenge(Message):
    """To be signed before `expires_at`, inside the session statement."""

    challenge: str
    expires_at: int


class OpenSession(Message):
    """A signed challenge."""

    device_id: str
    challenge: str
    signature: bytes


class Session(Message):
    """A session: `Authorization: Bearer TOKEN`."""

    token: str
    expires_at: int


class RequestShown(Message):
    """A request with the exact bytes that each answer signs.

    Show the person what stands in `statements.approve` (and `document`), not what stands beside it:
    what is signed is what was seen.
    """

    request_id: str
    status: str
    created_at: int
    expires_at: int
    server_time: int
    pin_only: bool
    statements: dict[str, bytes]
    document: bytes | None
    started_by: Literal["email", "qr", "link"] = "email"
    match_numbers: tuple[int, ...] = ()
    """Where there are some, the person picks one, and `statements` has no `approve`."""
    approve_matching: dict[str, bytes] = {}
    """What approving signs, by the number that was picked."""
    emails: list[str] = []
    """The addresses that a picked-up request may be answered with."""
    return_url: str = ""
    rp_logo: str = ""
    """The name of the relying party's logo, at `/rp/logos/NAME.png`; it is not signed, and says nothing that a name does not."""


class RequestList(Message):
    """What waits for an answer, oldest first. `account_version` grows when the account has changed: look at it again."""

    requests: list[RequestShown]
    account_version: int = 0


class PasskeyAssertion(Message):
    """A passkey's assertion over SHA-256(`auth-eid/approve/v1` NUL ‖ statement) (WebAuthn §5.2.2)."""

    credential_id: str
    authenticator_data: bytes
    client_data_json: bytes
    signature: bytes


class ApproveRequest(Message):
    """The signature over the approve statement and, for a SIGNATURE, the one over the document. r ‖ s, 64 bytes each.

    A device with a PIN proves its person for each approval: by `assertion`, or by the PIN for this request before.
    """

    signature: bytes
    document_signature: bytes = b""
    match_number: int = 0
    assertion: PasskeyAssertion | None = None


class RejectRequest(Message):
    """`cancel`, or `not_me` from a person who did not start it; the signature is over that answer's statement."""

    answer: Literal["cancel", "not_me"]
    signature: bytes


class Answered(Message):
    """How the request stands after the answer."""

    request_id: str
    status: str


class PickUp(Message):
    """What stands behind `#start=` in a link or a QR code."""

    start: str


class Present(Message):
    """The address to answer with."""

    email: str


STATUS_NAMES: dict[type[State], str] = {
    Unclaimed: "WAITING_LOCAL_ACK",
    Pending: "NOT_READY",
    Succeeded: "SUCCESS",
    NotVerified: "ACCOUNT_NOT_VERIFIED",
    UserCancelled: "USER_CANCELLED",
    RpCancelled: "RP_CANCELLED",
    TimedOut: "TIMEOUT",
}


def request_shown(
    opening: Opening, state: State, *, now: int, emails: list[str] | None = None, rp_logo: str = ""
) -> RequestShown:
    """A request as the device sees it; what has ended has nothing left to sign."""
    waits = isinstance(state, Pending)
    choices = opening.match_choices if waits else ()
    answers = [answer for answer in Answer if answer is not Answer.APPROVE or not choices]
    return RequestShown(
        request_id=opening.request_id,
        status=STATUS_NAMES[type(state)],
        created_at=opening.created,
        expires_at=opening.expires,
        server_time=now,
        pin_only=opening.asked.pin_only,
        statements={answer.value: approval_statement(opening, answer) for answer in answers} if waits else {},
        document=document(opening) if waits else None,
        started_by=opening.started_by.value,
        match_numbers=choices,
        approve_matching={
            str(number): approval_statement(opening, Answer.APPROVE, match_number=number)
            for number in choices
        },
        emails=emails or [],
        return_url=opening.asked.return_url,
        rp_logo=rp_logo,
    )
