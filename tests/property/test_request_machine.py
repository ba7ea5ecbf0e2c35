"""Any life of any requests: the real use cases on real SQLite against a model that fits in one's head."""

# ruff: noqa: PT017 - the model says afterwards which refusal was right

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from autheid.account.proof import Act
from autheid.account.rp import RelyingParty
from autheid.door.translate import KycFiles, result_response
from autheid.kernel.clock import Millis
from autheid.kernel.errors import Kind, Refusal
from autheid.person.email import parse_email
from autheid.request.approval import Answer, UnverifiedApproval
from autheid.request.kind import RequestKind
from autheid.request.mute import MUTE_SECONDS
from autheid.request.opening import NewRequest, Opening, StartedBy
from autheid.request.start_code import NEWEST_SECONDS, OLDEST_SECONDS, start_mac
from autheid.request.state import (
    Pending,
    RpCancelled,
    State,
    Succeeded,
    TimedOut,
    Unclaimed,
    UserCancelled,
)
from autheid.request.statement import approval_statement, document
from autheid.request.transition import at_time
from tests.support.world import EnrolledPhone, World, asking, settle

ADA, NOBODY, BOB = "ada@example.com", "nobody@example.com", "bob@example.com"
ADA_AT_WORK = "ada@work.example"
MOST_OPEN = 3
MOST_RESTARTS = 2  # in the middle of a life; one more stands at its end
_T = TypeVar("_T")
_WHICH = st.integers(min_value=0, max_value=7)
_PHONE = st.integers(min_value=0, max_value=1)


@dataclass
class Told:
    """What the model knows of one request: by whom and how it ended, and the first result that was given out."""

    opening: Opening
    ending: tuple[object, ...] | None = None
    result: bytes | None = None
    owner: str = ""
    """Whose account has it; empty for nobody's."""

    def status(self, now: Millis) -> tuple[object, ...]:
        """How it stands by the model."""
        if self.ending is not None:
            return self.ending
        if now >= self.opening.expires:
            return ("timed out",)
        return ("unclaimed",) if self.opening.asked.local and not self.owner else ("pending",)

    def waits(self, now: Millis) -> bool:
        """Whether it has not ended."""
        return self.status(now) in {("pending",), ("unclaimed",)}


