"""Cases of identity as an officer sees and decides them. Each look is written down before anything is shown."""

from __future__ import annotations

from datetime import date

import msgspec

from autheid.door.forms import answer
from autheid.door.http import Reply
from autheid.door.work import Access, Form, Proof, Shown, Visit, WorkRoute
from autheid.identity.case import Accepted, Case, CaseId, Collecting, Proposed, Refused, Submitted, day_of
from autheid.identity.evidence import Evidence
from autheid.identity.rules import Finding, Outcome
from autheid.kernel.clock import Clock
from autheid.kernel.errors import Kind, Refusal
from autheid.passport.mrz import MrzRefused, parse_mrz
from autheid.usecase.decide_identity import DecideIdentity, ReviewCases

_encode = msgspec.json.Encoder().encode
_STATES: dict[type, str] = {
    Collecting: "collecting",
    Submitted: "submitted",
    Proposed: "proposed",
    Accepted: "accepted",
    Refused: "refused",
}


class CaseRow(Shown):
    """A case that waits. `proposedBy` has accepted already, and somebody else must too."""

    case: str
    state: str
    submitted_at: int
    doubts: list[str]
    failed: list[str]
    proposed_by: str


class FindingShown(Shown):
    """What one rule found."""

    rule: str
    outcome: str
    detail: str


class StepShown(Shown):
    """One step of the chip's proof."""

    name: str
    detail: str


class ZoneShown(Shown):
    """A machine-readable zone: its lines, and what they say, or why they say nothing."""

    line1: str
    line2: str
    given_names: str = ""
    surname: str = ""
    date_of_birth: str = ""
    sex: str = ""
    nationality: str = ""
    document_number: str = ""
    issuer: str = ""
    date_of_expiry: str = ""
    personal_number: str = ""
    trouble: str = ""


class ChipShown(Shown):
    """What the chip says, and how it was believed."""

    full_name: str
    personal_number: str
    place_of_birth: str
    signed_by: str
    signer_country: str
    signed_at: str
    steps: list[StepShown]
    has_portrait: bool


class CaseShown(Shown):
    """A case with its evidence; pictures are asked for one by one, and each look is the person's to read."""

    case: str
    state: str
    opened_at: int
    submitted_at: int
    version: int
    first_name: str
    last_name: str
    page: ZoneShown | None
    chip_zone: ZoneShown | None
    chip: ChipShown | None
    address: list[str]
    phone: str
    residency_pages: int
    findings: list[FindingShown]
    may_accept: bool
    needs_second: bool
    proposed_by: str
    proposed_note: str
    decided_by: str
    reason: str


class Decide(Form):
    """A reason, or for an acceptance a note. `version` is of the case that was looked at."""

    version: int
    text: str = ""


class Decided(Shown):
    """What it has become."""

    state: str


class CasesDoor:
    """Routes of cases."""

    def __init__(self, *, review: ReviewCases, decide: DecideIdentity, clock: Clock) -> None:
        self._review = review
        self._decide = decide
        self._clock = clock

    def routes(self) -> list[WorkRoute]:
        """The table."""
        worker, alive = Access.WORKER, Proof.ALIVE
        return [
            WorkRoute("GET", "/cases", "ListCases", self._list, worker, idle=True),
            WorkRoute("POST", "/cases/{case}/open", "OpenCase", self._open, worker),
            WorkRoute("POST", "/cases/{case}/files/{file}", "OpenFile", self._file, worker),
            WorkRoute("POST", "/cases/{case}/accept", "AcceptCase", self._accept, worker, alive),
            WorkRoute("POST", "/cases/{case}/refuse", "RefuseCase", self._refuse, worker, alive),
            WorkRoute("POST", "/cases/{case}/ask-again", "AskAgain", self._ask_again, worker, alive),
        ]

    async def _list(self, _: Visit) -> Reply:
        return Reply(_encode([_row(case) for case in await self._review.waiting()]))

    async def _open(self, visit: Visit) -> Reply:
        officer = visit.session.worker.name
        case, findings = await self._review.show(_case_of(visit), officer=officer)
        return answer(_shown(case, findings, today=day_of(self._clock.now())))

    async def _file(self, visit: Visit) -> Reply:
        case_id, wanted = _case_of(visit), visit.call.parameters["file"]
        found = await self._review.look_up(case_id)
        name, what = _file_named(found.state.evidence, wanted)
        picture = await self._review.file(case_id, name, officer=visit.session.worker.name, what=what)
        return Reply(
            picture,
            headers=(
                (b"content-type", b"image/jpeg"),
                (b"cache-control", b"no-store"),
                (b"x-content-type-options", b"nosniff"),
            ),
        )

    async def _accept(self, visit: Visit) -> Reply:
        body = visit.form(Decide)
        case_id = _case_of(visit)
        await self._review.check_version(case_id, body.version)
        decided = await self._decide.accept(case_id, officer=visit.session.worker.name, note=body.text)
        visit.says(f"{case_id}: {_STATES[type(decided.state)]}")
        return answer(Decided(_STATES[type(decided.state)]))

    async def _refuse(self, visit: Visit) -> Reply:
        body = visit.form(Decide)
        case_id = _case_of(visit)
        await self._review.check_version(case_id, body.version)
        decided = await self._decide.refuse(case_id, officer=visit.session.worker.name, reason=body.text)
        return answer(Decided(_STATES[type(decided.state)]))

    async def _ask_again(self, visit: Visit) -> Reply:
        body = visit.form(Decide)
        case_id = _case_of(visit)
        await self._review.check_version(case_id, body.version)
        decided = await self._decide.ask_again(case_id, officer=visit.session.worker.name, reason=body.text)
        return answer(Decided(_STATES[type(decided.state)]))


