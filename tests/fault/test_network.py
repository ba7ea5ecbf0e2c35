"""The network between callers and a server, and the proxy that stands for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from tests.fault.proxy import Proxy
from tests.support.rp import DOORS, GRPC, HTTP1, RefusedError, asking, rp_at
from tests.support.server import PLENTY, ServerProcess, serving


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with serving(tmp_path_factory.mktemp("network") / "data", **PLENTY) as server:
        yield server


@pytest.fixture
async def proxy(server: ServerProcess) -> AsyncIterator[Proxy]:
    async with Proxy(server.port, seed=1) as proxy:
        yield proxy


@pytest.mark.parametrize("door", DOORS)
async def test_a_create_whose_answer_was_lost_leads_to_one_request_however_often_it_is_repeated(
    server: ServerProcess, proxy: Proxy, door: str
) -> None:
    fields = asking(idempotent_key=f"order over {door}")
    # Over HTTP/2 the first words of a server are its settings; here the answer itself is to be lost.
    proxy.lost_answers = 1.0 if door == HTTP1 else 0.0
    async with rp_at(door, proxy.address) as rp:
        if door != HTTP1:
            await rp.create()
            proxy.lost_answers = 1.0
        with pytest.raises((httpx.TransportError, RefusedError)) as broken:
            await rp.call("Create", fields)
        assert door != GRPC or "UNAVAILABLE" in str(broken.value)
        assert proxy.cut_answers >= 1
        proxy.mend()
    async with rp_at(door, server.address) as straight, rp_at(door, proxy.address) as again:
        created = await straight.call("Create", fields)
        assert await again.call("Create", fields) == created


async def test_delays_reorder_what_several_connections_say_and_a_mended_network_brings_it_all(
    server: ServerProcess, proxy: Proxy
) -> None:
    proxy.longest_delay = 0.5
    done: list[int] = []

    async def create(number: int) -> None:
        async with rp_at(HTTP1, proxy.address) as rp:
            await rp.create()
            done.append(number)

    await asyncio.gather(*(create(number) for number in range(12)))
    assert sorted(done) == list(range(12))
    assert done != sorted(done)


async def test_one_who_waits_behind_a_network_that_fell_silent_is_answered_when_it_speaks_again(
    server: ServerProcess, proxy: Proxy
) -> None:
    async with rp_at(HTTP1, proxy.address) as behind, rp_at(HTTP1, server.address) as straight:
        request = await straight.create(timeout_seconds=600)
        waiting = asyncio.create_task(behind.result(request))
        await asyncio.sleep(0.3)
        proxy.part()
        await straight.cancel(request)
        await asyncio.sleep(0.5)
        assert not waiting.done()
        proxy.mend()
        assert (await asyncio.wait_for(waiting, 5))["status"] == "RP_CANCELLED"


async def test_a_request_that_was_cut_in_the_middle_was_not_done(server: ServerProcess, proxy: Proxy) -> None:
    fields = asking(idempotent_key="half an order")
    proxy.cuts = 1.0
    async with rp_at(HTTP1, proxy.address) as rp:
        with pytest.raises(httpx.TransportError):
            await rp.call("Create", fields)
        proxy.mend()
        other = fields | {"title": "Something else"}
        assert (await rp.call("Create", other))["success"], "the key was still free"
