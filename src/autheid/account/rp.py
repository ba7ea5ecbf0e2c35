"""Relying parties and their API keys."""

from __future__ import annotations

import msgspec

from autheid.kernel.ids import RpId
from autheid.kernel.secret import Chance, base64_text
from autheid.token.algorithm import TokenAlgorithm

API_KEY_BYTES = 33
API_KEY_CHARACTERS = 44
PREFIX_CHARACTERS = 8


class RelyingParty(msgspec.Struct, frozen=True):
    """One that asks. `rp` is its name for machines, `name` what the person reads."""

    rp: RpId
    name: str
    token_algorithm: TokenAlgorithm = TokenAlgorithm.RS256
    der_signatures: bool = False
    disabled: bool = False


class ApiKey(msgspec.Struct, frozen=True):
    """A key as the store has it: never the key itself. Times are milliseconds since the epoch."""

    prefix: str
    rp: RpId
    key_hash: bytes
    created: int
    revoked: bool = False


def make_api_key(chance: Chance) -> str:
    """33 bytes in standard base64, as the reference's own test key."""
    return base64_text(chance(API_KEY_BYTES))


def prefix_of(api_key: str) -> str:
    """What a key is looked up and listed by: 48 of its 264 bits, which tell nothing of the rest."""
    return api_key[:PREFIX_CHARACTERS]
