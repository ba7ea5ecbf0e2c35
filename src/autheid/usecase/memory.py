"""What was looked up a moment ago and need not be looked up again."""

from __future__ import annotations

from typing import Generic, TypeVar

from autheid.kernel.clock import Clock, Millis, after

REMEMBERED_SECONDS = 1
"""A key revoked elsewhere lives on for at most this long, and a logo that was changed is shown for as long."""
_MOST_REMEMBERED = 20_000

_K = TypeVar("_K")
_T = TypeVar("_T")


class Memory(Generic[_K, _T]):
    """What was found in the last second; never by a credential itself, but by its keyed hash."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._known: dict[_K, tuple[Millis, _T]] = {}

    def get(self, name: _K) -> _T | None:
        known = self._known.get(name)
        return known[1] if known is not None and self._clock.now() < known[0] else None

    def put(self, name: _K, value: _T) -> None:
        if len(self._known) >= _MOST_REMEMBERED:
            self._known.clear()
        self._known[name] = (after(self._clock.now(), seconds=REMEMBERED_SECONDS), value)

    def forget_all(self) -> None:
        """Look everything up again: one second's memory is cheap to lose."""
        self._known.clear()
