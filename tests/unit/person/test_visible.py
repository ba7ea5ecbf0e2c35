"""What a person can see all of, and what hides."""

from __future__ import annotations

import pytest

from autheid.person.visible import check_visible

ACCEPTED = {
    "ascii": "Pay 10 EUR to shop.example?",
    "empty": "",
    "german": "Überweisung an „Müller & Söhne“ — 1.000 €",
    "arabic": "تسجيل الدخول إلى المتجر",
    "hebrew with points": "שָׁלוֹם",
    "chinese": "登录商店",
    "japanese": "ログインしますか？",
    "korean": "로그인하시겠습니까",
    "hindi": "लॉग इन करें",
    "thai": "เข้าสู่ระบบ",
    "vietnamese in parts": "Vie\u0323\u0302t Nam",
    "emoji": "Pay 💶 now 🎉",
    "emoji with a skin tone": "👍🏽",
    "a flag": "🇪🇺",
    "an emoji that asks for its picture": "❤\ufe0f ©\ufe0f",
    "a symbol that asks for its text": "☎\ufe0e",
    "a beyond-BMP letter": "𝒜𐍈",
    "no-break and ideographic spaces": "10\u00a0€\u3000円",
    "six marks on a letter": "a" + "\u0301" * 6,
    "marks on each of many letters": "a\u0301\u0302\u0303" * 20,
}
REFUSED = {
    "nul": "\0",
    "escape": "\x1b",
    "tab": "\t",
    "carriage return": "\r",
    "delete": "\x7f",
    "next line": "\x85",
    "soft hyphen": "\xad",
    "arabic letter mark": "\u061c",
    "hangul choseong filler": "\u115f",
    "hangul jungseong filler": "\u1160",
    "khmer inherent vowel": "\u17b4",
    "mongolian variation selector": "\u180b",
    "mongolian vowel separator": "\u180e",
    "mongolian variation selector four": "\u180f",
    "zero width space": "\u200b",
    "zero width non-joiner": "\u200c",
    "zero width joiner": "\u200d",
    "left-to-right mark": "\u200e",
    "right-to-left mark": "\u200f",
    "line separator": "\u2028",
    "paragraph separator": "\u2029",
    "left-to-right embedding": "\u202a",
    "pop directional": "\u202c",
    "left-to-right override": "\u202d",
    "right-to-left override": "\u202e",
    "word joiner": "\u2060",
    "invisible times": "\u2062",
    "unassigned default ignorable": "\u2065",
    "left-to-right isolate": "\u2066",
    "pop isolate": "\u2069",
    "blank braille": "\u2800",
    "hangul filler": "\u3164",
    "private use": "\ue000",
    "variation selector one": "\ufe00",
    "variation selector fourteen": "\ufe0d",
    "text selector after a letter": "\ufe0e",
    "emoji selector after a letter": "\ufe0f",
    "byte order mark": "\ufeff",
    "halfwidth hangul filler": "\uffa0",
    "interlinear annotation": "\ufff9",
    "non-character": "\uffff",
    "lone surrogate": "\ud800",
    "combining grapheme joiner": "\u034f",
    "musical format": "\U0001d173",
    "language tag": "\U000e0001",
    "tag letter": "\U000e0041",
    "cancel tag": "\U000e007f",
    "variation selector seventeen": "\U000e0100",
    "variation selector two hundred and fifty-six": "\U000e01ef",
    "supplementary private use": "\U0010fffd",
}


def _check(text: str, *, max_characters: int = 255, max_lines: int = 3) -> str:
    return check_visible(text, max_characters=max_characters, max_lines=max_lines)


@pytest.mark.parametrize("name", ACCEPTED)
def test_what_a_person_can_see_is_taken_as_it_is(name: str) -> None:
    assert _check(ACCEPTED[name], max_lines=1) == ACCEPTED[name]


@pytest.mark.parametrize("place", ["{}", "a{}b", "a{}", "ä{}"])
@pytest.mark.parametrize("name", REFUSED)
def test_what_hides_is_refused_wherever_it_stands_and_named(name: str, place: str) -> None:
    hidden = REFUSED[name]
    with pytest.raises(ValueError, match=f"the invisible character U\\+{ord(hidden):04X}$"):
        _check(place.format(hidden))


def test_the_reason_never_quotes_the_text() -> None:
    with pytest.raises(ValueError) as refused:
        _check("private words\u202e")
    assert "private" not in str(refused.value)


@pytest.mark.parametrize("letter", ["a", "ä", "登", "1", " ", ".", "$"])
def test_an_emoji_selector_with_nothing_to_select_is_invisible(letter: str) -> None:
    """Or "100" could be two different texts that look alike."""
    with pytest.raises(ValueError, match="FE0F"):
        _check(letter + "\ufe0f")


@pytest.mark.parametrize("marks", [7, 50])
@pytest.mark.parametrize("mark", ["\u0301", "\u0e49", "\u20e3", "\u0489"])
def test_a_stack_of_marks_is_refused(mark: str, marks: int) -> None:
    assert _check("a" + mark * 6)
    with pytest.raises(ValueError, match="must not stack more than 6 marks"):
        _check("a" + mark * marks)


@pytest.mark.parametrize(
    "text, max_lines, fits",
    [
        ("one", 1, True),
        ("one\n", 1, False),
        ("\none", 1, False),
        ("one\ntwo", 1, False),
        ("one\ntwo\nthree", 3, True),
        ("one\ntwo\nthree\n", 3, False),
        ("\n\n", 3, True),
        ("\n\n\n", 3, False),
        ("ä\nö\nü\nß", 3, False),
    ],
)
def test_a_newline_begins_a_line_even_an_empty_one(text: str, max_lines: int, fits: bool) -> None:
    if fits:
        assert _check(text, max_lines=max_lines) == text
    else:
        with pytest.raises(ValueError, match="line"):
            _check(text, max_lines=max_lines)


def test_a_carriage_return_is_no_newline() -> None:
    """One signed byte string has one rendering: `\\r\\n` would be two."""
    with pytest.raises(ValueError, match="U\\+000D"):
        _check("one\r\ntwo")


@pytest.mark.parametrize("letter", ["a", "ä", "登", "💶"])
@pytest.mark.parametrize("most", [1, 100, 255])
def test_a_length_counts_code_points_whatever_they_weigh(letter: str, most: int) -> None:
    assert _check(letter * most, max_characters=most)
    with pytest.raises(ValueError, match=f"must have at most {most} characters"):
        _check(letter * (most + 1), max_characters=most)
