"""What the two PDFs of a KYC say: plain facts, so that no text is taken for markup."""

from __future__ import annotations

import msgspec

from autheid.identity.identity import Identity
from autheid.identity.rules import Finding
from autheid.kernel.clock import Millis
from autheid.passport.evidence import ProofStep
from autheid.screening.result import Screening


class RequestFacts(msgspec.Struct, frozen=True, kw_only=True):
    """The request that a document was made for, and the approval."""

    issuer: str
    """The deployment that made it."""
    request_id: str
    rp_id: str
    rp_name: str
    title: str
    description: str
    created: Millis
    approved: Millis
    email: str
    unique_user_id: str
    device_id: str
    device_name: str
    curve: str
    discloses: tuple[str, ...]
    statement_sha256: str
    """Of the approval statement, in hexadecimal."""
    signature: str
    """Of the approval, in base64."""
    started_by: str = ""
    """How it came to its person, as `autheid.request.opening.StartedBy` has it."""
    started_from: str = ""
    """Where the person started it, in the relying party's words."""


class KycFacts(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that kyc.pdf shows."""

    request: RequestFacts
    identity: Identity
    portrait: bytes
    """JPEG; empty where there is none."""
    findings: tuple[Finding, ...]
    chip_steps: tuple[ProofStep, ...]
    officer: str
    decided: Millis
    note: str
    valid_until: Millis
    screenings: tuple[Screening, ...]


class ResidencyFacts(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that residency.pdf shows."""

    request: RequestFacts
    identity: Identity
    received: Millis
    pages: tuple[bytes, ...]
    """JPEGs."""
