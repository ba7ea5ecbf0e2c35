"""Which relying parties have a KYC of a person, as far as requests are remembered."""

from __future__ import annotations

from autheid.kernel.ids import AccountId, RpId
from autheid.needs.requests import Requests
from autheid.request.kind import RequestKind
from autheid.request.opening import Opening
from autheid.request.state import Succeeded

_MOST_REQUESTS = 1_000


async def kyc_holders(requests: Requests, account: AccountId) -> dict[RpId, Opening]:
    """Each with its latest KYC."""
    latest: dict[RpId, Opening] = {}
    for opening, state in await requests.history(account, before=None, most=_MOST_REQUESTS):
        if opening.asked.kind is RequestKind.KYC and isinstance(state, Succeeded):
            latest.setdefault(opening.rp, opening)
    return latest
