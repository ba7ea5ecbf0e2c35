"""Sets the two PDFs of a KYC with Typst: PDF/A-2b, tagged, the same bytes for the same facts.

Every text goes in as data (a JSON string), so no name can be markup, and every letter is looked up in the fonts first.
"""

from __future__ import annotations

from importlib.resources import as_file, files
from typing import Any

import msgspec
import typst
from anyascii import anyascii

from autheid.document.facts import KycFacts, ResidencyFacts
from autheid.document.letters import FONTS, Letters, Note, printable, runs_left
from autheid.document.pictures import svg_of
from autheid.document.words import Code, Wide, kyc_words, residency_words
from autheid.kernel.clock import Millis

_ZONE_FONTS = files("autheid.passport") / "fonts"
_NARROW, _WIDE = 26, 48
"""Small letters that fit into a column of half a page, and of a whole one: a longer word may break."""


class Press:
    """Holds the compiler and its fonts, which load once. Not for two threads at a time."""

    def __init__(self, *, letters: Letters = printable) -> None:
        """`letters` makes of each text what the fonts can show."""
        self._letters = letters
        with as_file(FONTS) as texts, as_file(_ZONE_FONTS) as zone:
            fonts = typst.Fonts(
                include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(texts), str(zone)]
            )
        self._compiler = typst.Compiler(font_paths=fonts, ignore_system_fonts=True)
        self._sources = {
            name: (files(__package__) / name).read_bytes()
            for name in ("house.typ", "kyc.typ", "residency.typ")
        }

    def kyc(self, facts: KycFacts) -> bytes:
        """kyc.pdf. Raises ValueError when the portrait is no JPEG of ours."""
        pictures = {"portrait": svg_of(facts.portrait)} if facts.portrait else {}
        return self._set("kyc.typ", kyc_words(facts), pictures, at=facts.request.approved)

    def residency(self, facts: ResidencyFacts) -> bytes:
        """residency.pdf: a cover page, then each page of the proof. Raises ValueError when one is no JPEG of ours."""
        pictures = {f"page-{number}": svg_of(page) for number, page in enumerate(facts.pages, 1)}
        return self._set("residency.typ", residency_words(facts), pictures, at=facts.request.approved)

    def _set(self, main: str, words: dict[str, Any], pictures: dict[str, str], *, at: Millis) -> bytes:
        # The compiler takes one source: what both share is put in its place.
        source = self._sources[main].replace(b'#import "house.typ": *\n', self._sources["house.typ"])

        def compiled(shown: dict[str, Any]) -> bytes:
            made = self._compiler.compile(
                input=source,
                format="pdf",
                sys_inputs={"data": msgspec.json.encode(shown).decode(), **pictures},
                pdf_standards="a-2b",
                timestamp=at // 1000,
            )
            if not isinstance(made, bytes):
                raise TypeError("the compiler gave no document")
            return made

        try:
            return compiled(_shown(words, self._letters))
        except typst.TypstError:
            # A row of letters that no font can shape together, or a fault of ours in the table of letters:
            # a report in Latin letters, which says so, is worth more than none.
            return compiled(_shown(_latin(words), self._letters, extra=Note.TRANSLITERATED))


def _shown(words: dict[str, Any], letters: Letters, *, extra: Note | None = None) -> dict[str, Any]:
    """The words as the templates take them, with a note for each kind of change that a text needed."""
    notes = set() if extra is None else {extra}

    def settable(value: Any) -> Any:
        match value:
            case dict():
                return {key: settable(one) for key, one in value.items()}
            case list() | tuple():
                return [settable(one) for one in value]
            case str():
                longest = 0 if isinstance(value, Code) else _WIDE if isinstance(value, Wide) else _NARROW
                text = letters(str(value), longest=longest, notes=notes)
                return {"rtl": text} if runs_left(text) else text
            case _:
                return value

    shown: dict[str, Any] = settable(words)
    return {**shown, "notes": [note.value for note in Note if note in notes]}


def _latin(value: Any) -> Any:
    match value:
        case dict():
            return {key: _latin(one) for key, one in value.items()}
        case list() | tuple():
            return [_latin(one) for one in value]
        case str():
            return type(value)(anyascii(value))
        case _:
            return value
