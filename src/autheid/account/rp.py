"""Relying parties and their API keys."""

from __future__ import annotations

import ipaddress
from enum import Enum

import msgspec

from autheid.kernel.clock import Millis
from autheid.kernel.errors import Kind, Refusal, invalid
from autheid.kernel.ids import RpId
from autheid.kernel.secret import Chance, base64_text
from autheid.token.algorithm import TokenAlgorithm

API_KEY_BYTES = 33
API_KEY_CHARACTERS = 44
PREFIX_CHARACTERS = 8
MOST_NETWORKS = 20


class RelyingParty(msgspec.Struct, frozen=True):
    """One that asks. `rp` is its name for machines, `name` what the person reads."""

    rp: RpId
    name: str
    token_algorithm: TokenAlgorithm = TokenAlgorithm.RS256
    der_signatures: bool = False
    disabled: bool = False
    needs_domain: bool = False
    """It signed up by itself where persons are real: no key of its works before its domain is proven."""
    domain: str = ""
    domain_token: str = ""
    domain_proven: Millis | None = None
    logo: str = ""
    """The name of its logo's version; empty without a logo."""

    def may_ask(self) -> bool:
        """Whether its keys open anything."""
        return not self.disabled and not (self.needs_domain and self.domain_proven is None)


class KeyRight(Enum):
    """What a key may be used for."""

    ASK = "requests:write"
    """Create and Cancel."""
    READ = "requests:read"
    """GetResult, GetFile and GetOcsp."""


EVERY_RIGHT = frozenset(KeyRight)


class ApiKey(msgspec.Struct, frozen=True):
    """A key as the store has it: never the key itself. Times are milliseconds since the epoch."""

    prefix: str
    rp: RpId
    key_hash: bytes
    created: int
    revoked: bool = False
    name: str = ""
    rights: frozenset[KeyRight] = EVERY_RIGHT
    networks: tuple[str, ...] = ()
    """Where it may be used from; empty for anywhere."""
    expires: Millis | None = None
    used: Millis | None = None
    """About when it was used last."""
    made_by: str = ""
    successor: str = ""
    """The prefix of the key that takes its place, while both work."""

    def is_alive(self, now: Millis) -> bool:
        """Whether it opens anything at this moment."""
        return not self.revoked and (self.expires is None or now < self.expires)

    def check_address(self, peer: str) -> None:
        """Whether it may be used from this address. Raises Refusal FORBIDDEN."""
        if not self.networks:
            return
        try:
            address = ipaddress.ip_address(peer)
        except ValueError:
            address = None
        if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        if address is None or not any(address in ipaddress.ip_network(one) for one in self.networks):
            raise Refusal(Kind.FORBIDDEN, "this API key may not be used from this address")

    def check_right(self, right: KeyRight) -> None:
        """Whether it may be used for this. Raises Refusal FORBIDDEN."""
        if right not in self.rights:
            raise Refusal(Kind.FORBIDDEN, f"this API key has no permission `{right.value}`")


def parse_networks(texts: list[str]) -> tuple[str, ...]:
    """Addresses and networks as they are kept (RFC 4632, RFC 4291). Raises Refusal INVALID."""
    if len(texts) > MOST_NETWORKS:
        raise invalid("networks", f"must be at most {MOST_NETWORKS}")
    try:
        return tuple(dict.fromkeys(str(ipaddress.ip_network(text.strip())) for text in texts))
    except ValueError:
        raise invalid("networks", "must be addresses or networks, as 203.0.113.7 or 203.0.113.0/24") from None


def make_api_key(chance: Chance) -> str:
    """33 bytes in standard base64, as the reference's own test key."""
    return base64_text(chance(API_KEY_BYTES))


def prefix_of(api_key: str) -> str:
    """What a key is looked up and listed by: 48 of its 264 bits, which tell nothing of the rest."""
    return api_key[:PREFIX_CHARACTERS]
