"""A yardstick: a store that forgets. It keeps `autheid.needs.requests` but for its one promise, that it lasts.

With it, and with accounts remembered instead of read, a cycle costs what it would with no database at all.
"""

from __future__ import annotations

from autheid.account.account import Account
from autheid.kernel.clock import Millis
from autheid.kernel.ids import AccountId
from autheid.kernel.secret import Sealer
from autheid.needs.requests import Opened, OpenOutcome, PromptLimits, Repeated
from autheid.person.email import EmailAddress
from autheid.request.mute import Mute
from autheid.request.opening import Opening
from autheid.request.state import Ended, Pending, State
from autheid.store.engine import Database
from autheid.store.people import StoredPeople


class ForgetfulRequests:
    """Requests in a dict."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[Opening, State]] = {}
        self._repeated: dict[bytes, Opening] = {}

    async def open(
        self, opening: Opening, *, address: bytes, idempotency: bytes | None, limits: PromptLimits | None
    ) -> OpenOutcome:
        if idempotency is not None:
            first = self._repeated.setdefault(idempotency, opening)
            if first is not opening:
                return Repeated(first)
        self._kept[opening.request_id] = (opening, Pending())
        return Opened()

    async def repeated(self, idempotency: bytes) -> Opening | None:
        return self._repeated.get(idempotency)

    async def load(self, request_id: str) -> tuple[Opening, State] | None:
        return self._kept.get(request_id)

    async def load_pending(self, account: AccountId, *, now: Millis) -> list[Opening]:
        return [
            opening
            for opening, state in self._kept.values()
            if opening.account == account and isinstance(state, Pending) and opening.expires > now
        ]

    async def end(self, opening: Opening, ended: Ended, *, mute: Mute | None = None) -> bool:
        found = self._kept[opening.request_id]
        if not isinstance(found[1], Pending) or ended.at >= opening.expires:
            return False
        self._kept[opening.request_id] = (opening, ended)
        return True

    async def tidy(self, *, now: Millis, keep_since: Millis, keep_history_since: Millis) -> int:
        return 0


class RememberedPeople(StoredPeople):
    """Accounts read once."""

    def __init__(self, database: Database, *, letters: Sealer) -> None:
        super().__init__(database, letters=letters)
        self._by_email: dict[str, Account] = {}
        self._by_id: dict[AccountId, Account] = {}

    async def account_by_email(self, email: EmailAddress) -> Account | None:
        if (known := self._by_email.get(email.folded)) is not None:
            return known
        found = await super().account_by_email(email)
        if found is not None:
            self._by_email[email.folded] = found
        return found

    async def account(self, account: AccountId) -> Account | None:
        if (known := self._by_id.get(account)) is not None:
            return known
        found = await super().account(account)
        if found is not None:
            self._by_id[account] = found
        return found
