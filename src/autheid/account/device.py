"""A person's device: one signing key, known by its public half."""

from __future__ import annotations

import msgspec

from autheid.kernel.ids import AccountId, DeviceId
from autheid.kernel.secret import base64_text
from autheid.pki.curve import Curve

DEVICE_NAME_CHARACTERS = 64


class Device(msgspec.Struct, frozen=True):
    """An enrolled device. `public_key` is the compressed point, 33 bytes (SEC 1 §2.3.3)."""

    device_id: DeviceId
    account: AccountId
    curve: Curve
    public_key: bytes
    name: str
    retired: bool = False


def device_id_of(public_key: bytes) -> DeviceId:
    """A device's id is its compressed public key in base64, as the reference shows it."""
    return DeviceId(base64_text(public_key))
