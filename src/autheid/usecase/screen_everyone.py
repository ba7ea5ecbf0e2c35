"""When a list changes, every verified person is screened against it in the background; only what is new is raised."""

from __future__ import annotations

import asyncio

import structlog

from autheid.identity.case import Accepted
from autheid.kernel.clock import Clock, Millis, after
from autheid.kernel.errors import Refusal
from autheid.kernel.ids import AccountId
from autheid.needs.cases import Cases
from autheid.needs.lists import Lists
from autheid.needs.screenings import Progress, Screenings
from autheid.usecase.screen_person import ScreenPerson

_PAGE = 500
_LOOK_AGAIN_SECONDS = 60
_log = structlog.get_logger("autheid.screening")


class ScreenEveryone:
    """One round goes through everybody who is left; it can stop anywhere, and the next one goes on there."""

    def __init__(
        self, *, person: ScreenPerson, lists: Lists, screenings: Screenings, cases: Cases, clock: Clock
    ) -> None:
        self._person = person
        self._lists = lists
        self._screenings = screenings
        self._cases = cases
        self._clock = clock
        self._done = ""
        self._look_again = Millis(0)

    async def __call__(self) -> int:
        """How many persons were screened. Cheap while nothing changed; who was verified since is found within a minute."""
        token, now = self._lists.token(), self._clock.now()
        if not token or (token == self._done and now < self._look_again):
            return 0
        screened = raised = left_out = 0
        beyond = AccountId(0)
        while page := await self._screenings.verified(beyond=beyond, now=now, most=_PAGE):
            for account, before in page:
                if before == token:
                    continue
                fresh = await self._again(account)
                left_out += fresh is None
                screened, raised = screened + (fresh is not None), raised + (fresh or 0)
                # Whoever waits for an answer goes first.
                await asyncio.sleep(0)
            beyond = page[-1][0]
            if self._lists.token() != token:
                break
        else:
            self._done, self._look_again = token, after(now, seconds=_LOOK_AGAIN_SECONDS)
        if screened or left_out:
            _log.info("screened_everyone", persons=screened, new_pairs=raised, left_out=left_out)
        return screened

    async def _again(self, account: AccountId) -> int | None:
        """None when this person can't be screened now: erased in between, or somebody is at work on it."""
        now = self._clock.now()
        try:
            for case in await self._cases.cases_of(account):
                if isinstance(case.state, Accepted) and now < case.state.valid_until:
                    return await self._person.again(account, case.state.identity)
        except Refusal:
            pass
        return None

    async def progress(self) -> Progress:
        """How far it is."""
        return await self._screenings.progress(self._lists.token(), now=self._clock.now())
