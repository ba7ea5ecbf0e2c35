"""Who is told when a match of a person comes or goes: the relying parties that have a KYC of that person."""

from __future__ import annotations

from autheid.hook.event import Event, EventKind, event
from autheid.kernel.clock import Millis
from autheid.kernel.ids import AccountId, RpId
from autheid.needs.requests import Requests
from autheid.request.kind import RequestKind
from autheid.request.opening import Opening
from autheid.request.state import Succeeded
from autheid.screening.standing import Standing

_MOST_REQUESTS = 1_000


class TellScreening:
    """Makes the events; who writes the standing puts them into the outbox with it."""

    def __init__(self, *, requests: Requests) -> None:
        self._requests = requests

    async def events(
        self, account: AccountId, before: Standing, after: Standing, *, now: Millis
    ) -> tuple[Event, ...]:
        """None when no verdict changed, or the person was never screened before."""
        changed = before.matching() ^ after.matching()
        if not before.version or not changed:
            return ()
        kinds = sorted(kind.value for kind in changed)
        return tuple(
            event(
                EventKind.SCREENING_CHANGED,
                rp,
                at=now,
                unique=f"{opening.request_id} {after.version}",
                data={"request_id": opening.request_id, "lists": kinds},
            )
            for rp, opening in (await self._latest_kyc(account)).items()
        )

    async def _latest_kyc(self, account: AccountId) -> dict[RpId, Opening]:
        latest: dict[RpId, Opening] = {}
        for opening, state in await self._requests.history(account, before=None, most=_MOST_REQUESTS):
            if opening.asked.kind is RequestKind.KYC and isinstance(state, Succeeded):
                latest.setdefault(opening.rp, opening)
        return latest
