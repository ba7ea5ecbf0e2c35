"""What a text becomes before it is set: nothing that the fonts lack, nothing that hides, and a word about it."""

from __future__ import annotations

import struct
import unicodedata

import pytest
from PIL import ImageFont

from autheid.document.letters import FONTS, Note, code_points, printable, runs_left
from tests.support.dossiers import NAMES


def _made(text: str, longest: int = 0) -> tuple[str, set[Note]]:
    notes: set[Note] = set()
    return printable(text, longest=longest, notes=notes), notes


@pytest.mark.parametrize("who", [who for who in NAMES if who != "chinese"])
def test_names_of_every_script_of_europe_stay_as_they_are(who: str) -> None:
    for name in NAMES[who][:2]:
        assert _made(name) == (unicodedata.normalize("NFC", name), set())


def test_decomposed_letters_are_composed() -> None:
    assert _made("O\u0308stro\u0308m") == ("Öström", set())


def test_what_no_font_draws_is_transliterated_and_said() -> None:
    assert _made("王小明") == ("WangXiaoMing", {Note.TRANSLITERATED})
    assert _made("Ann 🙂")[1] == {Note.TRANSLITERATED}


@pytest.mark.parametrize("nothing", ["\ud800", "\ue000", "\u0378", "\U0010ffff"])
def test_what_is_no_character_is_shown_as_missing(nothing: str) -> None:
    assert _made(f"a{nothing}b") == ("a\ufffdb", {Note.REPLACED})


@pytest.mark.parametrize(
    "hidden", ["\x00", "\x07", "\x1b", "\u200b", "\u200e", "\u202e", "\u2066", "\ufeff", "\u00ad"]
)
def test_what_hides_or_turns_the_line_around_is_left_out_and_said(hidden: str) -> None:
    assert _made(f"a{hidden}b") == ("ab", {Note.LEFT_OUT})


def test_joiners_stay_where_they_are_orthography() -> None:
    assert _made("علی\u200cرضا") == ("علی\u200cرضا", set())
    assert _made("a\u200cb") == ("ab", {Note.LEFT_OUT})


@pytest.mark.parametrize("space", ["\n", "\t", "\u2028", "\u2029", "\u3000", "\u00a0"])
def test_every_kind_of_space_and_line_end_is_a_space(space: str) -> None:
    assert _made(f"a{space}b") == ("a b", set())


def test_a_stack_of_marks_is_cut() -> None:
    made, notes = _made("Z" + "\u0301" * 40 + "oe")
    assert (made, notes) == ("Ź" + "\u0301" * 3 + "oe", {Note.LEFT_OUT})


def test_a_mark_of_another_family_does_not_take_its_letter_along() -> None:
    """A font can't put its mark on another's letter: a cluster that no family draws whole would have no glyph."""
    made, notes = _made("a\u05b8b")
    assert (made, notes) == ("ab", {Note.TRANSLITERATED})


def test_long_words_may_break_and_words_that_fit_may_not() -> None:
    assert _made("x" * 100, 26)[0].split("\u200b") == ["x" * 26, "x" * 26, "x" * 26, "x" * 22]
    assert _made("Anna Maria Louise Charlotte", 26)[0] == "Anna Maria Louise Charlotte"
    assert all(len(piece) <= 16 for piece in _made("W" * 60, 26)[0].split("\u200b"))
    assert _made("x" * 100, 0)[0] == "x" * 100


def test_a_break_never_parts_a_letter_from_its_mark() -> None:
    made = _made("x\u0331" * 60, 26)[0]
    assert all(not unicodedata.category(piece[0]).startswith("M") for piece in made.split("\u200b"))


@pytest.mark.parametrize(
    "text, left",
    [
        ("محمد", True),
        ("12 אברהם", True),
        ("(Anna) אברהם", False),
        ("", False),
        ("123", False),
        ("Ελένη", False),
    ],
)
def test_the_first_letter_with_a_direction_gives_the_lines(text: str, left: bool) -> None:
    assert runs_left(text) is left


def test_a_code_point_inside_a_segment_may_have_no_glyph() -> None:
    """OpenType 1.9, cmap format 4: glyph 0 in the array is no glyph; so is what a delta brings to 0."""
    ends, starts, deltas = (0x43, 0x52, 0xFFFF), (0x41, 0x50, 0xFFFF), (0, 0x10000 - 0x51, 1)
    # The first segment's glyphs stand behind the three offsets: 6 bytes on from the first of them.
    table = struct.pack(">7H", 4, 0, 0, 6, 0, 0, 0) + struct.pack(">3HH3H3H", *ends, 0, *starts, *deltas)
    table += struct.pack(">3H", 6, 0, 0) + struct.pack(">3H", 5, 0, 7)
    cmap = struct.pack(">HHHHI", 0, 1, 3, 1, 12) + table
    font = (
        struct.pack(">IHHHH", 0x00010000, 1, 0, 0, 0)
        + struct.pack(">4sIII", b"cmap", 0, 28, len(cmap))
        + cmap
    )
    assert code_points(font) == {0x41, 0x43, 0x50, 0x52}


def test_a_code_point_counts_only_when_it_has_a_glyph() -> None:
    """Compared with pillow's FreeType: a letter without a glyph is drawn as .notdef, so its pixels are that box."""
    for name in ("NotoSans-Regular.ttf", "NotoSansArabic-Bold.ttf", "NotoSansGeorgian-Regular.ttf"):
        found = code_points((FONTS / name).read_bytes())
        font = ImageFont.truetype(str(FONTS / name), 20)
        missing = bytes(font.getmask("\U0010fffe"))
        lacking = [code for code in range(0x21, 0x600) if code not in found and chr(code).isalpha()]
        assert all(bytes(font.getmask(chr(code))) == missing for code in lacking)


def test_the_fonts_licence_is_beside_them_and_all_are_small() -> None:
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text("utf-8")
    assert (
        sum(len(entry.read_bytes()) for entry in FONTS.iterdir() if entry.name.endswith(".ttf")) < 3_000_000
    )
