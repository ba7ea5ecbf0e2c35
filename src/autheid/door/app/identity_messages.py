"""What a device sends and gets about its person's identity: JSON as in `messages`."""

from __future__ import annotations

from typing import Literal

from autheid.door.app.messages import Message
from autheid.identity.case import Accepted, Collecting, Proposed, Refused, Submitted
from autheid.identity.evidence import Evidence, missing
from autheid.identity.identity import Identity
from autheid.identity.phone import written_phone
from autheid.usecase.show_identity import IdentityView


class TypeNames(Message):
    """Names as the passport's page prints them; the first name is empty for a person with one name."""

    first_name: str
    last_name: str


class TypeAddress(Message):
    """Where the person lives; `country` is ISO 3166-1 alpha-3."""

    country: str
    city: str
    postcode: str
    line1: str
    line2: str = ""
    area: str = ""


class HandInChip(Message):
    """EF.SOD and the data groups by their number, as they were read from the chip."""

    security_object: bytes
    data_groups: dict[str, bytes]


class SendPhoneCode(Message):
    """A telephone number with its country's code."""

    number: str


class ConfirmPhone(Message):
    """The code that came to the telephone."""

    code: str


class SubmitIdentity(Message):
    """A challenge, and the signature over the act `submit_identity` with the case's id as its detail."""

    challenge: str
    signature: bytes


class EraseAccount(Message):
    """A challenge, and the signature over the act `erase_account` with the uniqueUserId as its detail."""

    challenge: str
    signature: bytes


class AccountErased(Message):
    """Nothing is left to tell."""


class AddressShown(Message):
    """An address as it was typed."""

    country: str
    city: str
    postcode: str
    line1: str
    line2: str
    area: str


class ZoneShown(Message):
    """A machine-readable zone as it was read; `file` is the page's picture or the chip's portrait, empty without one."""

    line1: str
    line2: str
    file: str


class EvidenceShown(Message):
    """What was handed in; None for what was not. `phone` is the proven number, `phone_asked` the one that a code went to."""

    first_name: str | None
    last_name: str | None
    page: ZoneShown | None
    chip: ZoneShown | None
    address: AddressShown | None
    residency: tuple[str, ...] | None
    phone: str | None
    phone_asked: str | None
    missing: tuple[str, ...]


class VerifiedShown(Message):
    """The facts that relying parties may be given, until then."""

    first_name: str
    last_name: str
    sex: str
    date_of_birth: str
    nationality: str
    personal_number: str
    document_number: str
    issuing_state: str
    date_of_expiry: str
    address: AddressShown
    phone: str
    verified_at: int
    valid_until: int


class ViewShown(Message):
    """That an officer has looked."""

    at: int
    officer: str
    what: str


class IdentityShown(Message):
    """Where the verification stands.

    `state` is of the case under way, or of the last one that was refused; `reason` is what an officer says.
    `texts` is whether codes reach telephones here.
    """

    state: Literal["none", "collecting", "submitted", "refused"]
    case_id: str
    changed_at: int
    reason: str
    evidence: EvidenceShown | None
    verified: VerifiedShown | None
    views: list[ViewShown]
    texts: bool


def identity_shown(view: IdentityView, *, texts: bool) -> IdentityShown:
    """The whole of it."""
    case = view.current
    state: Literal["none", "collecting", "submitted", "refused"] = "none"
    reason = ""
    match None if case is None else case.state:
        case Collecting(asked_again=asked):
            state, reason = "collecting", asked
        case Submitted() | Proposed():
            state = "submitted"
        case Refused(reason=said):
            state, reason = "refused", said
        case _:
            pass
    return IdentityShown(
        state=state,
        case_id="" if case is None else case.case_id,
        changed_at=0 if case is None else case.changed,
        reason=reason,
        evidence=None if case is None else _evidence(case.state.evidence),
        verified=None if view.accepted is None else verified_shown(view.accepted),
        views=[ViewShown(one.at, one.officer, one.what) for one in view.views],
        texts=texts,
    )


def verified_shown(accepted: Accepted) -> VerifiedShown:
    """The facts of an accepted case."""
    identity = accepted.identity
    return VerifiedShown(
        first_name=identity.first_name,
        last_name=identity.last_name,
        sex=identity.sex,
        date_of_birth=identity.date_of_birth.isoformat(),
        nationality=identity.nationality,
        personal_number=identity.personal_number,
        document_number=identity.document_number,
        issuing_state=identity.issuing_state,
        date_of_expiry=identity.date_of_expiry.isoformat(),
        address=_address(identity),
        phone=written_phone(identity.phone),
        verified_at=accepted.at,
        valid_until=accepted.valid_until,
    )


def _evidence(evidence: Evidence) -> EvidenceShown:
    form, page, chip, residency = evidence.form, evidence.page, evidence.chip, evidence.residency
    return EvidenceShown(
        first_name=None if form is None else form.first_name,
        last_name=None if form is None else form.last_name,
        page=None if page is None else ZoneShown(page.line_1, page.line_2, page.picture),
        chip=None if chip is None else ZoneShown(chip.line_1, chip.line_2, chip.portrait),
        address=None if evidence.address is None else _address(evidence),
        residency=None if residency is None else residency.pages,
        phone=None if evidence.phone is None else written_phone(evidence.phone.number),
        phone_asked=None if evidence.challenge is None else written_phone(evidence.challenge.number),
        missing=missing(evidence),
    )


def _address(of: Evidence | Identity) -> AddressShown:
    address = of.address
    if address is None:
        raise ValueError("there is no address")
    return AddressShown(
        address.country, address.city, address.postcode, address.line1, address.line2, address.area
    )
