"""The drill: a backup under load, the deployment lost, and everything from before the backup back again."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from autheid.assemble.backup import MANIFEST, back_up, restore
from autheid.config import Settings
from tests.fault.crowd import LEAVES_SOCKETS, Crowd
from tests.fault.history import Operation
from tests.support.nodes import nodes
from tests.support.postgres import shared_cluster
from tests.support.rp import HTTP2, rp_at
from tests.support.server import PLENTY, ServerProcess, serving

SECRETS = ("master.secret", "wrapping.key")


@contextmanager
def _running(store: str, place: Path) -> Iterator[tuple[ServerProcess, str]]:
    """A server, and its setting `database`."""
    if store == "sqlite":
        with serving(place, **PLENTY) as server:
            yield server, ""
    else:
        with nodes(place, 1, **PLENTY) as deployment:
            yield deployment.servers[0], deployment.address


async def _told(crowd: Crowd) -> dict[str, str]:
    """What was told of each request before the backup began: its last end, or that it was created."""
    told = {call.says: "" for call in crowd.history.done(Operation.CREATE)}
    told |= {
        call.request_id: call.says
        for call in crowd.history.done(Operation.STATUS, Operation.RESULT)
        if call.says != "NOT_READY"
    }
    return told


async def _agrees(address: str, told: dict[str, str]) -> None:
    async with rp_at(HTTP2, address) as rp:
        for request, end in told.items():
            status = (await rp.status(request))["status"]
            assert not end or status == end


@LEAVES_SOCKETS
@pytest.mark.parametrize("store", ["sqlite", "postgres"])
async def test_everything_from_before_the_backup_is_back_after_the_deployment_is_lost(
    tmp_path: Path, store: str
) -> None:
    backup, again = tmp_path / "backup", tmp_path / "again"
    again.mkdir()
    with _running(store, tmp_path / "lost") as (server, address):
        settings = Settings(
            data=server.data, database=address, files=str(tmp_path / "lost" / "files") if address else ""
        )
        kept = Path(settings.files or settings.data / "files") / "aa"
        kept.mkdir(parents=True)
        (kept / "sealed").write_bytes(b"a file of a person")
        async with Crowd(lambda: [server.address]) as crowd:
            await crowd.enrol(server)
            told: dict[str, str] = {}

            async def while_they_work() -> None:
                nonlocal told
                await asyncio.sleep(1)
                told = await _told(crowd)
                await asyncio.to_thread(back_up, settings, backup)

            await crowd.work(1.5, while_they_work)
        for secret in SECRETS:
            shutil.copy(server.data / secret, again / secret)
        server.kill()
    assert len(told) > 20
    assert not any((backup / secret).exists() for secret in SECRETS)
    there = msgspec.structs.replace(
        settings,
        data=again,
        database="" if store == "sqlite" else shared_cluster().database("template0"),
        files="",
    )
    made = await asyncio.to_thread(restore, there, backup)
    assert "files/aa/sealed" in made.sha256
    assert (again / "files" / "aa" / "sealed").read_bytes() == b"a file of a person"
    with serving(again, **PLENTY | {"database": there.database}) as server:
        await _agrees(server.address, told)
    with pytest.raises(OSError, match=r"already|exists"):
        restore(there, backup)


def test_a_backup_that_is_not_what_it_was_is_not_brought_back(tmp_path: Path) -> None:
    source, data = tmp_path / "backup", tmp_path / "data"
    with serving(tmp_path / "lost") as server:
        back_up(Settings(data=server.data), source)
        with pytest.raises(OSError, match="is not empty"):
            back_up(Settings(data=server.data), source)
    assert (source / MANIFEST).exists()
    with pytest.raises(ValueError, match="the other kind of database"):
        restore(Settings(data=data, database="postgresql://nobody@127.0.0.1:1/none"), source)
    (source / "autheid.sqlite").write_bytes((source / "autheid.sqlite").read_bytes() + b"x")
    with pytest.raises(ValueError, match="is not what it was"):
        restore(Settings(data=data), source)
    assert not (data / "autheid.sqlite").exists()
