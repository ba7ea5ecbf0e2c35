"""Fifty thousand GetResult calls blocked at once on several processes: how soon approvals are answered, and all of them."""

from __future__ import annotations

import asyncio
import base64
import os
import resource
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import grpc
import msgspec

from autheid.token.algorithm import TokenAlgorithm
from autheid.wire import rp_pb
from bench.creates import SERVICE, channels, metadata
from bench.cycle import Person, create_call, created_id, enrol_people, percentile
from bench.http1 import Broken, Connection, call_of
from bench.nodes import DURABLE, Fleet
from bench.server import GENERATOR_CORE, HOST, SERVER_CORE, autheid_serve, cpu_of_tree, make_parties
from tests.support.postgres import Cluster

BLOCKED = 50_000
PROCESSES = 4
"""Each takes 20,000 at most, and the kernel spreads connections over them by chance."""
APPROVED = 2_000
APPROVALS_PER_SECOND = 50
TARGET_MS = 250
_PERSONS = 40
_CHANNELS = 120
_CONNECTIONS = 32
_TOGETHER = 200
_TIMEOUT_SECONDS = 600
_SETTLE_SECONDS = 3.0
_IDLE_SECONDS = 5.0
_BLOCK_SECONDS = _PATIENCE_SECONDS = 120.0


class _Shown(msgspec.Struct):
    statements: dict[str, bytes]


_shown = msgspec.json.Decoder(_Shown).decode


@dataclass
class _Waiter:
    """One blocked call."""

    request_id: str
    call: Any
    answered: float = 0.0


@dataclass(frozen=True)
class _Approved:
    """One approval: when it was sent and when its device was told, and when the relying party was."""

    sent: float
    told: float
    answered: float


