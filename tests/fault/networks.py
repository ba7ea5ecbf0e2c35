"""Nodes that each reach PostgreSQL by a network of their own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from threading import Thread

from tests.fault.proxy import Proxy
from tests.support.nodes import Nodes, nodes
from tests.support.postgres import Cluster, name_of
from tests.support.server import PLENTY

SUFFERINGS = {"delays": {"longest_delay": 0.05}, "losses": {"lost_answers": 0.005, "cuts": 0.005}}
"""What a network can suffer: seconds, and how often of 1."""


class Network:
    """A proxy on a loop of its own: it goes on while a test's loop stands still."""

    def __init__(self, proxy: Proxy, loop: asyncio.AbstractEventLoop) -> None:
        self._proxy = proxy
        self._loop = loop

    @property
    def port(self) -> int:
        """Where PostgreSQL is reached through it."""
        return self._proxy.port

    @property
    def cut_answers(self) -> int:
        """How many answers it has lost so far."""
        return self._proxy.cut_answers

    def suffer(self, *, longest_delay: float = 0.0, lost_answers: float = 0.0, cuts: float = 0.0) -> None:
        """From now on: see the fields of `Proxy`."""
        self._proxy.longest_delay = longest_delay
        self._proxy.lost_answers = lost_answers
        self._proxy.cuts = cuts

    def part(self) -> None:
        """See `Proxy.part`."""
        self._loop.call_soon_threadsafe(self._proxy.part)

    def mend(self) -> None:
        """See `Proxy.mend`."""
        self._loop.call_soon_threadsafe(self._proxy.mend)


@asynccontextmanager
async def networked(
    place: Path, cluster: Cluster, count: int, *, seed: int = 0
) -> AsyncIterator[tuple[Nodes, list[Network]]]:
    """So many nodes on a new database of the cluster, and the network of each, by their number."""
    serving = nodes(place, 0, cluster=cluster, **PLENTY)
    deployment = await asyncio.to_thread(serving.__enter__)
    try:
        with _loop_aside() as loop:
            proxies = [Proxy(cluster.port, seed=seed + number) for number in range(count)]
            for proxy in proxies:
                await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(proxy.__aenter__(), loop))
                address = f"postgresql://autheid@127.0.0.1:{proxy.port}/{name_of(deployment.address)}"
                await asyncio.to_thread(deployment.start, database=address)
            try:
                yield deployment, [Network(proxy, loop) for proxy in proxies]
            finally:
                # Before their networks: a node that stops leaves its turns in the database.
                for server in deployment.servers:
                    await asyncio.to_thread(server.stop)
                for proxy in proxies:
                    await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(proxy.__aexit__(), loop))
    finally:
        await asyncio.to_thread(serving.__exit__, None, None, None)


@contextmanager
def _loop_aside() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, name="networks")
    thread.start()
    try:
        yield loop
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
