"""An officer tells persons and entries apart, or says that they are one; each with a reason."""

from __future__ import annotations

from typing import NamedTuple

from autheid.identity.case import Accepted
from autheid.identity.identity import Identity
from autheid.kernel.clock import Clock
from autheid.kernel.errors import Kind, Refusal, invalid
from autheid.kernel.ids import AccountId
from autheid.needs.cases import Cases, View
from autheid.needs.screenings import Screenings
from autheid.person.visible import check_visible
from autheid.screening.standing import Decision, KnownPair, Standing, after_word
from autheid.usecase.decide_identity import checked_officer
from autheid.usecase.tell_screening import TellScreening

_MOST_SHOWN = 500
_REASON_CHARACTERS = 500


class PairName(NamedTuple):
    """How an officer calls a pair: `17:eu:EU.1001.60`."""

    account: AccountId
    list_name: str
    reference: str

    def __str__(self) -> str:
        """As it is written."""
        return f"{self.account}:{self.list_name}:{self.reference}"


def parse_pair(text: str) -> PairName:
    """A pair's name. Raises Refusal INVALID_ARGUMENT."""
    account, _, rest = text.partition(":")
    list_name, _, reference = rest.partition(":")
    if not account.isdecimal() or len(account) > 18 or not list_name or not reference:  # noqa: PLR2004 - of 64 bits
        raise invalid("pair", "must be as `autheid screening list` shows it: ACCOUNT:LIST:REFERENCE")
    return PairName(AccountId(int(account)), list_name, reference)


class Waiting(NamedTuple):
    """A pair that waits."""

    name: PairName
    pair: KnownPair


class Shown(NamedTuple):
    """A pair with the person's facts beside it; None when the verification has ended."""

    name: PairName
    pair: KnownPair
    identity: Identity | None


class ReviewMatches:
    """The desk for matches."""

    def __init__(self, *, screenings: Screenings, cases: Cases, tell: TellScreening, clock: Clock) -> None:
        self._tell = tell
        self._screenings = screenings
        self._cases = cases
        self._clock = clock

    async def waiting(self) -> list[Waiting]:
        """Pairs that wait for a decision, the longest waiting first."""
        found = [
            Waiting(PairName(account, *pair.place), pair)
            for account, standing in await self._screenings.waiting(most=_MOST_SHOWN)
            for pair in standing.pairs
            if pair.decision is Decision.OPEN
        ]
        return sorted(found, key=lambda one: one.pair.first_seen)

    async def show(self, name: PairName, *, officer: str) -> Shown:
        """A pair with the person beside it; the look is noted. Raises Refusal NOT_FOUND."""
        now = self._clock.now()
        _, pair = await self._pair(name)
        # The person reads this line. That somebody may be on a list is not told to them: the law forbids tipping off.
        await self._cases.note_view(
            name.account, View(now, checked_officer(officer), "the facts of the passport")
        )
        cases = await self._cases.cases_of(name.account)
        identity = next((case.state.identity for case in cases if isinstance(case.state, Accepted)), None)
        return Shown(name, pair, identity)

    async def decide(self, name: PairName, decision: Decision, *, officer: str, reason: str) -> KnownPair:
        """Clear or confirm, which takes two officers, or open again. Raises Refusal INVALID_ARGUMENT, NOT_FOUND, FAILED_PRECONDITION when it changed."""
        reason = _checked_reason(reason)
        standing, pair = await self._pair(name)
        now = self._clock.now()
        moved = after_word(standing, pair, decision, officer=checked_officer(officer), reason=reason, now=now)
        events = await self._tell.events(name.account, standing, moved, now=now)
        if not await self._screenings.write(name.account, moved, events=events):
            raise Refusal(Kind.PRECONDITION, "the pair has changed since: look again")
        decided = moved.pair(*pair.place)
        return pair if decided is None else decided

    async def _pair(self, name: PairName) -> tuple[Standing, KnownPair]:
        standing = await self._screenings.standing(name.account)
        pair = standing.pair(name.list_name, name.reference)
        if pair is None:
            raise Refusal(Kind.NOT_FOUND, "there is no such pair")
        return standing, pair


def _checked_reason(text: str) -> str:
    text = " ".join(text.split())
    try:
        check_visible(text, max_characters=_REASON_CHARACTERS, max_lines=1)
    except ValueError as error:
        raise invalid("reason", str(error)) from None
    if not text:
        raise invalid("reason", "must say why, in a sentence")
    return text
