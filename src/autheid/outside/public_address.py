"""Which addresses may be called for a stranger: public ones, looked up once and judged before they are called."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from typing import NamedTuple
from urllib.parse import SplitResult

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class NotCalledError(Exception):
    """It is not called; the message says why."""


class Judged(NamedTuple):
    """Where to connect to in place of a name, so that no other address can slip in between."""

    url: str
    host: str
    """The name, for TLS and for the Host header."""


async def judged(parts: SplitResult, *, allow_local: bool) -> Judged:
    """The address that a URL's name stands for. Raises NotCalledError, OSError."""
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [ipaddress.ip_address(str(where[0]).partition("%")[0]) for *_, where in found]
    if not addresses:
        raise NotCalledError("its name has no address")
    if not allow_local and not all(map(is_public, addresses)):
        raise NotCalledError("its name stands for an address that is not public")
    address = addresses[0]
    literal = f"[{address}]" if address.version == 6 else str(address)  # noqa: PLR2004 - IPv6
    netloc = literal if parts.port is None else f"{literal}:{parts.port}"
    return Judged(parts._replace(netloc=netloc).geturl(), host)


def is_public(address: _Address) -> bool:
    """Also an IPv4 address that stands in an IPv6 one."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is not None:
            return is_public(inner)
        # 64:ff9b::/96 and 64:ff9b:1::/48 translate to any IPv4 address (RFC 6052, RFC 8215).
        if any(address in network for network in _TRANSLATED):
            return False
    return address.is_global and not address.is_multicast


_TRANSLATED = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))
