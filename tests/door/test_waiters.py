"""Thousands who wait on one process, each for a request of its own."""

from __future__ import annotations

import asyncio
import sys
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.support.rp import GRPC, HTTP1, HTTP2, GrpcRp, RestRp, Rp, grpc_channel, http_client
from tests.support.server import PLENTY, TEST_KEY, ServerProcess, serving

WAITERS = {HTTP1: 400, HTTP2: 800, GRPC: 800}
# httpx sends no more than a hundred calls at once over one HTTP/2 connection.
CONNECTIONS = {HTTP1: 1, HTTP2: 8, GRPC: 2}
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
    """Each waits for its own request, hears of its cancellation and of no other's. Memory for each is printed."""
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
        sys.stdout.write(f"{each:.0f} bytes for each of {total} waiters\n")
        assert not any(wait.done() for wait in waits)
        for half, left in ((0, total // 2), (1, 0)):
            released = ids[half::2]
            for at in range(0, len(released), TOGETHER):
                rp = rps[GRPC][half]
                await asyncio.gather(*(rp.cancel(it) for it in released[at : at + TOGETHER]))
            answers = await asyncio.gather(*waits[half::2])
            assert {it["request_id"]: it["status_code"] for it in answers} == dict.fromkeys(released, 20003)
            await asyncio.wait_for(until_waiting(server, left), 10)
    assert each < MOST_BYTES
