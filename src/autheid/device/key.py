"""A device's key pair. It is made here and never leaves but to the file its owner keeps."""

from __future__ import annotations

import coincurve
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from autheid.kernel.secret import Chance, base64_text, system_chance

P256 = "P-256"
SECP256K1 = "secp256k1"
_ORDER_P256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
SECRET_BYTES = 32


class DeviceKey:
    """Signs with ECDSA and SHA-256, r ‖ s in 64 bytes; on secp256k1 always with the low s."""

    def __init__(self, curve: str, secret: bytes) -> None:
        """`secret` is the private scalar, 32 bytes, big-endian. Raises ValueError when it is none of the curve's."""
        self.curve = curve
        self.secret = secret
        if curve == P256:
            self._p256 = ec.derive_private_key(int.from_bytes(secret, "big"), ec.SECP256R1())
            self.public_key = self._p256.public_key().public_bytes(
                Encoding.X962, PublicFormat.CompressedPoint
            )
        elif curve == SECP256K1:
            self._k1 = coincurve.PrivateKey(secret)
            self.public_key = self._k1.public_key.format(compressed=True)
        else:
            message = f"a device key is on {P256} or {SECP256K1}"
            raise ValueError(message)

    @classmethod
    def make(cls, curve: str = P256, chance: Chance = system_chance) -> DeviceKey:
        """A new key."""
        while True:
            secret = chance(SECRET_BYTES)
            if 0 < int.from_bytes(secret, "big") < _ORDER_P256:
                return cls(curve, secret)

    @property
    def device_id(self) -> str:
        """Base64 of the compressed public key."""
        return base64_text(self.public_key)

    def sign(self, message: bytes) -> bytes:
        """The signature over SHA-256 of `message`."""
        der = self._p256.sign(message, ec.ECDSA(SHA256())) if self.curve == P256 else self._k1.sign(message)
        r, s = decode_dss_signature(der)
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    def __repr__(self) -> str:
        return f"DeviceKey({self.curve}, {self.device_id})"
