"""What every part of the service stands on."""

from __future__ import annotations

from dataclasses import dataclass

from autheid.assemble.stores import Stores
from autheid.config import Settings
from autheid.door.meter import Meter
from autheid.kernel.clock import Clock
from autheid.kernel.rate import Rate
from autheid.kernel.secret import Chance
from autheid.outside.bell import LoopBell
from autheid.pki.passkey import Origin
from autheid.usecase.share_rates import ShareRates
from autheid.usecase.take_turns import TakeTurns


@dataclass(frozen=True, kw_only=True)
class Ground:
    """Opened before any part is built, and closed after the last one."""

    settings: Settings
    stores: Stores
    bell: LoopBell
    clock: Clock
    turns: TakeTurns
    """Which chores are this process's, of many on one database."""
    chance: Chance
    meter: Meter
    origin: Origin
    """Where people reach the app."""
    shared: ShareRates | None = None
    """Shares limits with the other nodes, where there are any."""

    def rate(self, what: str, *, per_second: float, burst: int, among: str = "") -> Rate:
        """A limit of all nodes together; `among` tells it from another one that is told by the same words."""
        rate = Rate(per_second=per_second, burst=burst, what=what, clock=self.clock)
        if self.shared is not None:
            self.shared.add(f"{what} {among}", rate)
        return rate
