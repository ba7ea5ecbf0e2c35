"""What people at work do is written down before it is done, and again when it is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

import msgspec

from autheid.kernel.clock import Clock
from autheid.kernel.errors import Refusal
from autheid.kernel.ids import RpId
from autheid.needs.staff import Staff
from autheid.team.act import DETAIL_CHARACTERS, Act, Outcome
from autheid.team.worker import Realm, Worker

PAGE = 100
_T = TypeVar("_T")


class Record:
    """What an act is about; whoever does it says more as it becomes known. Never a secret."""

    def __init__(self, detail: str, rp: RpId | None) -> None:
        self.detail = detail
        self.rp = rp
        """Whose it is; what founds a team knows it only afterwards."""

    def says(self, detail: str) -> None:
        """What it is about."""
        self.detail = detail


class RecordActs:
    """The one way by which the pages' doors change anything."""

    def __init__(self, *, staff: Staff, clock: Clock) -> None:
        self._staff = staff
        self._clock = clock

    async def doing(
        self,
        worker: Worker,
        do: Callable[[Record], Awaitable[_T]],
        *,
        rp: RpId | None,
        what: str,
        detail: str,
    ) -> _T:
        """What `do` gives. Its refusal is written down too, and raised."""
        record = Record(detail, rp)
        act = Act(
            realm=worker.realm,
            rp=rp,
            at=self._clock.now(),
            worker=worker.worker,
            name=worker.name,
            what=what,
            detail=_short(detail),
        )
        number = await self._staff.begin_act(act)
        try:
            done = await do(record)
        except Refusal as refusal:
            said = msgspec.structs.replace(
                act, rp=record.rp, detail=_short(f"{record.detail} — {refusal.message}")
            )
            await self._staff.end_act(number, said, Outcome.REFUSED)
            raise
        ended = msgspec.structs.replace(act, rp=record.rp, detail=_short(record.detail))
        await self._staff.end_act(number, ended, Outcome.DONE)
        return done

    async def note(self, worker: Worker, *, rp: RpId | None, what: str, detail: str) -> None:
        """Something that somebody did before they had a session: how they came in."""
        act = Act(
            realm=worker.realm,
            rp=rp,
            at=self._clock.now(),
            worker=worker.worker,
            name=worker.name,
            what=what,
            detail=_short(detail),
            outcome=Outcome.DONE,
        )
        await self._staff.begin_act(act)

    async def came_in(self, worker: Worker, *, how: str, place: str) -> None:
        """Somebody signed in: it stands in the record of each team that they are of, or in their realm's own."""
        teams: list[RpId | None] = [seat.rp for seat, _ in await self._staff.memberships(worker.worker)]
        for rp in teams or [None]:
            await self.note(worker, rp=rp, what="SignIn", detail=f"{how}, {place}")

    async def page(self, realm: Realm, rp: RpId | None, *, before: int | None) -> list[tuple[int, Act]]:
        """Up to a page, the latest first."""
        return await self._staff.acts(realm, rp, before=before, most=PAGE)


def _short(text: str) -> str:
    text = text.strip(" —")
    return text if len(text) <= DETAIL_CHARACTERS else text[: DETAIL_CHARACTERS - 1] + "…"
