"""Which letters the documents' fonts have. What they lack would end a PDF/A, so it is transliterated, and said so."""

from __future__ import annotations

import struct
import unicodedata
from functools import cache
from importlib.resources import files

from anyascii import anyascii

FONTS = files(__package__) / "fonts"
_LONGEST_WORD = 20
_BREAK = "\u200b"


@cache
def known_letters() -> frozenset[int]:
    """Every code point that one of the fonts draws."""
    found: set[int] = set()
    for entry in FONTS.iterdir():
        if entry.name.endswith("-Regular.ttf"):
            found |= _cmap_of(entry.read_bytes())
    return frozenset(found)


def printable(text: str, *, breakable: bool = True) -> tuple[str, bool]:
    """The text as it can be set, and whether a letter had to be transliterated.

    Controls and what reorders the line are left out; very long words may break, where they are words.
    """
    known = known_letters()
    out: list[str] = []
    transliterated = False
    for character in unicodedata.normalize("NFC", text):
        if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn"}:
            out.append(" " if character == "\n" else "")
        elif ord(character) in known:
            out.append(character)
        else:
            transliterated = True
            latin = anyascii(character)
            out.append(latin if latin and all(ord(one) in known for one in latin) else "?")
    made = "".join(out)
    if breakable:
        made = " ".join(_breakable(word) for word in made.split(" "))
    return made, transliterated


def _breakable(word: str) -> str:
    if len(word) <= _LONGEST_WORD:
        return word
    return _BREAK.join(word[at : at + _LONGEST_WORD] for at in range(0, len(word), _LONGEST_WORD))


def _cmap_of(font: bytes) -> set[int]:
    """The code points of a TrueType font's `cmap` (OpenType, cmap, formats 4 and 12)."""
    (count,) = struct.unpack_from(">H", font, 4)
    tables = {
        font[12 + 16 * at : 16 + 16 * at]: struct.unpack_from(">I", font, 20 + 16 * at)[0]
        for at in range(count)
    }
    start = tables[b"cmap"]
    (subtables,) = struct.unpack_from(">H", font, start + 2)
    found: set[int] = set()
    for at in range(subtables):
        (offset,) = struct.unpack_from(">I", font, start + 8 + 8 * at)
        (number,) = struct.unpack_from(">H", font, start + offset)
        if number == 4:  # noqa: PLR2004 - the format's own number
            found |= _format_4(font, start + offset)
        elif number == 12:  # noqa: PLR2004
            found |= _format_12(font, start + offset)
    return found


def _format_4(font: bytes, at: int) -> set[int]:
    (twice,) = struct.unpack_from(">H", font, at + 6)
    ends = struct.unpack_from(f">{twice // 2}H", font, at + 14)
    starts = struct.unpack_from(f">{twice // 2}H", font, at + 16 + twice)
    return {code for low, high in zip(starts, ends, strict=True) for code in range(low, high + 1)} - {0xFFFF}


def _format_12(font: bytes, at: int) -> set[int]:
    (groups,) = struct.unpack_from(">I", font, at + 12)
    found: set[int] = set()
    for group in range(groups):
        low, high, _ = struct.unpack_from(">III", font, at + 16 + 12 * group)
        found |= set(range(low, high + 1))
    return found
