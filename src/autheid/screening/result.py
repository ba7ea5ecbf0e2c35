"""What a screening of one person against one kind of list gives."""

from __future__ import annotations

from enum import Enum

import msgspec

from autheid.screening.judge import Band, Feature

Pair = tuple[str, str, str]
"""A list's name, an entry's reference, and its fingerprint."""


class ListKind(Enum):
    """The kinds of lists that a KYC tells of."""

    EU = "EU"
    UN = "UN"
    PEP = "PEP"


class Verdict(Enum):
    """The wire's three values."""

    UNKNOWN = "UNKNOWN"
    """It was not screened, and the info says why. Never a made-up NO_MATCH_FOUND."""
    MATCH_FOUND = "MATCH_FOUND"
    NO_MATCH_FOUND = "NO_MATCH_FOUND"


class UsedList(msgspec.Struct, frozen=True):
    """A version that was screened against."""

    name: str
    version: str
    published: str
    entries: int
    stale: bool = False
    """Nobody had looked for a newer one for longer than the operator allows."""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """An entry that is this person, or may be."""

    kind: ListKind
    list_name: str
    reference: str
    title: str
    """The entry's first name."""
    fingerprint: str
    """Of the entry as it was judged."""
    score: float
    band: Band
    features: tuple[Feature, ...]
    programme: str = ""
    reason: str = ""
    url: str = ""
    cleared: bool = False
    """An officer had said that it is not the same person."""


class Screening(msgspec.Struct, frozen=True):
    """One result with what a person can read of it."""

    kind: ListKind
    verdict: Verdict
    info: str
    version: str = ""
    """The lists' versions; empty where none is loaded."""
    engine: str = ""
    lists: tuple[UsedList, ...] = ()
    found: tuple[Found, ...] = ()
    """Matches and possible ones, the likest first, those that an officer cleared among them."""
