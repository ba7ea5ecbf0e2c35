"""The network between nodes and PostgreSQL is slow, loses what was said, or is gone: nothing that was acknowledged is."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.fault.crowd import Crowd, summary
from tests.fault.history import violations
from tests.fault.networks import SUFFERINGS, Network, networked
from tests.support.nodes import READY_SECONDS, Nodes, is_ready, until_ready
from tests.support.postgres import Cluster
from tests.support.rp import HTTP1, HTTP2, RefusedError, Rp, asking, rp_at

pytestmark = pytest.mark.slow
Deployed = tuple[Nodes, list[Network]]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    cluster = Cluster()
    yield cluster
    cluster.remove()


@pytest.fixture
async def two(cluster: Cluster, tmp_path: Path) -> AsyncIterator[Deployed]:
    async with networked(tmp_path, cluster, 2, seed=5) as deployed:
        yield deployed


@pytest.mark.parametrize("how", list(SUFFERINGS))
async def test_a_network_that_delays_or_loses_costs_callers_a_repetition_and_no_more(
    two: Deployed, how: str
) -> None:
    """An answer to a COMMIT is lost too: it was done, and nobody knows. The caller asks again by the idempotent key."""
    deployment, networks = two
    async with Crowd(lambda: [server.address for server in deployment.servers], seed=5) as crowd:
        await crowd.enrol(deployment.servers[0])

        async def fault() -> None:
            await asyncio.sleep(0.5)
            for network in networks:
                network.suffer(**SUFFERINGS[how])
            await asyncio.sleep(4)
            for network in networks:
                network.mend()

        await crowd.work(5, fault)
    told = summary(crowd)
    sys.stdout.write(f"{how}: {told}\n")
    assert violations(crowd.history) == []
    assert told["acknowledged"] > 50
    if how == "losses":
        assert sum(network.cut_answers for network in networks) > 0
    for server in deployment.servers:
        assert not server.events("internal_error")
        assert not server.events("unanswered")


async def test_a_node_that_is_cut_off_says_so_and_the_others_go_on_and_then_it_hears_again(
    two: Deployed,
) -> None:
    """Who waits there is told what happened meanwhile, or to come again: nobody is forgotten."""
    deployment, networks = two
    cut_off, other = deployment.servers
    await until_ready(cut_off)
    async with rp_at(HTTP2, cut_off.address) as lonely, rp_at(HTTP1, other.address) as rp:
        request = await rp.create(timeout_seconds=600)
        waiting = asyncio.create_task(_told_at_last(lonely, request))
        await asyncio.sleep(0.5)
        networks[0].part()
        await rp.cancel(request)
        await until_ready(cut_off, ready=False)
        began = time.monotonic()
        with pytest.raises(RefusedError, match="UNAVAILABLE"):
            await lonely.call("Create", asking())
        assert time.monotonic() - began < 15
        assert await rp.create()
        assert await is_ready(other)
        networks[0].mend()
        await until_ready(cut_off)
        assert await asyncio.wait_for(waiting, READY_SECONDS) == "RP_CANCELLED"
        # And the words of others are heard again.
        second = await rp.create(timeout_seconds=600)
        waiting = asyncio.create_task(_told_at_last(lonely, second))
        await asyncio.sleep(0.5)
        await rp.cancel(second)
        assert await asyncio.wait_for(waiting, 3) == "RP_CANCELLED"


async def _told_at_last(rp: Rp, request: str) -> str:
    """GetResult, again and again upon UNAVAILABLE and nothing else."""
    while True:
        try:
            return str((await rp.result(request))["status"])
        except RefusedError as again:
            if again.code != "UNAVAILABLE":
                raise
        await asyncio.sleep(0.2)
