"""Do a chore only while it is this process's turn, so that of many nodes one does it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from autheid.needs.turns import Turns

LEASE_SECONDS = 15
"""When the one whose turn it is falls, another goes on after so long."""


class TakeTurns:
    """Wraps chores. Each is harmless when two do it at once, as may happen when a node was away for long."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns

    def __call__(
        self, chore: str, do: Callable[[], Awaitable[object]], *, every_seconds: float
    ) -> Callable[[], Awaitable[object]]:
        """`do`, when it is this process's turn; it is asked for every so many seconds."""
        seconds = LEASE_SECONDS + int(every_seconds)

        async def in_turn() -> object:
            return await do() if await self._turns.take(chore, seconds=seconds) else None

        return in_turn

    async def leave(self) -> None:
        """Let another process go on at once."""
        await self._turns.leave()
