"""How often something may be done: a token bucket per caller, in memory.

Where several processes are one service each has its own buckets, and tells the others what was taken from them: so they
hold together, but for what is not told yet.
"""

from __future__ import annotations

from collections.abc import Callable

from autheid.kernel.clock import Clock
from autheid.kernel.errors import Kind, Refusal

_MOST_BUCKETS = 50_000
_TOLD_PARTS = 16
"""A caller's use is told in sixteenths of what it may have at once: so much more each other process may give."""


class Rate:
    """A token bucket per caller: `per_second` sustained, `burst` at once."""

    def __init__(self, *, per_second: float, burst: int, what: str, clock: Clock) -> None:
        self._per_milli = per_second / 1000
        self._burst = burst
        self._what = what
        self._clock = clock
        self._buckets: dict[str, tuple[float, int]] = {}
        self._name_of: Callable[[str], str] | None = None
        self._untold: dict[str, int] = {}

    def take(self, caller: str) -> None:
        """Take one. Raises Refusal EXHAUSTED with when to come again."""
        now = self._clock.now()
        if self._name_of is not None:
            caller = self._name_of(caller)
        left = self._left(caller, now)
        if left < 1:
            # Seen now, also when the clock was set back: or it would be locked out until the clock has caught up.
            self._buckets[caller] = (left, now)
            wait = max(1, -(-int((1 - left) / self._per_milli) // 1000))
            raise Refusal(Kind.EXHAUSTED, f"too many {self._what}; slow down", retry_after_seconds=wait)
        if len(self._buckets) >= _MOST_BUCKETS and caller not in self._buckets:
            self._drop_full(now)
        self._buckets[caller] = (left - 1, now)
        if self._name_of is not None:
            self._untold[caller] = self._untold.get(caller, 0) + 1

    def give_back(self, caller: str) -> None:
        """Give one back that was taken for nothing."""
        if self._name_of is not None:
            caller = self._name_of(caller)
            self._untold[caller] = self._untold.get(caller, 0) - 1
        if caller in self._buckets:
            left, seen = self._buckets[caller]
            self._buckets[caller] = (min(float(self._burst), left + 1), seen)

    def share(self, name_of: Callable[[str], str]) -> None:
        """Count for the others too. `name_of` makes a caller's name, the same everywhere, that tells nothing of it."""
        self._name_of = name_of

    def untold(self) -> dict[str, int]:
        """What was taken here, by the callers' names, and not told yet; what is little waits until it is more."""
        worth = max(1, self._burst // _TOLD_PARTS)
        told = {name: count for name, count in self._untold.items() if abs(count) >= worth}
        if len(self._untold) >= _MOST_BUCKETS:
            self._untold.clear()
        for name in told:
            self._untold.pop(name, None)
        return told

    def taken_elsewhere(self, name: str, count: int) -> None:
        """Another process has given so many to this caller."""
        now = self._clock.now()
        if len(self._buckets) >= _MOST_BUCKETS and name not in self._buckets:
            self._drop_full(now)
        left = self._left(name, now) - count
        self._buckets[name] = (max(-float(self._burst), min(float(self._burst), left)), now)

    def _left(self, caller: str, now: int) -> float:
        left, seen = self._buckets.get(caller, (float(self._burst), now))
        return min(float(self._burst), left + max(0, now - seen) * self._per_milli)

    def _drop_full(self, now: int) -> None:
        # A bucket that has filled up again says nothing that a new one would not.
        refill = self._burst / self._per_milli
        self._buckets = {c: b for c, b in self._buckets.items() if now - b[1] < refill}
        if len(self._buckets) >= _MOST_BUCKETS:
            self._buckets.clear()
