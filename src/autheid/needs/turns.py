"""Who does what only one of many processes should."""

from __future__ import annotations

from typing import Protocol


class Turns(Protocol):
    """A turn is held for a time and taken again before that is over; whoever falls loses it when the time is."""

    async def take(self, chore: str, *, seconds: int) -> bool:
        """Take or keep the turn for a chore for so long; False while another process has it."""
        ...

    async def leave(self) -> None:
        """Give back every turn."""
        ...
