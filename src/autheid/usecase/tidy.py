"""Write down what time has decided, and forget what need not be kept. Correctness never waits for this."""

from __future__ import annotations

from autheid.kernel.clock import Clock, after
from autheid.needs.requests import Requests


class Tidy:
    """One round of tidying, in bounded steps."""

    def __init__(self, *, requests: Requests, clock: Clock, keep_hours: int, history_days: int) -> None:
        self._requests = requests
        self._clock = clock
        self._keep_seconds = keep_hours * 3600
        self._history_seconds = max(self._keep_seconds, history_days * 24 * 3600)

    async def __call__(self) -> int:
        """How many rows were tidied."""
        now = self._clock.now()
        return await self._requests.tidy(
            now=now,
            keep_since=after(now, seconds=-self._keep_seconds),
            keep_history_since=after(now, seconds=-self._history_seconds),
        )
