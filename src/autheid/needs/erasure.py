"""Erases an account: its data key, its rows, and in time its files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from autheid.account.letter import Letter
from autheid.kernel.clock import Millis
from autheid.kernel.ids import AccountId
from autheid.request.proof import Proof


class Eraser(Protocol):
    """Once a call returns, nothing that is stored tells of the person, with whatever key."""

    async def erase(
        self, account: AccountId, *, proofs: Sequence[Proof], letters: Sequence[Letter], now: Millis
    ) -> bool:
        """Destroy the data key and every row of the account, doom its files and keep the proofs, in one transaction.

        False when there is no such account. What was deleted is overwritten in the database and gone from its log.
        """
        ...

    async def forget_erased(self) -> int:
        """Drop from memory what another process has erased; how many accounts that were."""
        ...
