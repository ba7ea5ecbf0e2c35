"""Web Push: a message that only one browser can read (RFC 8291), from a server that the push service knows (RFC 8292)."""

from __future__ import annotations

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from autheid.kernel.clock import Millis, seconds_of
from autheid.kernel.secret import Chance, base64url_text

AUTH_BYTES = 16  # RFC 8291 §3.2
SALT_BYTES = 16  # RFC 8188 §2.1
SEED_BYTES = 48
"""16 more than the curve's order has, so that no key is likelier than another (FIPS 186-5 §A.2.1)."""
VAPID_LIFE_SECONDS = 12 * 3600  # at most a day (RFC 8292 §2)
_RECORD_BYTES = 4096  # what every push service takes (RFC 8030 §7.2)
_LAST_RECORD = b"\x02"  # RFC 8188 §2
_ORDER_P256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # SEC 2 §2.4.2
_encode = msgspec.json.Encoder().encode


def check_receiver_key(key: bytes) -> bytes:
    """The key itself, if it is an uncompressed point of P-256. Raises ValueError with the rule that is broken."""
    _loaded(key)
    return key


def encrypt(plain: bytes, *, key: bytes, auth: bytes, chance: Chance) -> bytes:
    """The message as it is posted, with `content-encoding: aes128gcm`, for the browser of this key and secret.

    1. A key pair for this message alone, and what it shares with the browser's key (RFC 8291 §3.1).
    2. The browser's secret and both public keys go into the keying material (§3.3, §3.4).
    3. One record: a header that names salt, record size and sender's key (RFC 8188 §2.1), then the sealed text.
    """
    # 1.
    sender = key_from(chance(SEED_BYTES))
    shared = sender.exchange(ec.ECDH(), _loaded(key))
    sender_point = point_of(sender)
    # 2.
    material = _hkdf(salt=auth, info=b"WebPush: info\0" + key + sender_point, length=32).derive(shared)
    salt = chance(SALT_BYTES)
    content_key = _hkdf(salt=salt, info=b"Content-Encoding: aes128gcm\0", length=16).derive(material)
    nonce = _hkdf(salt=salt, info=b"Content-Encoding: nonce\0", length=12).derive(material)
    # 3.
    header = salt + _RECORD_BYTES.to_bytes(4, "big") + bytes([len(sender_point)]) + sender_point
    return header + AESGCM(content_key).encrypt(nonce, plain + _LAST_RECORD, None)


class VapidKey:
    """The key by which push services know this deployment. It must stay: subscriptions are made for its public half."""

    def __init__(self, seed: bytes) -> None:
        """The key that follows from this seed of 48 bytes, always the same."""
        self._key = key_from(seed)
        self.public_text = base64url_text(point_of(self._key))
        """The uncompressed point in base64url, as a browser wants it when it subscribes."""

    def authorization(self, service: str, *, subject: str, now: Millis) -> str:
        """The Authorization header for every endpoint of the push service at this origin (RFC 8292 §3), good for half a day.

        `subject` is whom the service's operator may turn to, `https:` or `mailto:`; empty for nobody.
        """
        claims: dict[str, object] = {"aud": service, "exp": seconds_of(now) + VAPID_LIFE_SECONDS}
        if subject:
            claims["sub"] = subject
        head = base64url_text(_encode({"typ": "JWT", "alg": "ES256"}))
        signed = f"{head}.{base64url_text(_encode(claims))}"
        r, s = decode_dss_signature(self._key.sign(signed.encode(), ec.ECDSA(SHA256())))
        signature = base64url_text(r.to_bytes(32, "big") + s.to_bytes(32, "big"))  # RFC 7518 §3.4
        return f"vapid t={signed}.{signature}, k={self.public_text}"


def key_from(seed: bytes) -> ec.EllipticCurvePrivateKey:
    """A private key on P-256 out of a uniform seed of 48 bytes (FIPS 186-5 §A.2.1)."""
    return ec.derive_private_key(int.from_bytes(seed, "big") % (_ORDER_P256 - 1) + 1, ec.SECP256R1())


def point_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    """Its public half as an uncompressed point, 65 bytes (SEC 1 §2.3.3)."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _loaded(key: bytes) -> ec.EllipticCurvePublicKey:
    if key[:1] != b"\x04":
        raise ValueError("must be an uncompressed point of P-256")
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key)
    except ValueError:
        raise ValueError("must be an uncompressed point of P-256") from None


def _hkdf(*, salt: bytes, info: bytes, length: int) -> HKDF:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info)
