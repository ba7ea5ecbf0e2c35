"""Ids, each its own type, and the two that need making with care: request ids and time-ordered keys.

A store wants a small key that grows with time: random keys cost it four times the writes.
The public request id must tell neither order nor count, and is itself the secret for GetStatus.
So the public id is 33 bytes: one AES block that hides the key beside 8 random bytes, then 17 more random bytes.
The store keeps a digest of the whole id beside the key; an id whose digest differs is unknown.
"""

from __future__ import annotations

from typing import NewType

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import ECB

from autheid.kernel.clock import Millis
from autheid.kernel.secret import Chance, base64_bytes, base64url_text, digest

RequestKey = NewType("RequestKey", int)
"""The store's own key of a request: time-ordered, below 2^63, never shown."""
RequestId = NewType("RequestId", str)
"""The public id: 33 bytes in URL-safe base64 without padding, 44 characters."""
RpId = NewType("RpId", str)
"""A relying party's public name for machines, as it stands in a token's `aud`."""
AccountId = NewType("AccountId", int)
DeviceId = NewType("DeviceId", str)
"""Standard base64 of a device's compressed public key, 44 characters."""
UniqueUserId = NewType("UniqueUserId", str)
"""Eight characters, lower-case letters and digits; stays when e-mails and devices change."""

REQUEST_ID_CHARACTERS = 44
_BLOCK = 16
_TAIL = 17
_CHANCE_BITS = 22
_USER_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"


class RequestIds:
    """Turns a store's key into a public request id and back."""

    def __init__(self, key: bytes) -> None:
        # One block, never two, each with 8 random bytes in it: ECB is the bare permutation here, not a mode.
        cipher = Cipher(AES256(key), ECB())  # noqa: S305
        self._hide = cipher.encryptor()
        self._show = cipher.decryptor()

    def make(self, key: RequestKey, chance: Chance) -> RequestId:
        noise = chance(8 + _TAIL)
        block = self._hide.update(key.to_bytes(8, "big") + noise[:8])
        return RequestId(base64url_text(block + noise[8:]))

    def key_of(self, unverified_id: str) -> RequestKey | None:
        """The key that this id would have, or None when no id of ours has this form.

        The caller must still compare the stored digest: any 33 bytes lead to some key.
        """
        if len(unverified_id) != REQUEST_ID_CHARACTERS or not unverified_id.isascii():
            return None
        try:
            raw = base64_bytes(unverified_id)
        except ValueError:
            return None
        key = int.from_bytes(self._show.update(raw[:_BLOCK])[:8], "big")
        return RequestKey(key) if key < 1 << 63 else None


def id_digest(request_id: str) -> bytes:
    """What the store keeps of a request id: the first 16 bytes of its SHA-256."""
    return digest(request_id.encode())[:16]


class KeySequence:
    """Time-ordered keys: milliseconds since the epoch, then 22 bits of chance; strictly growing in one process."""

    def __init__(self) -> None:
        self._last = 0

    def next(self, now: Millis, chance: Chance) -> RequestKey:
        drawn = int.from_bytes(chance(3), "big") >> (24 - _CHANCE_BITS)
        self._last = max(self._last + 1, now << _CHANCE_BITS | drawn)
        return RequestKey(self._last)


def first_key_at(at: Millis) -> RequestKey:
    """The smallest key that a request made at this moment can have."""
    return RequestKey(max(at, 0) << _CHANCE_BITS)


def make_unique_user_id(chance: Chance) -> UniqueUserId:
    """Eight characters of 36: 41 bits. The store refuses a second one, once in some trillion; then the person enrols again."""
    letters: list[str] = []
    while len(letters) < 8:  # noqa: PLR2004
        letters += [_USER_ALPHABET[b % 36] for b in chance(16) if b < 252]  # noqa: PLR2004 - no modulo bias
    return UniqueUserId("".join(letters[:8]))
