"""What the rules say of a case. They propose; an officer decides."""

from __future__ import annotations

from datetime import date
from enum import Enum

import msgspec

from autheid.identity.evidence import ChipEvidence, Evidence, PageEvidence, missing
from autheid.identity.names import agree, split_full_name
from autheid.passport.mrz import Mrz, MrzRefused, parse_mrz

ADULT_YEARS = 18


class Outcome(Enum):
    """How a rule came out. The values stand in the store."""

    PASSED = "passed"
    DOUBT = "doubt"
    """An officer must look closer, and say why it is accepted all the same."""
    FAILED = "failed"
    """Nobody may accept this."""
    NOT_DONE = "not_done"
    """There was nothing to apply the rule to; said aloud, never counted as passed."""


class Finding(msgspec.Struct, frozen=True):
    """What one rule found, in a sentence that an officer reads."""

    rule: str
    outcome: Outcome
    detail: str


def findings_of(evidence: Evidence, *, today: date, used_elsewhere: bool) -> tuple[Finding, ...]:
    """Apply every rule.

    1. The page's zone obeys ICAO 9303: check digits, dates, codes.
    2. The chip is proven unaltered.
    3. The chip and the page say the same.
    4. The names that the person typed are those of the zone.
    5. The names in the chip's own letters are those of the zone.
    6. The passport has not expired.
    7. The person is of age.
    8. No other account is verified by this passport.
    9. There is a residency proof, an address of its country's form, and a proven telephone.

    NOT checked here: that the picture shows a real page, that the portrait is the person's, that the residency proof
    names this person and address (an officer looks), and that the chip is no copy (chip authentication needs the chip).
    """
    page = _zone("page", _lines(evidence.page), today)
    chip = _zone("chip", _lines(evidence.chip), today)
    zone = chip[0] or page[0]
    return (
        page[1],
        _chip_finding(evidence, chip),
        _same(page[0], chip[0]),
        _form_finding(evidence, zone),
        _own_letters(evidence, chip[0]),
        _expiry(zone, today),
        _age(zone, today),
        Finding("document_used_once", Outcome.FAILED, "Another account is verified by this passport.")
        if used_elsewhere
        else Finding("document_used_once", Outcome.PASSED, "No other account is verified by this passport."),
        _complete(evidence),
    )


def may_accept(findings: tuple[Finding, ...]) -> bool:
    """Whether an officer may accept at all."""
    return all(finding.outcome is not Outcome.FAILED for finding in findings)


def doubts(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """What an officer must give a reason for."""
    return tuple(finding for finding in findings if finding.outcome is Outcome.DOUBT)


def _lines(source: PageEvidence | ChipEvidence | None) -> tuple[str, str] | None:
    return None if source is None else (source.line_1, source.line_2)


def _zone(what: str, lines: tuple[str, str] | None, today: date) -> tuple[Mrz | None, Finding]:
    rule = f"{what}_zone"
    if not lines:
        return None, Finding(rule, Outcome.NOT_DONE, f"There is no {what}.")
    try:
        zone = parse_mrz(lines, today=today)
    except MrzRefused as refused:
        return None, Finding(rule, Outcome.FAILED, f"The {what}'s zone breaks rules: {refused}.")
    return zone, Finding(
        rule, Outcome.PASSED, f"The {what}'s zone obeys ICAO 9303, every check digit included."
    )


def _chip_finding(evidence: Evidence, chip: tuple[Mrz | None, Finding]) -> Finding:
    if evidence.chip is None:
        return Finding("chip_proven", Outcome.DOUBT, "No chip was read: the page alone can be forged.")
    if chip[0] is None:
        return Finding("chip_proven", Outcome.FAILED, chip[1].detail)
    return Finding(
        "chip_proven", Outcome.PASSED, f"The chip is unaltered; signed under {evidence.chip.signed_by}."
    )


def _same(page: Mrz | None, chip: Mrz | None) -> Finding:
    rule = "chip_and_page_agree"
    if page is None or chip is None:
        return Finding(rule, Outcome.NOT_DONE, "There is no chip or no page to compare.")
    if (page.line_1, page.line_2) == (chip.line_1, chip.line_2):
        return Finding(rule, Outcome.PASSED, "The chip and the page hold the same zone.")
    differs = [
        name
        for name in (
            "surname",
            "given_names",
            "document_number",
            "nationality",
            "date_of_birth",
            "sex",
            "date_of_expiry",
            "issuer",
            "personal_number",
        )
        if getattr(page, name) != getattr(chip, name)
    ]
    words = ", ".join(name.replace("_", " ") for name in differs) or "fillers"
    return Finding(rule, Outcome.FAILED, f"The chip and the page differ in: {words}.")


def _form_finding(evidence: Evidence, zone: Mrz | None) -> Finding:
    rule = "names_typed"
    if evidence.form is None or zone is None:
        return Finding(rule, Outcome.NOT_DONE, "There are no typed names or no zone to compare.")
    cut = zone.names_may_be_cut
    wrong = [
        what
        for what, typed, read in (
            ("last name", evidence.form.last_name, zone.surname),
            ("first name", evidence.form.first_name, zone.given_names),
        )
        if not agree(typed, read, may_be_cut=cut)
    ]
    if not wrong:
        return Finding(rule, Outcome.PASSED, "The names that the person typed are those of the zone.")
    return Finding(
        rule, Outcome.DOUBT, f"The {' and the '.join(wrong)} that the person typed differ from the zone."
    )


def _own_letters(evidence: Evidence, zone: Mrz | None) -> Finding:
    rule = "names_in_own_letters"
    if evidence.chip is None or not evidence.chip.full_name or zone is None:
        return Finding(rule, Outcome.NOT_DONE, "The chip gives no names in the document's own letters.")
    last, first = split_full_name(evidence.chip.full_name)
    cut = zone.names_may_be_cut
    if agree(last, zone.surname, may_be_cut=cut) and agree(first, zone.given_names, may_be_cut=cut):
        return Finding(rule, Outcome.PASSED, "The names in the chip's own letters are those of the zone.")
    return Finding(
        rule,
        Outcome.DOUBT,
        "The names in the chip's own letters are transliterated in another way than we know.",
    )


def _expiry(zone: Mrz | None, today: date) -> Finding:
    rule = "not_expired"
    if zone is None:
        return Finding(rule, Outcome.NOT_DONE, "There is no zone to read the expiry from.")
    if zone.date_of_expiry < today:
        return Finding(rule, Outcome.FAILED, f"The passport expired on {zone.date_of_expiry}.")
    return Finding(rule, Outcome.PASSED, f"The passport is valid until {zone.date_of_expiry}.")


def _age(zone: Mrz | None, today: date) -> Finding:
    rule = "of_age"
    if zone is None:
        return Finding(rule, Outcome.NOT_DONE, "There is no zone to read the date of birth from.")
    birth = zone.date_of_birth
    years = today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))
    if years < ADULT_YEARS:
        return Finding(rule, Outcome.FAILED, f"The person is {years} years old, and must be {ADULT_YEARS}.")
    return Finding(rule, Outcome.PASSED, f"The person is {ADULT_YEARS} or older.")


def _complete(evidence: Evidence) -> Finding:
    rule = "residency_and_phone"
    if lacking := missing(evidence):
        return Finding(rule, Outcome.FAILED, f"Missing: {', '.join(lacking)}.")
    return Finding(
        rule,
        Outcome.PASSED,
        "There is a residency proof, an address of its country's form and a proven telephone.",
    )
