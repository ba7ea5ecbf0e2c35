"""Screens one person against open lists: candidates, judgements, verdicts, and sentences that tell why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from autheid.screening.index import Index
from autheid.screening.judge import ENGINE, EXPOSED, SANCTIONS, Band, Demands, Judge, Subject
from autheid.screening.letters import words_of
from autheid.screening.result import Found, ListKind, Pair, Screening, UsedList, Verdict
from autheid.screening.version import ListVersion

DEMANDS = {ListKind.EU: SANCTIONS, ListKind.UN: SANCTIONS, ListKind.PEP: EXPOSED}
LIST_TITLES = {
    ListKind.EU: "EU sanctions list",
    ListKind.UN: "UN Security Council list",
    ListKind.PEP: "list of politically exposed persons",
}
NOT_LOADED = "Not screened: this deployment has no list of this kind loaded."
NO_NAME = "Not screened: nothing of the name can be compared."
_MOST_CANDIDATES, _MOST_OF_MANY, _MANY = 100, 300, 300_000
_MOST_FOUND = 25
_MOST_TOLD = 3


class OpenList(msgspec.Struct, frozen=True):
    """A version with its index."""

    version: ListVersion
    index: Index
    stale: bool = False


def screen(
    subject: Subject, lists: Sequence[OpenList], *, cleared: frozenset[Pair] = frozenset()
) -> tuple[Screening, ...]:
    """One result a kind: EU, UN, PEP. `cleared` are the pairs that an officer told apart from this person."""
    return tuple(
        _of_kind(kind, subject, [one for one in lists if one.version.kind is kind], cleared)
        for kind in ListKind
    )


def _of_kind(kind: ListKind, subject: Subject, lists: list[OpenList], cleared: frozenset[Pair]) -> Screening:
    if not lists:
        return Screening(kind, Verdict.UNKNOWN, NOT_LOADED, engine=ENGINE)
    if not any(map(words_of, subject.names)):
        return Screening(kind, Verdict.UNKNOWN, NO_NAME, engine=ENGINE)
    found = sorted(
        (one for opened in lists for one in find(subject, opened, DEMANDS[kind], cleared)),
        key=lambda one: (-one.score, one.reference),
    )[:_MOST_FOUND]
    matches = [one for one in found if one.band is Band.MATCH and not one.cleared]
    used = tuple(
        UsedList(one.version.name, one.version.version, one.version.published, one.version.entries, one.stale)
        for one in lists
    )
    return Screening(
        kind,
        Verdict.MATCH_FOUND if matches else Verdict.NO_MATCH_FOUND,
        _info(kind, used, matches),
        version=", ".join(f"{one.name} {one.version}" for one in used),
        engine=ENGINE,
        lists=used,
        found=tuple(found),
    )


def find(
    subject: Subject, opened: OpenList, demands: Demands, cleared: frozenset[Pair] = frozenset()
) -> Iterable[Found]:
    """Every entry of one list that is this person or may be, in no order."""
    index, version = opened.index, opened.version
    judge = Judge(subject, index.weigh, demands)
    most = _MOST_OF_MANY if index.count > _MANY else _MOST_CANDIDATES
    numbers = dict.fromkeys(
        number for words in judge.forms for number in index.candidates(words, subject.born, most=most)
    )
    same_passport = frozenset(index.with_documents(subject.documents))
    for number in (*numbers, *(same_passport - numbers.keys())):
        like, form = judge.name(index.forms(number))
        if number not in same_passport and not judge.may_reach(like):
            continue
        entry = index.entry(number)
        judged = judge.judge(entry, like, form)
        if judged.band is Band.NONE:
            continue
        fingerprint = entry.fingerprint()
        yield Found(
            kind=version.kind,
            list_name=version.name,
            reference=entry.reference,
            title=entry.title,
            fingerprint=fingerprint,
            score=judged.score,
            band=judged.band,
            features=judged.features,
            programme=entry.programme,
            reason=entry.reason,
            url=entry.url,
            cleared=(version.name, entry.reference, fingerprint) in cleared,
        )


def _info(kind: ListKind, used: tuple[UsedList, ...], matches: list[Found]) -> str:
    versions = " and ".join(
        f"{one.published} ({one.entries:,} {'person' if one.entries == 1 else 'persons'})" for one in used
    )
    title = f"{LIST_TITLES[kind]} of {versions}"
    old = " Nobody has looked for a newer list lately." if any(one.stale for one in used) else ""
    if not matches:
        return f"No match on the {title}.{old}"
    told = " ".join(_told(one) for one in matches[:_MOST_TOLD])
    more = f" And {len(matches) - _MOST_TOLD} more." if len(matches) > _MOST_TOLD else ""
    count = "1 match" if len(matches) == 1 else f"{len(matches)} matches"
    return f"{count} on the {title}. {told}{more}{old}"


def _told(one: Found) -> str:
    why = "; ".join(f"{feature.of}: {feature.says}" for feature in one.features)
    programme = f", {one.programme}" if one.programme else ""
    return f"{one.title} ({one.reference}{programme}), score {one.score:.2f}: {why}."
