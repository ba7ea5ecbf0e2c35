"""Tell whether this process is fit to be sent work."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from autheid.kernel.clock import Clock, Millis

_PATIENCE_SECONDS = 5.0
_GOOD_FOR_MILLIS = 1000


class CheckHealth:
    """Ready means: not stopping, and the store's writer takes work. Found out at most once a second."""

    def __init__(self, *, try_write: Callable[[], Awaitable[None]], clock: Clock) -> None:
        self._try_write = try_write
        self._clock = clock
        self._stopping = False
        self._found: tuple[Millis, bool] | None = None
        self._looking: asyncio.Task[bool] | None = None

    def stop(self) -> None:
        """From now on not ready: the process drains."""
        self._stopping = True

    @property
    def stopping(self) -> bool:
        """Whether the process drains."""
        return self._stopping

    async def is_ready(self) -> bool:
        """Whether work may be sent here."""
        if self._stopping:
            return False
        now = self._clock.now()
        if self._found is not None and 0 <= now - self._found[0] < _GOOD_FOR_MILLIS:
            return self._found[1]
        if self._looking is None:
            # One for all who ask meanwhile, also when the first of them leaves.
            self._looking = asyncio.create_task(self._look(now))
        return await asyncio.shield(self._looking)

    async def _look(self, now: Millis) -> bool:
        try:
            self._found = (now, await self._writes())
            return self._found[1]
        finally:
            self._looking = None

    async def _writes(self) -> bool:
        try:
            await asyncio.wait_for(self._try_write(), _PATIENCE_SECONDS)
        except Exception:  # noqa: BLE001 - whatever ails the store, the answer is the same
            return False
        return True
