"""Where a relying party wants to be told, of what, and the secrets that sign it."""

from __future__ import annotations

import base64
import hmac
import re
from typing import NewType

import msgspec

from autheid.hook.event import EventKind
from autheid.kernel.clock import Millis, after
from autheid.kernel.errors import Kind, Refusal, invalid
from autheid.kernel.ids import RpId
from autheid.kernel.secret import Chance, base64url_text

EndpointId = NewType("EndpointId", str)
SECRET_BYTES = 32
OVERLAP_SECONDS = 24 * 3600
"""How long the old secret signs too after a rotation."""
_PREFIX = "whsec_"
_MOST_URL = 2_000
_LOCAL = frozenset({"127.0.0.1", "[::1]", "localhost"})
# RFC 3986 §3, without what a webhook needs not: a user, a fragment, letters beyond ASCII.
_URL = re.compile(
    r"(?P<scheme>https?)://(?P<host>[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?"
    r"(?:[/?][A-Za-z0-9._~:/?@!$&'()*+,;=%\[\]-]*)?"
)


class HookSecret(msgspec.Struct, frozen=True):
    """One signing secret; `until` is None for the one that stays."""

    value: bytes
    until: Millis | None = None

    def text(self) -> str:
        """As it is shown, once: `whsec_` and base64 (Standard Webhooks, *Signature scheme*)."""
        return _PREFIX + base64.b64encode(self.value).decode()


class Endpoint(msgspec.Struct, frozen=True, kw_only=True):
    """One address of one relying party."""

    endpoint_id: EndpointId
    rp: RpId
    url: str
    kinds: frozenset[EventKind]
    secrets: tuple[HookSecret, ...]
    """The latest first; two while they are rotated."""
    created: Millis
    disabled: bool = False

    def alive(self, now: Millis) -> tuple[HookSecret, ...]:
        """The secrets that sign at this moment."""
        return tuple(one for one in self.secrets if one.until is None or now < one.until)


def new_endpoint(
    rp: RpId, url: str, kinds: frozenset[EventKind], *, allow_local: bool, now: Millis, chance: Chance
) -> Endpoint:
    """An endpoint with a fresh secret. Raises Refusal INVALID_ARGUMENT naming the field."""
    if not kinds or EventKind.TEST in kinds:
        raise invalid("event", "must be one or more of the kinds of events; a test is sent by itself")
    return Endpoint(
        endpoint_id=EndpointId("ep_" + base64url_text(chance(12))),
        rp=rp,
        url=parse_url(url, allow_local=allow_local),
        kinds=kinds,
        secrets=(HookSecret(chance(SECRET_BYTES)),),
        created=now,
    )


def parse_url(text: str, *, allow_local: bool) -> str:
    """An address that may be called: https, a host, no user, no fragment. Raises Refusal INVALID_ARGUMENT.

    Whether its host may be called is seen when it is: names can change what they stand for.
    """
    if len(text) > _MOST_URL:
        raise invalid("url", f"must have at most {_MOST_URL} characters")
    found = _URL.fullmatch(text)
    if found is None:
        raise invalid("url", "must be https:// with a host, in ASCII, and have neither a user nor a fragment")
    if found["scheme"] != "https" and not (allow_local and found["host"] in _LOCAL):
        raise invalid("url", "must begin with https://")
    return text


def rotated(endpoint: Endpoint, *, now: Millis, chance: Chance) -> Endpoint:
    """With a fresh secret; the one before signs beside it for a day. Raises Refusal PRECONDITION while two are alive."""
    alive = endpoint.alive(now)
    if len(alive) > 1:
        raise Refusal(Kind.PRECONDITION, "two secrets are alive: rotate again when the older one has ended")
    old = tuple(HookSecret(one.value, after(now, seconds=OVERLAP_SECONDS)) for one in alive)
    return msgspec.structs.replace(endpoint, secrets=(HookSecret(chance(SECRET_BYTES)), *old))


def headers_of(endpoint: Endpoint, event_id: str, body: bytes, *, now: Millis) -> dict[str, str]:
    """The three headers of the Standard Webhooks specification, signed by every secret that is alive."""
    timestamp = str(now // 1000)
    signed = f"{event_id}.{timestamp}.".encode() + body
    signatures = [
        "v1," + base64.b64encode(hmac.digest(one.value, signed, "sha256")).decode()
        for one in endpoint.alive(now)
    ]
    return {
        "webhook-id": event_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(signatures),
        "content-type": "application/json",
        "user-agent": "AutheID-Webhooks/1",
    }
