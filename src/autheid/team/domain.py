"""The proof that a relying party's domain is its own: a line in the DNS, or a file on its web server."""

from __future__ import annotations

import re

from autheid.kernel.errors import invalid
from autheid.kernel.secret import Chance, base64url_text

WELL_KNOWN = "/.well-known/autheid-domain.txt"
"""Where the file stands (RFC 8615)."""
_LABEL = "_autheid"
_MOST = 253
# RFC 1035 §2.3.1, by labels; at least two, and the last is no number.
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")


def parse_domain(text: str) -> str:
    """A domain in lower case, in ASCII (RFC 5890 A-labels). Raises Refusal INVALID."""
    text = text.strip().rstrip(".").lower()
    try:
        text = text.encode("idna").decode() if text else text
    except UnicodeError:
        raise invalid("domain", "must be a domain name, as example.com") from None
    if len(text) > _MOST or not _DOMAIN.fullmatch(text):
        raise invalid("domain", "must be a domain name, as example.com")
    return text


def make_domain_token(chance: Chance) -> str:
    """What must stand in the DNS or in the file."""
    return f"autheid-domain-{base64url_text(chance(18))}"


def record_name(domain: str) -> str:
    """Where the TXT record stands."""
    return f"{_LABEL}.{domain}"
