from __future__ import annotations

import random

import pytest

from autheid.screening.entry import Born, Entry
from autheid.screening.index import Index, build
from autheid.screening.letters import words_of
from tests.support.lists import IVAN, entry

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def _crowd(count: int) -> list[Entry]:
    chance = random.Random(5)
    names = ["".join(chance.choices(_LETTERS, k=chance.randint(4, 9))).title() for _ in range(400)]
    return [
        entry(
            f"{chance.choice(names)} {chance.choice(names)}",
            reference=f"C.{number}",
            births=(Born(chance.randint(1940, 2000)),),
        )
        for number in range(count)
    ]


@pytest.fixture(scope="module")
def index() -> Index:
    return Index(build([*_crowd(3000), IVAN]))


@pytest.mark.parametrize(
    "name",
    [
        "Ivan Testov", "Testov", "Ivan Tesotv", "Ivan Tstov", "Yvan Testof", "ИВАН ТЕСТОВ", "Ivanvladimirovich Testov", "IvanVladimirovich",
        "Vladimirovich Ivan", "Иван Владимирович",
    ],
)  # fmt: skip
def test_an_entry_is_among_the_first_however_its_name_is_written(index: Index, name: str) -> None:
    found = index.candidates(words_of(name), Born(1970, 1, 2), most=20)
    assert 3000 in found, name


def test_no_more_are_given_than_asked_for(index: Index) -> None:
    assert len(index.candidates(words_of("Ivan Testov"), None, most=5)) <= 5
    assert index.candidates((), None, most=5) == []
    assert index.candidates(("zzzzzzzzzzzz",), None, most=5) == []


def test_among_namesakes_the_one_of_the_same_years_comes_first() -> None:
    namesakes = [entry("Ali Hassan", reference=str(year), births=(Born(year),)) for year in range(1940, 2000)]
    found = Index(build(namesakes)).candidates(words_of("Ali Hassan"), Born(1970, 5, 6), most=3)
    assert sorted(found) == [29, 30, 31]


def test_an_entry_comes_back_whole_with_its_forms(index: Index) -> None:
    assert index.entry(3000) == IVAN
    assert index.forms(3000) == ["ivan vladimirovich testov", "~the tester"]
    assert [one.reference for one in index.all()][:2] == ["C.0", "C.1"]


def test_a_passports_number_leads_to_its_entry(index: Index) -> None:
    assert index.with_documents(("AB123456", "NOBODYS")) == [3000]


def test_a_rare_word_tells_more_than_a_common_one() -> None:
    index = Index(build([entry(f"Ivan Nr{number}", reference=str(number)) for number in range(500)]))
    assert index.weigh("ivan") < index.weigh("nr7")
    assert index.weigh("i") < index.weigh("ivan")


def test_an_index_over_nothing_finds_nothing() -> None:
    assert Index(build([])).candidates(("ivan",), None, most=5) == []
