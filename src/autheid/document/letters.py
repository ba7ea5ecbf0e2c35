"""Which letters the documents' fonts have, and how a text becomes one that can be set.

A letter without a glyph would end a PDF/A. So each is looked up in the fonts' own tables first; what they lack is
transliterated, what is no character at all is shown as one, and both are said on the page.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterable, Iterator
from enum import Enum
from functools import cache
from importlib.resources import files
from typing import Protocol

from anyascii import anyascii

FONTS = files(__package__) / "fonts"
UNKNOWN = "\ufffd"
_BREAK = "\u200b"
_JOINERS = "\u200c\u200d"
_WIDEST = 1.7
_MOST_MARKS = 3  # more is a stack that spills over its neighbours' lines
_SPACES = frozenset({"Zl", "Zp", "Zs"})
_HIDDEN = frozenset({"Cc", "Cf"})
_NOTHING = frozenset({"Cn", "Co", "Cs"})
_MARKS = frozenset({"Mn", "Mc", "Me"})


class Note(Enum):
    """What was done to a text so that it could be set, in a sentence for its reader."""

    TRANSLITERATED = "Some letters have no form in this document's fonts: they stand in Latin letters here."
    LEFT_OUT = "Characters that draw nothing, turn the line around or stack on others were left out."
    REPLACED = "\ufffd stands for something that is no character, or that no font draws."


class Letters(Protocol):
    """Makes of a text what the fonts can show; `printable` is the one."""

    def __call__(self, text: str, *, longest: int, notes: set[Note]) -> str:
        """The text to set; `notes` gets what was changed."""
        ...


def printable(text: str, *, longest: int, notes: set[Note]) -> str:
    """The text as it can be set: in composed form, on one line, words wider than `longest` small letters breakable (0: none).

    What had to be done to it is added to `notes`.
    """
    if text.isascii() and text.isprintable():
        return _breakable(text, longest)
    composed = unicodedata.normalize("NFC", text)
    return _breakable("".join(_settable(cluster, notes) for cluster in _clusters(composed, notes)), longest)


def runs_left(text: str) -> bool:
    """Whether the first letter with a direction is of a script that runs to the left (Unicode UAX 9, P2 and P3)."""
    return next(
        (way != "L" for way in map(unicodedata.bidirectional, text) if way in {"L", "R", "AL"}),
        False,
    )


def _clusters(text: str, notes: set[Note]) -> Iterator[str]:
    """Letters with the marks on them; controls are gone, and line ends are spaces."""
    cluster = ""
    for at, character in enumerate(text):
        category = unicodedata.category(character)
        if category in _MARKS and cluster.strip():
            cluster += character
        elif category in _HIDDEN and character not in "\n\t":
            # Between two letters of a cursive script a joiner is orthography; anywhere else it only hides.
            if (
                character in _JOINERS
                and _is_cursive(text[at - 1 : at])
                and _is_cursive(text[at + 1 : at + 2])
            ):
                cluster += character
            else:
                notes.add(Note.LEFT_OUT)
        else:
            yield cluster
            cluster = " " if category in _SPACES or character in "\n\t" else character
    yield cluster


def _is_cursive(character: str) -> bool:
    return character != "" and unicodedata.bidirectional(character) == "AL"


def _settable(cluster: str, notes: set[Note]) -> str:
    """A cluster of letters that one of the families draws whole, since a font can't put its mark on another's letter."""
    if not cluster or (cluster.isascii() and cluster.isprintable()):
        return cluster
    base, marks = cluster[0], cluster[1:]
    if len(marks) > _MOST_MARKS:
        notes.add(Note.LEFT_OUT)
        marks = marks[:_MOST_MARKS]
    able = [family for family in _families() if ord(base) in family]
    if able and unicodedata.category(base) not in _MARKS:
        kept = max((_drawn(marks, family) for family in able), key=len)
        if kept != marks:
            notes.add(Note.TRANSLITERATED)
        return base + kept
    latin = anyascii(base) if unicodedata.category(base) not in _NOTHING else ""
    if latin.strip() and latin.isascii() and latin.isprintable():
        notes.add(Note.TRANSLITERATED)
        return latin
    notes.add(Note.REPLACED)
    return UNKNOWN


def _drawn(marks: str, family: frozenset[int]) -> str:
    return "".join(mark for mark in marks if ord(mark) in family)


def _breakable(text: str, longest: int) -> str:
    if not longest or len(text) * _WIDEST <= longest:
        return text
    made: list[str] = []
    run = 0.0
    for character in text:
        width = _width_of(character)
        run = 0 if character in " -" else run + width
        if width and run > longest:
            made.append(_BREAK)
            run = width
        made.append(character)
    return "".join(made)


def _width_of(character: str) -> float:
    """In small letters, roughly, and rather too wide."""
    if character in "WMmw@%—":
        return _WIDEST
    if character.isupper() or character > "\u0530":
        return 0.0 if unicodedata.category(character) in _MARKS else 1.3
    return 1.0


@cache
def _families() -> tuple[frozenset[int], ...]:
    """The code points of each family that texts are set in: those that it has in regular and in bold."""
    fonts = {entry.name: entry.read_bytes() for entry in FONTS.iterdir() if entry.name.endswith(".ttf")}
    return tuple(
        frozenset(code_points(regular) & code_points(fonts[name.replace("-Regular", "-Bold")]))
        for name, regular in sorted(fonts.items())
        if name.startswith("NotoSans") and "-Regular" in name
    )


def code_points(font: bytes) -> set[int]:
    """What a TrueType font has a glyph for: its `cmap` (OpenType 1.9, formats 4 and 12)."""
    (count,) = struct.unpack_from(">H", font, 4)
    directory = (struct.unpack_from(">4sIII", font, 12 + 16 * at) for at in range(count))
    start = next(offset for tag, _, offset, _ in directory if tag == b"cmap")
    (subtables,) = struct.unpack_from(">H", font, start + 2)
    found: set[int] = set()
    for at in range(subtables):
        (offset,) = struct.unpack_from(">I", font, start + 8 + 8 * at)
        (number,) = struct.unpack_from(">H", font, start + offset)
        if number == 4:  # noqa: PLR2004 - the format's own number
            found.update(_format_4(font, start + offset))
        elif number == 12:  # noqa: PLR2004 - as above
            found.update(_format_12(font, start + offset))
    return found


def _format_4(font: bytes, at: int) -> Iterable[int]:
    """Segments; a code point inside one may still have no glyph."""
    (twice,) = struct.unpack_from(">H", font, at + 6)
    segments = twice // 2
    ends = struct.unpack_from(f">{segments}H", font, at + 14)
    starts = struct.unpack_from(f">{segments}H", font, at + 16 + twice)
    deltas = struct.unpack_from(f">{segments}H", font, at + 16 + 2 * twice)
    offsets_at = at + 16 + 3 * twice
    offsets = struct.unpack_from(f">{segments}H", font, offsets_at)
    for segment, (low, high, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        for code in range(low, min(high, 0xFFFE) + 1):
            if offset == 0:
                glyph = (code + delta) & 0xFFFF
            else:
                (glyph,) = struct.unpack_from(
                    ">H", font, offsets_at + 2 * segment + offset + 2 * (code - low)
                )
            if glyph:
                yield code


def _format_12(font: bytes, at: int) -> Iterable[int]:
    (groups,) = struct.unpack_from(">I", font, at + 12)
    for group in range(groups):
        low, high, glyph = struct.unpack_from(">III", font, at + 16 + 12 * group)
        yield from range(low + (glyph == 0), high + 1)
