"""Sets the two PDFs of a KYC with Typst: PDF/A-2b, the same bytes for the same facts.

Every text goes in as data (a JSON string), so no name can be markup; pictures go in as they are, wrapped in an SVG,
which Typst unpacks again without touching the JPEG.
"""

from __future__ import annotations

import struct
from datetime import UTC, datetime
from importlib.resources import as_file, files
from typing import Any

import msgspec
import typst

from autheid.document.facts import KycFacts, RequestFacts, ResidencyFacts
from autheid.document.letters import FONTS, printable
from autheid.identity.identity import Identity
from autheid.identity.phone import written_phone
from autheid.identity.rules import Outcome
from autheid.kernel.clock import Millis
from autheid.kernel.secret import base64_text, digest
from autheid.person.country import name_of
from autheid.screening.result import ListKind, Verdict

_PAGE_POINTS = (467.0, 660.0)  # what the margins of A4 leave
_OUTCOMES = {
    Outcome.PASSED: ("good", "PASSED"),
    Outcome.DOUBT: ("open", "DOUBT"),
    Outcome.FAILED: ("bad", "FAILED"),
    Outcome.NOT_DONE: ("quiet", "NOT DONE"),
}
_VERDICTS = {
    Verdict.NO_MATCH_FOUND: ("good", "NO MATCH"),
    Verdict.MATCH_FOUND: ("bad", "MATCH FOUND"),
    Verdict.UNKNOWN: ("open", "NOT SCREENED"),
}
_LISTS = {
    ListKind.EU: "EU sanctions",
    ListKind.UN: "UN sanctions",
    ListKind.PEP: "Politically exposed persons",
}
_WHOLE = frozenset({"zone", "statement", "signature", "sha256"})
"""What is copied and compared, so nothing stands inside it."""
_WORDS = {
    "email": "e-mail address",
    "unique_user_id": "account's id",
    "device": "device",
    "first_name": "first name",
    "last_name": "last name",
    "gender": "sex",
    "date_of_birth": "date of birth",
    "nationality": "nationality",
    "personal_number": "personal number",
    "residency": "residence",
    "phone_number": "telephone",
    "passport": "passport's number, issuer and expiry",
    "portrait": "portrait",
    "screening": "screening results",
    "kyc_pdf": "this report",
    "residency_proof_pdf": "residency proof",
}


class Press:
    """Holds the compiler and its fonts, which load once. Not for two threads at a time."""

    def __init__(self) -> None:
        with as_file(FONTS) as folder:
            fonts = typst.Fonts(
                include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)]
            )
        self._compiler = typst.Compiler(font_paths=fonts, ignore_system_fonts=True)
        self._sources = {
            name: (files(__package__) / name).read_bytes()
            for name in ("house.typ", "kyc.typ", "residency.typ")
        }

    def kyc(self, facts: KycFacts) -> bytes:
        """kyc.pdf."""
        return self._set("kyc.typ", _kyc_data(facts), at=facts.request.approved)

    def residency(self, facts: ResidencyFacts) -> bytes:
        """residency.pdf: a cover page, then each page of the proof."""
        return self._set("residency.typ", _residency_data(facts), at=facts.request.approved)

    def _set(self, main: str, data: dict[str, Any], *, at: Millis) -> bytes:
        known = _Letters()
        shown = known.all_of(data)
        shown["transliterated"] = known.transliterated
        # The compiler takes one source: what both share is put in its place.
        source = self._sources[main].replace(b'#import "house.typ": *\n', self._sources["house.typ"])
        made = self._compiler.compile(
            input=source,
            format="pdf",
            sys_inputs={"data": msgspec.json.encode(shown).decode()},
            pdf_standards="a-2b",
            timestamp=at // 1000,
        )
        if not isinstance(made, bytes):
            raise TypeError("the compiler gave no document")
        return made


class _Letters:
    """Makes every text of the data printable; pictures are marked by their keys and stay as they are."""

    def __init__(self) -> None:
        self.transliterated = False

    def all_of(self, value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: self.all_of(one, name) for name, one in value.items()}
        if isinstance(value, list | tuple):
            return [self.all_of(one, key) for one in value]
        if isinstance(value, str) and key not in {"portrait", "picture"}:
            text, transliterated = printable(value, breakable=key not in _WHOLE)
            self.transliterated |= transliterated
            return text
        return value


