"""A person who did not start a request hears nothing more by their address from its relying party, for a while."""

from __future__ import annotations

import msgspec

from autheid.kernel.clock import Millis, after
from autheid.kernel.ids import AccountId, RpId
from autheid.request.opening import Opening, StartedBy

MUTE_SECONDS = 24 * 3600


class Mute(msgspec.Struct, frozen=True):
    """One relying party, muted for one account. What the person starts with a code or a link is not muted."""

    account: AccountId
    rp: RpId
    rp_name: str
    until: Millis


def mute_of(opening: Opening, *, now: Millis) -> Mute | None:
    """The mute that reporting this request begins; None where the person had opened it themselves."""
    if opening.account is None or opening.started_by is not StartedBy.EMAIL:
        return None
    return Mute(opening.account, opening.rp, opening.rp_name, after(now, seconds=MUTE_SECONDS))
