"""Screening matches as an officer sees and decides them: entry and person side by side, and what made the score."""

from __future__ import annotations

import msgspec

from autheid.door.forms import answer
from autheid.door.http import Reply
from autheid.door.work import Access, Form, Proof, Shown, Visit, WorkRoute
from autheid.identity.identity import Identity
from autheid.kernel.errors import invalid
from autheid.person.country import name_of
from autheid.screening.standing import Decision, KnownPair
from autheid.usecase.review_matches import PairName, ReviewMatches, parse_pair
from autheid.usecase.review_matches import Shown as PairShown

_encode = msgspec.json.Encoder().encode
_SAID = {"clear": Decision.CLEARED, "confirm": Decision.CONFIRMED, "reopen": Decision.OPEN}
_WORDS = {decision: word for word, decision in _SAID.items()}


class MatchRow(Shown):
    """A pair of a person and an entry that waits."""

    pair: str
    kind: str
    list_name: str
    title: str
    band: str
    score: float
    first_seen_at: int
    proposed: str
    proposed_by: str


class FeatureShown(Shown):
    """What added to the score, or took from it."""

    of: str
    points: float
    says: str


class PersonShown(Shown):
    """The person, by their verified passport."""

    first_name: str
    last_name: str
    zone_first_name: str
    zone_last_name: str
    date_of_birth: str
    nationality: str
    sex: str
    document_number: str
    issuing_state: str


class MatchShown(Shown):
    """A pair with everything that an officer decides by."""

    row: MatchRow
    reference: str
    programme: str
    reason: str
    url: str
    features: list[FeatureShown]
    person: PersonShown | None
    proposed_reason: str
    decision: str
    decided_by: str
    seconded_by: str
    decided_reason: str


class Say(Form):
    """What an officer says of a pair: clear, confirm or reopen, and why."""

    word: str
    reason: str


class MatchesDoor:
    """Routes of matches."""

    def __init__(self, *, review: ReviewMatches) -> None:
        self._review = review

    def routes(self) -> list[WorkRoute]:
        """The table."""
        worker = Access.WORKER
        return [
            WorkRoute("GET", "/matches", "ListMatches", self._list, worker, idle=True),
            WorkRoute("POST", "/matches/{pair}/open", "OpenMatch", self._open, worker),
            WorkRoute("POST", "/matches/{pair}/say", "DecideMatch", self._say, worker, Proof.ALIVE),
        ]

    async def _list(self, _: Visit) -> Reply:
        return Reply(_encode([_row(one.name, one.pair) for one in await self._review.waiting()]))

    async def _open(self, visit: Visit) -> Reply:
        name = parse_pair(visit.call.parameters["pair"])
        return answer(_shown(await self._review.show(name, officer=visit.session.worker.name)))

    async def _say(self, visit: Visit) -> Reply:
        body = visit.form(Say)
        if body.word not in _SAID:
            raise invalid("word", f"must be one of {', '.join(_SAID)}")
        name = parse_pair(visit.call.parameters["pair"])
        visit.says(f"{name}: {body.word}")
        pair = await self._review.decide(
            name, _SAID[body.word], officer=visit.session.worker.name, reason=body.reason
        )
        return answer(_row(name, pair))


def _row(name: PairName, pair: KnownPair) -> MatchRow:
    found, proposal = pair.found, pair.proposal
    return MatchRow(
        pair=str(name),
        kind=found.kind.value,
        list_name=found.list_name,
        title=found.title,
        band=found.band.value,
        score=found.score,
        first_seen_at=pair.first_seen,
        proposed="" if proposal is None else _WORDS[proposal.decision],
        proposed_by="" if proposal is None else proposal.officer,
    )


def _shown(shown: PairShown) -> MatchShown:
    pair, found = shown.pair, shown.pair.found
    return MatchShown(
        row=_row(shown.name, pair),
        reference=found.reference,
        programme=found.programme,
        reason=found.reason,
        url=found.url if found.url.startswith(("https://", "http://")) else "",
        features=[FeatureShown(one.of, one.points, one.says) for one in found.features],
        person=None if shown.identity is None else _person(shown.identity),
        proposed_reason="" if pair.proposal is None else pair.proposal.reason,
        decision=_WORDS[pair.decision],
        decided_by=pair.officer,
        seconded_by=pair.seconded_by,
        decided_reason=pair.reason,
    )


def _person(identity: Identity) -> PersonShown:
    return PersonShown(
        first_name=identity.first_name,
        last_name=identity.last_name,
        zone_first_name=identity.zone_first_name,
        zone_last_name=identity.zone_last_name,
        date_of_birth=identity.date_of_birth.isoformat(),
        nationality=name_of(identity.nationality),
        sex=identity.sex or "X",
        document_number=identity.document_number,
        issuing_state=name_of(identity.issuing_state),
    )
