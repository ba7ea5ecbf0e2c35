"""The specimen's zone and a small portrait, for tests."""

from __future__ import annotations

import io
from datetime import date

from PIL import Image, ImageDraw

from autheid.passport.mrz import mrz_lines

LINES = mrz_lines(
    issuer="SWE",
    surname="OESTROEM",
    given_names="AASA TEST",
    document_number="111222333",
    nationality="SWE",
    date_of_birth=date(1980, 1, 1),
    sex="F",
    date_of_expiry=date(2031, 1, 1),
    personal_number="98765432",
)


def portrait(kind: str = "JPEG") -> bytes:
    """A picture of nobody."""
    picture = Image.new("RGB", (240, 320), (200, 205, 210))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((70, 60, 170, 190), fill=(150, 140, 130))
    draw.rectangle((50, 210, 190, 320), fill=(70, 80, 110))
    out = io.BytesIO()
    picture.save(out, kind)
    return out.getvalue()


PORTRAIT = portrait()
