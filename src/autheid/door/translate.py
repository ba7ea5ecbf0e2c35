"""Between the wire's messages and the product's own values. A `NewRequest` that comes out of here cannot be wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeVar
from urllib.parse import urlsplit

import msgspec
from protobuf import Oneof

from autheid.kernel.clock import seconds_of
from autheid.kernel.errors import Kind, Refusal, invalid
from autheid.kernel.ids import UniqueUserId
from autheid.kernel.secret import base64_text
from autheid.person.email import EmailAddress, parse_email
from autheid.person.visible import check_visible
from autheid.pki.curve import Curve, check_public_key
from autheid.request.kind import OFFERED, RequestKind
from autheid.request.opening import (
    CLAIM_KEY_CHARACTERS,
    CLAIM_VALUE_CHARACTERS,
    CLAIMS,
    DEFAULT_TIMEOUT_SECONDS,
    DESCRIPTION_CHARACTERS,
    DESCRIPTION_LINES,
    IDEMPOTENT_KEY_CHARACTERS,
    INVISIBLE_DATA_BYTES,
    RETURN_URL_CHARACTERS,
    STARTED_FROM_CHARACTERS,
    TIMEOUT_SECONDS,
    TITLE_CHARACTERS,
    AuthenticationOptions,
    Claim,
    KycOptions,
    NewRequest,
    Opening,
    SignatureOptions,
)
from autheid.request.state import (
    AuthenticationEvidence,
    Ended,
    Evidence,
    IdentificationEvidence,
    KycEvidence,
    NotVerified,
    Pending,
    RpCancelled,
    State,
    Succeeded,
    TimedOut,
    Unclaimed,
    UserCancelled,
)
from autheid.screening.result import ListKind, Screening, Verdict
from autheid.token.jwt import RESERVED_CLAIMS
from autheid.wire.rp_pb import (
    CreateRequest,
    CreateResponse,
    File,
    FileFormat,
    GetResultResponse,
    GetStatusResponse,
    RequestStatus,
    RequestType,
    Serialization,
    SignatureFormat,
)

NOT_OFFERED = "not offered by this deployment yet"
_UNIQUE_USER_ID_CHARACTERS = 8
_OPTIONS_OF = {
    "authenticate": RequestKind.AUTHENTICATION,
    "signature": RequestKind.SIGNATURE,
    "kyc": RequestKind.KYC,
    "device_key": RequestKind.DEVICE_KEY,
}
_KINDS: dict[int, RequestKind] = {
    RequestType.AUTHENTICATION: RequestKind.AUTHENTICATION,
    RequestType.SIGNATURE: RequestKind.SIGNATURE,
    RequestType.IDENTIFICATION: RequestKind.IDENTIFICATION,
    RequestType.KYC: RequestKind.KYC,
    RequestType.DEVICE_KEY: RequestKind.DEVICE_KEY,
}
_STATUS: dict[type[State], RequestStatus] = {
    Unclaimed: RequestStatus.WAITING_LOCAL_ACK,
    Pending: RequestStatus.NOT_READY,
    Succeeded: RequestStatus.SUCCESS,
    NotVerified: RequestStatus.ACCOUNT_NOT_VERIFIED,
    UserCancelled: RequestStatus.USER_CANCELLED,
    RpCancelled: RequestStatus.RP_CANCELLED,
    TimedOut: RequestStatus.TIMEOUT,
}
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1"})
_T = TypeVar("_T")


def new_request_of(wire: CreateRequest, *, local_web: bool = False) -> NewRequest:
    """Parse a CreateRequest. `local_web` lets a return URL be http to localhost, as staging does.

    Raises Refusal INVALID with the field and the rule; PRECONDITION for what this deployment does not offer.
    """
    kind = _kind_of(wire)
    email, unique_user_id = _address_of(wire)
    return NewRequest(
        kind=kind,
        email=email,
        unique_user_id=unique_user_id,
        timeout_seconds=_timeout_of(wire.timeout_seconds),
        title=_title_of(wire.title),
        description=_text(
            "description",
            wire.description,
            max_characters=DESCRIPTION_CHARACTERS,
            max_lines=DESCRIPTION_LINES,
        ),
        ra_pub_key=_ra_pub_key_of(wire.ra_pub_key),
        idempotent_key=_idempotent_key_of(wire.idempotent_key),
        pin_only=wire.disable_biometric_authorization,
        authentication=_authentication_of(wire),
        signature=_signature_of(wire),
        local=wire.use_local_account,
        match_code=wire.match_code,
        started_from=_text(
            "started_from", wire.started_from, max_characters=STARTED_FROM_CHARACTERS, max_lines=1
        ),
        return_url=_return_url_of(wire.return_url, local_web=local_web),
        kyc=_kyc_of(wire),
    )


def _kind_of(wire: CreateRequest) -> RequestKind:
    if not wire.type:
        raise invalid("type", "is required: AUTHENTICATION, SIGNATURE, IDENTIFICATION or KYC")
    kind = _KINDS.get(wire.type)
    if kind is None:
        raise invalid("type", "must be AUTHENTICATION, SIGNATURE, IDENTIFICATION or KYC")
    if wire.extra is not None and _OPTIONS_OF[wire.extra.field] is not kind:
        raise invalid(
            wire.extra.field, f"is for {_OPTIONS_OF[wire.extra.field].value} requests, not {kind.value}"
        )
    if kind not in OFFERED:
        raise Refusal(Kind.PRECONDITION, f"{kind.value} is {NOT_OFFERED}")
    return kind


def _address_of(wire: CreateRequest) -> tuple[EmailAddress | None, UniqueUserId | None]:
    if wire.use_local_account:
        for field in ("email", "eid_unique_id"):
            if getattr(wire, field):
                raise invalid(field, "must be absent with use_local_account")
        return None, None
    if wire.email and wire.eid_unique_id:
        raise invalid("eid_unique_id", "must be absent when email is set")
    if wire.eid_unique_id:
        name = wire.eid_unique_id
        if len(name) != _UNIQUE_USER_ID_CHARACTERS or not (
            name.isascii() and name.isalnum() and name == name.lower()
        ):
            raise invalid("eid_unique_id", "must be 8 lower-case letters and digits")
        return None, UniqueUserId(name)
    if not wire.email:
        raise invalid("email", "is required")
    return _checked("email", lambda: parse_email(wire.email)), None


def _timeout_of(seconds: int) -> int:
    low, high = TIMEOUT_SECONDS
    if seconds == 0:
        return DEFAULT_TIMEOUT_SECONDS
    if not low <= seconds <= high:
        raise invalid("timeout_seconds", f"must be from {low} to {high}")
    return seconds


def _ra_pub_key_of(key: bytes) -> bytes:
    return _checked("ra_pub_key", lambda: check_public_key(Curve.SECP256K1, key)) if key else b""


def _title_of(title: str) -> str:
    if not title.strip():
        raise invalid("title", "is required")
    return _text("title", title, max_characters=TITLE_CHARACTERS, max_lines=1)


def _return_url_of(url: str, *, local_web: bool) -> str:
    if not url:
        return ""
    if len(url) > RETURN_URL_CHARACTERS:
        raise invalid("return_url", f"must have at most {RETURN_URL_CHARACTERS} characters")
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        raise invalid("return_url", "must be an address") from None
    safe = parts.scheme == "https" or (local_web and parts.scheme == "http" and host in _THIS_MACHINE)
    if (
        not safe
        or not host
        or "@" in parts.netloc
        or not url.isascii()
        or not url.isprintable()
        or " " in url
    ):
        raise invalid("return_url", "must be an https address in ASCII, without a user name")
    return url


def _idempotent_key_of(key: str) -> str:
    if len(key) > IDEMPOTENT_KEY_CHARACTERS:
        raise invalid("idempotent_key", f"must have at most {IDEMPOTENT_KEY_CHARACTERS} characters")
    if not key.isprintable():
        raise invalid("idempotent_key", "must not have invisible characters")
    return key


def _authentication_of(wire: CreateRequest) -> AuthenticationOptions:
    options = None if wire.extra is None else wire.extra.value
    if not isinstance(options, CreateRequest.Authentication):
        return AuthenticationOptions()
    if len(options.claims) > CLAIMS:
        raise invalid("authenticate.claims", f"must be at most {CLAIMS}")
    claims = tuple(_claim_of(claim.key, claim.val) for claim in options.claims)
    if len({claim.key for claim in claims}) < len(claims):
        raise invalid("authenticate.claims", "must not name a key twice")
    return AuthenticationOptions(verified_only=options.verified_only, claims=claims)


def _claim_of(key: str, value: str) -> Claim:
    if not key or key in RESERVED_CLAIMS:
        raise invalid("authenticate.claims", "a key must not be empty or one that the token has of its own")
    _text("authenticate.claims.key", key, max_characters=CLAIM_KEY_CHARACTERS, max_lines=1)
    _text("authenticate.claims.val", value, max_characters=CLAIM_VALUE_CHARACTERS, max_lines=1)
    return Claim(key, value)


def _signature_of(wire: CreateRequest) -> SignatureOptions:
    options = None if wire.extra is None else wire.extra.value
    if not isinstance(options, CreateRequest.Signature):
        return SignatureOptions()
    if len(options.invisible_data) > INVISIBLE_DATA_BYTES:
        raise invalid("signature.invisible_data", f"must have at most {INVISIBLE_DATA_BYTES} bytes")
    return SignatureOptions(
        protobuf=_serialization_is_protobuf(options.serialization),
        invisible_data=options.invisible_data,
        verified_only=options.verified_only,
        der=_format_is_der(options.format),
    )


def _kyc_of(wire: CreateRequest) -> KycOptions:
    options = None if wire.extra is None else wire.extra.value
    if not isinstance(options, CreateRequest.KYC):
        return KycOptions()
    if options.files_format not in (FileFormat.DOWNLOAD_LINK, FileFormat.EMBEDDED):
        raise invalid("kyc.files_format", "must be DOWNLOAD_LINK or EMBEDDED")
    return KycOptions(embedded=options.files_format == FileFormat.EMBEDDED)


def _serialization_is_protobuf(serialization: int) -> bool:
    if serialization not in (Serialization.JSON, Serialization.PROTOBUF):
        raise invalid("signature.serialization", "must be SERIALIZATION_JSON or SERIALIZATION_PROTOBUF")
    return serialization == Serialization.PROTOBUF


def _format_is_der(wire_format: int) -> bool | None:
    choices: dict[int, bool | None] = {
        SignatureFormat.DEFAULT: None,
        SignatureFormat.RAW: False,
        SignatureFormat.DER: True,
    }
    if wire_format not in choices:
        raise invalid("signature.format", "must be SIGNATURE_FORMAT_RAW or SIGNATURE_FORMAT_DER")
    return choices[wire_format]


def _text(field: str, text: str, *, max_characters: int, max_lines: int) -> str:
    return _checked(field, lambda: check_visible(text, max_characters=max_characters, max_lines=max_lines))


def _checked(field: str, check: Callable[[], _T]) -> _T:
    try:
        return check()
    except ValueError as rule:
        raise invalid(field, str(rule)) from None


def create_response(opening: Opening, *, start_secret: str, start_url: str) -> CreateResponse:
    """What Create answers: the same for the same opening. The secret is for a request that is addressed to nobody."""
    created = seconds_of(opening.created)
    response = CreateResponse(
        success=True,
        request_id=opening.request_id,
        timestamp=created,
        timestamp_created=created,
    )
    if opening.match_number:
        response.match_number = opening.match_number
    if opening.asked.local:
        response.start_secret = start_secret
        response.start_url = start_url
    return response


def status_response(opening: Opening, state: State) -> GetStatusResponse:
    """What GetStatus answers."""
    status = _STATUS[type(state)]
    return GetStatusResponse(
        success=True, request_id=opening.request_id, status=status, status_code=status.value
    )


class KycFiles(msgspec.Struct, frozen=True):
    """How a KYC's PDFs are given: their bytes, or where their links begin."""

    links: str
    kyc: bytes = b""
    residency: bytes = b""


