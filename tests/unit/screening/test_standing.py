from __future__ import annotations

import msgspec
import pytest

from autheid.kernel.clock import Millis
from autheid.kernel.errors import Refusal
from autheid.screening.engine import screen
from autheid.screening.entry import Born
from autheid.screening.judge import Subject
from autheid.screening.result import Screening
from autheid.screening.standing import Decision, Standing, after_decision, after_screening, after_word
from tests.support.lists import IVAN, open_list

THEN, NOW = Millis(1_000), Millis(2_000)
_SUBJECT = Subject(("Ivan Testov",), Born(1970, 1, 2))
_CHANGED = msgspec.structs.replace(IVAN, gender="")


def _screened(standing: Standing, *entries: object) -> tuple[Screening, ...]:
    lists = [open_list(entries)] if entries else []  # type: ignore[arg-type]
    return screen(_SUBJECT, lists, cleared=standing.cleared())


def _after(standing: Standing, *entries: object, now: Millis = THEN) -> tuple[Standing, int]:
    return after_screening(standing, _screened(standing, *entries), token="t", now=now)


def _decided(standing: Standing, decision: Decision) -> Standing:
    return after_decision(
        standing, standing.pairs[0], decision, officer="Olle", reason="Another person.", now=NOW
    )


def test_what_is_found_first_is_new_and_waits() -> None:
    standing, fresh = _after(Standing(), IVAN)
    assert (fresh, standing.open_pairs, standing.version) == (1, 1, 1)


def test_what_is_found_again_is_not_new() -> None:
    standing, _ = _after(Standing(), IVAN)
    again, fresh = _after(standing, IVAN, now=NOW)
    assert (fresh, again.pairs[0].first_seen, again.at) == (0, THEN, NOW)


def test_a_cleared_pair_stays_so_until_its_entry_changes() -> None:
    cleared = _decided(_after(Standing(), IVAN)[0], Decision.CLEARED)
    same, fresh = _after(cleared, IVAN)
    assert (fresh, same.open_pairs, same.pairs[0].reason) == (0, 0, "Another person.")
    changed, fresh = _after(same, _CHANGED, now=NOW)
    assert (fresh, changed.open_pairs, changed.pairs[0].first_seen) == (1, 1, NOW)


def test_a_confirmed_pair_stays_confirmed_also_when_its_entry_changes() -> None:
    confirmed = _decided(_after(Standing(), IVAN)[0], Decision.CONFIRMED)
    changed, fresh = _after(confirmed, _CHANGED)
    assert (fresh, changed.pairs[0].decision) == (0, Decision.CONFIRMED)


def test_who_leaves_the_list_leaves_the_queue_and_a_decision_is_remembered() -> None:
    standing, _ = _after(Standing(), IVAN)
    assert _after(standing)[0].pairs == ()
    gone, _ = _after(_decided(standing, Decision.CLEARED))
    assert gone.pairs[0].decision is Decision.CLEARED
    assert _after(gone, IVAN)[1] == 0


def _said(standing: Standing, decision: Decision, officer: str) -> Standing:
    return after_word(standing, standing.pairs[0], decision, officer=officer, reason="So.", now=NOW)


def test_a_decision_takes_two_officers_who_say_the_same() -> None:
    once = _said(_after(Standing(), IVAN)[0], Decision.CLEARED, "Olle")
    assert (once.pairs[0].decision, once.open_pairs, once.version) == (Decision.OPEN, 1, 2)
    with pytest.raises(Refusal, match="a second officer must say so too"):
        _said(once, Decision.CLEARED, "OLLE")
    other = _said(once, Decision.CONFIRMED, "Petra")
    proposal = other.pairs[0].proposal
    assert proposal is not None
    assert (proposal.officer, other.pairs[0].decision) == ("Petra", Decision.OPEN), (
        "another word takes its place"
    )
    twice = _said(other, Decision.CONFIRMED, "Olle").pairs[0]
    assert (twice.decision, twice.officer, twice.seconded_by) == (Decision.CONFIRMED, "Petra", "Olle")
    assert twice.proposal is None


def test_opening_again_takes_one_and_what_was_said_of_an_older_entry_is_void() -> None:
    cleared = _decided(_after(Standing(), IVAN)[0], Decision.CLEARED)
    assert _said(cleared, Decision.OPEN, "Petra").pairs[0].decision is Decision.OPEN
    once = _said(_after(Standing(), IVAN)[0], Decision.CLEARED, "Olle")
    assert _after(once, IVAN)[0].pairs[0].proposal is not None
    assert _after(once, _CHANGED)[0].pairs[0].proposal is None
