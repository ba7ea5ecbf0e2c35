"""Several nodes of one deployment: servers of their own, one PostgreSQL, the same secrets and files."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.support.postgres import Cluster, shared_cluster
from tests.support.server import ServerProcess, serving
from tests.support.world import prepare

READY_SECONDS = 20.0
_PATIENCE_SECONDS = 15.0


class Nodes:
    """The nodes by their number; one that was stopped or killed can be started again."""

    def __init__(self, place: Path, address: str, settings: dict[str, object]) -> None:
        self._place = place
        self._settings = settings | {"database": address, "files": place / "files"}
        self.address = address
        self.servers: list[ServerProcess] = []
        self._stack = ExitStack()
        self._started = 0

    def start(self, **settings: object) -> ServerProcess:
        """One node more; `settings` are its own."""
        self._started += 1
        data = self._place / f"node-{self._started}"
        data.mkdir(parents=True)
        for secret in ("master.secret", "wrapping.key"):
            shutil.copy(self._place / secret, data / secret)
        server = self._stack.enter_context(serving(data, **(self._settings | settings)))
        self.servers.append(server)
        return server

    def close(self) -> None:
        """Stop them all."""
        self._stack.close()


async def is_ready(server: ServerProcess) -> bool:
    """What the node says of itself."""
    async with httpx.AsyncClient(timeout=_PATIENCE_SECONDS, trust_env=False) as client:
        return (await client.get(f"{server.address}/readyz")).status_code == 200


async def until_ready(server: ServerProcess, *, ready: bool = True) -> None:
    """Return when the node says so, or that it is not."""
    until = time.monotonic() + READY_SECONDS
    while await is_ready(server) is not ready:
        assert time.monotonic() < until, f"ready is not {ready}"
        await asyncio.sleep(0.1)


@contextmanager
def nodes(
    place: Path, count: int, *, cluster: Cluster | None = None, database: str = "", **settings: Any
) -> Iterator[Nodes]:
    """So many nodes that serve, until the block is left. Staging, unless `settings` say otherwise.

    On a new database of the tests' shared cluster, or of `cluster`; `database` is how the nodes reach it, if otherwise.
    """
    # On a thread: a test that has a loop of its own may ask too.
    with ThreadPoolExecutor(max_workers=1) as aside:
        address = aside.submit(
            lambda: asyncio.run(prepare(place, "sqlite" if cluster else "postgres"))
        ).result()
    if cluster is not None:
        address = cluster.database()
    deployment = Nodes(place, database or address, settings)
    try:
        for _ in range(count):
            deployment.start()
        yield deployment
    finally:
        deployment.close()
        if cluster is None:
            shared_cluster().drop(address)
