"""Evidence of a specimen person, as it stands in a case."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from autheid.identity.address import parse_address
from autheid.identity.evidence import ChipEvidence, Evidence, Form, PageEvidence, ResidencyEvidence
from autheid.identity.phone import Phone
from autheid.kernel.clock import Millis
from autheid.passport.mrz import mrz_lines

TODAY = date(2026, 11, 23)
NOW = Millis(1_795_392_000_000)


@dataclass
class Zone:
    """The facts of a zone, with defaults that are fine."""

    changed: dict[str, Any] = field(default_factory=dict)

    def lines(self) -> tuple[str, str]:
        facts: dict[str, Any] = {
            "issuer": "SWE",
            "surname": "OESTROEM",
            "given_names": "AASA TEST",
            "document_number": "111222333",
            "nationality": "SWE",
            "date_of_birth": date(1980, 1, 1),
            "sex": "F",
            "date_of_expiry": date(2031, 1, 1),
        }
        return mrz_lines(**{**facts, **self.changed})


def evidence(*, chip: bool = True, chip_zone: dict[str, Any] | None = None, **page: Any) -> Evidence:
    """Everything that is needed, and fine."""
    page_lines = Zone(page).lines()
    chip_lines = page_lines if chip_zone is None else Zone(chip_zone).lines()
    return Evidence(
        form=Form("Åsa Test", "Öström"),
        page=PageEvidence("page", *page_lines, NOW),
        chip=ChipEvidence(
            steps=(),
            signed_by="CSCA",
            signer_country="SE",
            signed_at=None,
            line_1=chip_lines[0],
            line_2=chip_lines[1],
            full_name="ÖSTRÖM, ÅSA TEST",
            personal_number="",
            place_of_birth="",
            portrait="portrait",
            security_object="sod",
            at=NOW,
        )
        if chip
        else None,
        address=parse_address(country="SWE", city="Malmö", postcode="211 25", line1="Östergatan 21"),
        residency=ResidencyEvidence(("letter",), NOW),
        phone=Phone("+46701740605", NOW),
    )
