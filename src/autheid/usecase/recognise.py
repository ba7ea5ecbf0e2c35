"""Recognise who calls: a relying party by its API key, a device by its session."""

from __future__ import annotations

from autheid.account.device import Device
from autheid.account.rp import API_KEY_CHARACTERS, ApiKey, KeyRight, RelyingParty, prefix_of
from autheid.kernel.clock import Clock
from autheid.kernel.errors import Kind, Refusal
from autheid.kernel.secret import KeyedHash
from autheid.needs.parties import Parties
from autheid.needs.people import Sessions
from autheid.usecase.memory import Memory


class RecognisedRp:
    """A relying party and the key that it came with."""

    __slots__ = ("key", "party")

    def __init__(self, party: RelyingParty, key: ApiKey) -> None:
        self.party = party
        self.key = key

    @property
    def key_prefix(self) -> str:
        """What the key is listed by."""
        return self.key.prefix


class RecogniseRp:
    """By API key."""

    def __init__(self, *, parties: Parties, hasher: KeyedHash, clock: Clock) -> None:
        self._parties = parties
        self._hasher = hasher
        self._clock = clock
        self._memory: Memory[bytes, RecognisedRp] = Memory(clock)

    async def __call__(self, unverified_key: str | None, *, right: KeyRight, peer: str) -> RecognisedRp:
        """The party whose key this is.

        1. The key has the form of a key.
        2. Its prefix is a stored key's, and its keyed hash is that key's, compared in constant time.
        3. The key has neither been revoked nor expired.
        4. The party has not been disabled, and has proven its domain where it must.
        5. The key may be used for this, and from the address that the call comes from.

        Raises Refusal UNKNOWN_CALLER by 1 to 3 in one sentence, PRECONDITION by 4, FORBIDDEN by 5.
        """
        # 1.
        if (
            unverified_key is None
            or len(unverified_key) != API_KEY_CHARACTERS
            or not unverified_key.isascii()
        ):
            raise _unknown_rp()
        key_hash = self._hasher(unverified_key.encode())
        recognised = self._memory.get(key_hash) or await self._looked_up(unverified_key, key_hash)
        # 3., each time: a key ends to the millisecond.
        if not recognised.key.is_alive(self._clock.now()):
            raise _unknown_rp()
        # 5.
        recognised.key.check_right(right)
        recognised.key.check_address(peer)
        return recognised

    async def _looked_up(self, unverified_key: str, key_hash: bytes) -> RecognisedRp:
        # 2.
        found = await self._parties.key_by_prefix(prefix_of(unverified_key))
        if found is None or not self._hasher.matches(unverified_key.encode(), found[0].key_hash):
            raise _unknown_rp()
        key, party = found
        # 4.
        if party.disabled:
            raise Refusal(Kind.PRECONDITION, "this relying party's account is disabled")
        if not party.may_ask():
            raise Refusal(Kind.PRECONDITION, "this relying party has not proven its domain yet")
        recognised = RecognisedRp(party, key)
        self._memory.put(key_hash, recognised)
        return recognised


def _unknown_rp() -> Refusal:
    return Refusal(Kind.UNKNOWN_CALLER, "a valid API key is needed: `Authorization: Bearer KEY`")


class RecogniseDevice:
    """By session token."""

    def __init__(self, *, sessions: Sessions, hasher: KeyedHash, clock: Clock) -> None:
        self._sessions = sessions
        self._hasher = hasher
        self._clock = clock
        self._memory: Memory[bytes, Device] = Memory(clock)

    async def __call__(self, unverified_token: str | None) -> Device:
        """The device whose session this is. Raises Refusal UNKNOWN_CALLER."""
        if not unverified_token:
            raise Refusal(Kind.UNKNOWN_CALLER, "a device session is needed: `Authorization: Bearer TOKEN`")
        token_hash = self._hasher(unverified_token.encode())
        if (remembered := self._memory.get(token_hash)) is not None:
            return remembered
        device = await self._sessions.session_device(token_hash, now=self._clock.now())
        if device is None or device.retired:
            raise Refusal(Kind.UNKNOWN_CALLER, "this session is over; open another")
        self._memory.put(token_hash, device)
        return device

    def forget(self) -> None:
        """A device was revoked or changed here: no session is known by heart any more."""
        self._memory.forget_all()
