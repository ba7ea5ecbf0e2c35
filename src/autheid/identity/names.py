"""Compare a name as it is written with the passport's transliteration of it (ICAO 9303-3 §6)."""

from __future__ import annotations

import re
import unicodedata

from anyascii import anyascii

# ICAO 9303-3 §6, table A: letters for which issuers may choose.
_VARIANTS = {
    "Å": ("AA", "A"),
    "Ä": ("AE", "A"),
    "Ö": ("OE", "O"),
    "Ü": ("UE", "UXX", "U"),
    "Ø": ("OE", "O"),
    "Æ": ("AE",),
    "Œ": ("OE",),
    "Ñ": ("NXX", "N"),
    "ß": ("SS",),
    "ẞ": ("SS",),
    "Þ": ("TH",),
    "Ð": ("D",),
    "Ĳ": ("IJ",),
    "İ": ("I",),
    "ı": ("I",),
    "ł": ("L",),
    "Ł": ("L",),
}
_MOST_FORMS = 64


def agree(written: str, zone: str, *, may_be_cut: bool) -> bool:
    """Whether the zone's transliteration can be of this name. `may_be_cut` when the zone had no room for all of it."""
    want = _letters(zone)
    if not want:
        return not _letters(anyascii(written).upper())
    return any(form == want or (may_be_cut and form.startswith(want)) for form in _forms(written))


def _forms(written: str) -> set[str]:
    """Every transliteration that issuers use, without spaces and hyphens; some 64 at most."""
    forms = {""}
    for character in unicodedata.normalize("NFC", written.replace("ß", "ẞ").upper().replace("ẞ", "ß")):
        options = _VARIANTS.get(character) or (_letters(anyascii(character).upper()),)
        if len(forms) * len(options) > _MOST_FORMS:
            options = options[:1]
        forms = {form + option for form in forms for option in options}
    return forms


def _letters(text: str) -> str:
    return re.sub(r"[^A-Z]", "", text)


def split_full_name(full_name: str) -> tuple[str, str]:
    """Last and first names of `SURNAME, GIVEN NAMES`; a holder with one name has no first ones."""
    last, _, first = full_name.partition(",")
    return " ".join(last.split()), " ".join(first.split())
