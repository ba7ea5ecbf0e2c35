"""A person's device: one signing key, known by its public half."""

from __future__ import annotations

from enum import Enum

import msgspec

from autheid.kernel.clock import Millis
from autheid.kernel.ids import AccountId, DeviceId
from autheid.kernel.secret import base64_text, digest
from autheid.pki.curve import Curve

DEVICE_NAME_CHARACTERS = 64
COMPARE_DIGITS = 6


class Device(msgspec.Struct, frozen=True):
    """An enrolled device. `public_key` is the compressed point, 33 bytes (SEC 1 §2.3.3)."""

    device_id: DeviceId
    account: AccountId
    curve: Curve
    public_key: bytes
    name: str
    retired: bool = False
    session_key: bytes | None = None
    """A second key, on P-256, that opens sessions and says no; it can't approve and can't change the account."""
    guarded: bool = False
    """Whether each approval must come with a proof of the person: the PIN's or a passkey's."""


class NewPin(msgspec.Struct, frozen=True):
    """A PIN's two halves as the store keeps them: the proof's keyed hash and the sealed share."""

    proof_hash: bytes
    sealed_share: bytes


class NewDevice(msgspec.Struct, frozen=True):
    """A device that is about to be enrolled. `pin` is None for one that guards its key by itself."""

    public_key: bytes
    curve: Curve
    name: str
    session_key: bytes | None = None
    pin: NewPin | None = None

    @property
    def device_id(self) -> DeviceId:
        """The id that it will have."""
        return device_id_of(self.public_key)


class KnownDevice(msgspec.Struct, frozen=True):
    """An active device as its person sees it in a list."""

    device_id: DeviceId
    name: str
    enrolled: Millis
    last_seen: Millis


class Join(msgspec.Struct, frozen=True):
    """A device that waits for an older one of the account to admit it; its id is the enrolment's."""

    join_id: str
    account: AccountId
    device: NewDevice
    asked: Millis
    expires: Millis


class JoinState(Enum):
    """Where a join stands. The values stand in the store and are never reused."""

    WAITING = 0
    ADMITTED = 1
    REFUSED = 2


def device_id_of(public_key: bytes) -> DeviceId:
    """A device's id is its compressed public key in base64, as the reference shows it."""
    return DeviceId(base64_text(public_key))


def compare_digits(device_id: DeviceId) -> str:
    """Six digits that the new device and the one that admits it both show: a person sees that it is the same key."""
    number = int.from_bytes(digest(device_id.encode())[:8], "big")
    return f"{number % 10**COMPARE_DIGITS:0{COMPARE_DIGITS}d}"
