"""What the store, this machine and the log know (see `autheid.needs.facts`)."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from pathlib import Path
from typing import Any

from cryptography import x509

from autheid.kernel.clock import Clock, Millis
from autheid.needs.facts import Machine, Trouble

_MOST_EVENTS = 100
_LEVELS = frozenset({"warning", "error", "critical"})


class RecentTroubles:
    """A processor of the log that remembers what went wrong by its name alone: never what it said."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._known: dict[tuple[str, str], Trouble] = {}

    def __call__(self, _: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        """See structlog's processors."""
        level, name = str(event.get("level", "")), str(event.get("event", ""))[:64]
        if level in _LEVELS:
            before = self._known.pop((level, name), None)
            count = 1 if before is None else before.count + 1
            if len(self._known) >= _MOST_EVENTS:
                del self._known[next(iter(self._known))]
            self._known[level, name] = Trouble(name, level, count, self._clock.now())
        return event

    def latest(self) -> list[Trouble]:
        """The latest first."""
        return list(reversed(self._known.values()))


class DeploymentFacts:
    """Of the node that is asked."""

    def __init__(
        self,
        *,
        counts: Callable[[], Awaitable[Mapping[str, int]]],
        data: Path,
        version: str,
        tls_certificate: Path | None,
        seal_certificate: Path,
        troubles: RecentTroubles | None,
        started: Millis,
    ) -> None:
        self._counts = counts
        self._data = data
        self._version = version
        self._tls_certificate = tls_certificate
        self._seal_certificate = seal_certificate
        self._troubles = troubles
        self._started = started

    async def counts(self) -> Mapping[str, int]:
        """See `autheid.needs.facts`."""
        return await self._counts()

    def machine(self) -> Machine:
        """See `autheid.needs.facts`."""
        disk = shutil.disk_usage(self._data)
        return Machine(
            name=socket.gethostname(),
            process=os.getpid(),
            version=self._version,
            started=self._started,
            disk_free=disk.free,
            disk_size=disk.total,
            certificate_until=_end_of(self._tls_certificate),
            seal_until=_end_of(self._seal_certificate),
        )

    def troubles(self) -> list[Trouble]:
        """See `autheid.needs.facts`."""
        return [] if self._troubles is None else self._troubles.latest()


def _end_of(path: Path | None) -> Millis | None:
    if path is None:
        return None
    try:
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
    except (OSError, ValueError):
        return None
    return Millis(int(certificate.not_valid_after_utc.timestamp() * 1000))
