"""Looks for a domain's proof (see `autheid.needs.domains`): TXT records by DNS, a file by https at public addresses alone."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

import dns.asyncresolver
import dns.exception
import httpx

from autheid.outside.public_address import NotCalledError, judged

PATIENCE_SECONDS = 5.0
_MOST_RECORDS = 50
_MOST_BYTES = 1024


class DomainLooker:
    """Stateless: each look is a fresh one."""

    def __init__(self, *, resolver: dns.asyncresolver.Resolver | None = None) -> None:
        """`resolver` is the machine's own without one."""
        self._resolver = resolver

    async def records(self, name: str) -> list[str]:
        """See `autheid.needs.domains`."""
        try:
            resolver = self._resolver or dns.asyncresolver.Resolver()
            answer = await resolver.resolve(name, "TXT", lifetime=PATIENCE_SECONDS)
        except (dns.exception.DNSException, OSError):
            return []
        return [
            b"".join(record.strings)[:_MOST_BYTES].decode("utf-8", "replace")
            for record in list(answer)[:_MOST_RECORDS]
        ]

    async def file(self, domain: str, path: str) -> str:
        """See `autheid.needs.domains`."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await self._file(domain, path)
        except (TimeoutError, httpx.HTTPError, httpx.InvalidURL, NotCalledError, OSError, UnicodeError):
            return ""

    async def _file(self, domain: str, path: str) -> str:
        target = await judged(urlsplit(f"https://{domain}{path}"), allow_local=False)
        async with (
            httpx.AsyncClient(timeout=PATIENCE_SECONDS, trust_env=False, follow_redirects=False) as client,
            client.stream(
                "GET", target.url, headers={"host": domain}, extensions={"sni_hostname": target.host}
            ) as answer,
        ):
            read = b""
            async for piece in answer.aiter_bytes(_MOST_BYTES):
                read += piece
                if len(read) >= _MOST_BYTES:
                    break
            return (
                read[:_MOST_BYTES].decode("utf-8", "replace") if answer.status_code == httpx.codes.OK else ""
            )
