"""Who a person is, by a verified passport: the facts that a relying party may be given."""

from __future__ import annotations

from datetime import date

import msgspec

from autheid.identity.address import Address
from autheid.identity.evidence import Evidence
from autheid.identity.names import split_full_name
from autheid.passport.mrz import Mrz, parse_mrz


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """The facts of an accepted case. Codes of countries are the passport's own: `D`, not DEU."""

    first_name: str
    last_name: str
    """In the document's own letters where the chip gives them, else as the zone has them."""
    zone_first_name: str
    zone_last_name: str
    """The zone's transliteration (ICAO 9303-3 §6)."""
    sex: str
    """`M`, `F` or empty."""
    date_of_birth: date
    nationality: str
    personal_number: str
    issuing_state: str
    document_number: str
    date_of_expiry: date
    line_1: str
    line_2: str
    address: Address
    phone: str
    """E.164."""


def zone_of(evidence: Evidence, *, today: date) -> Mrz:
    """The machine-readable zone that counts: the chip's, since it is signed; else the page's. Raises MrzRefused."""
    source = evidence.chip or evidence.page
    if source is None:
        raise ValueError("there is neither a chip nor a page")
    return parse_mrz((source.line_1, source.line_2), today=today)


def identity_of(evidence: Evidence, *, today: date) -> Identity:
    """The facts of complete evidence. Raises MrzRefused when its zone breaks a rule, ValueError when a piece is missing."""
    zone = zone_of(evidence, today=today)
    if evidence.address is None or evidence.phone is None:
        raise ValueError("the address or the telephone is missing")
    first, last, personal = zone.given_names, zone.surname, zone.personal_number
    if evidence.chip is not None:
        if evidence.chip.full_name:
            last, first = split_full_name(evidence.chip.full_name)
        personal = evidence.chip.personal_number or personal
    return Identity(
        first_name=first,
        last_name=last,
        zone_first_name=zone.given_names,
        zone_last_name=zone.surname,
        sex=zone.sex,
        date_of_birth=zone.date_of_birth,
        nationality=zone.nationality,
        personal_number=personal,
        issuing_state=zone.issuer,
        document_number=zone.document_number,
        date_of_expiry=zone.date_of_expiry,
        line_1=zone.line_1,
        line_2=zone.line_2,
        address=evidence.address,
        phone=evidence.phone.number,
    )


def document_key(issuing_state: str, document_number: str) -> bytes:
    """What one passport has and no other: hashed, it tells whether two accounts show the same one."""
    return f"{issuing_state}\n{document_number}".encode()
