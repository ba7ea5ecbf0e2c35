"""What a device sends and gets: JSON, camelCase, bytes in standard base64, times in milliseconds since the epoch."""

from __future__ import annotations

from typing import Literal

import msgspec

from autheid.account.account import Account
from autheid.account.device import Device
from autheid.request.opening import Opening
from autheid.request.state import NotVerified, Pending, RpCancelled, State, Succeeded, TimedOut, UserCancelled
from autheid.request.statement import Answer, approval_statement, document


class Message(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """Base of all."""


class BeginEnrolment(Message):
    """Ask for a code. Without an e-mail, an enrolled device invites another to its account."""

    email: str = ""


class EnrolmentBegun(Message):
    """Complete before `expires_at`. `code` only when an enrolled device asked: it shows the code itself."""

    enrolment_id: str
    expires_at: int
    code: str = ""


class CompleteEnrolment(Message):
    """The code, the new key, and the new key's signature over the enrolment statement."""

    code: str
    curve: Literal["P-256", "secp256k1"]
    public_key: bytes
    device_name: str
    signature: bytes


class Enrolled(Message):
    """The device is enrolled."""

    device_id: str
    device_name: str
    unique_user_id: str
    email: str


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


class AccountShown(Message):
    """Whose device this is."""

    device_id: str
    device_name: str
    unique_user_id: str
    email: str
    is_verified: bool
    server_time: int


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


class RequestList(Message):
    """What waits for an answer, oldest first."""

    requests: list[RequestShown]


class ApproveRequest(Message):
    """The signature over the approve statement and, for a SIGNATURE, the one over the document. r ‖ s, 64 bytes each."""

    signature: bytes
    document_signature: bytes = b""


class RejectRequest(Message):
    """`cancel`, or `not_me` from a person who did not start it; the signature is over that answer's statement."""

    answer: Literal["cancel", "not_me"]
    signature: bytes


class Answered(Message):
    """How the request stands after the answer."""

    request_id: str
    status: str


STATUS_NAMES: dict[type[State], str] = {
    Pending: "NOT_READY",
    Succeeded: "SUCCESS",
    NotVerified: "ACCOUNT_NOT_VERIFIED",
    UserCancelled: "USER_CANCELLED",
    RpCancelled: "RP_CANCELLED",
    TimedOut: "TIMEOUT",
}


def request_shown(opening: Opening, state: State, *, now: int) -> RequestShown:
    """A request as the device sees it; what has ended has nothing left to sign."""
    waits = isinstance(state, Pending)
    return RequestShown(
        request_id=opening.request_id,
        status=STATUS_NAMES[type(state)],
        created_at=opening.created,
        expires_at=opening.expires,
        server_time=now,
        pin_only=opening.asked.pin_only,
        statements={answer.value: approval_statement(opening, answer) for answer in Answer} if waits else {},
        document=document(opening) if waits else None,
    )


def enrolled(account: Account, device: Device) -> Enrolled:
    """What a new device learns."""
    return Enrolled(
        device_id=device.device_id,
        device_name=device.name,
        unique_user_id=account.unique_user_id,
        email=account.email,
    )
