"""What a screening of one person against one kind of list gives."""

from __future__ import annotations

from enum import Enum

import msgspec


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


class Screening(msgspec.Struct, frozen=True):
    """One result with what a person can read of it."""

    kind: ListKind
    verdict: Verdict
    info: str
    version: str = ""
    """The lists' versions; empty where none is loaded."""
