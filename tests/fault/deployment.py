"""What fault runs need of a deployment, and the one that there is on SQLite: a server behind a network, on a poor machine."""

from __future__ import annotations

import asyncio
import errno
import random
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Protocol

import httpx

from tests.fault.faulty import Faulty
from tests.fault.full_disk import Disk, disk_to_fill
from tests.fault.proxy import Proxy
from tests.support.server import PLENTY, ServerProcess

READY_SECONDS = 20.0
FULL_SECONDS = 20.0
HOUR = 3600
Fault = Callable[[], Awaitable[None]]


class Deployment(Protocol):
    """Nodes by their number, and what can happen to them. Each fault breaks, lasts a while, and is over at its end."""

    def addresses(self) -> Sequence[str]:
        """Where clients reach it at this moment."""
        ...

    def servers(self) -> Sequence[ServerProcess]:
        """The nodes that run."""
        ...

    def faults(self) -> Mapping[str, Fault]:
        """What can be done to it, by names that stand in the figures."""
        ...

    async def start(self, node: int = 0) -> None:
        """Start a node that was stopped or killed, and wait until it serves."""
        ...

    async def stop(self, node: int = 0) -> None:
        """SIGTERM, and wait for the end."""
        ...

    async def kill(self, node: int = 0) -> None:
        """SIGKILL."""
        ...

    def pause(self, node: int = 0) -> None:
        """SIGSTOP."""
        ...

    def go_on(self, node: int = 0) -> None:
        """SIGCONT."""
        ...


class OneServer:
    """One server on SQLite. Clients reach it through a proxy, so a network can fail as well as a process."""

    def __init__(self, disk: Disk, faulty: Faulty, proxy: Proxy, *, seed: int) -> None:
        self.disk = disk
        self.faulty = faulty
        self.proxy = proxy
        self.server: ServerProcess
        self._settings: dict[str, Any] = dict(PLENTY)
        self._chance = random.Random(seed)

    def addresses(self) -> Sequence[str]:
        """The proxy's."""
        return [self.proxy.address]

    def servers(self) -> Sequence[ServerProcess]:
        """The one."""
        return [self.server]

    def faults(self) -> Mapping[str, Fault]:
        """All of FAULTS."""
        return {name: partial(strike, self) for name, strike in self.FAULTS.items()}

    def integrity(self) -> str:
        """What SQLite says of its file: `ok`."""
        with closing(sqlite3.connect(self.disk.data / "autheid.sqlite")) as database:
            return str(database.execute("PRAGMA integrity_check").fetchone()[0])

    async def start(self, node: int = 0) -> None:
        """At the port of its predecessor, if there was one."""
        self.server = await asyncio.to_thread(
            ServerProcess,
            self.disk.data,
            machine=self.faulty.environment,
            port=self.proxy.target,
            **self._settings,
        )
        self.proxy.target = self.server.port

    async def stop(self, node: int = 0) -> None:
        """In good order; SIGKILL when that takes too long."""
        await asyncio.to_thread(self.server.stop)

    async def kill(self, node: int = 0) -> None:
        """As a power cut would, but for what the kernel has not written yet."""
        self.server.kill()

    def pause(self, node: int = 0) -> None:
        """It stands still."""
        self.server.pause()

    def go_on(self, node: int = 0) -> None:
        """It goes on."""
        self.server.go_on()

    async def until_ready(self, *, ready: bool = True) -> None:
        """Wait until health says so. Raises TimeoutError when it does not."""
        until = time.monotonic() + READY_SECONDS
        while await self.is_ready() is not ready:
            if time.monotonic() > until:
                raise TimeoutError(f"health does not say that ready is {ready}")
            await asyncio.sleep(0.1)

    async def is_ready(self) -> bool:
        """What health says, asked past the proxy."""
        async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
            return (await client.get(f"{self.server.address}/readyz")).status_code == 200

    async def _killed(self) -> None:
        await self.kill()
        await self.start()

    async def _restarted(self) -> None:
        await self.stop()
        await self.start()

    async def _paused(self) -> None:
        self.pause()
        await asyncio.sleep(self._chance.uniform(1, 10))
        self.go_on()

    async def _without_room(self) -> None:
        # The log has room of its own until it has grown: full is a disk on which a write was refused.
        told = len(self.server.events("store_unavailable"))
        until = time.monotonic() + FULL_SECONDS
        self.disk.fill()
        while len(self.server.events("store_unavailable")) == told and time.monotonic() < until:
            await asyncio.sleep(0.1)
        await asyncio.sleep(self._chance.uniform(0.5, 2))
        self.disk.free()
        await self.until_ready()

    async def _refused(self, *, writes: int = 0, syncs: int = 0) -> None:
        self.faulty.refuse(writes=writes, syncs=syncs)
        await self._for_a_while()
        await self.until_ready()

    async def _with_clock(self, *, seconds: int) -> None:
        self.faulty.step_clock(seconds)
        await self._for_a_while()

    async def _for_a_while(self) -> None:
        await asyncio.sleep(self._chance.uniform(0.5, 2))
        self.faulty.mend()

    async def _slowed(self) -> None:
        self.proxy.longest_delay = 0.3
        await self._in_the_network()

    async def _without_answers(self) -> None:
        self.proxy.lost_answers = 0.1
        await self._in_the_network()

    async def _cut(self) -> None:
        self.proxy.cuts = 0.1
        await self._in_the_network()

    async def _parted(self) -> None:
        self.proxy.part()
        await self._in_the_network()

    async def _in_the_network(self) -> None:
        await asyncio.sleep(self._chance.uniform(0.5, 3))
        self.proxy.mend()

    FAULTS: ClassVar[Mapping[str, Callable[[OneServer], Awaitable[None]]]] = {
        "kill": _killed,
        "restart": _restarted,
        "pause": _paused,
        "full disk": _without_room,
        "failing writes": partial(_refused, writes=errno.EIO),
        "failing flushes": partial(_refused, syncs=errno.EIO),
        "clock forth": partial(_with_clock, seconds=HOUR),
        "clock back": partial(_with_clock, seconds=-HOUR),
        "slow network": _slowed,
        "lost answers": _without_answers,
        "cut messages": _cut,
        "silent network": _parted,
    }
    """All that this project has an answer to (docs/faults.md)."""


@asynccontextmanager
async def one_server(place: Path, *, seed: int = 0, pretended_disk: bool = False) -> AsyncIterator[OneServer]:
    """A server that runs until the block is left, and everything that can be done to it."""
    faulty = Faulty(place)
    with disk_to_fill(place, faulty, pretended=pretended_disk) as disk:
        async with Proxy(0, seed=seed) as proxy:
            deployment = OneServer(disk, faulty, proxy, seed=seed)
            await deployment.start()
            try:
                yield deployment
            finally:
                faulty.mend()
                deployment.go_on()
                deployment.server.kill()
    faulty.close()
