"""When a verification ends, the relying parties that have a KYC of the person are told, once."""

from __future__ import annotations

from autheid.hook.event import EventKind, event
from autheid.identity.case import Accepted
from autheid.kernel.clock import Clock, Millis, after
from autheid.kernel.ids import AccountId
from autheid.needs.cases import Cases
from autheid.needs.hooks import Hooks
from autheid.needs.requests import Requests
from autheid.usecase.kyc_holders import kyc_holders

_LOOK_BACK_SECONDS = 2 * 24 * 3600
"""So that a server that was down meanwhile tells of it. What was put into the outbox is not put in again."""
_AT_ONCE = 500


class TellExpiry:
    """One round: whoever's verification ended since the last look, and who was not verified anew."""

    def __init__(self, *, cases: Cases, requests: Requests, hooks: Hooks, clock: Clock) -> None:
        self._cases = cases
        self._requests = requests
        self._hooks = hooks
        self._clock = clock
        self._seen: set[tuple[AccountId, Millis]] = set()

    async def __call__(self) -> int:
        """How many persons' verifications ended."""
        now = self._clock.now()
        since = after(now, seconds=-_LOOK_BACK_SECONDS)
        self._seen = {one for one in self._seen if one[1] > since}
        ended = [
            one
            for one in await self._cases.ended(since=since, until=now, most=_AT_ONCE + len(self._seen))
            if one not in self._seen
        ]
        for account, at in ended:
            if not await self._is_verified(account, now):
                await self._tell(account, at, now)
            self._seen.add((account, at))
        return len(ended)

    async def _is_verified(self, account: AccountId, now: Millis) -> bool:
        cases = await self._cases.cases_of(account)
        return any(isinstance(case.state, Accepted) and now < case.state.valid_until for case in cases)

    async def _tell(self, account: AccountId, ended: Millis, now: Millis) -> None:
        events = [
            event(
                EventKind.KYC_EXPIRED,
                rp,
                at=ended,
                unique=f"{opening.request_id} {ended}",
                data={"request_id": opening.request_id},
            )
            for rp, opening in (await kyc_holders(self._requests, account)).items()
        ]
        if events:
            await self._hooks.put_all(events, now=now)
