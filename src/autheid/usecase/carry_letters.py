"""Carry the letters that wait. A letter is forgotten once it was carried, so a crash may bring one twice, never none."""

from __future__ import annotations

import asyncio

import structlog

from autheid.account.letter import Letter
from autheid.kernel.clock import Clock, after
from autheid.needs.post import CarryError, Courier, Outbox

_AT_ONCE = 8
_FIRST_PAUSE_SECONDS = 5
_LONGEST_PAUSE_SECONDS = 3600
_GIVE_UP_SECONDS = 2 * 24 * 3600
_log = structlog.get_logger("autheid.post")


class CarryLetters:
    """One round of the postman."""

    def __init__(self, *, outbox: Outbox, courier: Courier, clock: Clock) -> None:
        self._outbox = outbox
        self._courier = courier
        self._clock = clock

    async def __call__(self) -> int:
        """Carry what is due, some at a time; how many letters were looked at."""
        seen = 0
        while due := await self._outbox.due(now=self._clock.now(), most=_AT_ONCE):
            await asyncio.gather(*(self._carry(*one) for one in due))
            seen += len(due)
        return seen

    async def _carry(self, number: int, tries: int, letter: Letter) -> None:
        now = self._clock.now()
        worthless = letter.expires is not None and now >= letter.expires
        if worthless or now >= after(letter.at, seconds=_GIVE_UP_SECONDS):
            _log.warning("letter_given_up", kind=letter.kind.value, tries=tries)
            await self._outbox.carried(number)
            return
        try:
            await self._courier.carry(letter)
        except CarryError as error:
            _log.warning(
                "letter_not_carried", kind=letter.kind.value, reason=str(error), for_good=error.for_good
            )
            if not error.for_good:
                pause = min(_LONGEST_PAUSE_SECONDS, _FIRST_PAUSE_SECONDS * 2**tries)
                await self._outbox.try_later(number, due=after(now, seconds=pause))
                return
        await self._outbox.carried(number)
