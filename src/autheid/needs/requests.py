"""Where requests are kept."""

from __future__ import annotations

from typing import Protocol

import msgspec

from autheid.kernel.clock import Millis
from autheid.kernel.ids import AccountId
from autheid.request.opening import Opening
from autheid.request.state import Ended, State


class Opened(msgspec.Struct, frozen=True):
    """The request was stored, durably."""


class Repeated(msgspec.Struct, frozen=True):
    """This relying party has used the idempotent key before, for this request."""

    opening: Opening


class TooManyOpen(msgspec.Struct, frozen=True):
    """The address has as many open prompts as it may."""

    retry_after_seconds: int


class Requests(Protocol):
    """Durable requests. A call returns only after the commit that holds what it wrote."""

    async def open(
        self, opening: Opening, *, address: bytes, idempotency: bytes | None, most_open: int | None
    ) -> Opened | Repeated | TooManyOpen:
        """Store a pending request and its idempotent key in one transaction, or say why not.

        `address` is the keyed hash of whom it is addressed to, `idempotency` that of the RP's idempotent key;
        of many callers with one key exactly one opens, and the others get what that one opened.
        `most_open` is how many pending requests an address may have; None for any number.
        """
        ...

    async def load(self, request_id: str) -> tuple[Opening, State] | None:
        """The request with this id and its stored state; the clock is not applied."""
        ...

    async def load_pending(self, account: AccountId, *, now: Millis) -> list[Opening]:
        """The account's requests that wait for an answer at `now`, oldest first."""
        ...

    async def count_by_state(self, *, now: Millis) -> dict[type[State], int]:
        """How many are kept in each state, as they stand at `now`; each state is in it."""
        ...

    async def end(self, opening: Opening, ended: Ended) -> bool:
        """Write the state that a pending request ends in.

        False when it was pending no more, or when an answer (not a timeout) was not before the deadline.
        """
        ...

    async def tidy(self, *, now: Millis, keep_since: Millis) -> int:
        """Write down timeouts that have happened and drop what was opened before `keep_since`; how many rows."""
        ...
