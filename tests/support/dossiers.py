"""People of every script of Europe and around it, with what a KYC would say of each. None of them lives."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from types import MappingProxyType
from typing import Any

import msgspec
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from autheid.document.facts import KycFacts, RequestFacts, ResidencyFacts
from autheid.document.letters import FONTS
from autheid.identity.address import Address
from autheid.identity.identity import Identity
from autheid.identity.rules import Finding, Outcome
from autheid.kernel.clock import Millis
from autheid.kernel.secret import base64_text, digest
from autheid.passport.evidence import ProofStep
from autheid.passport.mrz import mrz_lines
from autheid.passport.specimen import draw_portrait
from autheid.person.country import Alpha3
from autheid.request.kind import RequestKind
from autheid.request.statement import DISCLOSED
from autheid.screening.result import ListKind, Screening, Verdict

APPROVED = Millis(int(datetime(2026, 11, 23, 14, 3, 9, tzinfo=UTC).timestamp() * 1000))
_CSCA = "Common Name: Utopia CSCA 3, Organization: Kingdom of Utopia, Country: UT"
_SIGNER = "Common Name: Utopia document signer 17, Organization: Kingdom of Utopia, Country: UT"

NAMES: Mapping[str, tuple[str, str, str, str, str]] = MappingProxyType(
    {
        # first name, last name, and both as the zone has them; the country
        "swedish": ("ÅSA TEST", "ÖSTRÖM", "AASA TEST", "OESTROEM", "SWE"),
        "polish": (
            "Łucja Żaneta",
            "Świętosławska-Brzęczyszczykiewicz",
            "LUCJA ZANETA",
            "SWIETOSLAWSKA",
            "POL",
        ),
        "icelandic": ("Þórður Ægir", "Guðjohnsen", "THORDUR AEGIR", "GUDJOHNSEN", "ISL"),
        "turkish": ("Şükrü İlhan", "Gökçeoğlu", "SUKRU ILHAN", "GOKCEOGLU", "TUR"),
        "vietnamese": ("Thị Ánh Tuyết", "Nguyễn", "THI ANH TUYET", "NGUYEN", "VNM"),
        "greek": ("Ελευθέριος", "Παπαδόπουλος", "ELEFTHERIOS", "PAPADOPOULOS", "GRC"),
        "ukrainian": (
            "Ївга Володимирівна",
            "Ґерґель-Щербак",
            "YIVHA VOLODYMYRIVNA",
            "GERGEL SHCHERBAK",
            "UKR",
        ),
        "serbian": ("Ђорђе", "Љубојевић", "DORDE", "LJUBOJEVIC", "SRB"),
        "georgian": ("გიორგი", "მარგველაშვილი", "GIORGI", "MARGVELASHVILI", "GEO"),
        "armenian": ("Արմեն", "Սարգսյան", "ARMEN", "SARGSYAN", "ARM"),
        "arabic": ("محمد عبد الرحمن", "الحسيني", "MOHAMMED ABDELRAHMAN", "ALHUSSEINI", "JOR"),
        "hebrew": ("אברהם", "בן־דוד", "AVRAHAM", "BEN DAVID", "ISR"),
        "chinese": ("小明", "王", "XIAOMING", "WANG", "CHN"),
    }
)


def identity(who: str = "swedish", **changed: Any) -> Identity:
    """The facts of one of them."""
    first, last, zone_first, zone_last, country = NAMES[who]
    born, expires = date(1980, 1, 1), date(2031, 1, 1)
    line_1, line_2 = mrz_lines(
        issuer=country,
        surname=zone_last,
        given_names=zone_first,
        document_number="111222333",
        nationality=country,
        date_of_birth=born,
        sex="F",
        date_of_expiry=expires,
        personal_number="98765432",
    )
    facts = Identity(
        first_name=first,
        last_name=last,
        zone_first_name=zone_first,
        zone_last_name=zone_last,
        sex="F",
        date_of_birth=born,
        nationality=country,
        personal_number="98765432",
        issuing_state=country,
        document_number="111222333",
        date_of_expiry=expires,
        line_1=line_1,
        line_2=line_2,
        address=Address(country=Alpha3("SWE"), city="Malmö", postcode="211 25", line1="Östergatan 21"),
        phone="+46701740605",
    )
    return msgspec.structs.replace(facts, **changed)


def request(**changed: Any) -> RequestFacts:
    """A bank's request, approved."""
    facts = RequestFacts(
        issuer="id.example.com",
        request_id="SyZ9tbx0fIyTaFIiWcoDbXmDvcZ2yjJdMuvuKcWtjs0h",
        rp_id="5f2b7f4c-1d2b-4d0e-9d4b-1c3f2a5b6c7d",
        rp_name="Sparbanken Öresund",
        title="Open an account",
        description="Identity check for a new customer, as the law on money laundering asks.",
        created=Millis(APPROVED - 41_000),
        approved=APPROVED,
        email="asa@example.net",
        unique_user_id="vK3S1nZk0Qm5c2yWq8tH6g",
        device_id=base64_text(b"\x02" + digest(b"device")),
        device_name="Åsas telefon",
        curve="P-256",
        discloses=DISCLOSED[RequestKind.KYC],
        statement_sha256=digest(b"statement").hex(),
        signature=base64_text(digest(b"r") + digest(b"s")),
        started_by="qr",
        started_from="Chrome on macOS, Göteborg",
    )
    return msgspec.structs.replace(facts, **changed)


