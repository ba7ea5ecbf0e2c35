"""A device proves that it holds its key, and gets a session."""

from __future__ import annotations

from autheid.account.device import Device
from autheid.account.proof import session_statement
from autheid.kernel.clock import Clock, Millis, after
from autheid.kernel.errors import Kind, Refusal
from autheid.kernel.ids import DeviceId
from autheid.kernel.secret import Chance, KeyedHash, base64_bytes, base64url_text, equal
from autheid.needs.people import People, Sessions
from autheid.pki.curve import Curve, signature_is_valid

CHALLENGE_LIFE_SECONDS = 60
SESSION_LIFE_SECONDS = 12 * 3600
_NOISE_BYTES = 16
_TIME_BYTES = 8


class Challenges:
    """Challenges that need no row until they are used: chance, an expiry, and a keyed hash over both."""

    def __init__(self, *, hasher: KeyedHash, clock: Clock, chance: Chance) -> None:
        self._hasher = hasher
        self._clock = clock
        self._chance = chance

    def make(self) -> tuple[str, Millis]:
        """A challenge and when it expires."""
        expires = after(self._clock.now(), seconds=CHALLENGE_LIFE_SECONDS)
        body = self._chance(_NOISE_BYTES) + expires.to_bytes(_TIME_BYTES, "big")
        return base64url_text(body + self._hasher(body)), expires

    def is_ours_and_fresh(self, unverified_challenge: str) -> bool:
        """Whether we made it and it has not expired; that it is used once is the store's to tell."""
        try:
            raw = base64_bytes(unverified_challenge)
        except ValueError:
            return False
        body, tag = raw[: _NOISE_BYTES + _TIME_BYTES], raw[_NOISE_BYTES + _TIME_BYTES :]
        # The text is hashed for single use, so another spelling of the same bytes must not pass.
        if base64url_text(raw) != unverified_challenge or not equal(self._hasher(body), tag):
            return False
        return self._clock.now() < int.from_bytes(body[_NOISE_BYTES:], "big")


class OpenSession:
    """Opens a session for an enrolled device."""

    def __init__(
        self,
        *,
        people: People,
        sessions: Sessions,
        challenges: Challenges,
        hasher: KeyedHash,
        clock: Clock,
        chance: Chance,
    ) -> None:
        self._people = people
        self._sessions = sessions
        self._challenges = challenges
        self._hasher = hasher
        self._clock = clock
        self._chance = chance

    async def __call__(
        self, device_id: str, unverified_challenge: str, signature: bytes
    ) -> tuple[str, Millis]:
        """A session token and when it expires.

        1. The challenge is ours and fresh.
        2. The device is enrolled and not retired.
        3. The signature over the session statement is the device key's, or its session key's.
        4. The challenge was not used before.

        Raises Refusal INVALID by 1 and 4, UNKNOWN_CALLER by 2 and 3, in one sentence for both.
        """
        # 1.
        if not self._challenges.is_ours_and_fresh(unverified_challenge):
            raise Refusal(Kind.INVALID, "challenge: is not one of ours, or has expired", field="challenge")
        # 2. and 3.
        device = await self._people.device(DeviceId(device_id))
        if device is None or device.retired or not _is_signed_by(device, unverified_challenge, signature):
            raise Refusal(Kind.UNKNOWN_CALLER, "this device is not known, or the signature is not its own")
        # 4.
        token = base64url_text(self._chance(32))
        now = self._clock.now()
        expires = after(now, seconds=SESSION_LIFE_SECONDS)
        if not await self._sessions.open_session(
            token_hash=self._hasher(token.encode()),
            challenge_hash=self._hasher(unverified_challenge.encode()),
            device_id=device.device_id,
            expires=expires,
            now=now,
        ):
            raise Refusal(Kind.INVALID, "challenge: has been used before", field="challenge")
        return token, expires


def _is_signed_by(device: Device, challenge: str, signature: bytes) -> bool:
    statement = session_statement(device_id=device.device_id, challenge=challenge)
    if device.session_key is not None and signature_is_valid(
        curve=Curve.P256, public_key=device.session_key, signature=signature, message=statement
    ):
        return True
    return signature_is_valid(
        curve=device.curve, public_key=device.public_key, signature=signature, message=statement
    )
