"""A person looks back: what was asked, how it ended, who received what, and all of it as one file."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import aclosing

import msgspec

from autheid.account.device import Device
from autheid.kernel.clock import Clock, Millis
from autheid.kernel.errors import Kind, Refusal, invalid
from autheid.kernel.ids import DeviceId, RequestIds, RpId
from autheid.needs.people import People
from autheid.needs.requests import Requests
from autheid.request.mute import Mute
from autheid.request.opening import Opening
from autheid.request.state import NotVerified, State, Succeeded, UserCancelled
from autheid.request.statement import DISCLOSED
from autheid.usecase.find_request import as_told

PAGE = 30
SEARCH_CHARACTERS = 100
MOST_SEARCHED = 3000
"""How many requests one search looks at; its cursor leads on to the older ones."""
_STEP = 100


class Past(msgspec.Struct, frozen=True):
    """One request, how it stands, and what the device is called that answered it."""

    opening: Opening
    state: State
    device_name: str


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

    def __init__(self, *, requests: Requests, people: People, ids: RequestIds, clock: Clock) -> None:
        self._requests = requests
        self._people = people
        self._ids = ids
        self._clock = clock

    async def page(self, device: Device, *, cursor: str, text: str) -> tuple[list[Past], str]:
        """Up to 30 requests, the newest first, and the cursor of the next page; empty after the last.

        A search looks for the text in title, description and the relying party's name, whatever its case, in
        `MOST_SEARCHED` requests at once: a page may be short, or empty, and still lead on.
        The cursor is the id of the last request that was looked at.
        Raises Refusal INVALID for a cursor that is not ours.
        """
        wanted = text.strip().casefold()
        found: list[Past] = []
        looked_at, last = 0, ""
        async with aclosing(self._walk(device, before=self._key_of(cursor))) as walk:
            async for past in walk:
                if len(found) == PAGE or looked_at == MOST_SEARCHED:
                    return found, last
                looked_at, last = looked_at + 1, past.opening.request_id
                if wanted in _words_of(past.opening):
                    found.append(past)
        return found, ""

    async def one(self, device: Device, request_id: str) -> Past:
        """One of the account's requests. Raises Refusal NOT_FOUND, also for another account's."""
        loaded = await self._requests.load(request_id)
        if loaded is None or loaded[0].account != device.account:
            raise Refusal(Kind.NOT_FOUND, "no such request")
        opening, state = await as_told(*loaded, requests=self._requests, clock=self._clock)
        return Past(opening, state, _name_in(await self._names(device), state))

    async def all(self, device: Device) -> list[Past]:
        """Every request of the account, the newest first."""
        return [past async for past in self._walk(device, before=None)]

    @staticmethod
    def disclosures(everything: list[Past]) -> list[Disclosure]:
        """Who received what, the latest first; from all requests, the newest first."""
        approved = [past.opening for past in everything if isinstance(past.state, Succeeded)]
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

    async def devices(self, device: Device) -> list[Device]:
        """Every device that the account has had."""
        return await self._people.devices_of(device.account)

    async def mutes(self, device: Device) -> list[Mute]:
        """The relying parties that the person has muted."""
        return await self._requests.mutes(device.account, now=self._clock.now())

    async def lift_mute(self, device: Device, rp: str) -> None:
        """Hear a relying party again. Raises Refusal NOT_FOUND when it is not muted."""
        if not await self._requests.lift_mute(device.account, RpId(rp)):
            raise Refusal(Kind.NOT_FOUND, "rpId: is not muted")

    def _key_of(self, cursor: str) -> int | None:
        if not cursor:
            return None
        key = self._ids.key_of(cursor)
        if key is None:
            raise invalid("before", "is not a cursor of ours")
        return key

    async def _walk(self, device: Device, *, before: int | None) -> AsyncGenerator[Past]:
        names = await self._names(device)
        while True:
            step = await self._requests.history(device.account, before=before, most=_STEP)
            for found in step:
                opening, state = await as_told(*found, requests=self._requests, clock=self._clock)
                yield Past(opening, state, _name_in(names, state))
            if len(step) < _STEP:
                return
            before = step[-1][0].key
            # Reads run on the loop's thread: whoever waits for it comes first.
            await asyncio.sleep(0)

    async def _names(self, device: Device) -> dict[DeviceId, str]:
        return {one.device_id: one.name for one in await self._people.devices_of(device.account)}


def _name_in(names: dict[DeviceId, str], state: State) -> str:
    if isinstance(state, Succeeded):
        return state.device_name
    return names.get(state.device, "") if isinstance(state, NotVerified | UserCancelled) else ""


def _words_of(opening: Opening) -> str:
    return f"{opening.asked.title}\n{opening.asked.description}\n{opening.rp_name}".casefold()