class Blocked:
    """The relying party whose calls are blocked, and the persons who answer them."""

    def __init__(self, fleet: Fleet, api_key: str, people: list[Person]) -> None:
        self._fleet = fleet
        self._api_key = api_key
        self._people = people
        self._channels = channels(fleet, _CHANNELS)
        self._methods = [channel.unary_unary(SERVICE + "GetResult") for channel in self._channels]
        self.waiters: dict[str, _Waiter] = {}

    async def open(self, count: int, *, to_people: int) -> list[tuple[str, Person | None]]:
        """So many requests, the last `to_people` of them to persons who will answer."""
        made: list[tuple[str, Person | None]] = []

        async def some(creator: int) -> None:
            connection = await Connection.open(HOST, self._fleet.port)
            for number in range(creator, count, _CONNECTIONS):
                at = count - number - 1
                person = self._people[at % _PERSONS] if at < to_people else None
                email = f"waiter-{number}@bench.example" if person is None else person.email
                asked = create_call(self._api_key, email, timeout_seconds=_TIMEOUT_SECONDS)
                made.append((created_id(await connection.send(asked)), person))
            connection.close()

        await asyncio.gather(*(some(creator) for creator in range(_CONNECTIONS)))
        return made

    async def block(self, requests: list[str]) -> None:
        """A call each, and on until the server holds them all."""
        before = await self._held()
        for at, request_id in enumerate(requests):
            message = rp_pb.GetResultRequest(request_id=request_id).to_binary()
            call = self._methods[at % _CHANNELS](message, metadata=metadata(self._api_key))
            waiter = self.waiters[request_id] = _Waiter(request_id, call)
            call.add_done_callback(partial(_note, waiter))
            if at % _TOGETHER == 0:
                await asyncio.sleep(0.02)
        until = time.monotonic() + _BLOCK_SECONDS
        while (held := await self._held()) < before + len(requests):
            if time.monotonic() > until:
                short = f"only {held - before} of {len(requests)} calls are blocked"
                raise RuntimeError(short)
            await asyncio.sleep(0.5)

    async def _held(self) -> int:
        try:
            return int((await self._fleet.gauges())["autheid_open_waits"])
        except Broken:
            # A process that has its fill says 503 to everything.
            return 0

    async def approve(self, asked: list[tuple[str, Person]]) -> list[_Approved]:
        """At an even rate, by connections of which nobody says which process answers them."""
        phones = [await Connection.open(HOST, self._fleet.port) for _ in range(_CONNECTIONS)]
        free: asyncio.Queue[Connection] = asyncio.Queue()
        for phone in phones:
            free.put_nowait(phone)

        async def one(request_id: str, person: Person, due: float) -> tuple[str, float, float]:
            await asyncio.sleep(due - time.perf_counter())
            phone = await free.get()
            show = call_of("GET", f"/app/v1/requests/{request_id}", token=person.session)
            statement = _shown(await phone.send(show)).statements["approve"]
            signature = base64.b64encode(person.key.sign(statement))
            sent = time.perf_counter()
            path = f"/app/v1/requests/{request_id}/approve"
            body = b'{"signature":"' + signature + b'"}'
            await phone.send(call_of("POST", path, token=person.session, body=body))
            told = time.perf_counter()
            free.put_nowait(phone)
            return request_id, sent, told

        began = time.perf_counter() + 0.5
        done = await asyncio.gather(
            *(one(*asked, began + at / APPROVALS_PER_SECOND) for at, asked in enumerate(asked))
        )
        await self._until_answered([request_id for request_id, _, _ in done])
        for phone in phones:
            phone.close()
        answered = [(self.waiters[request_id].answered, sent, told) for request_id, sent, told in done]
        return [_Approved(sent, told, at) for at, sent, told in answered if at]

    async def cancel(self, requests: list[str]) -> float:
        """Take them back, all at once; seconds until the last who waits has been told."""
        began = time.perf_counter()

        async def some(canceller: int) -> None:
            connection = await Connection.open(HOST, self._fleet.port)
            for request_id in requests[canceller::_CONNECTIONS]:
                path = f"/v1/requests/{request_id}/cancel"
                await connection.send(call_of("POST", path, token=self._api_key, body=b"{}"))
            connection.close()

        await asyncio.gather(*(some(canceller) for canceller in range(_CONNECTIONS)))
        await self._until_answered(requests)
        return time.perf_counter() - began

    async def _until_answered(self, requests: list[str]) -> None:
        """Or until it has taken too long: `answers` tells who was lost."""
        until = time.perf_counter() + _PATIENCE_SECONDS
        while time.perf_counter() < until and not all(self.waiters[one].answered for one in requests):
            await asyncio.sleep(0.05)

    async def answers(self) -> dict[str, int]:
        """How many were told what: `lost` are those who were told nothing, or refused."""
        told: Counter[str] = Counter(lost=0)
        for waiter in self.waiters.values():
            if not waiter.answered or await waiter.call.code() is not grpc.StatusCode.OK:
                told["lost"] += 1
                continue
            status = rp_pb.GetResultResponse.from_binary(await waiter.call).status
            told[rp_pb.RequestStatus(status).name] += 1
        return dict(told)

    async def close(self) -> None:
        """Nobody waits any more."""
        for channel in self._channels:
            await channel.close()


def _note(waiter: _Waiter, _: object) -> None:
    waiter.answered = time.perf_counter()


def measure_blocked() -> None:
    """Print what was seen; the processes, PostgreSQL and the generator share two cores."""
    print(
        f"\n── {BLOCKED:,} GetResult blocked at once on {PROCESSES} processes and one PostgreSQL, gRPC on "
        f"{_CHANNELS} connections, all on the same two cores"
    )
    here = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {SERVER_CORE, GENERATOR_CORE})
    cluster = Cluster(DURABLE)
    try:
        with tempfile.TemporaryDirectory(prefix="autheid-bench-") as folder:
            data = Path(folder)
            address = cluster.database()
            keys = asyncio.run(make_parties(data, database=address))
            with autheid_serve(
                data,
                cores={SERVER_CORE, GENERATOR_CORE},
                AUTHEID_DATABASE=address,
                AUTHEID_WORKERS=str(PROCESSES),
                AUTHEID_OPEN_WAITS=str(2 * BLOCKED),
            ) as server:
                asyncio.run(_measure(Fleet.of(server, cluster), keys[TokenAlgorithm.ES256]))
    finally:
        cluster.remove()
        os.sched_setaffinity(0, here)


