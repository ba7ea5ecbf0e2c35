from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autheid.person.country import Alpha3
from autheid.screening.engine import NO_NAME, NOT_LOADED, screen
from autheid.screening.entry import Born
from autheid.screening.judge import Band, Birth, Subject, birth_agreement
from autheid.screening.result import Found, ListKind, Screening, Verdict
from tests.support.lists import IVAN, entry, open_list

_FILLERS = [
    entry(name, reference=f"EU.{number}", births=(Born(1950 + number),))
    for number, name in enumerate(
        (
            "Anna Exempel",
            "Bertil Provsson",
            "Carl Muster",
            "Dora Placeholder",
            "Egon Beispiel",
            "Fanny Sample",
        ),
        10,
    )
]
_EU = open_list([IVAN, *_FILLERS])
_SUBJECT = Subject(("Ivan Vladimirovich Testov",), Born(1970, 1, 2), (Alpha3("RUS"),), "M", ("XX9999999",))


def _eu(subject: Subject, **more: object) -> Screening:
    return screen(subject, [_EU], **more)[0]  # type: ignore[arg-type]


def _found(**changed: object) -> Found:
    (found,) = _eu(msgspec.structs.replace(_SUBJECT, **changed)).found
    return found


def _points(found: Found) -> dict[str, float]:
    return {feature.of: feature.points for feature in found.features if feature.of != "name"}


def test_a_match_names_who_on_which_list_and_why() -> None:
    result = _eu(_SUBJECT)
    assert result.verdict is Verdict.MATCH_FOUND
    for words in (
        "1 match on the EU sanctions list of 2026-01-01 (7 persons)",
        "Ivan Vladimirovich TESTOV (EU.1, TEST)",
        "birth: the same day, 1970-01-02",
        "nationality: the same, Russia",
        "gender: the same",
    ):
        assert words in result.info
    assert (result.version, result.engine) == ("eu 2026-01-01-000000000000", "1")


def test_nobody_else_is_found() -> None:
    result = _eu(Subject(("Kajsa Testström",), Born(1981, 5, 5), (Alpha3("SWE"),), "F"))
    assert (result.verdict, result.found) == (Verdict.NO_MATCH_FOUND, ())
    assert result.info == "No match on the EU sanctions list of 2026-01-01 (7 persons)."


def test_a_kind_without_a_list_is_unknown_and_says_so() -> None:
    eu, un, pep = screen(_SUBJECT, [_EU])
    assert (eu.verdict, un.verdict, pep.verdict) == (Verdict.MATCH_FOUND, Verdict.UNKNOWN, Verdict.UNKNOWN)
    assert un.info == NOT_LOADED


@pytest.mark.parametrize(
    "changed, feature, says, points",
    [
        ({"born": None}, "birth", "missing: the person's is not known", 0.0),
        ({"born": Born(1970)}, "birth", "the same year, where the list has 1970-01-02", 0.01),
        ({"born": Born(1970, 2, 1)}, "birth", "day and month swapped, 1970-01-02", 0.05),
        ({"born": Born(1971, 1, 2)}, "birth", "the same day of another year, 1970-01-02", -0.06),
        ({"nationalities": ()}, "nationality", "missing: the person's is not known", 0.0),
        (
            {"nationalities": (Alpha3("SWE"),)},
            "nationality",
            "differs, the list has Russian Federation",
            -0.07,
        ),
        ({"gender": ""}, "gender", "missing: the person's is not known", 0.0),
        ({"gender": "F"}, "gender", "differs", -0.15),
        ({"documents": ("AB123456",)}, "passport", "the same number, AB123456", 0.30),
    ],
)
def test_each_fact_is_told_with_what_it_did_and_what_is_missing_does_nothing(
    changed: dict[str, object], feature: str, says: str, points: float
) -> None:
    found = _found(**changed)
    told = next(one for one in found.features if one.of == feature)
    assert (told.says, told.points) == (says, points)


def test_a_name_alone_needs_more_than_a_name_with_its_birth() -> None:
    near = "Ivan Tsetof"
    with_birth = _found(names=(near,))
    without = _eu(msgspec.structs.replace(_SUBJECT, names=(near,), born=None)).found
    assert with_birth.band is Band.MATCH
    assert all(one.band is not Band.MATCH for one in without)


def test_another_birth_makes_the_same_name_another_person() -> None:
    assert _eu(msgspec.structs.replace(_SUBJECT, born=Born(1999, 7, 8))).verdict is Verdict.NO_MATCH_FOUND


def test_the_same_passport_is_looked_at_whatever_the_name_is() -> None:
    found = _found(names=("Somebody Else",), documents=("AB123456",))
    assert found.band is Band.POSSIBLE


