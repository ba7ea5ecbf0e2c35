"""What the rules find, and how names are compared."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from msgspec.structs import replace

from autheid.identity.case import (
    Accepted,
    Case,
    CaseId,
    Collecting,
    Proposed,
    Refused,
    Submitted,
    accept,
    ask_again,
    refuse,
    submit,
)
from autheid.identity.evidence import Evidence, Form, PageEvidence
from autheid.identity.identity import identity_of
from autheid.identity.names import agree
from autheid.identity.phone import parse_phone, written_phone
from autheid.identity.rules import Outcome, doubts, findings_of, may_accept
from autheid.kernel.errors import Kind, Refusal
from autheid.kernel.ids import AccountId
from tests.support.identity import NOW, TODAY, evidence

DAY = 86_400_000


def outcomes(of: Evidence, *, used_elsewhere: bool = False) -> dict[str, Outcome]:
    """Each rule's outcome."""
    return {one.rule: one.outcome for one in findings_of(of, today=TODAY, used_elsewhere=used_elsewhere)}


def test_good_evidence_passes_every_rule() -> None:
    assert set(outcomes(evidence()).values()) == {Outcome.PASSED}


def test_without_a_chip_nothing_is_counted_as_passed_that_was_not_done() -> None:
    found = outcomes(evidence(chip=False))
    assert found["chip_proven"] is Outcome.DOUBT
    assert found["chip_and_page_agree"] is found["names_in_own_letters"] is Outcome.NOT_DONE
    assert {rule for rule, outcome in found.items() if outcome is Outcome.PASSED} >= {
        "page_zone",
        "names_typed",
    }


@pytest.mark.parametrize(
    "rule, found, outcome",
    [
        ("not_expired", evidence(date_of_expiry=date(2026, 11, 22)), Outcome.FAILED),
        ("not_expired", evidence(date_of_expiry=date(2026, 11, 23)), Outcome.PASSED),
        ("of_age", evidence(date_of_birth=date(2008, 11, 24)), Outcome.FAILED),
        ("of_age", evidence(date_of_birth=date(2008, 11, 23)), Outcome.PASSED),
        ("chip_and_page_agree", evidence(chip_zone={"document_number": "111222334"}), Outcome.FAILED),
        ("names_typed", replace(evidence(), form=Form("Åsa", "Öström")), Outcome.DOUBT),
        ("names_typed", replace(evidence(), form=Form("Asa Test", "Ostrom")), Outcome.DOUBT),
        ("names_typed", replace(evidence(), form=None), Outcome.NOT_DONE),
        ("residency_and_phone", replace(evidence(), phone=None), Outcome.FAILED),
        ("page_zone", replace(evidence(), page=PageEvidence("p", "P" * 44, "0" * 44, NOW)), Outcome.FAILED),
        ("page_zone", replace(evidence(), page=None), Outcome.NOT_DONE),
    ],
)
def test_each_rule_finds_what_it_is_for(rule: str, found: Evidence, outcome: Outcome) -> None:
    assert outcomes(found)[rule] is outcome


def test_a_passport_of_another_account_can_not_be_accepted() -> None:
    assert outcomes(evidence(), used_elsewhere=True)["document_used_once"] is Outcome.FAILED


@pytest.mark.parametrize(
    "written, zone, cut, same",
    [
        ("Åsa Öström", "AASA OESTROEM", False, True),
        ("Ångström", "ANGSTROEM", False, True),
        ("Müller", "MUELLER", False, True),
        ("Müller", "MULLER", False, True),
        ("Muñoz", "MUNOZ", False, True),
        ("Muñoz", "MUNXXOZ", False, True),
        ("Groß", "GROSS", False, True),
        ("Jean-Luc", "JEAN LUC", False, True),
        ("O'Brien", "OBRIEN", False, True),
        ("Łukasz", "LUKASZ", False, True),
        ("Þór", "THOR", False, True),
        ("Αλέξης", "ALEXIS", False, True),
        ("Пётр", "PETR", False, True),
        ("Bartholomäus Maximilian", "BARTHOLOMAEUS MAXIM", True, True),
        ("Bartholomäus Maximilian", "BARTHOLOMAEUS MAXIM", False, False),
        ("Anna", "ANNE", False, False),
        ("", "", False, True),
        ("Anna", "", False, False),
        ("", "ANNA", False, False),
    ],
)
def test_names_agree_by_the_transliterations_that_issuers_use(
    written: str,
    zone: str,
    cut: bool,
    same: bool,
) -> None:
    assert agree(written, zone, may_be_cut=cut) is same


