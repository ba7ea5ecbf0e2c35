"""What a command stands on that does what a page does: no call waits in this process, and its bell rings for nobody."""

from __future__ import annotations

from autheid.assemble.ground import Ground
from autheid.assemble.outer import origin_of
from autheid.assemble.stores import Stores
from autheid.cli.context import settings_from
from autheid.door.meter import Meter
from autheid.kernel.clock import SystemClock
from autheid.kernel.secret import system_chance
from autheid.outside.alone import Alone
from autheid.outside.bell import LoopAlarm, LoopBell
from autheid.usecase.take_turns import TakeTurns


def ground_of(stores: Stores) -> Ground:
    """The server sees what changes here within a second."""
    settings, clock = settings_from(), SystemClock()
    return Ground(
        settings=settings,
        stores=stores,
        bell=LoopBell(alarm=LoopAlarm(clock)),
        clock=clock,
        turns=TakeTurns(Alone()),
        chance=system_chance,
        meter=Meter(),
        # Without a public address links lead to this machine's own port, as the server's do.
        origin=origin_of(settings, f"http://localhost:{settings.port}"),
    )
