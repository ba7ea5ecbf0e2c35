"""What can happen to a request."""

from __future__ import annotations

import msgspec

from autheid.kernel.clock import Millis
from autheid.kernel.ids import UniqueUserId
from autheid.pki.passkey import Assertion
from autheid.request.approval import VerifiedApproval
from autheid.request.state import Evidence


class Claim(msgspec.Struct, frozen=True):
    """Somebody opened a request that was addressed to nobody: it is theirs from then on."""

    at: Millis


class ApproveWrongNumber(msgspec.Struct, frozen=True):
    """As Approve, with another number than the relying party's page shows: somebody else may have started it."""

    at: Millis
    approval: VerifiedApproval


class Approve(msgspec.Struct, frozen=True):
    """The person's device approved, its signatures were verified, and the evidence was made from them."""

    at: Millis
    approval: VerifiedApproval
    device_name: str
    unique_user_id: UniqueUserId
    evidence: Evidence
    assertion: Assertion | None = None
    """The passkey's word beside the device's, where it opened the key."""


class ApproveUnverified(msgspec.Struct, frozen=True):
    """As Approve, from an account that is not verified where only a verified one was asked for."""

    at: Millis
    approval: VerifiedApproval
    assertion: Assertion | None = None


class Reject(msgspec.Struct, frozen=True):
    """The person's device said no, and signed that."""

    at: Millis
    approval: VerifiedApproval


class Cancel(msgspec.Struct, frozen=True):
    """The relying party takes the request back."""

    at: Millis


class Expire(msgspec.Struct, frozen=True):
    """The deadline has passed. `at` is the deadline."""

    at: Millis


Event = Claim | Approve | ApproveUnverified | ApproveWrongNumber | Reject | Cancel | Expire
