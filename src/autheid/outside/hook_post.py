"""Posts webhooks: to public addresses alone, by TLS, without following anything (see `autheid.needs.hooks`)."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import time
from urllib.parse import urlsplit

import httpx

from autheid.hook.delivery import Attempt
from autheid.kernel.clock import Millis

PATIENCE_SECONDS = 10.0
_READ_BYTES = 4096
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class HookSender:
    """The name is looked up once, its addresses are judged, and the one that was judged is called: no other can slip in."""

    def __init__(self, *, allow_local: bool, patience_seconds: float = PATIENCE_SECONDS) -> None:
        """`allow_local` is for staging: private and loopback addresses may be called, and plain HTTP."""
        self._allow_local = allow_local
        self._patience = patience_seconds
        self._client = httpx.AsyncClient(timeout=patience_seconds, trust_env=False, follow_redirects=False)

    async def post(self, url: str, headers: dict[str, str], body: bytes) -> Attempt:
        began = time.monotonic()
        status, says = 0, ""
        try:
            async with asyncio.timeout(self._patience):
                status, says = await self._post(url, headers, body)
        except (TimeoutError, httpx.TimeoutException):
            says = f"no answer within {self._patience:g} seconds"
        except _RefusedError as refused:
            says = str(refused)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as error:
            says = f"the connection failed: {type(error).__name__}"
        return Attempt(Millis(0), status, int(1000 * (time.monotonic() - began)), says)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.aclose()

    async def _post(self, url: str, headers: dict[str, str], body: bytes) -> tuple[int, str]:
        parts = urlsplit(url)
        host = parts.hostname or ""
        address = await self._judged(host, parts.port or (443 if parts.scheme == "https" else 80))
        literal = f"[{address}]" if address.version == 6 else str(address)  # noqa: PLR2004 - IPv6
        target = parts._replace(netloc=literal if parts.port is None else f"{literal}:{parts.port}")
        async with self._client.stream(
            "POST",
            target.geturl(),
            headers={**headers, "host": parts.netloc},
            content=body,
            extensions={"sni_hostname": host},
        ) as answer:
            # What it says is nobody's business; a little is read, so that the connection can serve again.
            async for piece in answer.aiter_raw(_READ_BYTES):
                if len(piece) >= _READ_BYTES:
                    break
            if 300 <= answer.status_code < 400:  # noqa: PLR2004 - RFC 9110 §15.4
                return answer.status_code, "it redirects, and redirects are not followed"
            return answer.status_code, "" if answer.is_success else f"it answered {answer.status_code}"

    async def _judged(self, host: str, port: int) -> _Address:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [ipaddress.ip_address(str(where[0]).partition("%")[0]) for *_, where in found]
        if not addresses:
            raise _RefusedError("its name has no address")
        if not self._allow_local and not all(map(_is_public, addresses)):
            raise _RefusedError("its name stands for an address that is not public")
        return addresses[0]


class _RefusedError(Exception):
    """It is not called; the message says why."""


def _is_public(address: _Address) -> bool:
    """Also an IPv4 address that stands in an IPv6 one."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is not None:
            return _is_public(inner)
        # 64:ff9b::/96 and 64:ff9b:1::/48 translate to any IPv4 address (RFC 6052, RFC 8215).
        if any(address in network for network in _TRANSLATED):
            return False
    return address.is_global and not address.is_multicast


_TRANSLATED = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))