def result_response(opening: Opening, ended: Ended, files: KycFiles) -> GetResultResponse:
    """What GetResult answers: the same bytes for the same ending, however often it is asked.

    Who the person is stands in it only when they approved; a timeout tells nothing, so an unknown address is no other.
    """
    status = _STATUS[type(ended)]
    response = GetResultResponse(
        success=True,
        request_id=opening.request_id,
        email=opening.asked.email.written if opening.asked.email is not None else "",
        status=status,
        status_code=status.value,
        idempotent_key=opening.asked.idempotent_key,
        timestamp_created=seconds_of(opening.created),
        timestamp_finished=seconds_of(ended.at),
    )
    if isinstance(ended, Succeeded):
        response.device_id = ended.device
        response.device_name = ended.device_name
        response.unique_user_id = ended.unique_user_id
        response.email = opening.email
        response.extra = _evidence(ended.evidence, opening, files)
    return response


def _evidence(evidence: Evidence, opening: Opening, files: KycFiles) -> Oneof:  # type: ignore[type-arg]
    if isinstance(evidence, IdentificationEvidence):
        return Oneof("identification", _identification(evidence))
    if isinstance(evidence, KycEvidence):
        return Oneof("kyc", _kyc(evidence, opening, files))
    if isinstance(evidence, AuthenticationEvidence):
        return Oneof(
            "authentication",
            GetResultResponse.AuthenticationResult(jwt=evidence.jwt, is_verified=evidence.is_verified),
        )
    return Oneof(
        "signature",
        GetResultResponse.SignatureResult(
            serialization=Serialization.PROTOBUF if evidence.protobuf else Serialization.JSON,
            signature_data=evidence.signature_data,
            sign=evidence.sign,
            user_pub_key=evidence.user_pub_key,
            is_verified=evidence.is_verified,
            certificate_client=evidence.certificate_client,
            certificate_issuer=evidence.certificate_issuer,
            ocsp_response=evidence.ocsp_response,
        ),
    )


