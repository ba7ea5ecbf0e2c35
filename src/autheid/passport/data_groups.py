"""The data groups that are read: DG1, DG2 and DG11 (ICAO 9303-10 §4.7)."""

from __future__ import annotations

import msgspec

from autheid.passport.mrz import LINE_CHARACTERS
from autheid.passport.structures import elements, find, unwrap

DG1_TAG, DG2_TAG, DG11_TAG = 0x61, 0x75, 0x6B
_ZONE, _TEMPLATES, _TEMPLATE, _FACE, _FACE_2 = 0x5F1F, 0x7F61, 0x7F60, 0x5F2E, 0x7F2E
_FULL_NAME, _PERSONAL_NUMBER, _PLACE_OF_BIRTH = 0x5F0E, 0x5F10, 0x5F11
_JPEG, _JPEG_2000, _JPEG_2000_CODE = b"\xff\xd8\xff", b"\x00\x00\x00\x0cjP  ", b"\xff\x4f\xff\x51"
_TEXT_CHARACTERS = 200


class AdditionalDetails(msgspec.Struct, frozen=True):
    """DG11; each empty where it has none. The full name is `SURNAME, GIVEN NAMES` in the document's own letters."""

    full_name: str = ""
    personal_number: str = ""
    place_of_birth: str = ""


def zone_lines(dg1: bytes) -> tuple[str, str]:
    """The two lines of a passport's zone from DG1 (ICAO 9303-10 §4.7.1). Raises ValueError."""
    zone = find(unwrap(dg1, DG1_TAG, what="DG1"), _ZONE)
    if zone is None or len(zone) != 2 * LINE_CHARACTERS:
        raise ValueError("DG1 must hold a passport's zone of two lines with 44 characters")
    text = zone.decode("ascii")
    return text[:LINE_CHARACTERS], text[LINE_CHARACTERS:]


def additional_details(dg11: bytes) -> AdditionalDetails:
    """DG11 (ICAO 9303-10 §4.7.11). Raises ValueError."""
    inside = dict(elements(unwrap(dg11, DG11_TAG, what="DG11")))
    return AdditionalDetails(
        full_name=_name(_text(inside.get(_FULL_NAME, b""))),
        personal_number=_text(inside.get(_PERSONAL_NUMBER, b"")),
        place_of_birth=", ".join(filter(None, _text(inside.get(_PLACE_OF_BIRTH, b"")).split("<"))),
    )


def portrait_of(dg2: bytes) -> bytes:
    """The first face's picture from DG2, JPEG or JPEG 2000, as it is (ISO/IEC 19794-5:2005 §5). Raises ValueError."""
    templates = find(unwrap(dg2, DG2_TAG, what="DG2"), _TEMPLATES)
    template = None if templates is None else find(templates, _TEMPLATE)
    record = None if template is None else find(template, _FACE) or find(template, _FACE_2)
    if record is None:
        raise ValueError("DG2 must hold a biometric template with a face")
    # The record's headers have a fixed form, but feature points in between; the picture begins with its own mark.
    found = [at for mark in (_JPEG, _JPEG_2000, _JPEG_2000_CODE) if (at := record.find(mark)) >= 0]
    if not found:
        raise ValueError("DG2's face must be a JPEG or a JPEG 2000")
    return record[min(found) :]


def _text(value: bytes) -> str:
    """Issuers should write UTF-8; some write Latin-1."""
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        text = value.decode("latin-1")
    if len(text) > _TEXT_CHARACTERS:
        raise ValueError(f"a text of DG11 must have at most {_TEXT_CHARACTERS} characters")
    return text.strip()


def _name(text: str) -> str:
    """`SURNAME<<GIVEN<NAMES` with spaces for fillers (ICAO 9303-10 §4.7.11.1)."""
    last, parted, first = text.partition("<<")
    if not parted:
        last, parted, first = text.partition(", ")
    words = [" ".join(part.replace("<", " ").split()) for part in (last, first)]
    return f"{words[0]}, {words[1]}" if words[1] else words[0]
