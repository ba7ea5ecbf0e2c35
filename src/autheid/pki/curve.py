"""ECDSA with SHA-256 on the two curves that devices have (FIPS 186-5 §6.4; SEC 2 §2.4.1 for secp256k1).

OpenSSL verifies P-256 in about 60 µs; libsecp256k1 verifies secp256k1 in about 36 µs where OpenSSL takes 320.
"""

from __future__ import annotations

from enum import Enum
from functools import lru_cache

import coincurve
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

COMPRESSED_KEY_BYTES = 33  # SEC 1 §2.3.3
SIGNATURE_BYTES = 64
_ORDER_K1 = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141  # SEC 2 §2.4.1
_ECDSA = ec.ECDSA(SHA256())


class Curve(Enum):
    """Names as in JOSE (RFC 7518 §6.2.1.1, RFC 8812 §3.1)."""

    P256 = "P-256"
    SECP256K1 = "secp256k1"


def check_public_key(curve: Curve, key: bytes) -> bytes:
    """The key itself, if it is a compressed point of the curve. Raises ValueError with the rule that is broken."""
    if len(key) != COMPRESSED_KEY_BYTES or key[0] not in (2, 3):
        message = f"must be a compressed point of {COMPRESSED_KEY_BYTES} bytes"
        raise ValueError(message)
    try:
        _load_p256(key) if curve is Curve.P256 else coincurve.PublicKey(key)
    except ValueError:
        message = f"must be a point of {curve.value}"
        raise ValueError(message) from None
    return key


def signature_is_valid(*, curve: Curve, public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether `signature` (r ‖ s, 64 bytes) is this key's over SHA-256 of `message`.

    Of the two values of s that are equally valid (FIPS 186-5 §6.4.2) either is taken: browsers make both,
    and the reference's own example on secp256k1 has the high one. So a signature must never serve as an id.
    """
    if len(signature) != SIGNATURE_BYTES:
        return False
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    if curve is Curve.SECP256K1 and _ORDER_K1 // 2 < s < _ORDER_K1:
        s = _ORDER_K1 - s  # libsecp256k1 knows only the low one
    der = encode_dss_signature(r, s)
    try:
        if curve is Curve.SECP256K1:
            return coincurve.PublicKey(public_key).verify(der, message)
        _load_p256(public_key).verify(der, message, _ECDSA)
    except (InvalidSignature, ValueError):
        return False
    return True


def has_low_s(curve: Curve, signature: bytes) -> bool:
    """Whether s is the lower of its two values, as secp256k1's users demand (BIP 62 rule 5); P-256's demand nothing."""
    return curve is Curve.P256 or int.from_bytes(signature[32:], "big") <= _ORDER_K1 // 2


@lru_cache(maxsize=4096)  # decompressing the point costs a fifth of a verification
def _load_p256(key: bytes) -> ec.EllipticCurvePublicKey:
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key)


def der_of(signature: bytes) -> bytes:
    """r ‖ s as an Ecdsa-Sig-Value (RFC 3279 §2.2.3)."""
    return encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))


def raw_of(der: bytes) -> bytes:
    """An Ecdsa-Sig-Value as r ‖ s, 64 bytes."""
    r, s = decode_dss_signature(der)
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")
