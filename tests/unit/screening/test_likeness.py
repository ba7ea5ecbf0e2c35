from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autheid.screening.letters import words_of
from autheid.screening.likeness import Comparison, How, likeness_of_words


def _score(ours: str, listed: str) -> float:
    return Comparison(words_of(ours), lambda _: 1.0).to(words_of(listed)).score


@pytest.mark.parametrize(
    "ours, listed, least",
    [
        ("Ivan Testov", "Testov Ivan", 1.0),
        ("TESTOV IVAN VLADIMIROVICH", "Ivan Vladimirovich Testov", 1.0),
        ("Ivan Testov", "Ivan Vladimirovich Testov", 0.95),
        ("Ivan Vladimirovich Testov", "Ivan Testov", 0.85),
        ("Kim Jongun", "Kim Jong Un", 0.97),
        ("Kim Jong Un", "Kim Jongun", 0.97),
        ("Ivantestov", "Ivan Testov", 0.95),
        ("J. Testov", "John Testov", 0.9),
        ("Bill Example", "William Example", 0.95),
        ("Volodymyr Testenko", "Vladimir Testenko", 0.95),
        ("Muhammad Testi", "Mohamed Testi", 0.95),
        ("Ivan Tsetov", "Ivan Testov", 0.9),
        ("Abdulrahman Testi", "Abd al-Rahman Testi", 1.0),
        ("Жанна Тестова", "Zhanna Testova", 1.0),
        ("محمد يوسف", "Muhammad Yusuf", 0.95),
        ("Jan van der Testen", "Jan Testen", 0.75),
    ],
)
def test_variants_of_one_name_are_alike(ours: str, listed: str, least: float) -> None:
    assert _score(ours, listed) >= least


@pytest.mark.parametrize(
    "ours, listed",
    [
        ("Anna Svensson", "Ivan Testov"),
        ("Ivan Petrov", "Ivan Testov"),
        ("Ivan Vladimirovich Petrov", "Ivan Vladimirovich Testov"),
        ("Ahmad Hasan", "Mohammed Hussein"),
        ("حسن علي", "Husayn Umar"),
    ],
)
def test_other_names_are_not(ours: str, listed: str) -> None:
    assert _score(ours, listed) < 0.8


def test_pairs_tell_how_each_word_was_found_and_what_is_left() -> None:
    like = Comparison(words_of("Bill Oscar Tsetov"), lambda _: 1.0).to(words_of("William Testov"))
    assert {(pair.ours, pair.listed, pair.how) for pair in like.pairs} == {
        ("bill", "william", How.FORM),
        ("tsetov", "testov", How.SPELLING),
    }
    assert like.left == ("oscar",)


def test_a_common_word_tells_less_than_a_rare_one() -> None:
    weights = {"ivan": 0.45, "testov": 1.0}
    comparison = Comparison(("ivan", "testov"), lambda word: weights.get(word, 1.0))
    assert comparison.to(("petr", "testov")).score > comparison.to(("ivan", "petrov")).score


_WORD = st.text(st.characters(codec="utf-8", categories=("Ll", "Lu", "Lo")), min_size=1, max_size=12)


@given(st.lists(_WORD, min_size=1, max_size=5), st.lists(_WORD, min_size=1, max_size=5))
def test_a_score_is_from_0_to_1_and_a_name_is_like_itself(one: list[str], other: list[str]) -> None:
    ours, listed = words_of(" ".join(one)), words_of(" ".join(other))
    if not ours or not listed:
        return
    assert 0.0 <= Comparison(ours, lambda _: 1.0).to(listed).score <= 1.0
    assert Comparison(ours, lambda _: 1.0).to(ours).score > 0.99


@given(_WORD, _WORD)
def test_two_words_are_as_alike_either_way(one: str, other: str) -> None:
    for ours in words_of(one):
        for listed in words_of(other):
            there, back = likeness_of_words(ours, listed)[0], likeness_of_words(listed, ours)[0]
            assert there == pytest.approx(back, abs=0.05)
