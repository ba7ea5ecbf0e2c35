"""When a list changes, every verified person is screened against it in the background; only what is new is raised."""

from __future__ import annotations

import asyncio

import structlog

from autheid.identity.case import Accepted
from autheid.kernel.clock import Clock
from autheid.kernel.errors import Refusal
from autheid.kernel.ids import AccountId
from autheid.needs.cases import Cases
from autheid.needs.lists import Lists
from autheid.needs.screenings import Progress, Screenings
from autheid.usecase.screen_person import ScreenPerson

_AT_ONCE = 20
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

    async def __call__(self) -> int:
        """How many persons were screened."""
        done = raised = 0
        passed: set[AccountId] = set()
        while True:
            token = self._lists.token()
            if not token:
                return done
            accounts = await self._screenings.to_screen(
                token, now=self._clock.now(), most=_AT_ONCE + len(passed)
            )
            left = [account for account in accounts if account not in passed]
            if not left:
                break
            for account in left:
                fresh = await self._again(account)
                if fresh is None:
                    passed.add(account)
                else:
                    done, raised = done + 1, raised + fresh
                # Whoever waits for an answer goes first.
                await asyncio.sleep(0)
        if done or passed:
            _log.info("screened_everyone", persons=done, new_pairs=raised, left_out=len(passed))
        return done

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
