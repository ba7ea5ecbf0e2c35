"""Secrets: one master secret, the keys derived from it, keyed hashes, sealing, and base64 as the wire wants it.

The master secret lives in a file beside the database, never in it: a stolen database opens nothing.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from collections.abc import Callable
from hashlib import blake2b, sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

Chance = Callable[[int], bytes]
"""Gives that many unpredictable bytes."""

system_chance: Chance = secrets.token_bytes

MASTER_SECRET_BYTES = 32
_NONCE_BYTES = 12  # NIST SP 800-38D §8.2.2


class MasterSecret:
    """The deployment's root secret; everything keyed is derived from it by purpose (RFC 5869)."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) < MASTER_SECRET_BYTES:
            message = f"a master secret has at least {MASTER_SECRET_BYTES} bytes"
            raise ValueError(message)
        self._secret = secret

    def derive(self, purpose: str, *, length: int = 32) -> bytes:
        """`length` bytes that are always the same for this purpose and tell nothing of any other."""
        return HKDF(
            algorithm=hashes.SHA256(), length=length, salt=None, info=b"autheid/" + purpose.encode()
        ).derive(self._secret)

    def hasher(self, purpose: str) -> KeyedHash:
        """A keyed hash for one purpose."""
        return KeyedHash(self.derive(purpose))

    def sealer(self, purpose: str) -> Sealer:
        """Authenticated encryption for one purpose."""
        return Sealer(self.derive(purpose))

    def __repr__(self) -> str:
        return "MasterSecret(…)"


class KeyedHash:
    """Keyed BLAKE2b-256 (RFC 7693 §2.5): how API keys, codes, session tokens and addresses are stored.

    It takes a twentieth of the time of OpenSSL 3's HMAC, which looks its algorithm up at each call.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def __call__(self, value: bytes) -> bytes:
        return blake2b(value, key=self._key, digest_size=32).digest()

    def matches(self, value: bytes, digest: bytes) -> bool:
        """Whether `value` hashes to `digest`, in constant time."""
        return hmac.compare_digest(self(value), digest)


class Sealer:
    """AES-256-GCM with a random nonce in front (NIST SP 800-38D); `label` binds a ciphertext to its place."""

    def __init__(self, key: bytes) -> None:
        self._aead = AESGCM(key)

    def seal(self, plain: bytes, *, label: bytes, chance: Chance = system_chance) -> bytes:
        nonce = chance(_NONCE_BYTES)
        return nonce + self._aead.encrypt(nonce, plain, label)

    def open(self, sealed: bytes, *, label: bytes) -> bytes:
        """Raises ValueError when the key or the label is another, or a byte was changed."""
        try:
            return self._aead.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], label)
        except InvalidTag:
            message = "this was sealed with another key, for another place, or was changed since"
            raise ValueError(message) from None


def equal(one: bytes, other: bytes) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(one, other)


def digest(value: bytes) -> bytes:
    """SHA-256."""
    return sha256(value).digest()


def base64_text(value: bytes) -> str:
    """Standard base64 with padding (RFC 4648 §4)."""
    return base64.b64encode(value).decode()


def base64url_text(value: bytes) -> str:
    """URL-safe base64 without padding (RFC 4648 §5)."""
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def base64_bytes(text: str) -> bytes:
    """The bytes of standard or URL-safe base64, padded or not. Raises ValueError on anything else."""
    folded = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(folded + "=" * (-len(folded) % 4), validate=True)
    except ValueError:
        message = "is not base64"
        raise ValueError(message) from None