def _case_of(visit: Visit) -> CaseId:
    return CaseId(visit.call.parameters["case"])


def _row(case: Case) -> CaseRow:
    state = case.state
    findings = () if isinstance(state, Collecting) else state.findings
    return CaseRow(
        case=case.case_id,
        state=_STATES[type(state)],
        submitted_at=case.changed if isinstance(state, Collecting) else state.at,
        doubts=[one.rule for one in findings if one.outcome is Outcome.DOUBT],
        failed=[one.rule for one in findings if one.outcome is Outcome.FAILED],
        proposed_by=state.officer if isinstance(state, Proposed) else "",
    )


def _shown(case: Case, findings: tuple[Finding, ...], *, today: date) -> CaseShown:
    state, evidence = case.state, case.state.evidence
    row = _row(case)
    return CaseShown(
        case=case.case_id,
        state=row.state,
        opened_at=case.opened,
        submitted_at=row.submitted_at,
        version=case.version,
        first_name="" if evidence.form is None else evidence.form.first_name,
        last_name="" if evidence.form is None else evidence.form.last_name,
        page=None
        if evidence.page is None
        else _zone(evidence.page.line_1, evidence.page.line_2, today=today),
        chip_zone=None
        if evidence.chip is None
        else _zone(evidence.chip.line_1, evidence.chip.line_2, today=today),
        chip=_chip(evidence),
        address=[] if evidence.address is None else list(evidence.address.lines()),
        phone="" if evidence.phone is None else evidence.phone.number,
        residency_pages=0 if evidence.residency is None else len(evidence.residency.pages),
        findings=[FindingShown(one.rule, one.outcome.value, one.detail) for one in findings],
        may_accept=isinstance(state, Submitted | Proposed)
        and not any(one.outcome is Outcome.FAILED for one in findings),
        needs_second=any(one.outcome is Outcome.DOUBT for one in findings),
        proposed_by=row.proposed_by,
        proposed_note=state.note if isinstance(state, Proposed) else "",
        decided_by=state.officer if isinstance(state, Accepted | Refused) else "",
        reason=state.reason if isinstance(state, Refused) else "",
    )


def _zone(line_1: str, line_2: str, *, today: date) -> ZoneShown:
    try:
        zone = parse_mrz((line_1, line_2), today=today)
    except MrzRefused as refused:
        return ZoneShown(line_1, line_2, trouble=str(refused))
    return ZoneShown(
        line_1,
        line_2,
        given_names=zone.given_names,
        surname=zone.surname,
        date_of_birth=zone.date_of_birth.isoformat(),
        sex=zone.sex or "X",
        nationality=zone.nationality,
        document_number=zone.document_number,
        issuer=zone.issuer,
        date_of_expiry=zone.date_of_expiry.isoformat(),
        personal_number=zone.personal_number,
    )


def _chip(evidence: Evidence) -> ChipShown | None:
    chip = evidence.chip
    if chip is None:
        return None
    return ChipShown(
        full_name=chip.full_name,
        personal_number=chip.personal_number,
        place_of_birth=chip.place_of_birth,
        signed_by=chip.signed_by,
        signer_country=chip.signer_country,
        signed_at="" if chip.signed_at is None else chip.signed_at.isoformat(),
        steps=[StepShown(step.name, step.detail) for step in chip.steps],
        has_portrait=bool(chip.portrait),
    )


def _file_named(evidence: Evidence, wanted: str) -> tuple[str, str]:
    """A file's name, and what the person reads that was opened. Raises Refusal NOT_FOUND."""
    if wanted == "page" and evidence.page is not None:
        return evidence.page.picture, "the data page"
    if wanted == "portrait" and evidence.chip is not None and evidence.chip.portrait:
        return evidence.chip.portrait, "the portrait"
    number = wanted.removeprefix("residency-")
    pages = () if evidence.residency is None else evidence.residency.pages
    if number != wanted and number in {str(n) for n in range(1, len(pages) + 1)}:
        return pages[int(number) - 1], f"page {number} of the residency proof"
    raise Refusal(Kind.NOT_FOUND, "this case has no such file")
