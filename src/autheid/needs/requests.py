"""Where requests are kept."""

from __future__ import annotations

from typing import Protocol

import msgspec

from autheid.kernel.clock import Millis
from autheid.kernel.ids import AccountId, RpId
from autheid.request.mute import Mute
from autheid.request.opening import Opening
from autheid.request.state import Ended, State


class Opened(msgspec.Struct, frozen=True):
    """The request was stored, durably."""


class Repeated(msgspec.Struct, frozen=True):
    """This relying party has used the idempotent key before, for this request."""

    opening: Opening


class TooManyOpen(msgspec.Struct, frozen=True):
    """The address has as many open prompts as it may, in all or of this relying party."""

    retry_after_seconds: int
    of_this_party: bool


class PromptLimits(msgspec.Struct, frozen=True):
    """How many requests may wait for an answer at one address: in all, and of one relying party."""

    in_all: int
    of_one_party: int


class MutedParty(msgspec.Struct, frozen=True):
    """The account has muted this relying party."""

    until: Millis


class Requests(Protocol):
    """Durable requests. A call returns only after the commit that holds what it wrote."""

    async def open(
        self, opening: Opening, *, address: bytes, idempotency: bytes | None, limits: PromptLimits | None
    ) -> OpenOutcome:
        """Store a waiting request and its idempotent key in one transaction, or say why not.

        `address` is the keyed hash of whom it is addressed to, `idempotency` that of the RP's idempotent key;
        of many callers with one key exactly one opens, and the others get what that one opened.
        `limits` is None for an address without limits, and for a request that is addressed to nobody.
        """
        ...

    async def repeated(self, idempotency: bytes) -> Opening | None:
        """The request that this idempotent key has opened."""
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

    async def end(self, opening: Opening, ended: Ended, *, mute: Mute | None = None) -> bool:
        """Write the state that a waiting request ends in, and the mute that its ending begins.

        False when it waited no more, when an answer (not a timeout) was not before the deadline, or when the address
        was chosen anew since `opening` was read.
        """
        ...

    async def claim(self, opening: Opening, *, now: Millis) -> bool:
        """Give an unclaimed request to the account that `opening` names; False when it was claimed or over."""
        ...

    async def present(self, opening: Opening, *, now: Millis) -> bool:
        """Write the address that its person chose; False when another choice came first or it waits no more."""
        ...

    async def history(
        self, account: AccountId, *, before: int | None, most: int
    ) -> list[tuple[Opening, State]]:
        """The account's requests, the newest first, of keys below `before`; the clock is not applied."""
        ...

    async def mutes(self, account: AccountId, *, now: Millis) -> list[Mute]:
        """The relying parties that the account has muted at `now`."""
        ...

    async def lift_mute(self, account: AccountId, rp: RpId) -> bool:
        """Hear the relying party again; False when it was not muted."""
        ...

    async def tidy(self, *, now: Millis, keep_since: Millis, keep_history_since: Millis) -> int:
        """Write down timeouts that have happened; how many rows were touched.

        Drops what was opened before `keep_since`: all of it that is nobody's, and idempotent keys; what an account
        has in its history goes when it was opened before `keep_history_since`.
        """
        ...


OpenOutcome = Opened | Repeated | TooManyOpen | MutedParty
"""What came of opening a request."""