FINDINGS = (
    Finding("page_zone", Outcome.PASSED, "The page's zone obeys ICAO 9303, every check digit included."),
    Finding("chip_proven", Outcome.PASSED, f"The chip is unaltered; signed under {_CSCA}."),
    Finding("chip_and_page_agree", Outcome.PASSED, "The chip and the page hold the same zone."),
    Finding("names_typed", Outcome.PASSED, "The names that the person typed are those of the zone."),
    Finding(
        "names_in_own_letters", Outcome.PASSED, "The names in the chip's own letters are those of the zone."
    ),
    Finding("not_expired", Outcome.PASSED, "The passport is valid until 2031-01-01."),
    Finding("of_age", Outcome.PASSED, "The person is 46 years old."),
    Finding("document_used_once", Outcome.PASSED, "No other account is verified by this passport."),
    Finding(
        "residency_and_phone",
        Outcome.PASSED,
        "There is a residency proof, an address and a proven telephone.",
    ),
)
WITHOUT_CHIP = (
    FINDINGS[0],
    Finding("chip_proven", Outcome.DOUBT, "No chip was read: the page alone can be forged."),
    Finding("chip_and_page_agree", Outcome.NOT_DONE, "There is no chip or no page to compare."),
    *FINDINGS[3:4],
    Finding("names_in_own_letters", Outcome.NOT_DONE, "There are no names in the passport's own letters."),
    *FINDINGS[5:],
)
STEPS = (
    ProofStep(name="hashes", detail="EF.SOD holds the SHA256 hashes of 3 data groups."),
    ProofStep(name="files", detail="DG1, DG2, DG11 are as EF.SOD has hashed them."),
    ProofStep(
        name="signature",
        detail=f"The document signer {_SIGNER} has signed it: ECDSA with SHA-256 on secp256r1.",
    ),
    ProofStep(
        name="time", detail="The document signer's certificate was valid when it signed, on 2025-06-01."
    ),
    ProofStep(name="chain", detail=f"The trusted authority {_CSCA} has issued its certificate."),
    ProofStep(
        name="revocation",
        detail="No revocation list of this authority is loaded, so revocation was not checked.",
    ),
    ProofStep(name="country", detail="The passport's issuer is the authority's country, UT."),
    ProofStep(name="copy", detail="Whether the chip is a copy was not checked: that needs the chip at hand."),
)
CLEAR = (
    Screening(
        ListKind.EU,
        Verdict.NO_MATCH_FOUND,
        "Best candidate 0.58, below 0.86.",
        "EU consolidated list 2026-11-20 · 9f2c41ab77d0",
    ),
    Screening(
        ListKind.UN,
        Verdict.NO_MATCH_FOUND,
        "No candidate above 0.50.",
        "UN Security Council 2026-11-19 · 03b1e4c2d9aa",
    ),
    Screening(
        ListKind.PEP,
        Verdict.NO_MATCH_FOUND,
        "Best candidate 0.61, below 0.86.",
        "PEP 2026-11-21 · 77aa01c2ffee",
    ),
)
HIT = (
    CLEAR[0],
    CLEAR[1],
    Screening(
        ListKind.PEP,
        Verdict.MATCH_FOUND,
        "ÖSTRÖM Åsa Test, born 1980-01-01, SWE: member of parliament 2018 to 2026, deputy minister of fisheries "
        "2022 to 2024, mayor of Malmö before that; spouse of a member of the European Parliament. Score 0.97 "
        "(name 0.94, date of birth equal, nationality equal). Also near: ÖSTRÖM Asta, born 1951, score 0.81; "
        "OSTROM Elinor, born 1933, score 0.80. A person must look at this before a business relation begins.",
        "PEP 2026-11-21 · 77aa01c2ffee",
    ),
)
NOT_SCREENED = tuple(
    Screening(kind, Verdict.UNKNOWN, "Not screened: this deployment has no such list.") for kind in ListKind
)


