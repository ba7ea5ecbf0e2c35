"""The deployment's token-signing keys: made, published, used, retired.

A key is published before it signs and stays published until the last token it signed has expired,
so that a verifier with a cached key set never meets a key it does not know.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc.jwk import ECKey, RSAKey

from autheid.kernel.clock import Millis
from autheid.token.algorithm import TokenAlgorithm

PUBLISHED_BEFORE_USE_SECONDS = 24 * 3600
RSA_BITS = 2048


class SigningKey(msgspec.Struct, frozen=True):
    """A key pair. It signs from `active_from` until its successor is active, and is published until `published_until`."""

    key_id: str
    algorithm: TokenAlgorithm
    private_der: bytes
    active_from: Millis
    published_until: Millis | None = None

    def __repr__(self) -> str:
        return f"SigningKey({self.key_id}, {self.algorithm.value})"


def make_signing_key(algorithm: TokenAlgorithm, *, active_from: Millis) -> SigningKey:
    """A fresh key; its id is the RFC 7638 thumbprint of the public half."""
    private = (
        rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS)
        if algorithm is TokenAlgorithm.RS256
        else ec.generate_private_key(ec.SECP256R1())
    )
    der = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return SigningKey(
        key_id=_jose_key(algorithm, der).thumbprint(),
        algorithm=algorithm,
        private_der=der,
        active_from=active_from,
    )


def _jose_key(algorithm: TokenAlgorithm, private_der: bytes) -> RSAKey | ECKey:
    return (RSAKey if algorithm is TokenAlgorithm.RS256 else ECKey).import_key(private_der)


def _published_longest(key: SigningKey) -> tuple[bool, int, Millis]:
    return key.published_until is None, key.published_until or 0, key.active_from


class KeyRing:
    """The keys known now: which one signs, and what the world may read (RFC 7517)."""

    def __init__(self, keys: Iterable[SigningKey]) -> None:
        self._keys = tuple(sorted(keys, key=lambda key: key.active_from))
        self._jose = {key.key_id: _jose_key(key.algorithm, key.private_der) for key in self._keys}

    def signer(self, algorithm: TokenAlgorithm, now: Millis) -> tuple[SigningKey, RSAKey | ECKey]:
        """The active key of this algorithm that stays published longest. Raises LookupError when it has no key.

        That is the youngest, but for one that was overtaken by a rotation at once while it waited for its day.
        """
        known = [key for key in self._keys if key.algorithm is algorithm]
        if not known:
            message = f"no {algorithm.value} key"
            raise LookupError(message)
        active = [key for key in known if key.active_from <= now]
        # A deployment's first key was active at once: a clock before that was set back, and has no say in who signs.
        key = max(active, key=_published_longest) if active else known[0]
        return key, self._jose[key.key_id]

    def holds(self, keys: Iterable[SigningKey]) -> bool:
        """Whether these are the very keys of this ring."""
        return self._keys == tuple(sorted(keys, key=lambda key: key.active_from))

    def jwks(self, now: Millis) -> dict[str, list[dict[str, Any]]]:
        """The public key set at this moment (RFC 7517 §5)."""
        return {
            "keys": [
                self._jose[key.key_id].as_dict(private=False)
                | {"kid": key.key_id, "alg": key.algorithm.value, "use": "sig"}
                for key in self._keys
                if key.published_until is None or now < key.published_until
            ]
        }
