"""A deployment without lists: it says so, and never that nothing was found."""

from __future__ import annotations

from autheid.identity.identity import Identity
from autheid.screening.result import ListKind, Screening, Verdict

INFO = "Not screened: this deployment has no list of this kind loaded."


class NoScreening:
    """Answers UNKNOWN."""

    async def screen(self, identity: Identity) -> tuple[Screening, ...]:
        """See `autheid.needs.screening`."""
        del identity
        return tuple(Screening(kind, Verdict.UNKNOWN, INFO) for kind in ListKind)
