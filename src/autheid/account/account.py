"""A person's account."""

from __future__ import annotations

from typing import Literal

import msgspec

from autheid.kernel.clock import Millis
from autheid.kernel.ids import AccountId, UniqueUserId

MOST_EMAILS = 3
Language = Literal["en", "sv"]
"""What the person reads letters in (ISO 639-1)."""


class Account(msgspec.Struct, frozen=True):
    """An account. `email` is its first address; `verified_until` is None for one that was never verified."""

    account: AccountId
    unique_user_id: UniqueUserId
    email: str
    verified_until: Millis | None
    answers_by_itself: bool = False
    """A staging account whose simulated phone answers: exempt from the limit on open prompts."""
    language: Language = "en"
    version: int = 1
    """Grows with each change that the person's devices show."""
    recovery_hash: bytes | None = None
    """Keyed hash of the recovery code that lets a new device in; None when there is none."""

    def is_verified(self, now: Millis) -> bool:
        """Whether its verification holds at this moment."""
        return self.verified_until is not None and now < self.verified_until


class Mailbox(msgspec.Struct, frozen=True):
    """An address of an account, as it was written."""

    email: str
    added: Millis