def _kyc_data(facts: KycFacts) -> dict[str, Any]:
    identity, request = facts.identity, facts.request
    return {
        **_head(request, identity),
        "portrait": _svg(facts.portrait)[0] if facts.portrait else "",
        "at_a_glance": _at_a_glance(facts),
        "person": [
            *_names(identity),
            ("Date of birth", identity.date_of_birth.isoformat()),
            ("Sex", {"M": "Male", "F": "Female"}.get(identity.sex, "Not specified")),
            ("Nationality", name_of(identity.nationality)),
            ("Personal number", identity.personal_number or "None in the passport"),
        ],
        "passport": [
            ("Issuing state", name_of(identity.issuing_state)),
            ("Number", identity.document_number),
            ("Valid until", identity.date_of_expiry.isoformat()),
        ],
        "zone": (identity.line_1, identity.line_2),
        "residence": _residence(identity),
        "screening": [
            (_LISTS[one.kind], one.info, one.version, *_VERDICTS[one.verdict]) for one in facts.screenings
        ],
        "checks": [(one.detail, *_OUTCOMES[one.outcome]) for one in facts.findings],
        "chip_steps": [one.detail for one in facts.chip_steps],
        "decision": [
            ("Accepted by", f"{facts.officer}, {_moment(facts.decided)}"),
            *((("Because", facts.note),) if facts.note else ()),
            ("Verified until", _moment(facts.valid_until)),
        ],
        "request": _request(request),
        "discloses": [_WORDS.get(one, one) for one in request.discloses],
        "statement": _in_lines(request.statement_sha256, 64),
        "signature": _in_lines(request.signature, 64),
    }


def _residency_data(facts: ResidencyFacts) -> dict[str, Any]:
    pages = []
    for page in facts.pages:
        svg, width, height = _svg(page)
        scale = min(_PAGE_POINTS[0] / width, _PAGE_POINTS[1] / height)
        pages.append(
            {
                "picture": svg,
                "sha256": digest(page).hex(),
                "width": round(width * scale, 2),
                "height": round(height * scale, 2),
            }
        )
    return {
        **_head(facts.request, facts.identity),
        "residence": [*_residence(facts.identity), ("Proof received", _moment(facts.received))],
        "request": _request(facts.request),
        "pages": pages,
    }


def _head(request: RequestFacts, identity: Identity) -> dict[str, Any]:
    return {
        "issuer": request.issuer,
        "request_id": request.request_id,
        "rp_name": request.rp_name,
        "name": f"{identity.first_name} {identity.last_name}".strip(),
        "approved": _moment(request.approved),
    }


def _at_a_glance(facts: KycFacts) -> list[tuple[str, str]]:
    chip = next((one for one in facts.findings if one.rule == "chip_proven"), None)
    proven = chip is not None and chip.outcome is Outcome.PASSED
    hits = [one for one in facts.screenings if one.verdict is Verdict.MATCH_FOUND]
    unknown = [one for one in facts.screenings if one.verdict is Verdict.UNKNOWN]
    if hits:
        screened = ("bad", f"SCREENING: {', '.join(one.kind.value for one in hits)} MATCH")
    elif unknown:
        screened = ("open", "NOT SCREENED" if len(unknown) == len(facts.screenings) else "PARTLY SCREENED")
    else:
        screened = ("good", "SCREENING: NO MATCH")
    return [
        ("good", "IDENTITY VERIFIED"),
        ("good", "CHIP PROVEN") if proven else ("open", "WITHOUT CHIP"),
        screened,
    ]


def _names(identity: Identity) -> list[tuple[str, str]]:
    names = [("First name", identity.first_name), ("Last name", identity.last_name)]
    zone = f"{identity.zone_first_name} {identity.zone_last_name}".strip()
    if zone != f"{identity.first_name} {identity.last_name}".strip():
        names.append(("In the passport's zone", zone))
    return names


def _residence(identity: Identity) -> list[tuple[str, str]]:
    return [
        ("Address", ", ".join(identity.address.lines())),
        ("Telephone", written_phone(identity.phone)),
    ]


def _request(request: RequestFacts) -> list[tuple[str, str]]:
    return [
        ("Relying party", f"{request.rp_name} ({request.rp_id})"),
        ("Purpose", " – ".join(filter(None, (request.title, request.description)))),
        ("Asked", _moment(request.created)),
        ("Approved", _moment(request.approved)),
        ("E-mail address", request.email),
        ("Account", request.unique_user_id),
        ("Device", f"{request.device_name} ({request.curve})"),
        ("Device's id", request.device_id),
        ("Made by", request.issuer),
    ]


def _moment(at: Millis) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _in_lines(text: str, width: int) -> list[str]:
    return [text[at : at + width] for at in range(0, len(text), width)]


def _svg(jpeg: bytes) -> tuple[str, int, int]:
    """A JPEG of ours as an SVG that Typst takes as text, with its size in pixels."""
    width, height = _size_of(jpeg)
    picture = base64_text(jpeg)
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{width}" '
        f'height="{height}" viewBox="0 0 {width} {height}"><image width="{width}" height="{height}" '
        f'xlink:href="data:image/jpeg;base64,{picture}"/></svg>'
    )
    return drawn, width, height


def _size_of(jpeg: bytes) -> tuple[int, int]:
    """Width and height from the frame header (ITU-T T.81 §B.2.2). Only JPEGs that we have written come here."""
    at = 2
    while at + 9 < len(jpeg):
        marker, length = struct.unpack_from(">HH", jpeg, at)
        if 0xFFC0 <= marker <= 0xFFC2:  # noqa: PLR2004 - baseline to progressive
            height, width = struct.unpack_from(">HH", jpeg, at + 5)
            return int(width), int(height)
        at += 2 + length
    raise ValueError("this is no JPEG of ours")
