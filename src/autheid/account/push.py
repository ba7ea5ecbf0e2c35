"""Where a device's browser may be woken (RFC 8030 §2)."""

from __future__ import annotations

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec

from autheid.kernel.ids import DeviceId

MOST_SUBSCRIPTIONS = 5
ENDPOINT_CHARACTERS = 1000
_POINT_BYTES = 65
_SECRET_BYTES = 16


class Subscription(msgspec.Struct, frozen=True):
    """A browser's subscription: `p256dh` is its public key, uncompressed, `auth` its secret (RFC 8291 §2)."""

    device: DeviceId
    endpoint: str
    p256dh: bytes
    auth: bytes


def check_keys(p256dh: bytes, auth: bytes) -> None:
    """Raises ValueError for what is no key of P-256 or no secret of 16 bytes."""
    if len(p256dh) != _POINT_BYTES or len(auth) != _SECRET_BYTES:
        message = f"must have {_POINT_BYTES} and {_SECRET_BYTES} bytes"
        raise ValueError(message)
    ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), p256dh)
