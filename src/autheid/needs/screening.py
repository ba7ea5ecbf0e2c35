"""Screens a verified person."""

from __future__ import annotations

from typing import Protocol

from autheid.identity.identity import Identity
from autheid.screening.result import Screening


class Screener(Protocol):
    """Screens against every kind of list that a KYC tells of."""

    async def screen(self, identity: Identity) -> tuple[Screening, ...]:
        """One result a kind: EU, UN, PEP."""
        ...
