"""Start codes: how a person opens a request that was addressed to nobody.

The relying party's server makes a new one each second, from a secret that stays there:

    <request id>.<mode>.<t>.<mac>

`mode` is `qr` or `link`, `t` the whole seconds since its Create was answered, `mac` the first 22 characters of
base64url(HMAC-SHA256(start secret, "<mode>.<t>")). So a picture of the code is worth a few seconds.
"""

from __future__ import annotations

import hmac
from hashlib import sha256

import msgspec

from autheid.kernel.clock import Millis
from autheid.kernel.errors import Kind, Refusal, invalid
from autheid.kernel.secret import KeyedHash, base64_bytes, base64url_text, equal
from autheid.request.opening import Opening, StartedBy

OLDEST_SECONDS = 5
NEWEST_SECONDS = 2
"""A relying party's server begins to count a little later than we do; the other way around only clocks that drift."""
_MAC_CHARACTERS = 22
_MOST_CHARACTERS = 160
_MODES = {"qr": StartedBy.QR, "link": StartedBy.LINK}


class UnverifiedStart(msgspec.Struct, frozen=True):
    """A start code as it came in."""

    request_id: str
    mode: StartedBy
    seconds: int
    mac: str


class StartSecrets:
    """The secret of a request follows from its id, so that asking again gives the same and nothing is stored."""

    def __init__(self, hasher: KeyedHash) -> None:
        self._hasher = hasher

    def secret_of(self, opening: Opening) -> str:
        """32 bytes in base64url, for the relying party's server."""
        return base64url_text(self._hasher(opening.request_id.encode()))

    def code_of(self, opening: Opening, mode: StartedBy, *, now: Millis) -> str:
        """The code at this moment, for pages of our own, which are relying parties too."""
        seconds = (now - opening.created) // 1000
        mac = start_mac(self.secret_of(opening), mode, seconds)
        return f"{opening.request_id}.{mode.value}.{seconds}.{mac}"


def start_mac(secret: str, mode: StartedBy, seconds: int) -> str:
    """The mac of a start code, as a relying party's server makes it."""
    mac = hmac.new(base64_bytes(secret), f"{mode.value}.{seconds}".encode(), sha256)
    return base64url_text(mac.digest())[:_MAC_CHARACTERS]


def parse_start(text: str) -> UnverifiedStart:
    """The parts of a start code. Raises Refusal INVALID for any other text."""
    parts = text.split(".")
    if len(text) > _MOST_CHARACTERS or len(parts) != 4 or parts[1] not in _MODES:  # noqa: PLR2004 - see above
        raise _no_code()
    request_id, mode, seconds, mac = parts
    if not (seconds.isascii() and seconds.isdigit() and len(seconds) <= 6):  # noqa: PLR2004 - ten days of seconds
        raise _no_code()
    return UnverifiedStart(request_id, _MODES[mode], int(seconds), mac)


def verify_start(
    unverified: UnverifiedStart, *, expected_request: Opening, secret: str, now: Millis | None
) -> None:
    """Check a start code against its request.

    1. The mac is the secret's over mode and seconds, compared in constant time.
    2. It is of these seconds: not older than a screen takes to be scanned, and not of the future.
       `now` is None for who has picked the request up already and only opens it again.

    NOT checked here: that nobody else has picked the request up (the machine does, and the conditional write).
    Raises Refusal INVALID by 1, PRECONDITION by 2.
    """
    # 1.
    mac = start_mac(secret, unverified.mode, unverified.seconds)
    if not equal(mac.encode(), unverified.mac.encode()):
        raise _no_code()
    # 2.
    if now is None:
        return
    elapsed = (now - expected_request.created) / 1000
    if not elapsed - OLDEST_SECONDS <= unverified.seconds <= elapsed + NEWEST_SECONDS:
        raise Refusal(Kind.PRECONDITION, "this code is too old; scan the one that is shown now")


def _no_code() -> Refusal:
    return invalid("start", "is not a start code of this server")