def _identification(evidence: IdentificationEvidence) -> GetResultResponse.IdentificationResult:
    return GetResultResponse.IdentificationResult(
        first_name=evidence.first_name,
        last_name=evidence.last_name,
        gender=evidence.gender,
        date_of_birth=evidence.date_of_birth,
        nationality=evidence.nationality,
        personal_number=evidence.personal_number,
        residency_country=evidence.residency_country,
        residency_city=evidence.residency_city,
        residency_postcode=evidence.residency_postcode,
        residency_address=evidence.residency_address,
        residency_address2=evidence.residency_address2,
        # The base64 text as bytes, as spec/wire.md says: also valid UTF-8 for who reads the field as a string.
        user_pub_key=base64_text(evidence.user_pub_key).encode(),
        residency_area=evidence.residency_area,
        phone_number=evidence.phone_number,
        mrz_first_name=evidence.zone_first_name,
        mrz_last_name=evidence.zone_last_name,
    )


_RESULT = GetResultResponse.KYCResult.ScreeningResult
_VERDICTS = {
    Verdict.UNKNOWN: _RESULT.UNKNOWN,
    Verdict.MATCH_FOUND: _RESULT.MATCH_FOUND,
    Verdict.NO_MATCH_FOUND: _RESULT.NO_MATCH_FOUND,
}


