"""Guards at the door: how many at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from autheid.kernel.errors import Kind, Refusal

WAITS_RETRY_SECONDS = 5


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
