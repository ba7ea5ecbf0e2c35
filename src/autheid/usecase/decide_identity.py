"""An officer looks at cases and decides. Every look is written down before anything is shown."""

from __future__ import annotations

from collections.abc import Sequence

from autheid.account.letter import Letter, LetterKind
from autheid.identity.case import Case, CaseId, Collecting, Proposed, Submitted, accept, ask_again, refuse
from autheid.identity.rules import Finding
from autheid.kernel.clock import Clock
from autheid.kernel.errors import Kind, Refusal, invalid
from autheid.needs.cases import Cases, CaseWritten, View
from autheid.needs.people import People
from autheid.needs.signal import Bell
from autheid.usecase.keep_files import FileCabinet
from autheid.usecase.notices import Notices
from autheid.usecase.see_through import and_ring
from autheid.usecase.submit_identity import ApplyRules

OFFICER_CHARACTERS = 64
_WAITING_AT_ONCE = 200


class ReviewCases:
    """What an officer sees."""

    def __init__(self, *, cases: Cases, rules: ApplyRules, cabinet: FileCabinet, clock: Clock) -> None:
        self._cases = cases
        self._rules = rules
        self._cabinet = cabinet
        self._clock = clock

    async def waiting(self) -> list[Case]:
        """What waits for a decision, the oldest first: ids and ages for a list, which is not a look at a person."""
        return await self._cases.waiting(most=_WAITING_AT_ONCE)

    async def show(self, case_id: CaseId, *, officer: str) -> tuple[Case, tuple[Finding, ...]]:
        """A case, and what the rules find of it now. Raises Refusal NOT_FOUND."""
        case = await self._find(case_id)
        await self._note(case, officer, "the case")
        if isinstance(case.state, Collecting | Submitted | Proposed):
            return case, await self._rules(case.account, case.state.evidence)
        return case, case.state.findings

    async def file(self, case_id: CaseId, name: str, *, officer: str, what: str) -> bytes:
        """A file of a case; `what` is how the person will read that it was opened. Raises Refusal NOT_FOUND."""
        case = await self._find(case_id)
        if name not in case.state.evidence.files():
            raise Refusal(Kind.NOT_FOUND, "this case has no such file")
        await self._note(case, officer, what)
        found = await self._cabinet.open(case.account, name)
        if found is None:
            raise Refusal(Kind.NOT_FOUND, "the file is gone")
        return found

    async def look_up(self, case_id: CaseId) -> Case:
        """A case for who opens a part of it, which is what is noted. Raises Refusal NOT_FOUND."""
        return await self._find(case_id)

    async def check_version(self, case_id: CaseId, version: int) -> None:
        """Whether the case is still the one that was looked at. Raises Refusal PRECONDITION, NOT_FOUND."""
        if (await self._find(case_id)).version != version:
            raise Refusal(Kind.PRECONDITION, "the case was changed meanwhile: look at it again")

    async def _find(self, case_id: CaseId) -> Case:
        case = await self._cases.case(case_id)
        if case is None:
            raise Refusal(Kind.NOT_FOUND, "there is no such case")
        return case

    async def _note(self, case: Case, officer: str, what: str) -> None:
        view = View(self._clock.now(), checked_officer(officer), what)
        await self._cases.note_view(case.account, view)


class DecideIdentity:
    """Accepts, refuses, or asks again; the person gets a letter in the same transaction."""

    def __init__(
        self,
        *,
        cases: Cases,
        people: People,
        rules: ApplyRules,
        notices: Notices,
        bell: Bell,
        clock: Clock,
        lifetime_days: int,
    ) -> None:
        """`lifetime_days` is how long a verification holds at most."""
        self._cases = cases
        self._people = people
        self._rules = rules
        self._notices = notices
        self._bell = bell
        self._clock = clock
        self._lifetime_days = lifetime_days

    async def accept(self, case_id: CaseId, *, officer: str, note: str) -> Case:
        """Verify the account by this case, with what the rules find now; where they doubt, only with a second officer.

        Raises Refusal NOT_FOUND, PRECONDITION when it does not wait, a rule has failed or the passport verifies another
        account, INVALID when the rules doubt and `note` does not say why it is accepted.
        """
        case = await self._find(case_id)
        findings = await self._rules(case.account, case.state.evidence)
        decided = accept(
            case,
            findings,
            officer=checked_officer(officer),
            note=note,
            now=self._clock.now(),
            lifetime_days=self._lifetime_days,
        )
        if isinstance(decided.state, Proposed):
            return await self._write(decided, None, "")
        document = self._rules.document_of(case.state.evidence)
        return await self._write(decided, LetterKind.IDENTITY_ACCEPTED, "", document=document)

    async def refuse(self, case_id: CaseId, *, officer: str, reason: str) -> Case:
        """Refuse, with a reason that the person reads. Raises as `accept`."""
        case = await self._find(case_id)
        decided = refuse(case, officer=checked_officer(officer), reason=reason, now=self._clock.now())
        return await self._write(decided, LetterKind.IDENTITY_REFUSED, reason)

    async def ask_again(self, case_id: CaseId, *, officer: str, reason: str) -> Case:
        """Give it back, with what the person must hand in anew. Raises as `accept`."""
        checked_officer(officer)
        decided = ask_again(await self._find(case_id), reason=reason, now=self._clock.now())
        return await self._write(decided, LetterKind.IDENTITY_ASKED_AGAIN, reason)

    async def _find(self, case_id: CaseId) -> Case:
        case = await self._cases.case(case_id)
        if case is None:
            raise Refusal(Kind.NOT_FOUND, "there is no such case")
        return case

    async def _write(
        self, decided: Case, kind: LetterKind | None, detail: str, *, document: bytes | None = None
    ) -> Case:
        letters: Sequence[Letter] = ()
        account = await self._people.account(decided.account)
        if account is not None and kind is not None:
            letters = await self._notices(account, kind, detail)
        now = self._clock.now()
        writing = self._cases.write(decided, document=document, letters=letters, now=now)
        written = await and_ring(writing, self._bell, ("account", decided.account))
        if written is CaseWritten.DOCUMENT_TAKEN:
            raise Refusal(Kind.PRECONDITION, "another account is verified by this passport")
        if written is CaseWritten.CHANGED_SINCE:
            raise Refusal(Kind.PRECONDITION, "the case was changed meanwhile: look at it again")
        return decided


def checked_officer(name: str) -> str:
    """An officer's name as the person will read it. Raises Refusal INVALID."""
    name = " ".join(name.split())
    if not name or len(name) > OFFICER_CHARACTERS or not name.isprintable():
        raise invalid("officer", f"must be a name of at most {OFFICER_CHARACTERS} characters")
    return name
