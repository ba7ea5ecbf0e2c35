"""Where cases stand, which files belong to whom, and who has looked at them."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Protocol

import msgspec

from autheid.account.letter import Letter
from autheid.identity.case import Case, CaseId
from autheid.kernel.clock import Millis
from autheid.kernel.ids import AccountId, RequestKey


class CaseWritten(Enum):
    """What came of writing a case."""

    WRITTEN = "written"
    CHANGED_SINCE = "changed_since"
    """Another change came first: read it again."""
    DOCUMENT_TAKEN = "document_taken"
    """Another account is verified by this passport."""


class View(msgspec.Struct, frozen=True):
    """That an officer has looked at something of a person's."""

    at: Millis
    officer: str
    what: str


class Cases(Protocol):
    """Durable cases, sealed for their account."""

    async def case(self, case_id: CaseId) -> Case | None: ...

    async def cases_of(self, account: AccountId) -> list[Case]:
        """Every case of the account, the newest first."""
        ...

    async def waiting(self, *, most: int) -> list[Case]:
        """What waits for an officer, the oldest first."""
        ...

    async def add(self, case: Case) -> bool:
        """A new case; False when the account has one that is not decided."""
        ...

    async def write(
        self,
        case: Case,
        *,
        document: bytes | None = None,
        dropped: Sequence[str] = (),
        letters: Sequence[Letter] = (),
        now: Millis,
    ) -> CaseWritten:
        """Write a case over the version before its own.

        An accepted one also verifies the account until its end and takes the document (its keyed hash), in the same
        transaction. `dropped` are files that it refers to no more; they are doomed.
        """
        ...

    async def withdraw(self, case: Case) -> bool:
        """Forget a case that is being collected, and doom its files; False when it was changed since."""
        ...

    async def document_account(self, document: bytes) -> AccountId | None:
        """The account that is verified by this document (its keyed hash)."""
        ...

    async def ended(self, *, since: Millis, until: Millis, most: int) -> list[tuple[AccountId, Millis]]:
        """Whose verification by a case ended after `since` and not after `until`, and when."""
        ...

    async def note_view(self, account: AccountId, view: View) -> None:
        """Write down that an officer has looked, before they are shown anything."""
        ...

    async def views_of(self, account: AccountId) -> list[View]:
        """Who has looked, the latest first."""
        ...

    async def forget_old(
        self, *, drafts_before: Millis, refused_before: Millis, accepted_before: Millis
    ) -> int:
        """Forget drafts untouched since, cases refused before and verifications that ended before; with how many.

        An accepted case whose verification still holds stays however old it is.
        """
        ...


class FileBook(Protocol):
    """Which files there are, so that none is lost and each can be destroyed."""

    async def note_file(
        self, name: str, account: AccountId, *, request: RequestKey | None, now: Millis
    ) -> None:
        """Before a file is kept: it is the account's, for a case or for a request's result."""
        ...

    async def doomed(self, *, now: Millis, most: int) -> list[str]:
        """Files to destroy: of forgotten cases, requests and accounts, and those that nothing refers to for a day."""
        ...

    async def destroyed(self, names: Sequence[str]) -> None:
        """They are gone."""
        ...


class AccountSeals(Protocol):
    """Seals with an account's data key."""

    async def seal(self, account: AccountId | None, plain: bytes, *, label: bytes) -> bytes: ...

    async def open(self, account: AccountId | None, sealed: bytes, *, label: bytes) -> bytes:
        """Raises Refusal NOT_FOUND when the account's key was destroyed, ValueError when the bytes are others."""
        ...
