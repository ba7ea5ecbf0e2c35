"""A person looks back: what was asked, how it ended, who received what, and all of it as one file."""

from __future__ import annotations

from collections import Counter

import msgspec

from autheid.account.device import Device
from autheid.kernel.clock import Clock, Millis
from autheid.kernel.errors import Kind, Refusal, invalid
from autheid.kernel.ids import RpId
from autheid.needs.requests import Requests
from autheid.request.mute import Mute
from autheid.request.opening import Opening
from autheid.request.state import State, Succeeded
from autheid.request.statement import DISCLOSED
from autheid.request.transition import at_time

PAGE = 30
MOST_SEARCHED = 3000
"""How many of the newest requests a search looks through, and a summary or an export holds."""
_STEP = 300

Past = tuple[Opening, State]


class Disclosure(msgspec.Struct, frozen=True):
    """What one relying party has received."""

    rp: RpId
    rp_name: str
    first: Millis
    last: Millis
    times: int
    received: tuple[str, ...]


class ShowHistory:
    """The history of an account, and what follows from it."""

    def __init__(self, *, requests: Requests, clock: Clock) -> None:
        self._requests = requests
        self._clock = clock

    async def page(self, device: Device, *, cursor: str, text: str) -> tuple[list[Past], str]:
        """Up to 30 requests, the newest first, and the cursor of the next page; empty after the last.

        A search looks for the text in title, description and the relying party's name, whatever its case.
        Raises Refusal INVALID for a cursor that is not ours.
        """
        before = _key_of(cursor)
        wanted = text.strip().casefold()
        found: list[Past] = []
        searched = 0
        while searched < MOST_SEARCHED:
            step = await self._step(device, before, _STEP if wanted else PAGE + 1)
            for past in step:
                if len(found) == PAGE:
                    return found, str(found[-1][0].key)
                if wanted in _words_of(past[0]):
                    found.append(past)
            if not step or (not wanted and len(step) <= PAGE):
                return found, ""
            before = step[-1][0].key
            searched += len(step)
        return found, str(before)

    async def one(self, device: Device, request_id: str) -> Past:
        """One of the account's requests. Raises Refusal NOT_FOUND, also for another account's."""
        loaded = await self._requests.load(request_id)
        if loaded is None or loaded[0].account != device.account:
            raise Refusal(Kind.NOT_FOUND, "no such request")
        return loaded[0], at_time(*loaded, self._clock.now())

    async def all(self, device: Device) -> list[Past]:
        """The newest 3,000 of the account."""
        return await self._step(device, None, MOST_SEARCHED)

    async def disclosures(self, device: Device) -> list[Disclosure]:
        """Who received what, the latest first."""
        approved = [opening for opening, state in await self.all(device) if isinstance(state, Succeeded)]
        times = Counter(opening.rp for opening in approved)
        summed: dict[RpId, Disclosure] = {}
        for opening in approved:
            known = summed.get(opening.rp)
            received = DISCLOSED[opening.asked.kind]
            summed[opening.rp] = Disclosure(
                rp=opening.rp,
                rp_name=opening.rp_name if known is None else known.rp_name,
                first=opening.created,
                last=opening.created if known is None else known.last,
                times=times[opening.rp],
                received=tuple(dict.fromkeys((*(known.received if known is not None else ()), *received))),
            )
        return list(summed.values())

    async def mutes(self, device: Device) -> list[Mute]:
        """The relying parties that the person has muted."""
        return await self._requests.mutes(device.account, now=self._clock.now())

    async def lift_mute(self, device: Device, rp: str) -> None:
        """Hear a relying party again. Raises Refusal NOT_FOUND when it is not muted."""
        if not await self._requests.lift_mute(device.account, RpId(rp)):
            raise Refusal(Kind.NOT_FOUND, "rpId: is not muted")

    async def _step(self, device: Device, before: int | None, most: int) -> list[Past]:
        now = self._clock.now()
        stored = await self._requests.history(device.account, before=before, most=most)
        return [(opening, at_time(opening, state, now)) for opening, state in stored]


def _key_of(cursor: str) -> int | None:
    if not cursor:
        return None
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 20):  # noqa: PLR2004 - digits of 2^63
        raise invalid("before", "is not a cursor of ours")
    return int(cursor)


def _words_of(opening: Opening) -> str:
    return f"{opening.asked.title}\n{opening.asked.description}\n{opening.rp_name}".casefold()
