"""A change of the account is believed when the device's signing key says it: a session alone changes nothing."""

from __future__ import annotations

import msgspec

from autheid.account.account import Account
from autheid.account.device import Device
from autheid.account.proof import Act, act_statement
from autheid.kernel.clock import Clock, after
from autheid.kernel.errors import Kind, Refusal, invalid
from autheid.kernel.secret import KeyedHash
from autheid.needs.people import People, Sessions
from autheid.pki.curve import has_low_s, signature_is_valid
from autheid.usecase.open_session import CHALLENGE_LIFE_SECONDS, Challenges


class UnverifiedAct(msgspec.Struct, frozen=True):
    """What came with a change: a challenge of ours and the signature over the act statement."""

    challenge: str
    signature: bytes


class VerifyAct:
    """Verifies acts."""

    def __init__(
        self,
        *,
        people: People,
        sessions: Sessions,
        challenges: Challenges,
        hasher: KeyedHash,
        clock: Clock,
    ) -> None:
        self._people = people
        self._sessions = sessions
        self._challenges = challenges
        self._hasher = hasher
        self._clock = clock

    async def __call__(self, device: Device, unverified: UnverifiedAct, *, act: Act, detail: str) -> Account:
        """The account that this device may change so.

        1. The challenge is ours and fresh.
        2. The device is still active: it is read anew, since a session may be a second behind.
        3. The signature over the act statement is the signing key's, never the session key's.
        4. The challenge was not used before.

        Raises Refusal INVALID by 1, 3 and 4, UNKNOWN_CALLER by 2.
        """
        # 1.
        if not self._challenges.is_ours_and_fresh(unverified.challenge):
            raise invalid("challenge", "is not one of ours, or has expired")
        # 2.
        known = await self._people.device(device.device_id)
        account = await self._people.account(device.account)
        if known is None or known.retired or account is None:
            raise Refusal(Kind.UNKNOWN_CALLER, "this device has been retired")
        # 3.
        statement = act_statement(
            act=act, device_id=known.device_id, challenge=unverified.challenge, detail=detail
        )
        if not signature_is_valid(
            curve=known.curve,
            public_key=known.public_key,
            signature=unverified.signature,
            message=statement,
        ) or not has_low_s(known.curve, unverified.signature):
            raise invalid("signature", "is not this device's over the act statement")
        # 4.
        used_until = after(self._clock.now(), seconds=CHALLENGE_LIFE_SECONDS)
        challenge_hash = self._hasher(unverified.challenge.encode())
        if not await self._sessions.use_challenge(challenge_hash, expires=used_until):
            raise invalid("challenge", "has been used before")
        return account
