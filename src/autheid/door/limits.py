"""Guards at the door: how often and how many at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from autheid.kernel.clock import Clock
from autheid.kernel.errors import Kind, Refusal

_MOST_BUCKETS = 50_000
WAITS_RETRY_SECONDS = 5


class Rate:
    """A token bucket per caller: `per_second` sustained, `burst` at once."""

    def __init__(self, *, per_second: float, burst: int, what: str, clock: Clock) -> None:
        self._per_milli = per_second / 1000
        self._burst = burst
        self._what = what
        self._clock = clock
        self._buckets: dict[str, tuple[float, int]] = {}

    def take(self, caller: str) -> None:
        """Take one. Raises Refusal EXHAUSTED with when to come again."""
        now = self._clock.now()
        left, seen = self._buckets.get(caller, (float(self._burst), now))
        left = min(float(self._burst), left + max(0, now - seen) * self._per_milli)
        if left < 1:
            # Seen now, also when the clock was set back: or it would be locked out until the clock has caught up.
            self._buckets[caller] = (left, now)
            wait = max(1, -(-int((1 - left) / self._per_milli) // 1000))
            raise Refusal(Kind.EXHAUSTED, f"too many {self._what}; slow down", retry_after_seconds=wait)
        if len(self._buckets) >= _MOST_BUCKETS and caller not in self._buckets:
            self._drop_full(now)
        self._buckets[caller] = (left - 1, now)

    def _drop_full(self, now: int) -> None:
        # A bucket that has filled up again says nothing that a new one would not.
        refill = self._burst / self._per_milli
        self._buckets = {c: b for c, b in self._buckets.items() if now - b[1] < refill}
        if len(self._buckets) >= _MOST_BUCKETS:
            self._buckets.clear()


class Waits:
    """How many calls of one caller may be blocked at once."""

    def __init__(self, *, most: int, what: str) -> None:
        """`what` ends the refusal's sentence: `too many …`."""
        self._most = most
        self._what = what
        self._open: Counter[str] = Counter()

    @contextmanager
    def one(self, caller: str) -> Iterator[None]:
        """Count one blocked call. Raises Refusal EXHAUSTED when there are too many."""
        if self._open[caller] >= self._most:
            raise Refusal(
                Kind.EXHAUSTED,
                f"too many {self._what}",
                retry_after_seconds=WAITS_RETRY_SECONDS,
            )
        self._open[caller] += 1
        try:
            yield
        finally:
            self._open[caller] -= 1
            if not self._open[caller]:
                del self._open[caller]

    @property
    def total(self) -> int:
        """All that are blocked now."""
        return self._open.total()
