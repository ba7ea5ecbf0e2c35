"""Who is told when a match of a person comes or goes: the relying parties that have a KYC of that person."""

from __future__ import annotations

from autheid.hook.event import Event, EventKind, event
from autheid.kernel.clock import Millis
from autheid.kernel.ids import AccountId
from autheid.needs.requests import Requests
from autheid.screening.standing import Standing
from autheid.usecase.kyc_holders import kyc_holders


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
            for rp, opening in (await kyc_holders(self._requests, account)).items()
        )
