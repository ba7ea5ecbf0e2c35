"""Ten thousand GetResult calls blocked at once: what each keeps in memory, and how soon an approval is answered then."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from autheid.wire import rp_pb
from bench.creates import SERVICE, channels, metadata
from bench.cycle import Person, Walker, create_call, created_id, percentile
from bench.http1 import Connection, call_of
from bench.server import HOST, Server

WAITERS = 10_000
APPROVALS = 240
APPROVALS_PER_SECOND = 20
_CREATORS = 32
_TOGETHER = 200
_SETTLE_SECONDS = 1.5
_CHANNELS = 8


@dataclass(frozen=True, kw_only=True)
class Waited:
    """What was seen while they waited."""

    how: str
    blocked: int
    bytes_each: float
    waits: list[float]
    idle_cpu_percent: float

    def wait_ms(self, percent: int) -> float:
        """A percentile of approval → answer."""
        return percentile(self.waits, percent) * 1000


async def by_http1(server: Server, api_key: str, people: list[Person]) -> Waited:
    """Each on a connection of its own."""
    waiting: list[tuple[Connection, asyncio.Future[bytes]]] = []

    async def wait(request_id: str) -> None:
        connection = await Connection.open(HOST, server.port)
        waiting.append(
            (connection, connection.send(call_of("GET", f"/v1/requests/{request_id}", token=api_key)))
        )

    seen = await _observe(server, api_key, people, "HTTP/1.1, a connection each", wait)
    for connection, answer in waiting:
        answer.cancel()
        connection.close()
    return seen


async def by_grpc(server: Server, api_key: str, people: list[Person]) -> Waited:
    """As streams of a few connections, by the stock client."""
    opened = channels(server, _CHANNELS)
    methods = [channel.unary_unary(SERVICE + "GetResult") for channel in opened]
    waiting: list[Any] = []

    async def wait(request_id: str) -> None:
        method = methods[len(waiting) % _CHANNELS]
        message = rp_pb.GetResultRequest(request_id=request_id).to_binary()
        # The call begins by itself; its first byte comes only with the answer, so there is nothing to await yet.
        waiting.append(method(message, metadata=metadata(api_key)))
        await asyncio.sleep(0)

    seen = await _observe(server, api_key, people, f"gRPC, {_CHANNELS} connections", wait)
    # The server takes many resets for an attack (CVE-2023-44487), so the connections go, not the streams.
    for channel in opened:
        await channel.close()
    await asyncio.gather(*waiting, return_exceptions=True)
    return seen


async def _observe(
    server: Server, api_key: str, people: list[Person], how: str, wait: Callable[[str], Awaitable[None]]
) -> Waited:
    requests = await _open_requests(server, api_key, WAITERS)
    await _probe(server, api_key, people, 16)
    await asyncio.sleep(_SETTLE_SECONDS)
    gc.collect()
    blocked_before = (await server.gauges())["autheid_open_waits"]
    before = server.memory()
    for at in range(0, len(requests), _TOGETHER):
        await asyncio.gather(*(wait(request_id) for request_id in requests[at : at + _TOGETHER]))
    blocked = await _until_blocked(server, blocked_before)
    grown = server.memory() - before
    first = server.meters()
    await asyncio.sleep(_SETTLE_SECONDS)
    last = server.meters()
    waits = await _probe(server, api_key, people, APPROVALS)
    return Waited(
        how=how,
        blocked=blocked,
        bytes_each=grown / max(1, blocked),
        waits=waits,
        idle_cpu_percent=(last.cpu - first.cpu) / (last.wall - first.wall) * 100,
    )


async def _open_requests(server: Server, api_key: str, count: int) -> list[str]:
    found: list[str] = []

    async def some(creator: int) -> None:
        connection = await Connection.open(HOST, server.port)
        for number in range(creator, count, _CREATORS):
            asked = create_call(api_key, f"waiter-{number}@bench.example", timeout_seconds=600)
            found.append(created_id(await connection.send(asked)))
        connection.close()

    await asyncio.gather(*(some(creator) for creator in range(_CREATORS)))
    return found


async def _until_blocked(server: Server, before: float) -> int:
    blocked = 0.0
    for _ in range(40):
        now = (await server.gauges())["autheid_open_waits"] - before
        if now >= WAITERS or (now == blocked and now > 0):
            return int(now)
        blocked = now
        await asyncio.sleep(0.5)
    return int(blocked)


async def _probe(server: Server, api_key: str, people: list[Person], count: int) -> list[float]:
    walker = Walker(people[0], api_key)
    await walker.connect(server.port)
    for _ in range(count):
        due = time.monotonic() + 1 / APPROVALS_PER_SECOND
        await walker.cycle()
        await asyncio.sleep(max(0, due - time.monotonic()))
    walker.close()
    return walker.waits
