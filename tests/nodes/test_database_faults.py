"""PostgreSQL falls, stands still, is full or gives way to its standby: what was acknowledged stays, and nobody lends a hand."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest

from tests.fault.crowd import Crowd, summary
from tests.fault.history import violations
from tests.support.nodes import READY_SECONDS, Nodes, is_ready, nodes, until_ready
from tests.support.postgres import Cluster, name_of
from tests.support.rp import HTTP2, RefusedError, rp_at
from tests.support.server import PLENTY, NotStartedError, serving

pytestmark = pytest.mark.slow


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """On the disk, with its flushes: what a commit is worth is what is tried here."""
    cluster = Cluster({"max_connections": "40"})
    yield cluster
    cluster.remove()


@pytest.fixture
def two(cluster: Cluster, tmp_path: Path) -> Iterator[Nodes]:
    with nodes(tmp_path, 2, cluster=cluster, **PLENTY) as deployment:
        yield deployment


@pytest.fixture
async def crowd(two: Nodes) -> AsyncIterator[Crowd]:
    async with Crowd(lambda: [server.address for server in two.servers]) as crowd:
        await crowd.enrol(two.servers[0])
        yield crowd


def _check(crowd: Crowd, two: Nodes) -> None:
    told = summary(crowd)
    sys.stdout.write(f"{told}\n")
    assert violations(crowd.history) == []
    assert told["acknowledged"] > 200
    for server in two.servers:
        assert not server.events("internal_error")
        assert not server.events("unanswered")


@pytest.mark.parametrize("how", ["restart", "kill"])
async def test_a_database_that_goes_and_comes_back_loses_nothing_and_needs_no_hand(
    cluster: Cluster, two: Nodes, crowd: Crowd, how: str
) -> None:
    def fall() -> None:
        if how == "kill":
            cluster.kill()
        else:
            cluster.stop()

    async def fault() -> None:
        for _ in range(2):
            await asyncio.sleep(1.5)
            await asyncio.to_thread(fall)
            await asyncio.sleep(0.5)
            await asyncio.to_thread(cluster.start)

    await crowd.work(5.0, fault)
    _check(crowd, two)
    for server in two.servers:
        await until_ready(server)


async def test_a_node_that_is_killed_costs_its_callers_a_repetition_and_no_more(
    two: Nodes, crowd: Crowd
) -> None:
    async def fault() -> None:
        for _ in range(2):
            await asyncio.sleep(1.5)
            fallen = two.servers.pop(0)
            fallen.kill()
            await asyncio.to_thread(two.start)

    await crowd.work(4.0, fault)
    _check(crowd, two)


async def test_a_node_that_stood_still_for_a_while_goes_on_with_what_is_true_now(
    two: Nodes, crowd: Crowd
) -> None:
    async def fault() -> None:
        await asyncio.sleep(1)
        two.servers[0].process.send_signal(signal.SIGSTOP)
        await asyncio.sleep(2.5)
        two.servers[0].process.send_signal(signal.SIGCONT)

    await crowd.work(4.5, fault)
    _check(crowd, two)


async def test_while_the_database_stands_still_the_nodes_say_so_and_then_go_on(
    cluster: Cluster, two: Nodes
) -> None:
    server = two.servers[0]
    await until_ready(server)
    cluster.pause(on=True)
    try:
        await until_ready(server, ready=False)
        async with rp_at(HTTP2, server.address) as rp:
            with pytest.raises(RefusedError, match="UNAVAILABLE"):
                await rp.create()
    finally:
        cluster.pause(on=False)
    await until_ready(server)
    async with rp_at(HTTP2, server.address) as rp:
        assert await rp.create()


async def test_a_database_without_connections_to_spare_is_told_as_unavailable(
    cluster: Cluster, two: Nodes
) -> None:
    """Others have taken them all: it is told as UNAVAILABLE, and goes on when there are some again."""
    server = two.servers[0]
    await until_ready(server)
    others: list[asyncpg.Connection[asyncpg.Record]] = []
    until = time.monotonic() + READY_SECONDS
    while await is_ready(server):
        assert time.monotonic() < until
        try:
            others.append(await asyncpg.connect(f"{cluster.address}/postgres"))
        except asyncpg.TooManyConnectionsError:
            # The nodes have the rest: whoever is quicker gets what they let go.
            await others[0].execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'autheid'"
            )
    async with rp_at(HTTP2, server.address) as rp:
        with pytest.raises(RefusedError, match="UNAVAILABLE"):
            await rp.create()
        for other in others:
            await other.close()
        await until_ready(server)
        assert await rp.create()


async def test_a_standby_takes_over_with_everything_that_was_acknowledged(tmp_path: Path) -> None:
    first = Cluster({"synchronous_commit": "on", "wal_level": "replica", "max_wal_senders": "4"})
    second: Cluster | None = None
    try:
        second = Cluster(copy_of=first)
        first.set({"synchronous_standby_names": "'standby'"})
        first.reload()
        hosts = f"postgresql://autheid@127.0.0.1:{first.port},127.0.0.1:{second.port}"
        name = name_of(first.database())
        with nodes(tmp_path, 2, cluster=first, database=f"{hosts}/{name}", **PLENTY) as deployment:
            async with Crowd(lambda: [server.address for server in deployment.servers]) as crowd:
                await crowd.enrol(deployment.servers[0])

                async def fault() -> None:
                    assert second is not None
                    await asyncio.sleep(2)
                    await asyncio.to_thread(first.kill)
                    await asyncio.sleep(0.3)
                    await asyncio.to_thread(second.promote)

                await crowd.work(5.0, fault)
                _check(crowd, deployment)
                assert second.sql("SELECT pg_is_in_recovery()") == "f"
    finally:
        first.remove()
        if second is not None:
            second.remove()


@pytest.mark.parametrize(
    "setting, sentence", [("fsync", "fsync is off"), ("synchronous_commit", "loses what")]
)
def test_a_database_that_may_lose_what_it_acknowledges_is_refused_and_taken_only_when_told_to(
    tmp_path: Path, setting: str, sentence: str
) -> None:
    lossy = Cluster({setting: "off"})
    try:
        address = lossy.database()
        with pytest.raises(NotStartedError) as refused, serving(tmp_path / "a", database=address):
            pass
        assert refused.value.code == 1
        (line,) = [line for line in refused.value.log.splitlines() if "cannot_start" in line]
        assert sentence in line
        with serving(tmp_path / "a", database=address, lossy_database=True) as server:
            (warned,) = server.events("database_may_lose_data")
            assert sentence in str(warned["reason"])
    finally:
        lossy.remove()
