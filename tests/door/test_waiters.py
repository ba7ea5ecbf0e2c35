"""Thousands who wait on one process, each for a request of its own."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.support.rp import GRPC, HTTP1, HTTP2, GrpcRp, RestRp, Rp, grpc_channel, http_client
from tests.support.server import PLENTY, TEST_KEY, ServerProcess, serving

WAITERS = {HTTP1: 400, HTTP2: 800, GRPC: 800}
CONNECTIONS = {HTTP1: 1, HTTP2: 4, GRPC: 2}
MOST_BYTES = 60_000
TOGETHER = 100


async def rp_of(stack: AsyncExitStack, door: str, address: str) -> Rp:
    """A relying party; over HTTP/1.1 with as many connections as there are waiters."""
    authorization = f"Bearer {TEST_KEY}"
    if door == GRPC:
        return GrpcRp(await stack.enter_async_context(grpc_channel(address)), authorization)
    client = http_client(address, http2=door == HTTP2, most=WAITERS[HTTP1])
    return RestRp(await stack.enter_async_context(client), authorization)


async def until_waiting(server: ServerProcess, count: int) -> None:
    """Returns once exactly that many calls are blocked."""
    async with http_client(server.address) as web:
        while f"autheid_open_waits {float(count)}\n" not in (await web.get("/metrics")).text:
            await asyncio.sleep(0.1)


@pytest.mark.slow
async def test_2000_callers_wait_on_one_process_and_nobody_is_lost(tmp_path: Path) -> None:
    """Each waits for its own request; half are cancelled, half are told of the stop. Memory for each is printed."""
    total = sum(WAITERS.values())
    async with AsyncExitStack() as stack:
        server = stack.enter_context(serving(tmp_path / "data", **PLENTY))
        rps = {
            door: [await rp_of(stack, door, server.address) for _ in range(number)]
            for door, number in CONNECTIONS.items()
        }
        ids: list[str] = []
        for _ in range(0, total, TOGETHER):
            ids += await asyncio.gather(
                *(rps[GRPC][n % 2].create(timeout_seconds=600) for n in range(TOGETHER))
            )
        before = server.memory()
        doors = [door for door, number in WAITERS.items() for _ in range(number)]
        waits = [
            asyncio.create_task(rps[door][n % CONNECTIONS[door]].result(request_id))
            for n, (door, request_id) in enumerate(zip(doors, ids, strict=True))
        ]
        await asyncio.wait_for(until_waiting(server, total), 45)
        each = (server.memory() - before) / total
        print(f"{each:.0f} bytes for each of {total} waiters")
        assert not any(wait.done() for wait in waits)
        for at in range(0, total, TOGETHER):
            await asyncio.gather(*(rps[GRPC][0].cancel(it) for it in ids[at : at + TOGETHER : 2]))
        cancelled = await asyncio.gather(*waits[::2])
        assert {it["request_id"]: it["status_code"] for it in cancelled} == dict.fromkeys(ids[::2], 20003)
        await asyncio.wait_for(until_waiting(server, total // 2), 10)
        server.ask_to_stop()
        stopped = await asyncio.gather(*waits[1::2], return_exceptions=True)
        assert Counter(getattr(it, "code", str(it)) for it in stopped) == {"UNAVAILABLE": total // 2}
        assert await asyncio.to_thread(server.process.wait, 20) == 0
    assert each < MOST_BYTES
