"""How often something may be done: a token bucket per caller, in memory."""

from __future__ import annotations

from autheid.kernel.clock import Clock
from autheid.kernel.errors import Kind, Refusal

_MOST_BUCKETS = 50_000


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

    def give_back(self, caller: str) -> None:
        """Give one back that was taken for nothing."""
        if caller in self._buckets:
            left, seen = self._buckets[caller]
            self._buckets[caller] = (min(float(self._burst), left + 1), seen)

    def _drop_full(self, now: int) -> None:
        # A bucket that has filled up again says nothing that a new one would not.
        refill = self._burst / self._per_milli
        self._buckets = {c: b for c, b in self._buckets.items() if now - b[1] < refill}
        if len(self._buckets) >= _MOST_BUCKETS:
            self._buckets.clear()
