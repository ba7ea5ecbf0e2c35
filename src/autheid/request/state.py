"""The states of a request: one class each, holding only what exists then."""

from __future__ import annotations

import msgspec

from autheid.kernel.clock import Millis
from autheid.kernel.ids import DeviceId, UniqueUserId
from autheid.pki.passkey import Assertion
from autheid.screening.result import Screening


class AuthenticationEvidence(msgspec.Struct, frozen=True, tag=True):
    """What an approved AUTHENTICATION gives the relying party."""

    jwt: str
    is_verified: bool


class SignatureEvidence(msgspec.Struct, frozen=True, tag=True):
    """What an approved SIGNATURE gives: the very bytes that were signed, and the signature as the RP wants it."""

    protobuf: bool
    signature_data: bytes
    sign: bytes
    user_pub_key: bytes
    is_verified: bool
    certificate_client: bytes = b""
    """The device's certificate in DER, its issuer's, and the status of the first; empty in what is older than they."""
    certificate_issuer: bytes = b""
    ocsp_response: bytes = b""


class IdentificationEvidence(msgspec.Struct, frozen=True, tag=True, kw_only=True):
    """What an approved IDENTIFICATION gives, as the wire writes it. Codes are ISO 3166-1 alpha-3, dates ISO 8601."""

    first_name: str
    last_name: str
    zone_first_name: str
    zone_last_name: str
    gender: str
    date_of_birth: str
    nationality: str
    personal_number: str
    residency_country: str
    residency_area: str
    residency_city: str
    residency_postcode: str
    residency_address: str
    residency_address2: str
    phone_number: str
    user_pub_key: bytes


class KycEvidence(msgspec.Struct, frozen=True, tag=True, kw_only=True):
    """What an approved KYC gives. The PDFs stand in the file store, sealed for the account."""

    identification: IdentificationEvidence
    passport_issuing_state: str
    passport_number: str
    passport_expiration: str
    screenings: tuple[Screening, ...]
    kyc_file: str
    residency_file: str
    embedded: bool


Evidence = AuthenticationEvidence | SignatureEvidence | IdentificationEvidence | KycEvidence


class Pending(msgspec.Struct, frozen=True, tag=True):
    """Waiting for the person."""


class Unclaimed(msgspec.Struct, frozen=True, tag=True):
    """Addressed to nobody yet: waiting for whoever opens it in their app."""


class Succeeded(msgspec.Struct, frozen=True, tag=True):
    """The person approved."""

    at: Millis
    device: DeviceId
    device_name: str
    unique_user_id: UniqueUserId
    evidence: Evidence
    approval_signature: bytes
    assertion: Assertion | None = None
    """The passkey's word beside the device's, kept as evidence that a person was there."""
    document_signature: bytes = b""
    """As the device made it; the evidence has it as the relying party wants it."""
    seen: Millis | None = None
    """When it was first brought to a device; None when that was forgotten."""


class NotVerified(msgspec.Struct, frozen=True, tag=True):
    """The person approved, but only a verified account was asked for."""

    at: Millis
    device: DeviceId
    approval_signature: bytes
    assertion: Assertion | None = None
    document_signature: bytes = b""
    """The person's own evidence: the relying party never gets it."""
    seen: Millis | None = None
    """When it was first brought to a device; None when that was forgotten."""


class UserCancelled(msgspec.Struct, frozen=True, tag=True):
    """The person said no, `not_me` when they did not start it; or they picked another number than the page shows."""

    at: Millis
    device: DeviceId
    not_me: bool
    approval_signature: bytes
    wrong_number: int = 0
    """The number that was picked in place of the one on the page, which ended the request; 0 when none was."""
    seen: Millis | None = None
    """When it was first brought to a device; None when that was forgotten."""


class RpCancelled(msgspec.Struct, frozen=True, tag=True):
    """The relying party took it back."""

    at: Millis


class TimedOut(msgspec.Struct, frozen=True, tag=True):
    """Nobody answered in time. `at` is the deadline, however late that was noticed."""

    at: Millis


Ended = Succeeded | NotVerified | UserCancelled | RpCancelled | TimedOut
Waiting = Unclaimed | Pending
State = Waiting | Ended
