"""Renders and seals documents on a thread of its own (see `autheid.needs.documents`)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import structlog

from autheid.document.facts import KycFacts, ResidencyFacts
from autheid.document.report import Press
from autheid.document.seal import Seal
from autheid.kernel.clock import Millis
from autheid.kernel.errors import Kind, Refusal

MOST_WAITING = 64
STAMP_AGAIN_MILLIS = 60_000
"""For so long a time-stamp server that failed is not asked again, since every document waits behind the one that asks."""
_log = structlog.get_logger("autheid.press")


class PressRoom:
    """One press and one seal: one document at a time, the others wait their turn."""

    def __init__(
        self,
        *,
        make_seal: Callable[[], Seal],
        plain_seal: Callable[[], Seal],
        most_waiting: int = MOST_WAITING,
    ) -> None:
        """`plain_seal` makes the seal without a time stamp, for when the time-stamp server is away."""
        self._most_waiting = most_waiting
        self._make_seal = make_seal
        self._plain_seal = plain_seal
        self._press: Press | None = None
        self._seals: tuple[Seal, Seal] | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="press")
        self._waiting = 0
        self._stamped_from = 0

    async def kyc(self, facts: KycFacts, *, now: Millis) -> bytes:
        """See `autheid.needs.documents`."""
        return await self._turn(lambda press: press.kyc(facts), now, "Identity report")

    async def residency(self, facts: ResidencyFacts, *, now: Millis) -> bytes:
        """See `autheid.needs.documents`."""
        return await self._turn(lambda press: press.residency(facts), now, "Residency proof")

    def close(self) -> None:
        """Finish what is under way."""
        self._thread.shutdown()

    async def _turn(self, render: Callable[[Press], bytes], now: Millis, reason: str) -> bytes:
        if self._waiting >= self._most_waiting:
            raise Refusal(Kind.UNAVAILABLE, "too many documents are being made", retry_after_seconds=2)
        self._waiting += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._thread, self._made, render, now, reason)
        finally:
            self._waiting -= 1

    def _made(self, render: Callable[[Press], bytes], now: Millis, reason: str) -> bytes:
        if self._press is None or self._seals is None:
            self._press, self._seals = Press(), (self._make_seal(), self._plain_seal())
        pdf = render(self._press)
        moment = datetime.fromtimestamp(now / 1000, UTC)
        stamped, plain = self._seals
        if now >= self._stamped_from:
            try:
                return stamped(pdf, now=moment, reason=reason)
            except OSError as error:
                # A person's approval does not fail for a server that is away; the seal itself stands.
                self._stamped_from = now + STAMP_AGAIN_MILLIS
                _log.warning("not_time_stamped", error=type(error).__name__, reason=str(error))
        return plain(pdf, now=moment, reason=reason)