def test_a_weak_alias_counts_for_less_and_is_named_so() -> None:
    found = _found(names=("The Tester",))
    assert "weak alias The Tester" in found.features[0].says
    assert ("alias", -0.05) in {(feature.of, feature.points) for feature in found.features}


def test_names_in_other_letters_and_the_zones_are_found() -> None:
    for name in ("Тестов Иван", "TESTOV IVAN VLADIMIROVICH", "Iwan Wladimirowitsch Testow", "Ivan V. Testov"):
        assert _found(names=(name,)).band is Band.MATCH, name


def test_what_an_officer_cleared_is_no_match_until_the_entry_changes() -> None:
    found = _found()
    cleared = frozenset({(found.list_name, found.reference, found.fingerprint)})
    result = _eu(_SUBJECT, cleared=cleared)
    assert (result.verdict, result.found[0].cleared) == (Verdict.NO_MATCH_FOUND, True)
    changed = msgspec.structs.replace(IVAN, births=(Born(1970, 1, 2), Born(1971)))
    again = screen(_SUBJECT, [open_list([changed])], cleared=cleared)[0]
    assert (again.verdict, again.found[0].cleared) == (Verdict.MATCH_FOUND, False)


def test_a_stale_list_says_so() -> None:
    old = msgspec.structs.replace(_EU, stale=True)
    assert screen(_SUBJECT, [old])[0].info.endswith("Nobody has looked for a newer list lately.")


def test_several_lists_of_a_kind_are_one_result() -> None:
    lists = [
        open_list([IVAN], ListKind.PEP, name="pep"),
        open_list(_FILLERS, ListKind.PEP, name="us-congress"),
    ]
    pep = screen(_SUBJECT, lists)[2]
    assert pep.verdict is Verdict.MATCH_FOUND
    assert [used.name for used in pep.lists] == ["pep", "us-congress"]


@pytest.mark.parametrize(
    "ours, listed, agreement",
    [
        (Born(1970, 1, 2), Born(1970, 1, 2), Birth.SAME_DAY),
        (Born(1970, 1, 2), Born(1970, 2, 1), Birth.DAY_AND_MONTH_SWAPPED),
        (Born(1970, 3, 4), Born(1970, 3), Birth.SAME_MONTH),
        (Born(1970, 3, 4), Born(1970, 5), Birth.SAME_YEAR_OTHER_DAY),
        (Born(1970, 3, 4), Born(1970), Birth.SAME_YEAR_NO_DAY),
        (Born(1970), Born(1970, 3, 4), Birth.SAME_YEAR_NO_DAY),
        (Born(1970, 3, 4), Born(1970, 1, 1), Birth.SAME_YEAR_NO_DAY),
        (Born(1970, 3, 4), Born(1970, 8, 9), Birth.SAME_YEAR_OTHER_DAY),
        (Born(1970, 3, 4), Born(1968, until=1972), Birth.IN_RANGE),
        (Born(1970, 3, 4), Born(1971, until=1975), Birth.NEAR_THE_LISTED_YEAR),
        (Born(1970, 3, 4), Born(1980, until=1985), Birth.DIFFERS),
        (Born(1970, 3, 4), Born(1972, about=True), Birth.NEAR_THE_LISTED_YEAR),
        (Born(1970, 3, 4), Born(1971), Birth.NEXT_YEAR),
        (Born(1970, 3, 4), Born(1972), Birth.CLOSE),
        (Born(1970, 3, 4), Born(1960, 3, 4), Birth.SAME_DAY_OTHER_YEAR),
        (Born(1970, 3, 4), Born(1950, 3, 4), Birth.DIFFERS),
        (Born(1970, 3, 4), Born(1971, 8, 9), Birth.CLOSE),
    ],
)
def test_births_agree_as_far_as_both_are_known(ours: Born, listed: Born, agreement: Birth) -> None:
    assert birth_agreement(ours, listed) is agreement


def test_no_two_agreements_of_births_are_one() -> None:
    """An enumeration takes members of one value for one, and would tell the wrong sentence."""
    assert len(Birth.__members__) == len(Birth)


@pytest.mark.parametrize("names", [(), ("---",), ("", "。")])
def test_who_has_no_name_that_can_be_compared_is_not_said_to_be_clear(names: tuple[str, ...]) -> None:
    result = _eu(Subject(names, documents=("AB123456",)))
    assert (result.verdict, result.info) == (Verdict.UNKNOWN, NO_NAME)


@given(st.lists(st.text(max_size=40), max_size=3), st.none() | st.builds(Born, st.integers(1900, 2020)))
def test_whoever_is_screened_gets_an_answer_and_scores_from_0_to_1(
    names: list[str], born: Born | None
) -> None:
    for found in _eu(Subject(tuple(names), born, documents=("AB123456",))).found:
        assert 0.0 <= found.score <= 1.0
