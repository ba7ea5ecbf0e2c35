"""What a person has handed in to be verified: each piece read, checked in form, and kept with its files."""

from __future__ import annotations

from datetime import date

import msgspec

from autheid.identity.address import Address
from autheid.identity.phone import Phone, PhoneChallenge
from autheid.kernel.clock import Millis
from autheid.passport.evidence import ChipReading, ProofStep

NAME_CHARACTERS = 100


class Form(msgspec.Struct, frozen=True):
    """What the person typed: their names as the passport's page prints them."""

    first_name: str
    last_name: str


class PageEvidence(msgspec.Struct, frozen=True):
    """The data page: its picture's file, and the zone as it was read."""

    picture: str
    line_1: str
    line_2: str
    at: Millis


class ChipEvidence(msgspec.Struct, frozen=True, kw_only=True):
    """The chip, authenticated: what its files say, and the files themselves."""

    steps: tuple[ProofStep, ...]
    signed_by: str
    signer_country: str
    signed_at: date | None
    line_1: str
    line_2: str
    full_name: str
    personal_number: str
    place_of_birth: str
    portrait: str
    """The portrait's file; empty where the chip has none that can be shown."""
    security_object: str
    """The file of EF.SOD, so that the proof can be repeated."""
    at: Millis


def chip_evidence(reading: ChipReading, *, portrait: str, security_object: str, at: Millis) -> ChipEvidence:
    """What was read of a chip, with the names of the files that are kept of it."""
    return ChipEvidence(
        steps=reading.steps,
        signed_by=reading.signed_by,
        signer_country=reading.signer_country,
        signed_at=reading.signed_at,
        line_1=reading.line_1,
        line_2=reading.line_2,
        full_name=reading.full_name,
        personal_number=reading.personal_number,
        place_of_birth=reading.place_of_birth,
        portrait=portrait,
        security_object=security_object,
        at=at,
    )


class ResidencyEvidence(msgspec.Struct, frozen=True):
    """The residency proof: the file of each page."""

    pages: tuple[str, ...]
    at: Millis


class Evidence(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """All of it; None for what has not come in."""

    form: Form | None = None
    page: PageEvidence | None = None
    chip: ChipEvidence | None = None
    address: Address | None = None
    residency: ResidencyEvidence | None = None
    phone: Phone | None = None
    challenge: PhoneChallenge | None = None
    """A code that is on its way to a telephone."""

    def files(self) -> tuple[str, ...]:
        """The names of every file that it refers to."""
        names: list[str] = []
        if self.page is not None:
            names.append(self.page.picture)
        if self.chip is not None:
            names += filter(None, (self.chip.portrait, self.chip.security_object))
        if self.residency is not None:
            names += self.residency.pages
        return tuple(names)


def missing(evidence: Evidence) -> tuple[str, ...]:
    """What a case needs before it may be submitted and does not have. The chip is welcome, never demanded."""
    needed = {
        "form": evidence.form,
        "page": evidence.page,
        "address": evidence.address,
        "residency": evidence.residency,
        "phone": evidence.phone,
    }
    return tuple(name for name, piece in needed.items() if piece is None)
