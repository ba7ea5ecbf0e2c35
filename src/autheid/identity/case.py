"""A case: what a person hands in to be verified, from the first piece to an officer's word."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import NewType

import msgspec

from autheid.identity.evidence import Evidence, missing
from autheid.identity.identity import Identity, identity_of
from autheid.identity.rules import Finding, Outcome, doubts, may_accept
from autheid.kernel.clock import Millis
from autheid.kernel.errors import Kind, Refusal, invalid
from autheid.kernel.ids import AccountId

CaseId = NewType("CaseId", str)
REASON_CHARACTERS = 500


class Collecting(msgspec.Struct, frozen=True, tag=True):
    """The person hands in. `asked_again` is an officer's sentence when something must be handed in anew."""

    evidence: Evidence
    asked_again: str = ""


class Submitted(msgspec.Struct, frozen=True, tag=True):
    """Waiting for an officer, with what the rules found."""

    evidence: Evidence
    findings: tuple[Finding, ...]
    at: Millis


class Proposed(msgspec.Struct, frozen=True, tag=True, kw_only=True):
    """An officer would accept although the rules doubt: it waits for a second one. `at` is when it was submitted."""

    evidence: Evidence
    findings: tuple[Finding, ...]
    at: Millis
    officer: str
    note: str
    proposed: Millis


class Accepted(msgspec.Struct, frozen=True, tag=True, kw_only=True):
    """An officer accepted, and a second one where the rules doubted: these are the facts, until then."""

    evidence: Evidence
    findings: tuple[Finding, ...]
    at: Millis
    officer: str
    note: str
    identity: Identity
    valid_until: Millis
    seconded_by: str = ""


class Refused(msgspec.Struct, frozen=True, tag=True, kw_only=True):
    """An officer refused; the person reads the reason."""

    evidence: Evidence
    findings: tuple[Finding, ...]
    at: Millis
    officer: str
    reason: str


CaseState = Collecting | Submitted | Proposed | Accepted | Refused
WaitingCase = Submitted | Proposed
"""What waits for an officer."""


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One case of one account. `version` grows with each change: a write names the one that it leaves."""

    case_id: CaseId
    account: AccountId
    opened: Millis
    changed: Millis
    version: int
    state: CaseState


def moved(case: Case, state: CaseState, *, now: Millis) -> Case:
    """The case in its next state."""
    return msgspec.structs.replace(case, state=state, changed=now, version=case.version + 1)


def submit(case: Case, findings: tuple[Finding, ...], *, now: Millis) -> Case:
    """Hand a case in. Raises Refusal PRECONDITION when it is not being collected or a piece is missing."""
    if not isinstance(case.state, Collecting):
        raise Refusal(Kind.PRECONDITION, "there is nothing to submit")
    if lacking := missing(case.state.evidence):
        raise Refusal(Kind.PRECONDITION, f"still missing: {', '.join(lacking)}", field=lacking[0])
    return moved(case, Submitted(case.state.evidence, findings, now), now=now)


def accept(
    case: Case, findings: tuple[Finding, ...], *, officer: str, note: str, now: Millis, lifetime_days: int
) -> Case:
    """Accept a submitted case by what the rules find now; where they doubt, only propose to, until another officer does.

    Raises Refusal PRECONDITION when it does not wait, a rule has failed or the second officer is the first one,
    INVALID when doubts come without a note.
    """
    state = _waiting(case)
    if not may_accept(findings):
        failed = [finding.detail for finding in findings if finding.outcome is Outcome.FAILED]
        raise Refusal(Kind.PRECONDITION, f"can't be accepted: {' '.join(failed)}")
    if doubts(findings) and not note.strip():
        raise invalid("note", "is required, since the rules have doubts: say why you accept")
    note = _sentence("note", note) if note.strip() else ""
    first = state if isinstance(state, Proposed) else None
    if first is None and doubts(findings):
        proposed = Proposed(
            evidence=state.evidence, findings=findings, at=state.at, officer=officer, note=note, proposed=now
        )
        return moved(case, proposed, now=now)
    if first is not None and first.officer.casefold() == officer.casefold():
        raise Refusal(Kind.PRECONDITION, "you have accepted this already: a second officer must do so too")
    identity = identity_of(state.evidence, today=day_of(now))
    return moved(
        case,
        Accepted(
            evidence=state.evidence,
            findings=findings,
            at=now,
            officer=officer if first is None else first.officer,
            note=note if first is None else f"{first.note} {note}".strip(),
            seconded_by="" if first is None else officer,
            identity=identity,
            valid_until=valid_until(identity, now=now, lifetime_days=lifetime_days),
        ),
        now=now,
    )


def refuse(case: Case, *, officer: str, reason: str, now: Millis) -> Case:
    """Refuse a submitted case. Raises Refusal PRECONDITION when it does not wait, INVALID without a reason."""
    state = _waiting(case)
    return moved(
        case,
        Refused(
            evidence=state.evidence,
            findings=state.findings,
            at=now,
            officer=officer,
            reason=_sentence("reason", reason),
        ),
        now=now,
    )


def ask_again(case: Case, *, reason: str, now: Millis) -> Case:
    """Give a submitted case back to its person, with what they must hand in anew. Raises as `refuse`."""
    state = _waiting(case)
    return moved(case, Collecting(state.evidence, asked_again=_sentence("reason", reason)), now=now)


def valid_until(identity: Identity, *, now: Millis, lifetime_days: int) -> Millis:
    """The end of the passport's last day (UTC), or of the verification's own lifetime, whichever comes first."""
    expiry = datetime.combine(identity.date_of_expiry + timedelta(days=1), datetime.min.time(), UTC)
    return Millis(min(int(expiry.timestamp() * 1000), now + lifetime_days * 86_400_000))


def day_of(now: Millis) -> date:
    """The day of this moment, UTC."""
    return datetime.fromtimestamp(now / 1000, UTC).date()


def _waiting(case: Case) -> WaitingCase:
    if not isinstance(case.state, WaitingCase):
        raise Refusal(Kind.PRECONDITION, "this case does not wait for a decision")
    return case.state


def _sentence(field: str, text: str) -> str:
    text = " ".join(text.split())
    if not text:
        raise invalid(field, "is required")
    if len(text) > REASON_CHARACTERS:
        raise invalid(field, f"must have at most {REASON_CHARACTERS} characters")
    return text
