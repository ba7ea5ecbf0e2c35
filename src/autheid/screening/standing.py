"""What is known of one person and the lists: each pair of person and entry, and what an officer said of it."""

from __future__ import annotations

from enum import Enum

import msgspec

from autheid.kernel.clock import Millis
from autheid.kernel.errors import Kind, Refusal
from autheid.screening.judge import Band
from autheid.screening.result import Found, ListKind, Pair, Screening


class Decision(Enum):
    """What was said of a pair."""

    OPEN = "open"
    CLEARED = "not the same"
    CONFIRMED = "the same"


class Proposal(msgspec.Struct, frozen=True):
    """What one officer would say of a pair: it holds when a second one says the same."""

    decision: Decision
    officer: str
    reason: str
    at: Millis


class KnownPair(msgspec.Struct, frozen=True, kw_only=True):
    """A person and an entry, as they were judged last."""

    found: Found
    first_seen: Millis
    decision: Decision = Decision.OPEN
    officer: str = ""
    reason: str = ""
    decided: Millis = Millis(0)
    seconded_by: str = ""
    proposal: Proposal | None = None

    @property
    def place(self) -> tuple[str, str]:
        """The list's name and the entry's reference: what stays while the entry changes."""
        return self.found.list_name, self.found.reference


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """All pairs of one person."""

    token: str = ""
    """Of the lists that were screened against last."""
    at: Millis = Millis(0)
    version: int = 0
    """Raised at each change."""
    pairs: tuple[KnownPair, ...] = ()

    @property
    def open_pairs(self) -> int:
        """How many wait for an officer."""
        return sum(pair.decision is Decision.OPEN for pair in self.pairs)

    def matching(self) -> frozenset[ListKind]:
        """The kinds of lists that the person is on, as relying parties are told."""
        return frozenset(
            pair.found.kind
            for pair in self.pairs
            if pair.found.band is Band.MATCH and pair.decision is not Decision.CLEARED
        )

    def cleared(self) -> frozenset[Pair]:
        """The pairs that count for no match, each with the entry as it was when the officer looked."""
        return frozenset(
            (*pair.place, pair.found.fingerprint) for pair in self.pairs if pair.decision is Decision.CLEARED
        )

    def pair(self, list_name: str, reference: str) -> KnownPair | None:
        """The pair with this entry, if there is one."""
        return next((pair for pair in self.pairs if pair.place == (list_name, reference)), None)


def after_screening(
    standing: Standing, screenings: tuple[Screening, ...], *, token: str, now: Millis
) -> tuple[Standing, int]:
    """The standing with what a screening found, and how many pairs are new or have changed since they were cleared.

    A decision holds while the entry is what it was; a cleared pair whose entry changed is open again. What is found no
    more and nobody decided goes; what was decided stays, since the entry may come back.
    """
    known = {pair.place: pair for pair in standing.pairs}
    pairs: list[KnownPair] = []
    fresh = 0
    for found in (found for one in screenings for found in one.found):
        before = known.pop((found.list_name, found.reference), None)
        if before is None or (
            before.decision is Decision.CLEARED and before.found.fingerprint != found.fingerprint
        ):
            fresh += 1
            pairs.append(KnownPair(found=found, first_seen=now))
        else:
            is_same = before.found.fingerprint == found.fingerprint
            # What was proposed of an entry that is another now was proposed of something else.
            pairs.append(
                msgspec.structs.replace(before, found=found, proposal=before.proposal if is_same else None)
            )
    pairs.extend(pair for pair in known.values() if pair.decision is not Decision.OPEN)
    moved = Standing(token=token, at=now, version=standing.version + 1, pairs=tuple(pairs))
    return moved, fresh


def after_word(
    standing: Standing, pair: KnownPair, decision: Decision, *, officer: str, reason: str, now: Millis
) -> Standing:
    """The standing once an officer has said something of one of its pairs.

    To clear or to confirm takes two officers who say the same; to open again takes one.
    Raises Refusal PRECONDITION when the second one is the first one.
    """
    first = pair.proposal
    if decision is Decision.OPEN:
        return after_decision(standing, pair, decision, officer=officer, reason=reason, now=now)
    if first is None or first.decision is not decision:
        proposal = Proposal(decision, officer, reason, now)
        return _with_pair(standing, msgspec.structs.replace(pair, proposal=proposal))
    if first.officer.casefold() == officer.casefold():
        raise Refusal(Kind.PRECONDITION, "you have said so already: a second officer must say so too")
    return after_decision(
        standing,
        pair,
        decision,
        officer=first.officer,
        reason=f"{first.reason} {reason}",
        now=now,
        seconded_by=officer,
    )


def after_decision(
    standing: Standing,
    decided: KnownPair,
    decision: Decision,
    *,
    officer: str,
    reason: str,
    now: Millis,
    seconded_by: str = "",
) -> Standing:
    """The standing with a decision on one of its pairs."""
    changed = msgspec.structs.replace(
        decided,
        decision=decision,
        officer=officer,
        reason=reason,
        decided=now,
        seconded_by=seconded_by,
        proposal=None,
    )
    return _with_pair(standing, changed)


def _with_pair(standing: Standing, changed: KnownPair) -> Standing:
    pairs = tuple(changed if pair.place == changed.place else pair for pair in standing.pairs)
    return msgspec.structs.replace(standing, version=standing.version + 1, pairs=pairs)
