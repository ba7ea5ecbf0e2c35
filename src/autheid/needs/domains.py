"""Looks at what stands in the DNS and on web servers for a domain."""

from __future__ import annotations

from typing import Protocol


class Domains(Protocol):
    """Each call takes bounded time and reads bounded bytes; what cannot be read is empty. Raises nothing."""

    async def records(self, name: str) -> list[str]:
        """The TXT records of this name (RFC 1035 §3.3.14)."""
        ...

    async def file(self, domain: str, path: str) -> str:
        """The beginning of a file on the domain's own server, by https alone, without following anything."""
        ...
