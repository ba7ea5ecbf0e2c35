"""Carry the letters that wait. A letter is forgotten once it was carried, so a crash may bring one twice, never none."""

from __future__ import annotations

import asyncio
from itertools import compress

import structlog

from autheid.account.letter import Letter
from autheid.kernel.clock import Clock, Millis, after
from autheid.needs.post import CarryError, Courier, Outbox

_AT_ONCE = 8
_FIRST_PAUSE_SECONDS = 5
_LONGEST_PAUSE_SECONDS = 3600
_CLAIM_SECONDS = 60
"""Longer than any courier tries: so long a letter is nobody else's."""
_GIVE_UP_SECONDS = 2 * 24 * 3600
_log = structlog.get_logger("autheid.post")


class CarryLetters:
    """The postman. Some letters are on their way at once, and a slow one keeps no other waiting."""

    def __init__(self, *, outbox: Outbox, courier: Courier, clock: Clock) -> None:
        self._outbox = outbox
        self._courier = courier
        self._clock = clock
        self._on_the_way: dict[int, asyncio.Task[None]] = {}

    async def __call__(self) -> int:
        """Set out with what is due, as far as there are hands for it; with how many letters."""
        hands = _AT_ONCE - len(self._on_the_way)
        now = self._clock.now()
        until = after(now, seconds=_CLAIM_SECONDS)
        due = await self._outbox.due(now=now, most=_AT_ONCE + len(self._on_the_way))
        # What is on its way stands in the outbox until it was carried.
        free = [one for one in due if one[0] not in self._on_the_way][:hands]
        mine = await asyncio.gather(*(self._outbox.claim(one[0], now=now, until=until) for one in free))
        begun = list(compress(free, mine))
        for number, tries, letter in begun:
            self._on_the_way[number] = asyncio.create_task(self._take(number, tries, letter))
        return len(begun)

    async def finish(self) -> None:
        """Return when no letter is on its way."""
        while self._on_the_way:
            await asyncio.wait(self._on_the_way.values())

    async def stop(self, *, within_seconds: float) -> None:
        """Set out once more, and give that a moment. What is not carried then waits in the outbox."""
        try:
            async with asyncio.timeout(within_seconds):
                await self()
                await self.finish()
        except TimeoutError:
            left = dict(self._on_the_way)
            for task in left.values():
                task.cancel()
            await asyncio.gather(*left.values(), return_exceptions=True)
            for number in left:
                await self._outbox.give_back(number, now=self._clock.now())

    async def _take(self, number: int, tries: int, letter: Letter) -> None:
        try:
            if _is_worthless(letter, self._clock.now()):
                _log.warning("letter_given_up", kind=letter.kind.value, tries=tries)
                await self._outbox.carried(number)
            else:
                await self._carry(number, tries, letter)
        except Exception as error:  # noqa: BLE001 - it stays in the outbox; a trace might hold the address
            _log.error("letter_stuck", kind=letter.kind.value, reason=type(error).__name__)
        finally:
            del self._on_the_way[number]

    async def _carry(self, number: int, tries: int, letter: Letter) -> None:
        try:
            await self._courier.carry(letter)
        except CarryError as error:
            reason, for_good = str(error), error.for_good
        except Exception as error:  # noqa: BLE001 - a courier that breaks must not be asked again at once
            reason, for_good = type(error).__name__, False
        else:
            await self._outbox.carried(number)
            return
        _log.warning("letter_not_carried", kind=letter.kind.value, reason=reason, for_good=for_good)
        if for_good:
            await self._outbox.carried(number)
            return
        pause = min(_LONGEST_PAUSE_SECONDS, _FIRST_PAUSE_SECONDS * 2**tries)
        await self._outbox.try_later(number, due=after(self._clock.now(), seconds=pause))


def _is_worthless(letter: Letter, now: Millis) -> bool:
    return now >= after(letter.at, seconds=_GIVE_UP_SECONDS) or (
        letter.expires is not None and now >= letter.expires
    )