def kyc(
    who: str = "swedish", *, changed_request: Mapping[str, Any] | None = None, **changed: Any
) -> KycFacts:
    """A report of one of them."""
    facts = KycFacts(
        request=request(**(changed_request or {})),
        identity=identity(who),
        portrait=portrait(),
        findings=FINDINGS,
        chip_steps=STEPS,
        officer="Olle Officer",
        decided=Millis(APPROVED - 86_400_000 * 3),
        note="",
        valid_until=Millis(APPROVED + 86_400_000 * 1499),
        screenings=CLEAR,
    )
    return msgspec.structs.replace(facts, **changed)


def residency(who: str = "swedish", **changed: Any) -> ResidencyFacts:
    """A residency proof of one of them: a letter, upright, and a bill that lies."""
    facts = ResidencyFacts(
        request=request(),
        identity=identity(who),
        received=Millis(APPROVED - 86_400_000 * 4),
        pages=(page(1414, 2000), page(2000, 1300)),
    )
    return msgspec.structs.replace(facts, **changed)


@cache
def portrait(width: int = 360, height: int = 480) -> bytes:
    """A figure that is nobody, about as large as a chip's."""
    return _jpeg(draw_portrait(width, height), noise=6)


@cache
def page(width: int, height: int) -> bytes:
    """A letter with an address, about 300 KB as photographs are."""
    sheet = Image.new("RGB", (width, height), (247, 246, 242))
    draw = ImageDraw.Draw(sheet)
    draw.text(
        (width // 12, height // 12),
        "Malmö Energi · Faktura",
        fill=(20, 40, 90),
        font=_font(max(width // 28, 8)),
    )
    for line in range(18):
        top = height // 5 + line * height // 26
        draw.line((width // 12, top, width * (7 + line % 4) // 11, top), fill=(120, 120, 125), width=5)
    return _jpeg(sheet, noise=9)


def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(io.BytesIO((FONTS / "NotoSans-Bold.ttf").read_bytes()), size)


def _jpeg(picture: Image.Image, *, noise: int) -> bytes:
    pixels = np.asarray(picture, dtype=np.int16)
    grain = np.random.default_rng(7).normal(0, noise, (*pixels.shape[:2], 1))
    out = io.BytesIO()
    Image.fromarray(np.clip(pixels + grain, 0, 255).astype(np.uint8)).save(out, "JPEG", quality=60)
    return out.getvalue()


CASES: Mapping[str, KycFacts | ResidencyFacts] = MappingProxyType(
    {
        **{who: kyc(who) for who in NAMES},
        "hit": kyc(screenings=HIT),
        "not-screened": kyc(screenings=NOT_SCREENED),
        "without-chip": kyc(
            portrait=b"",
            findings=WITHOUT_CHIP,
            chip_steps=(),
            identity=identity(first_name="AASA TEST", last_name="OESTROEM"),
            note="The page was seen in a video call on 2026-11-19, tilted under a lamp; its hologram moved.",
        ),
        "long": kyc(
            identity=identity(
                first_name="Maximiliana Alexandra " * 10,
                last_name="Wolfeschlegelsteinhausenbergerdorff" * 8,
                personal_number="98765432101234",
                address=Address(
                    country=Alpha3("GBR"),
                    city="Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
                    postcode="LL61 5UJ",
                    line1="Flat 1234, The Extraordinarily Long House Name Building",
                    line2="At the Corner of Another Street With a Very Long Name",
                    area="Ynys Môn",
                ),
            ),
            changed_request={
                "rp_name": "An Extraordinarily Long Name of a Relying Party That Goes On and On, Incorporated",
                "title": "T" * 100,
                "description": "D" * 255,
                "device_name": "x" * 100,
                "email": "a" * 64 + "@" + "b" * 180 + ".example",
            },
        ),
        "hostile": kyc(
            identity=identity(
                first_name="#panic() *bold* $x^2$ `raw` @ref <label> \\u{41}",
                last_name='"); #include "/etc/passwd" // \u202eesrever\u202c z\u200bw\u200dj\u0000\u0007\ufeff',
            ),
            changed_request={
                "rp_name": "[Bank] #let x = 1",
                "title": "= Heading\n- list",
                "description": "_a_ ~ b",
            },
        ),
        "residency": residency(),
        "residency-arabic": residency("arabic"),
    }
)
"""What `make specimen` draws."""
