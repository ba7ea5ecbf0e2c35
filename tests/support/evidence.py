"""What a person hands in: a photo of their page, the files of their chip, a letter with their address."""

from __future__ import annotations

import io
from base64 import b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

import numpy as np
import pypdfium2
from PIL import Image, ImageDraw

from autheid.passport.mrz import mrz_lines, parse_mrz
from autheid.staging.chip import ChipIssuer, data_group_1, data_group_2, data_group_11
from tests.support.photos import LEVELS, TODAY, photograph
from tests.support.zone import LINES, PORTRAIT

ADDRESS = {"country": "SWE", "city": "Malmö", "postcode": "211 25", "line1": "Östergatan 21"}
NAMES = {"firstName": "Åsa Test", "lastName": "Öström"}
PHONE = "+46 70 174 06 05"


@dataclass(frozen=True)
class Passport:
    """A passport at hand, and the authority that its chip is signed under."""

    photo: bytes
    chip: dict[str, Any]
    anchor: bytes


@cache
def passport() -> Passport:
    """One passport, made once."""
    issuer = ChipIssuer(country="SE", now=datetime(2025, 6, 1, tzinfo=UTC))
    groups = {
        1: data_group_1(LINES),
        2: data_group_2(PORTRAIT),
        11: data_group_11("ÖSTRÖM<<ÅSA<TEST", personal_number="98765432"),
    }
    chip = {
        "securityObject": b64encode(issuer.security_object(groups)).decode(),
        "dataGroups": {str(n): b64encode(data).decode() for n, data in groups.items()},
    }
    return Passport(_photo(LINES), chip, issuer.anchor)


def photo_of(document_number: str) -> bytes:
    """A photo of the same person's page in another passport."""
    zone = parse_mrz(LINES, today=TODAY)
    return _photo(
        mrz_lines(
            issuer=zone.issuer,
            surname=zone.surname,
            given_names=zone.given_names,
            document_number=document_number,
            nationality=zone.nationality,
            date_of_birth=zone.date_of_birth,
            sex=zone.sex,
            date_of_expiry=zone.date_of_expiry,
        )
    )


def _photo(lines: tuple[str, str]) -> bytes:
    zone = parse_mrz(lines, today=TODAY)
    return jpeg(photograph(zone, LEVELS[1], np.random.default_rng(4), quarter_turns=1))


def jpeg(picture: Image.Image, **more: Any) -> bytes:
    """A picture as a file."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90, **more)
    return out.getvalue()


def letter(text: str = "Öström, Östergatan 21, Malmö") -> Image.Image:
    """A residency proof."""
    page = Image.new("RGB", (1000, 1414), "white")
    ImageDraw.Draw(page).text((100, 120), text, fill="black")
    return page


def pdf(pages: int = 2, *, size: tuple[float, float] = (595, 842)) -> bytes:
    """A PDF with blank pages."""
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(*size)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
