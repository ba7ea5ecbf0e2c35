"""When a request was first brought to a device of its person, as long as it waits. In memory: it decides nothing."""

from __future__ import annotations

from autheid.kernel.clock import Millis
from autheid.kernel.ids import RequestKey

_MOST = 50_000


class Sightings:
    """Noted by who shows requests; kept with the ending by who ends them."""

    def __init__(self) -> None:
        self._first: dict[RequestKey, Millis] = {}

    def note(self, key: RequestKey, now: Millis) -> None:
        """It is brought to a device; only the first time counts."""
        if key in self._first:
            return
        if len(self._first) >= _MOST:
            del self._first[next(iter(self._first))]
        self._first[key] = now

    def take(self, key: RequestKey) -> Millis | None:
        """When that was, and forget it: the request is over."""
        return self._first.pop(key, None)
