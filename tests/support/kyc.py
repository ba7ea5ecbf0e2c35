"""The facts of a KYC, for setting its documents."""

from __future__ import annotations

from datetime import date

from autheid.document.facts import KycFacts, RequestFacts
from autheid.identity.address import parse_address
from autheid.identity.identity import Identity
from autheid.identity.rules import Finding, Outcome
from autheid.kernel.clock import Millis
from autheid.passport.evidence import ProofStep
from autheid.passport.mrz import mrz_lines
from autheid.screening.result import ListKind, Screening, Verdict
from tests.support.zone import PORTRAIT

AT = Millis(1_795_435_200_000)


def facts(first: str = "Åsa", last: str = "Öström", *, portrait: bytes = PORTRAIT) -> KycFacts:
    """Of a person with these names."""
    lines = mrz_lines(
        issuer="SWE",
        surname="OESTROEM",
        given_names="AASA",
        document_number="111222333",
        nationality="SWE",
        date_of_birth=date(1980, 1, 1),
        sex="F",
        date_of_expiry=date(2031, 1, 1),
    )
    identity = Identity(
        first_name=first,
        last_name=last,
        zone_first_name="AASA",
        zone_last_name="OESTROEM",
        sex="F",
        date_of_birth=date(1980, 1, 1),
        nationality="SWE",
        personal_number="",
        issuing_state="SWE",
        document_number="111222333",
        date_of_expiry=date(2031, 1, 1),
        line_1=lines[0],
        line_2=lines[1],
        address=parse_address(country="SWE", city="Malmö", postcode="211 25", line1="Östergatan 21"),
        phone="+46701740605",
    )
    request = RequestFacts(
        issuer="eid.example",
        request_id="URI4TsaRVCvzJH1oUBotbKNUiRQarZs7JMRWw33GT-Af",
        rp_id="bank",
        rp_name="The Bank",
        title="Open an account",
        description="",
        created=AT,
        approved=AT,
        email="asa@example.net",
        unique_user_id="oava51cj",
        device_id="A" * 44,
        device_name="Phone",
        curve="P-256",
        discloses=("first_name", "passport"),
        statement_sha256="ab" * 32,
        signature="B" * 88,
    )
    return KycFacts(
        request=request,
        identity=identity,
        portrait=portrait,
        findings=(Finding("page_zone", Outcome.PASSED, "The page's zone obeys ICAO 9303."),),
        chip_steps=(ProofStep(name="hashes", detail="DG1 and DG2 are as they were hashed."),),
        officer="Olle Officer",
        decided=AT,
        note="",
        valid_until=AT,
        screenings=tuple(
            Screening(kind, Verdict.NO_MATCH_FOUND, "Nobody is like this person.", "v1") for kind in ListKind
        ),
    )
