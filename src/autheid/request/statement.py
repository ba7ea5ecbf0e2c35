"""What the person sees and signs: byte strings made from the opening alone, so they can be made again and compared.

Every answer to every request is signed as an *approval statement*: a first line that nothing else here begins with,
then compact JSON naming the answer, the kind, the request id, the RP, the texts, the times and what is disclosed.
A SIGNATURE has a second thing to sign, the *document*: SignatureData as `spec/wire.md` says, which is what the RP gets.
SignatureData has no request id, so on its own it could be moved between two equal requests of one second.
The approval statement names its SHA-256 beside the request id, and both signatures are demanded:
no signature can be moved to another kind, request or answer.
"""

from __future__ import annotations

from enum import Enum

import msgspec

from autheid.kernel.clock import seconds_of
from autheid.kernel.secret import base64_text, digest
from autheid.request import protobuf
from autheid.request.kind import RequestKind
from autheid.request.opening import Opening

APPROVAL_HEADER = b"Auth eID approval v1\n"


class Answer(Enum):
    """What a person can say."""

    APPROVE = "approve"
    CANCEL = "cancel"
    NOT_ME = "not_me"


_IDENTITY = (
    "first_name",
    "last_name",
    "gender",
    "date_of_birth",
    "nationality",
    "personal_number",
    "residency",
    "phone_number",
)
DISCLOSED = {
    RequestKind.AUTHENTICATION: ("email", "unique_user_id", "device", "is_verified"),
    RequestKind.SIGNATURE: ("email", "unique_user_id", "device", "is_verified", "signature"),
    RequestKind.IDENTIFICATION: ("email", "unique_user_id", "device", *_IDENTITY),
    RequestKind.KYC: (
        "email",
        "unique_user_id",
        "device",
        *_IDENTITY,
        "passport",
        "portrait",
        "screening",
        "kyc_pdf",
        "residency_proof_pdf",
    ),
}
"""What the relying party receives when the person approves."""

_encode = msgspec.json.Encoder().encode


class _Approval(msgspec.Struct, rename="camel"):
    """The JSON under the header; the order of its members is part of the format."""

    answer: str
    kind: str
    request_id: str
    rp_id: str
    rp_name: str
    email: str
    title: str
    description: str
    created_at: int
    expires_at: int
    discloses: tuple[str, ...]
    verified_only: bool
    claims: dict[str, str]
    document_sha256: str
    started_by: str
    started_from: str
    match_number: int


class _SignatureData(msgspec.Struct, rename="camel"):
    """SignatureData in JSON: compact, proto field order, lowerCamelCase, every field present."""

    email: str
    rp_name: str
    title: str
    description: str
    timestamp: int
    timeout_seconds: int
    ra_pub_key: str
    invisible_data: str


def approval_statement(opening: Opening, answer: Answer, *, match_number: int = 0) -> bytes:
    """The bytes that the device signs to give this answer to this request. Times are milliseconds since the epoch.

    `match_number` is the number that the person picked, where one must be picked to approve.
    """
    asked = opening.asked
    made_document = document(opening)
    return APPROVAL_HEADER + _encode(
        _Approval(
            answer=answer.value,
            kind=asked.kind.value,
            request_id=opening.request_id,
            rp_id=opening.rp,
            rp_name=opening.rp_name,
            email=opening.email,
            title=asked.title,
            description=asked.description,
            created_at=opening.created,
            expires_at=opening.expires,
            discloses=DISCLOSED[asked.kind],
            verified_only=asked.verified_only,
            claims={claim.key: claim.value for claim in asked.authentication.claims},
            document_sha256="" if made_document is None else base64_text(digest(made_document)),
            started_by=opening.started_by.value,
            started_from=asked.started_from,
            match_number=match_number,
        )
    )


def document(opening: Opening) -> bytes | None:
    """The SignatureData that a SIGNATURE's relying party gets back signed; None for every other kind."""
    asked = opening.asked
    if asked.kind is not RequestKind.SIGNATURE:
        return None
    if asked.signature.protobuf:
        return protobuf.message(
            (1, opening.email.encode()),
            (2, opening.rp_name.encode()),
            (3, asked.title.encode()),
            (4, asked.description.encode()),
            (5, seconds_of(opening.created)),
            (6, asked.timeout_seconds),
            (7, asked.ra_pub_key),
            (8, asked.signature.invisible_data),
        )
    return _encode(
        _SignatureData(
            email=opening.email,
            rp_name=opening.rp_name,
            title=asked.title,
            description=asked.description,
            timestamp=seconds_of(opening.created),
            timeout_seconds=asked.timeout_seconds,
            ra_pub_key=base64_text(asked.ra_pub_key),
            invisible_data=base64_text(asked.signature.invisible_data),
        )
    )
