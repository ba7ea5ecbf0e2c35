"""Token-signing keys: made at first start, rotated with overlap, re-read when they change."""

from __future__ import annotations

from autheid.kernel.clock import Clock, after
from autheid.needs.parties import SigningKeys
from autheid.token.algorithm import TokenAlgorithm
from autheid.token.jwt import TokenIssuer
from autheid.token.keys import PUBLISHED_BEFORE_USE_SECONDS, KeyRing, SigningKey, make_signing_key

_GRACE_SECONDS = 3600
"""Beyond the last token's expiry, for verifiers whose clocks and caches lag."""


class RotateKeys:
    """Makes the keys and keeps the issuer's ring up to date."""

    def __init__(self, *, keys: SigningKeys, clock: Clock, token_lifetime_seconds: int) -> None:
        self._keys = keys
        self._clock = clock
        self._lifetime = token_lifetime_seconds

    async def make_missing(self) -> None:
        """At first start: one key of each algorithm, active at once since nobody has cached a set without it."""
        there = {key.algorithm for key in await self._keys.signing_keys()}
        for algorithm in TokenAlgorithm:
            if algorithm not in there:
                key = make_signing_key(algorithm, active_from=self._clock.now())
                await self._keys.add_signing_key(key, retire_others_at=None)

    async def rotate(self, algorithm: TokenAlgorithm, *, at_once: bool = False) -> SigningKey:
        """A new key, published now and signing from a day later on; `at_once` after a key was lost or leaked.

        The older ones stay published until the last token that they can have signed has expired.
        """
        wait = 0 if at_once else PUBLISHED_BEFORE_USE_SECONDS
        active_from = after(self._clock.now(), seconds=wait)
        key = make_signing_key(algorithm, active_from=active_from)
        until = after(active_from, seconds=self._lifetime + _GRACE_SECONDS)
        await self._keys.add_signing_key(key, retire_others_at=until)
        return key

    async def load(self) -> KeyRing:
        """The ring as it is stored."""
        return KeyRing(await self._keys.signing_keys())

    async def refresh(self, issuer: TokenIssuer) -> None:
        """Give the issuer the stored ring if that has changed."""
        keys = await self._keys.signing_keys()
        if not issuer.ring.holds(keys):
            issuer.ring = KeyRing(keys)