class RequestMachine(RuleBasedStateMachine):
    """Every rule says what must come of it, and checks."""

    @initialize()
    def begin(self) -> None:
        self.folder = TemporaryDirectory()
        self.loop = asyncio.Runner()
        self.world = World(Path(self.folder.name))
        self.restarts = 0
        self.told: list[Told] = []
        self.by_key: dict[str, Told] = {}
        self.muted_until = 0
        self.run(self._begin())
        self.run(self._create(asking(email=ADA)))

    async def _begin(self) -> None:
        await self.world.__aenter__()
        self.rp: RelyingParty = (await self.world.add_rp())[0]
        phone = await self.world.enrol_phone(ADA)
        self.phones: list[EnrolledPhone] = [phone, await self.world.enrol_another(phone, curve="secp256k1")]
        self.bob = await self.world.enrol_phone(BOB)
        act = self.world.act_of(phone, Act.ADD_EMAIL, ADA_AT_WORK)
        add = self.world.cases.account.add_email
        enrolment_id, _ = await add.begin(phone.device, parse_email(ADA_AT_WORK), act, language="en")
        await add.confirm(phone.device, enrolment_id, code=await self.world.code_to(ADA_AT_WORK))

    def teardown(self) -> None:
        if not hasattr(self, "world"):
            return
        self.run(self._end())
        self.loop.close()
        self.folder.cleanup()

    async def _end(self) -> None:
        """When all is over, everything is final, the same after a restart, and nothing has two results."""
        self.world.clock.advance(seconds=600)
        for round_ in range(2):
            for told in self.told:
                await self._check_result(told)
            if round_ == 0:
                await self.world.restart()
        await self.world.__aexit__(None, None, None)

    def run(self, work: Awaitable[_T]) -> _T:
        async def whole() -> _T:
            return await work

        return self.loop.run(whole())

    @property
    def now(self) -> Millis:
        return self.world.clock.now()

    def pick(self, which: int) -> Told:
        """One of the latest: those of long ago have timed out."""
        return self.told[-1 - which % min(len(self.told), 4)]

    # What happens

    @rule(
        kind=st.sampled_from([RequestKind.AUTHENTICATION, RequestKind.SIGNATURE]),
        email=st.sampled_from([ADA, NOBODY, "ADA@example.com", "", ""]),
        match_code=st.booleans(),
        timeout=st.sampled_from([10, 25, 60]),
        title=st.sampled_from(["Sign in", "Log in"]),
        key=st.sampled_from(["", "", "a", "b"]),
    )
    def create(
        self, kind: RequestKind, email: str, match_code: bool, timeout: int, title: str, key: str
    ) -> None:
        """No address asks for one that is to be picked up."""
        asked = asking(
            kind,
            email=email or ADA,
            local=not email,
            match_code=match_code,
            timeout_seconds=timeout,
            title=title,
            idempotent_key=key,
        )
        self.run(self._create(asked))

    @precondition(lambda self: self.by_key)
    @rule(key=st.sampled_from(["a", "b"]))
    def create_again(self, key: str) -> None:
        """The very same Create gives the very same request, whatever has become of it."""
        if (told := self.by_key.get(key)) is not None:
            assert self.run(self.world.create(self.rp, told.opening.asked)) == told.opening

    async def _create(self, asked: NewRequest) -> None:
        earlier = self.by_key.get(asked.idempotent_key)
        try:
            opening = await self.world.create(self.rp, asked)
        except Refusal as refusal:
            if earlier is not None:
                assert refusal.kind is Kind.INVALID
                assert earlier.opening.asked != asked
            else:
                assert refusal.kind is Kind.EXHAUSTED
                assert not asked.local
                if self._is_muted(asked):
                    assert refusal.retry_after_seconds == max(1, (self.muted_until - self.now) // 1000)
                    return
                assert self._open_at(asked) >= MOST_OPEN
                soonest = min(t.opening.expires for t in self._waiting_at(asked))
                assert refusal.retry_after_seconds == max(1, -(-(soonest - self.now) // 1000))
            return
        if earlier is not None:
            assert opening == earlier.opening
            assert asked == earlier.opening.asked
            return
        assert asked.local or (self._open_at(asked) < MOST_OPEN and not self._is_muted(asked))
        assert opening.request_id not in {told.opening.request_id for told in self.told}
        assert (opening.asked, opening.created) == (asked, self.now)
        assert len(set(opening.match_choices)) == (3 if asked.match_code else 0)
        assert (opening.match_number in opening.match_choices) is asked.match_code
        self.told.append(Told(opening, owner="" if opening.account is None else ADA))
        if asked.idempotent_key:
            self.by_key[asked.idempotent_key] = self.told[-1]

    def _is_muted(self, asked: NewRequest) -> bool:
        to_ada = asked.email is not None and asked.email.folded == ADA
        return to_ada and self.now < self.muted_until

    def _waiting_at(self, asked: NewRequest) -> list[Told]:
        return [
            told
            for told in self.told
            if not told.opening.asked.local
            and told.opening.asked.address() == asked.address()
            and told.status(self.now) == ("pending",)
        ]

    def _open_at(self, asked: NewRequest) -> int:
        return len(self._waiting_at(asked))

    @rule(
        which=_WHICH,
        phone=st.integers(min_value=0, max_value=2),
        mode=st.sampled_from(StartedBy),
        ago=st.sampled_from([0, 0, 0, OLDEST_SECONDS, OLDEST_SECONDS + 2, -NEWEST_SECONDS, -30]),
        forged=st.sampled_from([False, False, False, True]),
    )
    def pick_up(self, which: int, phone: int, mode: StartedBy, ago: int, forged: bool) -> None:
        """By Ada on either phone, or by Bob; with a code of this moment or another one."""
        told = self.pick(which)
        opening = told.opening
        device, owner = (self.bob.device, BOB) if phone == 2 else (self.phones[phone].device, ADA)
        before = told.status(self.now)
        elapsed = (self.now - opening.created) / 1000
        seconds = max(0, int(elapsed) - ago)
        mac = start_mac(self.world.cases.starts.secret_of(opening), mode, seconds)
        mac = mac[::-1] if forged else mac
        is_garbage = mode is StartedBy.EMAIL or not opening.asked.local or (forged and mac != mac[::-1])
        is_fresh = elapsed - OLDEST_SECONDS <= seconds <= elapsed + NEWEST_SECONDS
        start = f"{opening.request_id}.{mode.value}.{seconds}.{mac}"
        try:
            now_opening, state = self.run(self.world.cases.picking(device, start))
        except Refusal as refusal:
            assert refusal.kind is (Kind.INVALID if is_garbage else Kind.PRECONDITION)
            assert is_garbage or (told.owner != owner and (before != ("unclaimed",) or not is_fresh))
            return
        assert not is_garbage
        assert told.owner == owner or (before == ("unclaimed",) and is_fresh)
        if not told.owner:
            told.owner = owner
            assert (now_opening.email, now_opening.started_by) == (owner, mode)
            told.opening = now_opening
        assert now_opening == told.opening
        assert _in_words(state) == told.status(self.now)

    @rule(which=_WHICH, phone=_PHONE, email=st.sampled_from([ADA, "Ada@Work.example", BOB]))
    def present(self, which: int, phone: int, email: str) -> None:
        told = self.pick(which)
        before = told.status(self.now)
        try:
            opening, _ = self.run(
                self.world.cases.picking.present(self.phones[phone].device, told.opening.request_id, email)
            )
        except Refusal as refusal:
            if told.owner != ADA:
                assert refusal.kind is Kind.NOT_FOUND
            elif told.opening.asked.local and email == BOB:
                assert refusal.kind is Kind.INVALID
            else:
                assert refusal.kind is Kind.PRECONDITION
                assert not told.opening.asked.local or before != ("pending",)
            return
        assert told.owner == ADA
        assert told.opening.asked.local
        assert before == ("pending",)
        assert opening.email == (ADA if email == ADA else ADA_AT_WORK)
        told.opening = opening

    @rule(which=_WHICH, phone=_PHONE)
    def approve(self, which: int, phone: int) -> None:
        self.run(self._answer(self.pick(which), self.phones[phone], Answer.APPROVE, forged=False))

    @rule(which=_WHICH, phone=_PHONE, other=st.integers(min_value=1, max_value=2))
    def approve_with_a_wrong_number(self, which: int, phone: int, other: int) -> None:
        told = self.pick(which)
        choices = told.opening.match_choices
        if choices:
            wrong = choices[(choices.index(told.opening.match_number) + other) % 3]
            self.run(self._answer(told, self.phones[phone], Answer.APPROVE, forged=False, number=wrong))

    @rule(which=_WHICH, phone=_PHONE, answer=st.sampled_from([Answer.CANCEL, Answer.NOT_ME]))
    def say_no(self, which: int, phone: int, answer: Answer) -> None:
        self.run(self._answer(self.pick(which), self.phones[phone], answer, forged=False))

    @precondition(lambda self: self.answered)
    @rule(which=_WHICH, phone=_PHONE, answer=st.sampled_from(Answer))
    def answer_what_was_answered(self, which: int, phone: int, answer: Answer) -> None:
        told = self.answered[which % len(self.answered)]
        self.run(self._answer(told, self.phones[phone], answer, forged=False))

    @rule(which=_WHICH, phone=_PHONE, answer=st.sampled_from(Answer))
    def forge(self, which: int, phone: int, answer: Answer) -> None:
        self.run(self._answer(self.pick(which), self.phones[phone], answer, forged=True))

    @property
    def answered(self) -> list[Told]:
        return [told for told in self.told if told.ending is not None and len(told.ending) > 1]

    async def _answer(
        self,
        told: Told,
        phone: EnrolledPhone,
        answer: Answer,
        *,
        forged: bool,
        number: int | None = None,
    ) -> None:
        before = told.status(self.now)
        wish: tuple[object, ...] = (answer, phone.device.device_id)
        if number is not None:
            wish = ("wrong number", phone.device.device_id, number)
        # Another phone of the same person signed it, so all is right but the key.
        signer = next(other for other in self.phones if other is not phone) if forged else phone
        try:
            _, ended = await self.world.answer(
                phone.device, told.opening.request_id, _signed(signer, told.opening, answer, number)
            )
        except Refusal as refusal:
            if told.owner != ADA:
                assert refusal.kind is Kind.NOT_FOUND
            elif forged:
                assert refusal.kind is Kind.INVALID
            else:
                assert refusal.kind is Kind.PRECONDITION
                assert before not in {("pending",), wish}
            return
        assert told.owner == ADA
        assert not forged
        assert before in {("pending",), wish}
        assert ended.at < told.opening.expires
        if answer is Answer.NOT_ME and told.ending is None and not told.opening.asked.local:
            self.muted_until = max(self.muted_until, self.now + MUTE_SECONDS * 1000)
        told.ending = wish
        await self._check_result(told)

    @rule(which=_WHICH)
    def cancel(self, which: int) -> None:
        told = self.pick(which)
        before = told.status(self.now)
        try:
            self.run(self.world.cancel(told.opening.request_id, rp=self.rp.rp))
        except Refusal as refusal:
            assert refusal.kind is Kind.PRECONDITION
            assert before not in {("pending",), ("unclaimed",), ("cancelled",)}
            return
        assert before in {("pending",), ("unclaimed",), ("cancelled",)}
        told.ending = ("cancelled",)

    @rule(which=_WHICH)
    def get_result(self, which: int) -> None:
        """One that waits is made to wait no longer by moving the clock to its deadline."""
        self.run(self._get_result(self.pick(which)))

    async def _get_result(self, told: Told) -> None:
        if not told.waits(self.now):
            await self._check_result(told)
            return
        waiting = asyncio.create_task(self.world.get_result(told.opening.request_id, rp=self.rp.rp))
        await settle()
        assert not waiting.done()
        self.world.clock.advance(millis=told.opening.expires - self.now)
        _, ended = await waiting
        assert ended == TimedOut(at=told.opening.expires)
        await self._check_result(told)

    @rule()
    def look_at_everything(self) -> None:
        """At the status of each request, and at what the phone is shown."""
        for told in self.told:
            opening, state = self.run(self.world.get_status(told.opening.request_id))
            assert opening == told.opening
            assert _in_words(state) == told.status(self.now)
        pending = self.run(self.world.show.pending(self.phones[0].device))
        # Oldest first; of two that one millisecond made before and after a restart either may come first.
        assert sorted(pending, key=lambda opening: opening.created) == pending
        waiting = [told for told in self.told if told.owner == ADA and told.status(self.now) == ("pending",)]
        addressed = [told.opening for told in waiting if not told.opening.asked.local]
        shown = {opening.request_id for opening in pending}
        # All that she picked up herself, and the oldest of what was addressed to her.
        assert {told.opening.request_id for told in waiting if told.opening.asked.local} == {
            opening.request_id for opening in pending if opening.asked.local
        }
        first = min((opening.created for opening in addressed), default=None)
        assert [o.created for o in addressed if o.request_id in shown] == ([] if first is None else [first])
        history, _ = self.run(
            self.world.cases.account.history.page(self.phones[0].device, cursor="", text="")
        )
        mine = [told for told in self.told if told.owner == ADA]
        assert [past.opening for past in history] == sorted(
            (told.opening for told in mine), key=lambda opening: -opening.key
        )[:30]

    @rule(seconds=st.sampled_from([0.001, 1, 4, 10]))
    def time_passes(self, seconds: float) -> None:
        self.world.clock.advance(seconds=seconds)

    @rule(restarted=st.booleans())
    def it_is_tidied_or_restarted(self, restarted: bool) -> None:
        if restarted and self.restarts < MOST_RESTARTS:
            self.restarts += 1
            self.run(self.world.restart())
        else:
            self.run(self.world.tidy())

    async def _check_result(self, told: Told) -> None:
        opening, ended = await self.world.get_result(told.opening.request_id, rp=self.rp.rp)
        assert opening == told.opening
        assert _in_words(ended) == told.status(self.now)
        assert isinstance(ended, TimedOut) or ended.at < opening.expires
        assert at_time(opening, ended, self.now) is ended
        result = result_response(opening, ended, KycFiles("")).to_binary()
        assert told.result in {None, result}
        told.result = result


def _signed(phone: EnrolledPhone, opening: Opening, answer: Answer, number: int | None) -> UnverifiedApproval:
    """What this phone sends, with the right number unless another one is picked."""
    right = opening.match_number if answer is Answer.APPROVE else 0
    picked = right if number is None else number
    to_sign = document(opening) if answer is Answer.APPROVE else None
    return UnverifiedApproval(
        answer=answer,
        signature=phone.key.sign(approval_statement(opening, answer, match_number=picked)),
        document_signature=b"" if to_sign is None else phone.key.sign(to_sign),
        match_number=picked,
    )


_WORDS: dict[type[State], tuple[object, ...]] = {
    Unclaimed: ("unclaimed",),
    Pending: ("pending",),
    TimedOut: ("timed out",),
    RpCancelled: ("cancelled",),
}


def _in_words(state: State) -> tuple[object, ...]:
    match state:
        case UserCancelled(wrong_number=number, device=device) if number:
            return ("wrong number", device, number)
        case UserCancelled(not_me=not_me, device=device):
            return (Answer.NOT_ME if not_me else Answer.CANCEL, device)
        case Succeeded(device=device):
            return (Answer.APPROVE, device)
    return _WORDS[type(state)]


TestRequestMachine = RequestMachine.TestCase
TestRequestMachine.settings = settings(
    max_examples=60,
    stateful_step_count=40,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