def test_comparing_names_takes_bounded_time_whatever_they_are() -> None:
    assert not agree("ÖÄÜÅ" * 25, "A" * 39, may_be_cut=False)


def _case(state: Collecting | Submitted | None = None) -> Case:
    return Case(
        case_id=CaseId("case"),
        account=AccountId(1),
        opened=NOW,
        changed=NOW,
        version=1,
        state=state or Collecting(evidence()),
    )


def test_a_case_goes_from_collecting_to_accepted_and_gives_the_facts() -> None:
    findings = findings_of(evidence(), today=TODAY, used_elsewhere=False)
    submitted = submit(_case(), findings, now=NOW)
    done = accept(submitted, findings, officer="Olle", note="", now=NOW, lifetime_days=10_000)
    assert isinstance(done.state, Accepted)
    assert (done.version, done.state.identity.last_name) == (3, "ÖSTRÖM")
    # The end of the passport's last day: 1 January 2031.
    assert done.state.valid_until == 1_925_078_400_000
    short = accept(submitted, findings, officer="Olle", note="", now=NOW, lifetime_days=10)
    assert isinstance(short.state, Accepted)
    assert short.state.valid_until == NOW + 10 * DAY


def test_doubts_want_a_note_and_failures_can_not_be_accepted() -> None:
    doubtful = findings_of(evidence(chip=False), today=TODAY, used_elsewhere=False)
    assert may_accept(doubtful)
    assert doubts(doubtful)
    submitted = submit(_case(Collecting(evidence(chip=False))), doubtful, now=NOW)
    with pytest.raises(Refusal, match="note: is required") as wants_note:
        accept(submitted, doubtful, officer="Olle", note=" ", now=NOW, lifetime_days=1)
    assert wants_note.value.kind is Kind.INVALID
    proposed = accept(submitted, doubtful, officer="Olle", note="seen it", now=NOW, lifetime_days=1)
    assert isinstance(proposed.state, Proposed)
    with pytest.raises(Refusal, match="a second officer must do so too"):
        accept(proposed, doubtful, officer="olle", note="again", now=NOW, lifetime_days=1)
    seconded = accept(proposed, doubtful, officer="Petra", note="me too", now=NOW, lifetime_days=1).state
    assert isinstance(seconded, Accepted)
    assert (seconded.officer, seconded.seconded_by, seconded.note) == ("Olle", "Petra", "seen it me too")
    failed = findings_of(evidence(), today=date(2032, 1, 1), used_elsewhere=False)
    with pytest.raises(Refusal, match="expired on 2031-01-01"):
        accept(submitted, failed, officer="Olle", note="never mind", now=NOW, lifetime_days=1)


def test_only_what_waits_is_decided_and_only_what_is_whole_is_submitted() -> None:
    findings = findings_of(evidence(), today=TODAY, used_elsewhere=False)
    submitted = submit(_case(), findings, now=NOW)
    assert isinstance(refuse(submitted, officer="O", reason="no", now=NOW).state, Refused)
    again = ask_again(submitted, reason="the letter", now=NOW)
    assert isinstance(again.state, Collecting)
    assert (again.state.asked_again, again.state.evidence) == ("the letter", evidence())
    calls: tuple[Callable[[], object], ...] = (
        lambda: submit(submitted, findings, now=NOW),
        lambda: refuse(_case(), officer="O", reason="no", now=NOW),
        lambda: ask_again(_case(), reason="no", now=NOW),
        lambda: accept(_case(), findings, officer="O", note="", now=NOW, lifetime_days=1),
        lambda: submit(_case(Collecting(Evidence())), (), now=NOW),
    )
    for call in calls:
        with pytest.raises(Refusal) as refused:
            call()
        assert refused.value.kind is Kind.PRECONDITION
    with pytest.raises(Refusal, match="reason: is required"):
        refuse(submitted, officer="O", reason="  ", now=NOW)


def test_the_chips_zone_counts_before_the_pages() -> None:
    found = identity_of(evidence(chip_zone={"document_number": "999"}), today=TODAY)
    assert found.document_number == "999"
    without = identity_of(evidence(chip=False), today=TODAY)
    assert (without.first_name, without.last_name) == ("AASA TEST", "OESTROEM")


def test_telephones_are_written_as_the_reference_writes_them() -> None:
    assert parse_phone("+46 70 174 06 05") == "+46701740605"
    assert written_phone("+461234567890") == "+46 1234567890"
