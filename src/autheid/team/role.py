"""What a member may do: one table of roles and rights."""

from __future__ import annotations

from enum import Enum

import msgspec

from autheid.kernel.clock import Millis
from autheid.kernel.ids import RpId
from autheid.team.worker import Realm, Worker


class Role(Enum):
    """A member's part in a team."""

    OWNER = "owner"
    DEVELOPER = "developer"
    VIEWER = "viewer"


class Right(Enum):
    """What a call of the portal asks for."""

    SEE = "see"
    """Look at requests, figures, and what is set up."""
    BUILD = "build"
    """Make keys and webhooks, send and cancel requests."""
    RULE = "rule"
    """The team, the organisation's name and domain, and the record of what members did."""


RIGHTS: dict[Role, frozenset[Right]] = {
    Role.OWNER: frozenset({Right.SEE, Right.BUILD, Right.RULE}),
    Role.DEVELOPER: frozenset({Right.SEE, Right.BUILD}),
    Role.VIEWER: frozenset({Right.SEE}),
}


class Membership(msgspec.Struct, frozen=True):
    """A worker's part in one relying party's team."""

    rp: RpId
    worker: Worker
    role: Role
    since: Millis


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """A seat that waits for somebody. `rp` is None and `role` OWNER or VIEWER for an officer: OWNER owns the deployment."""

    invitation: str
    token_hash: bytes
    realm: Realm
    rp: RpId | None
    role: Role
    email: str
    name: str
    invited_by: str
    made: Millis
    expires: Millis
