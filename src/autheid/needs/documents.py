"""Renders and seals documents."""

from __future__ import annotations

from typing import Protocol

from autheid.document.facts import KycFacts, ResidencyFacts
from autheid.kernel.clock import Millis


class Documents(Protocol):
    """PDF/A-2b, sealed with the deployment's key (PAdES), a PDF each. The loop is not held up meanwhile."""

    async def kyc(self, facts: KycFacts, *, now: Millis) -> bytes: ...

    async def residency(self, facts: ResidencyFacts, *, now: Millis) -> bytes: ...
