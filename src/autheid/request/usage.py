"""What a relying party's requests came to, in figures: counts by kind and outcome, and how long persons took."""

from __future__ import annotations

import msgspec

from autheid.kernel.clock import Millis
from autheid.request.kind import RequestKind

HOUR_MILLIS = 3_600_000
BOUNDS_SECONDS = (0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300)
"""The upper ends of the histogram's buckets; what is longer is in one more."""


class UsageRow(msgspec.Struct, frozen=True):
    """Requests of one kind and outcome that began in one hour, and that took as long as one bucket's. `millis` is their sum."""

    hour: Millis
    kind: RequestKind
    status: str
    bucket: int
    count: int
    millis: int


class CallRow(msgspec.Struct, frozen=True):
    """Calls of one method with one answer within an hour. `micros` is the sum of what they took here."""

    hour: Millis
    method: str
    code: str
    count: int
    micros: int


def hour_of(at: Millis) -> Millis:
    """The beginning of the hour (UTC)."""
    return Millis(at - at % HOUR_MILLIS)


def quantile(counts: list[int], share: float) -> float | None:
    """About how many seconds the fastest `share` took at most: the bucket's upper end, or None without any."""
    wanted, seen = share * sum(counts), 0
    if not sum(counts):
        return None
    for bound, count in zip((*BOUNDS_SECONDS, float("inf")), counts, strict=True):
        seen += count
        if seen >= wanted:
            return bound
    return None
