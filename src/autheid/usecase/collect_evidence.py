"""A person hands in what proves their identity, piece by piece, in any order, as often as they like until they submit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec.structs import replace

from autheid.account.device import Device
from autheid.account.enrolment import make_code
from autheid.account.letter import Letter, LetterKind
from autheid.identity.address import Address
from autheid.identity.case import Case, CaseId, Collecting, Proposed, Submitted, day_of, moved
from autheid.identity.evidence import Evidence, Form, PageEvidence, ResidencyEvidence, chip_evidence
from autheid.identity.phone import PHONE_CODE_SECONDS, PHONE_TRIES, Phone, PhoneChallenge
from autheid.kernel.clock import Clock, Millis, after
from autheid.kernel.errors import Kind, Refusal, invalid
from autheid.kernel.ids import AccountId
from autheid.kernel.rate import Rate
from autheid.kernel.secret import Chance, KeyedHash, base64url_text
from autheid.needs.cases import Cases, CaseWritten
from autheid.needs.people import People
from autheid.needs.reader import Reader
from autheid.needs.trust import Trust
from autheid.passport.mrz import MrzRefused, parse_mrz
from autheid.usecase.keep_files import FileCabinet

_TRIES = 5
_Change = Callable[[Evidence], Evidence]


class CollectEvidence:
    """Reads what comes in, refuses what can't be read, and keeps the rest with the person's open case."""

    def __init__(
        self,
        *,
        cases: Cases,
        people: People,
        reader: Reader,
        trust: Trust,
        cabinet: FileCabinet,
        readings: Rate,
        texts: Rate,
        codes: KeyedHash,
        clock: Clock,
        chance: Chance,
    ) -> None:
        """`readings` bounds how often an account has files read, `texts` how often a telephone gets a code."""
        self._cases = cases
        self._people = people
        self._reader = reader
        self._trust = trust
        self._cabinet = cabinet
        self._readings = readings
        self._texts = texts
        self._codes = codes
        self._clock = clock
        self._chance = chance

    async def form(self, device: Device, form: Form) -> Case:
        """The names as the person types them."""
        return await self._change(device.account, lambda evidence: replace(evidence, form=form))

    async def address(self, device: Device, address: Address) -> Case:
        """Where the person lives."""
        return await self._change(device.account, lambda evidence: replace(evidence, address=address))

    async def page(self, device: Device, picture: bytes) -> Case:
        """A photo of the data page. Raises Refusal INVALID when its zone can't be read or breaks a rule."""
        await self._check_open(device.account)
        self._readings.take(str(device.account))
        reading = await self._reader.read_page(picture)
        _check_zone("picture", (reading.line_1, reading.line_2), self._clock.now())
        kept = await self._cabinet.keep(device.account, reading.picture)
        page = PageEvidence(kept, reading.line_1, reading.line_2, self._clock.now())
        return await self._change(device.account, lambda evidence: replace(evidence, page=page))

    async def chip(self, device: Device, security_object: bytes, data_groups: Mapping[int, bytes]) -> Case:
        """The chip's files. Raises Refusal INVALID when they are not proven."""
        await self._check_open(device.account)
        self._readings.take(str(device.account))
        now = self._clock.now()
        reading = await self._reader.read_chip(
            security_object,
            data_groups,
            anchors=await self._trust.anchors(),
            revocations=await self._trust.revocations(),
            today=day_of(now),
        )
        _check_zone("data_groups", (reading.line_1, reading.line_2), now)
        portrait = await self._cabinet.keep(device.account, reading.portrait) if reading.portrait else ""
        kept = await self._cabinet.keep(device.account, security_object)
        chip = chip_evidence(reading, portrait=portrait, security_object=kept, at=now)
        return await self._change(device.account, lambda evidence: replace(evidence, chip=chip))

    async def residency(self, device: Device, file: bytes) -> Case:
        """The residency proof, a PDF or a photo. Raises Refusal INVALID when it can't be read."""
        await self._check_open(device.account)
        self._readings.take(str(device.account))
        reading = await self._reader.read_proof(file)
        pages = tuple([await self._cabinet.keep(device.account, page) for page in reading.pages])
        residency = ResidencyEvidence(pages, self._clock.now())
        return await self._change(device.account, lambda evidence: replace(evidence, residency=residency))

    async def phone(self, device: Device, number: str) -> Case:
        """Send a code to a telephone (E.164)."""
        await self._check_open(device.account)
        # Nobody's telephone is rung from many accounts, and nobody's account rings many.
        self._texts.take(number)
        self._texts.take(str(device.account))
        account = await self._people.account(device.account)
        if account is None:
            raise Refusal(Kind.NOT_FOUND, "there is no such account any more")
        now = self._clock.now()
        code = make_code(self._chance)
        challenge = PhoneChallenge(
            number,
            self._code_hash(device.account, number, code),
            PHONE_TRIES,
            after(now, seconds=PHONE_CODE_SECONDS),
        )
        letter = Letter(
            kind=LetterKind.PHONE_CODE,
            to=number,
            language=account.language,
            at=now,
            code=code,
            expires=challenge.expires,
        )
        return await self._change(
            device.account, lambda evidence: replace(evidence, challenge=challenge), letters=(letter,)
        )

    async def confirm_phone(self, device: Device, code: str) -> Case:
        """Prove the telephone with its code. A try is counted before it is looked at."""
        case = await self._open_case(device.account)
        challenge = None if case is None else case.state.evidence.challenge
        now = self._clock.now()
        if challenge is None or challenge.expires <= now:
            raise Refusal(Kind.PRECONDITION, "no code waits for an answer: ask for a new one")
        if challenge.tries_left <= 0:
            raise Refusal(Kind.PRECONDITION, "this code was tried too often: ask for a new one")

        def count(evidence: Evidence) -> Evidence:
            if evidence.challenge != challenge:
                raise Refusal(Kind.PRECONDITION, "another try or another code came first")
            return replace(evidence, challenge=replace(challenge, tries_left=challenge.tries_left - 1))

        await self._change(device.account, count)
        typed = f"{device.account}\n{challenge.number}\n{code}".encode()
        if not self._codes.matches(typed, challenge.code_hash):
            raise invalid("code", "is wrong")
        phone = Phone(challenge.number, now)
        return await self._change(
            device.account, lambda evidence: replace(evidence, phone=phone, challenge=None)
        )

    async def withdraw(self, device: Device) -> None:
        """Throw away what was handed in and is not decided."""
        case = await self._open_case(device.account)
        if case is None or not await self._cases.withdraw(case):
            raise Refusal(Kind.PRECONDITION, "there is nothing to withdraw")

    def _code_hash(self, account: AccountId, number: str, code: str) -> bytes:
        return self._codes(f"{account}\n{number}\n{code}".encode())

    async def _open_case(self, account: AccountId) -> Case | None:
        newest = await self._cases.cases_of(account)
        return next(
            (case for case in newest if isinstance(case.state, Collecting | Submitted | Proposed)), None
        )

    async def _check_open(self, account: AccountId) -> None:
        case = await self._open_case(account)
        if case is not None and isinstance(case.state, Submitted | Proposed):
            raise Refusal(Kind.PRECONDITION, "your case waits for an officer: withdraw it to change it")

    async def _change(self, account: AccountId, change: _Change, *, letters: Sequence[Letter] = ()) -> Case:
        """Change the evidence of the open case, which is begun where there is none."""
        for _ in range(_TRIES):
            case = await self._open_case(account) or await self._begin(account)
            if not isinstance(case.state, Collecting):
                raise Refusal(Kind.PRECONDITION, "your case waits for an officer: withdraw it to change it")
            now = self._clock.now()
            evidence = change(case.state.evidence)
            dropped = set(case.state.evidence.files()) - set(evidence.files())
            changed = moved(case, replace(case.state, evidence=evidence), now=now)
            written = await self._cases.write(changed, dropped=sorted(dropped), letters=letters, now=now)
            if written is CaseWritten.WRITTEN:
                return changed
        raise Refusal(Kind.UNAVAILABLE, "it was changed by another call; try again", retry_after_seconds=1)

    async def _begin(self, account: AccountId) -> Case:
        now = self._clock.now()
        case = Case(
            case_id=CaseId(base64url_text(self._chance(12))),
            account=account,
            opened=now,
            changed=now,
            version=1,
            state=Collecting(Evidence()),
        )
        # Another call may have begun one: then that is the case, and the next round finds it.
        await self._cases.add(case)
        return case


def _check_zone(field: str, lines: tuple[str, str], now: Millis) -> None:
    try:
        parse_mrz(lines, today=day_of(now))
    except MrzRefused as refused:
        raise invalid(field, f"the machine-readable zone breaks rules: {refused}") from None
