"""The token that an approved AUTHENTICATION gives (RFC 7519)."""

from __future__ import annotations

from typing import Any

from joserfc import jwt

from autheid.kernel.clock import Millis, seconds_of
from autheid.token.algorithm import TokenAlgorithm
from autheid.token.keys import KeyRing

RESERVED_CLAIMS = frozenset(
    {
        "iss",
        "sub",
        "aud",
        "exp",
        "nbf",
        "iat",
        "jti",
        "unique_user_id",
        "is_verified",
        "azp",
        "nonce",
        "cnf",
        "act",
    }
)
"""What a relying party's own claims may not overwrite."""


class TokenIssuer:
    """Signs tokens with whichever key is active. `ring` is replaced as a whole when keys are added."""

    def __init__(self, *, ring: KeyRing, issuer: str, lifetime_seconds: int) -> None:
        self.ring = ring
        self._issuer = issuer
        self._lifetime = lifetime_seconds

    def issue(self, *, algorithm: TokenAlgorithm, claims: dict[str, Any], now: Millis) -> str:
        """Sign `claims` with `iss`, and `iat` and `exp` in whole seconds (RFC 7519 §4.1)."""
        key, jose_key = self.ring.signer(algorithm, now)
        issued = seconds_of(now)
        return jwt.encode(
            {"alg": algorithm.value, "typ": "JWT", "kid": key.key_id},
            {**claims, "iss": self._issuer, "iat": issued, "exp": issued + self._lifetime},
            jose_key,
            algorithms=[algorithm.value],
        )
