"""A team sees its figures: requests and calls by the day, and how long persons took."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from autheid.kernel.clock import Clock, Millis, after
from autheid.kernel.ids import RpId
from autheid.needs.books import Books
from autheid.request.usage import BOUNDS_SECONDS, CallRow, UsageRow, quantile

MOST_DAYS = 366
_KEPT_DAYS = 400
_DAY_MILLIS = 86_400_000
_ANSWERED = frozenset({"SUCCESS", "ACCOUNT_NOT_VERIFIED", "USER_CANCELLED"})
_NO_REFUSAL = frozenset({"OK", "CANCELLED"})
"""A caller who leaves while it waits was not refused."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Day(NamedTuple):
    """One day (UTC)."""

    date: str
    requests: dict[str, int]
    """By status."""
    kinds: dict[str, int]
    median_seconds: float | None
    """About how long persons took that answered; None when none did."""
    slow_seconds: float | None
    """What nineteen of twenty were faster than."""
    calls: int
    refused: int
    """Calls that were answered by an error of the caller or of ours."""
    call_millis: float | None
    """What a call took here on average, without the blocking one."""


class ShowUsage:
    """Reads the sums."""

    def __init__(self, *, books: Books, clock: Clock) -> None:
        self._books = books
        self._clock = clock

    async def days(self, rp: RpId, *, days: int) -> list[Day]:
        """The last days, the oldest first, empty ones too."""
        now = self._clock.now()
        first = Millis(now - now % _DAY_MILLIS - (days - 1) * _DAY_MILLIS)
        usage, calls = defaultdict[int, list[UsageRow]](list), defaultdict[int, list[CallRow]](list)
        for used in await self._books.usage(rp, since=first, now=now):
            usage[used.hour // _DAY_MILLIS].append(used)
        for called in await self._books.calls(rp, since=first):
            calls[called.hour // _DAY_MILLIS].append(called)
        begin = first // _DAY_MILLIS
        return [_day(begin + n, usage[begin + n], calls[begin + n]) for n in range(days)]

    async def csv(self, rp: RpId, *, days: int) -> bytes:
        """The same as a table (RFC 4180) that no spreadsheet takes for a formula."""
        statuses = (
            "SUCCESS",
            "ACCOUNT_NOT_VERIFIED",
            "USER_CANCELLED",
            "RP_CANCELLED",
            "TIMEOUT",
            "NOT_READY",
            "WAITING_LOCAL_ACK",
        )
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(
            ("date", *map(str.lower, statuses), "median_seconds", "p95_seconds", "calls", "refused_calls")
        )
        for day in await self.days(rp, days=days):
            counts = [day.requests.get(status, 0) for status in statuses]
            row = (day.date, *counts, day.median_seconds, day.slow_seconds, day.calls, day.refused)
            writer.writerow(["" if cell is None else safe_cell(str(cell)) for cell in row])
        return b"\xef\xbb\xbf" + out.getvalue().encode()

    async def sum_up(self) -> None:
        """Sum what is over, one hour after another, and forget figures of long ago."""
        now = self._clock.now()
        while await self._books.sum_hour(now=now):
            pass
        await self._books.forget_usage(before=after(now, seconds=-_KEPT_DAYS * 86_400))


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet reads as a formula (OWASP, CSV Injection)."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _day(number: int, usage: list[UsageRow], calls: list[CallRow]) -> Day:
    buckets = [0] * (len(BOUNDS_SECONDS) + 1)
    for row in usage:
        if row.status in _ANSWERED:
            buckets[row.bucket] += row.count
    quick = [row for row in calls if row.method != "GetResult"]
    quick_count = sum(row.count for row in quick)
    return Day(
        date=datetime.fromtimestamp(number * 86_400, UTC).date().isoformat(),
        requests=_tally((row.status, row.count) for row in usage),
        kinds=_tally((row.kind.value, row.count) for row in usage),
        median_seconds=_finite(quantile(buckets, 0.5)),
        slow_seconds=_finite(quantile(buckets, 0.95)),
        calls=sum(row.count for row in calls),
        refused=sum(row.count for row in calls if row.code not in _NO_REFUSAL),
        call_millis=sum(row.micros for row in quick) / quick_count / 1000 if quick_count else None,
    )


def _tally(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    out: dict[str, int] = defaultdict(int)
    for name, count in pairs:
        out[name] += count
    return dict(out)


def _finite(seconds: float | None) -> float | None:
    # Nobody can take longer than the longest timeout.
    return None if seconds is None else min(seconds, 600.0)
