"""Time as an argument. Only `SystemClock` reads the machine's clock."""

from __future__ import annotations

import time
from typing import NewType, Protocol

Millis = NewType("Millis", int)
"""Milliseconds since the Unix epoch, UTC."""


class Clock(Protocol):
    """Tells the time in milliseconds since the Unix epoch."""

    def now(self) -> Millis: ...


class SystemClock:
    """The machine's wall clock."""

    def now(self) -> Millis:
        return Millis(time.time_ns() // 1_000_000)


class SetClock:
    """A clock that stands still until it is moved: for tests and simulations."""

    def __init__(self, at: int = 1_700_000_000_000) -> None:
        self._at = at

    def now(self) -> Millis:
        return Millis(self._at)

    def advance(self, *, seconds: float = 0, millis: int = 0) -> None:
        """Move forward; a negative step is a clock that was set back."""
        self._at += int(seconds * 1000) + millis


def seconds_of(at: Millis) -> int:
    """Whole seconds since the epoch, rounded down, as the wire's int32 timestamps want them."""
    return at // 1000


def after(at: Millis, *, seconds: float) -> Millis:
    """The moment `seconds` later."""
    return Millis(at + int(seconds * 1000))
