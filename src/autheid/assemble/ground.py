"""What every part of the service stands on."""

from __future__ import annotations

from dataclasses import dataclass

from autheid.assemble.stores import Stores
from autheid.config import Settings
from autheid.door.meter import Meter
from autheid.kernel.clock import Clock
from autheid.kernel.secret import Chance
from autheid.outside.bell import LoopBell
from autheid.pki.passkey import Origin


@dataclass(frozen=True, kw_only=True)
class Ground:
    """Opened before any part is built, and closed after the last one."""

    settings: Settings
    stores: Stores
    bell: LoopBell
    clock: Clock
    chance: Chance
    meter: Meter
    origin: Origin
    """Where people reach the app."""
