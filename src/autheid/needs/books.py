"""What a relying party sees of its own requests: a list, and figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import msgspec

from autheid.kernel.clock import Millis
from autheid.kernel.ids import RpId
from autheid.request.kind import RequestKind
from autheid.request.opening import Opening
from autheid.request.state import State
from autheid.request.usage import CallRow, UsageRow


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which requests are asked for; what is None is not asked for. `since` is inclusive, `until` and `before` are not."""

    since: Millis
    until: Millis | None = None
    before: int | None = None
    """Keys below this one: the next page."""
    kind: RequestKind | None = None
    status: str | None = None
    """A wire status."""
    address: bytes | None = None
    """The keyed hash of whom it was addressed to."""


class Books(Protocol):
    """Reads requests by their party."""

    async def requests_of(
        self, rp: RpId, wanted: Wanted, *, now: Millis, most: int
    ) -> list[tuple[Opening, State]]:
        """The newest first; the clock is not applied to the states, but it is to `wanted.status`."""
        ...

    async def mark(self, rp: RpId, *, most: int) -> tuple[object, ...]:
        """Something that is another when one of the latest requests is new or has changed."""
        ...

    async def waiting_of(self, rp: RpId, *, now: Millis) -> int:
        """How many wait for an answer."""
        ...

    async def sum_hour(self, *, now: Millis) -> bool:
        """Sum the oldest hour that is over and not summed, if there is one. Doing it again changes nothing."""
        ...

    async def usage(self, rp: RpId, *, since: Millis, now: Millis) -> list[UsageRow]:
        """By the hour, the hours that are not over included."""
        ...

    async def note_calls(self, hour: Millis, counts: Mapping[tuple[RpId, str, str], tuple[int, int]]) -> None:
        """Add calls by party, method and code: how many, and their microseconds."""
        ...

    async def calls(self, rp: RpId, *, since: Millis) -> list[CallRow]:
        """By the hour."""
        ...

    async def forget_usage(self, *, before: Millis) -> None:
        """Figures of hours before."""
        ...