def _told(one: Screening) -> str:
    """The reference tells something of a match alone; that nobody looked is told too."""
    return "" if one.verdict is Verdict.NO_MATCH_FOUND else one.info


def _kyc(evidence: KycEvidence, opening: Opening, files: KycFiles) -> GetResultResponse.KYCResult:
    screened: dict[ListKind, Screening] = {one.kind: one for one in evidence.screenings}
    eu, un, pep = (screened[kind] for kind in (ListKind.EU, ListKind.UN, ListKind.PEP))
    link = f"{files.links}/v1/requests/{opening.request_id}/files"

    def file(name: str, data: bytes) -> File:
        if evidence.embedded:
            embedded: Oneof[Literal["embedded"], bytes] = Oneof("embedded", data)
            return File(file=embedded)
        linked: Oneof[Literal["download_link"], str] = Oneof("download_link", f"{link}/{name}")
        return File(file=linked)

    return GetResultResponse.KYCResult(
        passport_issuing_state=evidence.passport_issuing_state,
        passport_number=evidence.passport_number,
        passport_expiration=evidence.passport_expiration,
        screening_EU=_VERDICTS[eu.verdict],
        screening_UN=_VERDICTS[un.verdict],
        screening_PEP=_VERDICTS[pep.verdict],
        screening_EU_info=_told(eu),
        screening_UN_info=_told(un),
        screening_PEP_info=_told(pep),
        phone_number=evidence.identification.phone_number,
        identification=_identification(evidence.identification),
        kyc_pdf=file("kyc.pdf", files.kyc),
        residency_proof_pdf=file("residency.pdf", files.residency),
    )
