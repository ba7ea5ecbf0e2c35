"""Time is a caller too: a door through which it asks for the regular chores."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from autheid.kernel.errors import Refusal

_log = structlog.get_logger("autheid.timer")


class Timer:
    """Calls each chore again and again, its pause after it has ended. A chore that fails is tried again next time."""

    def __init__(self, chores: dict[str, tuple[float, Callable[[], Awaitable[object]]]]) -> None:
        self._chores = chores

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as group:
            for name, (pause, chore) in self._chores.items():
                group.create_task(self._repeat(name, pause, chore))

    async def _repeat(self, name: str, pause: float, chore: Callable[[], Awaitable[object]]) -> None:
        while True:
            await attempt(name, chore)
            await asyncio.sleep(pause)


async def attempt(name: str, chore: Callable[[], Awaitable[object]]) -> None:
    """Call it once. Whatever fails is told in the log, and stops nothing."""
    try:
        await chore()
    except Refusal as refusal:
        # A store that can't be reached says so to everybody; its trace tells nothing more.
        _log.warning("chore_refused", chore=name, reason=refusal.message)
    except Exception as error:  # noqa: BLE001 - the next round may fare better, and the log tells
        _log.warning("chore_failed", chore=name, exc_info=error)
