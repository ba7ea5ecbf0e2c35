"""How the deployment stands: what the store, the machine and the log know, and nothing of any person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import msgspec

from autheid.kernel.clock import Millis


class Trouble(msgspec.Struct, frozen=True):
    """A warning or an error that the log has had since the server started: its name, how often, and when last."""

    event: str
    level: str
    count: int
    last: Millis


class Machine(msgspec.Struct, frozen=True, kw_only=True):
    """The node that is asked."""

    name: str
    process: int
    version: str
    started: Millis
    disk_free: int
    disk_size: int
    certificate_until: Millis | None
    """When the port's certificate expires; None without TLS here."""
    seal_until: Millis | None
    """When the certificate that seals documents expires."""


class Facts(Protocol):
    """Reads what stands; decides nothing."""

    async def counts(self) -> Mapping[str, int]:
        """Rows and queues by name."""
        ...

    def machine(self) -> Machine: ...

    def troubles(self) -> list[Trouble]:
        """The latest first."""
        ...
