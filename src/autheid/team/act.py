"""The record of what was done by people at work, and of what was refused to them."""

from __future__ import annotations

from enum import Enum

import msgspec

from autheid.kernel.clock import Millis
from autheid.kernel.ids import RpId
from autheid.team.worker import Realm

DETAIL_CHARACTERS = 300


class Outcome(Enum):
    """What came of an act. It is written down as BEGUN before anything is done."""

    BEGUN = "begun"
    """And not ended: the server stopped meanwhile, so it may or may not have been done."""
    DONE = "done"
    REFUSED = "refused"


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """One act. `what` is the route's name as `docs/portal.md` lists it, `detail` what it was about; never a secret."""

    realm: Realm
    rp: RpId | None
    at: Millis
    worker: str
    """The worker's id; `cli` for an operator at the server."""
    name: str
    what: str
    detail: str
    outcome: Outcome = Outcome.BEGUN
