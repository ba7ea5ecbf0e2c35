"""Screen a verified person, for a KYC and again whenever a list changes; keep what was found, and what officers said."""

from __future__ import annotations

import asyncio

from autheid.identity.identity import Identity
from autheid.kernel.clock import Clock
from autheid.kernel.errors import Kind, Refusal
from autheid.kernel.ids import AccountId
from autheid.needs.lists import Lists
from autheid.needs.screenings import KeptScreening, Screenings
from autheid.person.country import country_of
from autheid.screening.engine import screen
from autheid.screening.entry import Born
from autheid.screening.judge import Subject
from autheid.screening.lists.source import document_number
from autheid.screening.result import Screening
from autheid.screening.standing import Standing, after_screening
from autheid.usecase.tell_screening import TellScreening

_TRIES = 5


def subject_of(identity: Identity) -> Subject:
    """Every form of the name that is held, and the facts of the passport."""
    born = identity.date_of_birth
    names = (
        f"{identity.first_name} {identity.last_name}".strip(),
        f"{identity.zone_first_name} {identity.zone_last_name}".strip(),
    )
    nationality = country_of(identity.nationality)
    return Subject(
        names=tuple(dict.fromkeys(name for name in names if name)),
        born=Born(born.year, born.month, born.day),
        nationalities=() if nationality is None else (nationality,),
        gender=identity.sex,
        documents=(document_number(identity.document_number),),
    )


class ScreenPerson:
    """Screens against the lists in use. The work is done on a thread: it takes milliseconds, and pages may come from disk."""

    def __init__(self, *, lists: Lists, screenings: Screenings, tell: TellScreening, clock: Clock) -> None:
        self._lists = lists
        self._tell = tell
        self._screenings = screenings
        self._clock = clock

    async def for_request(
        self, account: AccountId, identity: Identity, request_id: str
    ) -> tuple[Screening, ...]:
        """One result a kind, kept with the request so that it can be done again."""
        subject = subject_of(identity)
        found, standing, _ = await self._screen(account, subject)
        await self._screenings.keep(
            request_id,
            KeptScreening(
                account=account,
                at=self._clock.now(),
                subject=subject,
                cleared=standing.cleared(),
                screenings=found,
            ),
        )
        return found

    async def again(self, account: AccountId, identity: Identity) -> int:
        """Screen anew; how many pairs are new, or have changed since an officer cleared them."""
        return (await self._screen(account, subject_of(identity)))[2]

    async def _screen(
        self, account: AccountId, subject: Subject
    ) -> tuple[tuple[Screening, ...], Standing, int]:
        for _ in range(_TRIES):
            standing = await self._screenings.standing(account)
            token, lists = self._lists.token(), self._lists.current()
            found = await asyncio.to_thread(screen, subject, lists, cleared=standing.cleared())
            moved, fresh = after_screening(standing, found, token=token, now=self._clock.now())
            events = await self._tell.events(account, standing, moved, now=moved.at)
            if await self._screenings.write(account, moved, events=events):
                return found, standing, fresh
        raise Refusal(Kind.UNAVAILABLE, "this person's screening is being changed: try again")
