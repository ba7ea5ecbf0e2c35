"""The letters that tell a person what was changed: one to each of the account's addresses."""

from __future__ import annotations

from autheid.account.account import Account
from autheid.account.letter import Letter, LetterKind
from autheid.kernel.clock import Clock
from autheid.needs.people import People


class Notices:
    """Writes the letters of a change; whoever changes the account keeps them with the change."""

    def __init__(self, *, people: People, clock: Clock) -> None:
        self._people = people
        self._clock = clock

    async def __call__(self, account: Account, kind: LetterKind, detail: str = "") -> tuple[Letter, ...]:
        """A letter for each address that the account has before the change."""
        now = self._clock.now()
        return tuple(
            Letter(kind=kind, to=mailbox.email, language=account.language, at=now, detail=detail)
            for mailbox in await self._people.mailboxes(account.account)
        )
