"""What was screened, kept sealed with the person's own data key, as long as the evidence of a verification is kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec

from autheid.hook.event import Event
from autheid.kernel.clock import Millis
from autheid.kernel.ids import AccountId
from autheid.screening.judge import Subject
from autheid.screening.result import Screening
from autheid.screening.standing import Standing


class KeptScreening(msgspec.Struct, frozen=True, kw_only=True):
    """The screening of a request: what was asked, and what came out. With the lists' versions it can be done again."""

    account: AccountId
    at: Millis
    subject: Subject
    cleared: frozenset[tuple[str, str, str]]
    screenings: tuple[Screening, ...]


class Progress(msgspec.Struct, frozen=True):
    """How far the lists in use have been gone through."""

    verified: int
    screened: int
    open_pairs: int


class Screenings(Protocol):
    """Standings of persons, and the screenings of requests."""

    async def standing(self, account: AccountId) -> Standing:
        """An empty one for a person who was never screened."""
        ...

    async def write(self, account: AccountId, standing: Standing, *, events: Sequence[Event] = ()) -> bool:
        """Write a standing over the version before it, and events with it; False when somebody else did."""
        ...

    async def keep(self, request_id: str, kept: KeptScreening) -> None:
        """Keep what a request's KYC was made from; a second one of the same request takes its place."""
        ...

    async def of_request(self, request_id: str) -> KeptScreening | None:
        """What was kept of a request."""
        ...

    async def waiting(self, *, most: int) -> list[tuple[AccountId, Standing]]:
        """Standings with pairs that wait for an officer, the longest unchanged first."""
        ...

    async def verified(self, *, beyond: AccountId, now: Millis, most: int) -> list[tuple[AccountId, str]]:
        """Verified persons in order, from beyond this one, each with the token of the lists they were screened against."""
        ...

    async def progress(self, token: str, *, now: Millis) -> Progress:
        """How many persons are verified, how many of them are screened against these lists, and how much waits."""
        ...
