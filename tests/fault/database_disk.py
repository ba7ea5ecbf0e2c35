"""Nodes on a PostgreSQL whose disk can be full and can refuse, with a supervisor that starts it again."""

from __future__ import annotations

import asyncio
import errno
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path

from tests.fault.faulty import Faulty
from tests.fault.full_disk import Disk, disk_to_fill
from tests.support.nodes import Nodes, nodes, until_ready
from tests.support.postgres import Cluster
from tests.support.server import PLENTY

DISK_FAULTS = {"full": {}, "writes": {"writes": errno.EIO}, "syncs": {"syncs": errno.EIO}}
"""What the disk does: it has no room, or refuses what it is asked for."""
_FILES = "/autheid-postgres-"
"""A part of the paths of a cluster's files."""
_SETTINGS = {"max_connections": "40", "max_wal_size": "8MB", "min_wal_size": "2MB"}
"""A log of small files, so that a small disk has room for it, and its end is met soon."""
_SUPERVISOR_SECONDS = 0.2


class DatabaseDisk:
    """The disk below PostgreSQL, and the nodes above."""

    def __init__(self, deployment: Nodes, disk: Disk, faulty: Faulty) -> None:
        self.deployment = deployment
        self._disk = disk
        self._faulty = faulty

    async def fails(self, how: str, seconds: float) -> None:
        """One of DISK_FAULTS, for so long after every node has said that it is not ready, and until all are again."""
        if how == "full":
            self._disk.fill()
        else:
            self._faulty.refuse(**DISK_FAULTS[how])
        try:
            await self._until(ready=False)
            await asyncio.sleep(seconds)
        finally:
            if how == "full":
                self._disk.free()
            else:
                self._faulty.refuse()
        await self._until(ready=True)

    async def _until(self, *, ready: bool) -> None:
        await asyncio.gather(*(until_ready(server, ready=ready) for server in self.deployment.servers))


@asynccontextmanager
async def on_a_poor_disk(place: Path, count: int, *, small: bool) -> AsyncIterator[DatabaseDisk]:
    """So many nodes, whose data is in the folder `place`; on a `small` disk, which can be filled."""
    with _shared_folder() as folder, ExitStack() as closing:
        faulty = Faulty(folder, files=_FILES)
        closing.callback(faulty.close)
        disk = closing.enter_context(disk_to_fill(folder, faulty, shared=True, pretended=not small))
        cluster = await asyncio.to_thread(
            Cluster, _SETTINGS, place=disk.data, machine=faulty.environment, segment_megabytes=1
        )
        closing.callback(cluster.remove)
        serving = nodes(place, count, cluster=cluster, **PLENTY)
        deployment = await asyncio.to_thread(closing.enter_context, serving)
        async with _supervised(cluster):
            yield DatabaseDisk(deployment, disk, faulty)


@contextmanager
def _shared_folder() -> Iterator[Path]:
    """Into which the database's user may look too."""
    with tempfile.TemporaryDirectory(prefix="autheid-disk-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@asynccontextmanager
async def _supervised(cluster: Cluster) -> AsyncIterator[None]:
    """Whatever ends is started again, as systemd does."""

    async def watch() -> None:
        while True:
            if cluster.has_ended:
                await asyncio.to_thread(cluster.launch)
            await asyncio.sleep(_SUPERVISOR_SECONDS)

    watching = asyncio.create_task(watch())
    try:
        yield
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
