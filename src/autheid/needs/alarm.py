"""Waking at a moment of the clock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from autheid.kernel.clock import Millis


class Alarm(Protocol):
    """Calls back when the clock has reached a moment."""

    def at(self, when: Millis, callback: Callable[[], None]) -> Callable[[], None]:
        """Call `callback` once, not before `when`; what is returned takes that back."""
        ...
