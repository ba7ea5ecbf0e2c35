"""Each kind of data is kept as long as it must be, and no longer."""

from __future__ import annotations

from autheid.kernel.clock import Clock, after
from autheid.needs.cases import Cases
from autheid.needs.erasure import Eraser
from autheid.usecase.keep_files import FileCabinet

_DAY = 24 * 3600


class EnforceRetention:
    """One round: forget old cases, destroy files that nothing needs, drop from memory what was erased."""

    def __init__(
        self,
        *,
        cases: Cases,
        cabinet: FileCabinet,
        eraser: Eraser,
        clock: Clock,
        draft_days: int,
        refused_days: int,
        verified_days: int,
    ) -> None:
        """Days after the last change of a draft, after a refusal, and after a verification has ended."""
        self._cases = cases
        self._cabinet = cabinet
        self._eraser = eraser
        self._clock = clock
        self._draft_days = draft_days
        self._refused_days = refused_days
        self._verified_days = verified_days

    async def __call__(self) -> int:
        """How many cases and files went."""
        now = self._clock.now()
        await self._eraser.forget_erased()
        cases = await self._cases.forget_old(
            drafts_before=after(now, seconds=-self._draft_days * _DAY),
            refused_before=after(now, seconds=-self._refused_days * _DAY),
            accepted_before=after(now, seconds=-self._verified_days * _DAY),
        )
        return cases + await self._cabinet.destroy_doomed()
