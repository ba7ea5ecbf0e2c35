"""Counts the calls of relying parties, remembers the latest of each, and writes the sums down every few seconds."""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

from autheid.kernel.clock import Clock, Millis
from autheid.kernel.ids import RpId
from autheid.needs.books import Books
from autheid.needs.parties import Parties
from autheid.request.usage import hour_of

_MOST_REMEMBERED = 100
_MOST_PARTIES = 2_000


class CallNote(NamedTuple):
    """One call of the API. Nothing of what it said, but the rule that it broke."""

    at: Millis
    method: str
    code: str
    millis: float
    key_prefix: str
    request_id: str
    message: str
    """Why it was refused; empty when it was not."""


class CountCalls:
    """In memory, so that a call costs nothing on the disk. A crash loses the sums of the last seconds, and no request."""

    def __init__(self, *, books: Books, parties: Parties, clock: Clock) -> None:
        self._books = books
        self._parties = parties
        self._clock = clock
        self._counts: dict[tuple[RpId, str, str], tuple[int, int]] = {}
        self._hour = Millis(0)
        self._uses: dict[str, Millis] = {}
        self._latest: dict[RpId, deque[CallNote]] = {}

    def note(
        self,
        rp: RpId,
        *,
        key_prefix: str,
        method: str,
        code: str,
        seconds: float,
        request_id: str,
        message: str,
    ) -> None:
        """One call was answered."""
        now = self._clock.now()
        self._uses[key_prefix] = now
        count, micros = self._counts.get((rp, method, code), (0, 0))
        self._counts[rp, method, code] = (count + 1, micros + int(seconds * 1_000_000))
        latest = self._latest.get(rp)
        if latest is None:
            if len(self._latest) >= _MOST_PARTIES:
                del self._latest[next(iter(self._latest))]
            latest = self._latest[rp] = deque(maxlen=_MOST_REMEMBERED)
        latest.append(CallNote(now, method, code, seconds * 1000, key_prefix, request_id, message))

    def latest(self, rp: RpId) -> list[CallNote]:
        """The latest calls that this node answered, the newest first."""
        return list(reversed(self._latest.get(rp, ())))

    async def __call__(self) -> None:
        """Write down what was counted since."""
        hour = hour_of(self._clock.now())
        counts, self._counts = self._counts, {}
        uses, self._uses = self._uses, {}
        if counts:
            await self._books.note_calls(hour, counts)
        if uses:
            await self._parties.note_uses(uses)