async def _measure(fleet: Fleet, api_key: str) -> None:
    people = await enrol_people(fleet, _PERSONS)
    few = Blocked(fleet, api_key, people)
    base = await _approved(few, await few.open(APPROVED, to_people=APPROVED), f"{APPROVED:,}")
    await few.close()
    many = Blocked(fleet, api_key, people)
    asked = await many.open(BLOCKED, to_people=APPROVED)
    before = _memory_of_tree(fleet.pid)
    await many.block([request_id for request_id, _ in asked])
    grown = (_memory_of_tree(fleet.pid) - before) / BLOCKED / 1024
    first = fleet.meters()
    await asyncio.sleep(_IDLE_SECONDS)
    last = fleet.meters()
    spent = {part: last.threads[part] - first.threads[part] for part in last.threads}
    wall = last.wall - first.wall
    print(
        f"   {len(many.waiters):,} blocked, {grown:.1f} KB each; while nothing happens the processes take "
        f"{spent['server'] / wall:.0%} of a core and PostgreSQL {spent['postgres'] / wall:.0%}"
    )
    crowd = await _approved(many, asked, f"{BLOCKED:,}", blocked=True)
    rest = [request_id for request_id, person in asked if person is None]
    seconds = await many.cancel(rest)
    told = await many.answers()
    await many.close()
    print(f"      the other {len(rest):,} were cancelled, and told in {seconds:.0f} s; in all: {told}")
    print(
        f"      p99 is {crowd:.0f} ms ({'met' if crowd <= TARGET_MS else 'not met'}: ≤ {TARGET_MS}), "
        f"{crowd / base:.1f} times that with {APPROVED:,} blocked"
    )


async def _approved(
    crowd: Blocked, asked: list[tuple[str, Person | None]], name: str, *, blocked: bool = False
) -> float:
    """Approve what persons were asked; the 99th percentile of approval → answer in milliseconds."""
    if not blocked:
        await crowd.block([request_id for request_id, _ in asked])
    await asyncio.sleep(_SETTLE_SECONDS)
    first, generator = _meters(crowd), sum(os.times()[:2])
    seen = await crowd.approve([(request_id, person) for request_id, person in asked if person is not None])
    last = _meters(crowd)
    wall = last[0] - first[0]
    after_told = [max(0.0, one.answered - one.told) * 1000 for one in seen]
    after_sent = [(one.answered - one.sent) * 1000 for one in seen]
    share = (sum(os.times()[:2]) - generator) / wall / 2
    print(
        f"   {name} blocked, {len(seen):,} approvals at {APPROVALS_PER_SECOND}/s: approval sent → relying party "
        f"answered p50 {percentile(after_sent, 50):.1f} p99 {percentile(after_sent, 99):.1f} "
        f"max {max(after_sent):.0f} ms; device told → answered p99 {percentile(after_told, 99):.1f} ms; "
        f"processes {(last[1] - first[1]) / wall:.0%} of a core, the generator {share:.0%} of both",
        flush=True,
    )
    return percentile(after_sent, 99)


def _meters(crowd: Blocked) -> tuple[float, float]:
    """The time, and the CPU seconds of all processes of the server."""
    return time.monotonic(), cpu_of_tree(crowd._fleet.pid)


def _memory_of_tree(process: int) -> int:
    """Resident bytes of a process and its children."""
    pages = int(Path(f"/proc/{process}/statm").read_text("ascii").split()[1])
    children = Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()
    return pages * resource.getpagesize() + sum(_memory_of_tree(int(child)) for child in children)
