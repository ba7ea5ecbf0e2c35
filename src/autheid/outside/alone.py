"""The turns of a process that has its database to itself (see `autheid.needs.turns`)."""

from __future__ import annotations


class Alone:
    """It is always its turn."""

    async def take(self, chore: str, *, seconds: int) -> bool:  # noqa: ARG002 - nobody else asks
        return True

    async def leave(self) -> None:
        """Nobody is there to take them."""
