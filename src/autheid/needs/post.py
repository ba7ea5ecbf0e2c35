"""Where letters wait, and who carries them."""

from __future__ import annotations

from typing import Protocol

from autheid.account.letter import Letter
from autheid.kernel.clock import Millis


class Outbox(Protocol):
    """Letters that were written with the changes that they tell of, and are not yet carried."""

    async def due(self, *, now: Millis, most: int) -> list[tuple[int, int, Letter]]:
        """Letters to carry now, each with its number and how often that was tried."""
        ...

    async def claim(self, number: int, *, now: Millis, until: Millis) -> bool:
        """Take a letter that is due upon oneself until then; False when somebody else has, or it was carried.

        Of the many that look, on all nodes, one gets it; if that one falls, it is due again at `until`.
        """
        ...

    async def give_back(self, number: int, *, now: Millis) -> None:
        """Let somebody else take it at once."""
        ...

    async def carried(self, number: int) -> None:
        """Forget a letter: it was carried, or nobody will ever take it."""
        ...

    async def try_later(self, number: int, *, due: Millis) -> None:
        """Let a letter wait."""
        ...


class CarryError(Exception):
    """A letter was not carried. `for_good` when trying again is of no use."""

    def __init__(self, reason: str, *, for_good: bool = False) -> None:
        super().__init__(reason)
        self.for_good = for_good


class Courier(Protocol):
    """Carries one letter."""

    async def carry(self, letter: Letter) -> None:
        """Raises CarryError."""
        ...
