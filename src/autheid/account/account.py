"""A person's account."""

from __future__ import annotations

import msgspec

from autheid.kernel.clock import Millis
from autheid.kernel.ids import AccountId, UniqueUserId


class Account(msgspec.Struct, frozen=True):
    """An account. `email` is its first address; `verified_until` is None for one that was never verified."""

    account: AccountId
    unique_user_id: UniqueUserId
    email: str
    verified_until: Millis | None
    answers_by_itself: bool = False
    """A staging account whose simulated phone answers: exempt from the limit on open prompts."""

    def is_verified(self, now: Millis) -> bool:
        """Whether its verification holds at this moment."""
        return self.verified_until is not None and now < self.verified_until
