"""Where a browser may be woken: what it gives of its push service, and whether that is one that we may call.

An endpoint is an address that we are asked to call, so it must be a known push service's: otherwise whoever has a
session could make the server call anything that it can reach.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from autheid.pki.web_push import AUTH_BYTES

ENDPOINT_CHARACTERS = 1000
MOST_A_DEVICE = 5
# Narrower than a URL may be, so that no two readers can disagree about the host.
_ENDPOINT = re.compile(
    r"(?P<origin>(?P<scheme>https?)://(?P<host>[a-z0-9.-]+)(?P<port>:[0-9]{1,5})?)/[!-\[\]-~]*"
)


class Subscription(msgspec.Struct, frozen=True):
    """A push subscription (Push API §8). `key` is an uncompressed point of P-256, `auth` 16 bytes."""

    endpoint: str
    key: bytes
    auth: bytes

    @property
    def service(self) -> str:
        """The origin of its push service (RFC 6454 §6.1)."""
        return "/".join(self.endpoint.split("/", 3)[:3])


def check_endpoint(unverified: str, *, services: Sequence[str]) -> str:
    """The endpoint itself, if it is at one of these services. Raises ValueError with the rule that is broken.

    A service is a host, which stands for itself and for every host below it, or (for a test on this machine) a whole
    origin such as `http://127.0.0.1:9000`.
    """
    url = _ENDPOINT.fullmatch(unverified)
    if url is None or len(unverified) > ENDPOINT_CHARACTERS:
        raise ValueError(f"must be a URL of at most {ENDPOINT_CHARACTERS} characters")
    if url["origin"] in services:
        return unverified
    if url["scheme"] != "https" or url["port"] is not None:
        raise ValueError("must be an https URL without a port")
    if not any(url["host"] == service or url["host"].endswith(f".{service}") for service in services):
        raise ValueError("must be at a push service that this server knows (setting `push_services`)")
    return unverified


def check_auth(unverified: bytes) -> bytes:
    """The secret itself, if it is as long as one is. Raises ValueError with the rule that is broken."""
    if len(unverified) != AUTH_BYTES:
        raise ValueError(f"must have {AUTH_BYTES} bytes")
    return unverified
