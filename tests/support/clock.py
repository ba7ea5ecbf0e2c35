"""A clock that stands still until it is moved, and wakes whoever waits for the moments it passes."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count

from autheid.kernel.clock import Millis, SetClock


class SetAlarm(SetClock):
    """Clock and Alarm in one, so that the two can never disagree: `advance` calls back what has become due."""

    def __init__(self, at: int = 1_700_000_000_000) -> None:
        super().__init__(at)
        self._due: list[tuple[Millis, int, Callable[[], None]]] = []
        self._taken_back: set[int] = set()
        self._numbers = count()

    def at(self, when: Millis, callback: Callable[[], None]) -> Callable[[], None]:
        """Call `callback` once, not before `when`: now if that has come, else by the `advance` that reaches it."""
        number = next(self._numbers)
        heappush(self._due, (when, number, callback))
        self._ring()

        def take_back() -> None:
            self._taken_back.add(number)

        return take_back

    def advance(self, *, seconds: float = 0, millis: int = 0) -> None:
        super().advance(seconds=seconds, millis=millis)
        self._ring()

    @property
    def waiting(self) -> int:
        """How many callbacks are still to come."""
        return sum(number not in self._taken_back for _, number, _ in self._due)

    def _ring(self) -> None:
        while self._due and self._due[0][0] <= self.now():
            _, number, callback = heappop(self._due)
            if number not in self._taken_back:
                callback()
