"""Ours, a peer's and a floor's full cycles in one run, turn by turn, so that a machine which slows down slows all."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from collections.abc import Callable, Coroutine
from contextlib import ExitStack
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

import uvloop

from autheid.token.algorithm import TokenAlgorithm
from bench.bare import measure_bare
from bench.cycle import IN_FLIGHT, Sizes, Window, enrol_people, measure_cycles, walked
from bench.nodes import DURABLE, Fleet
from bench.peers.peer import PeerWalker, install, make_people, provider
from bench.server import GENERATOR_CORE, SERVER_CORE, autheid_serve, free_port, make_parties, running
from tests.support.postgres import Cluster

TARGET_TIMES = 5
_BOTH = {SERVER_CORE, GENERATOR_CORE}
_MOST_ROUNDS, _MOST_SECONDS, _WARM_SECONDS = 3, 3.0, 1.5
_STORES = {
    "memory": "peer, in memory",
    "sqlite": "peer, SQLite, a write a commit",
    "gathered-sqlite": "peer, SQLite, writes gathered",
    "postgres": "peer, PostgreSQL, a write a statement",
    "gathered-postgres": "peer, PostgreSQL, writes and reads gathered",
}

_Measure = Callable[[float], Coroutine[object, object, Window]]


class Kind(Enum):
    """What the table compares."""

    OURS = 1
    DURABLE_PEER = 2
    FORGETTING = 3


@dataclass(kw_only=True)
class Contender:
    """One of those that are measured, and what was seen of it."""

    name: str
    kind: Kind
    measure: _Measure
    windows: list[Window] = field(default_factory=list)

    @property
    def middle(self) -> Window:
        """The window of the median cost, PostgreSQL's included."""
        middle = statistics.median_low(window.whole_ms for window in self.windows)
        return next(window for window in self.windows if window.whole_ms == middle)


def measure_peers(rounds: int, seconds: float) -> None:
    """Print the table and the verdict."""
    install()
    print(
        f"\n── Full cycle, ES256, {IN_FLIGHT} in flight, beside a peer; all on the same two cores", flush=True
    )
    here = os.sched_getaffinity(0)
    os.sched_setaffinity(0, _BOTH)
    try:
        with ExitStack() as stack:
            cluster = Cluster(DURABLE)
            stack.callback(cluster.remove)
            contenders = uvloop.run(_contenders(stack, cluster))
            for contender in contenders:
                uvloop.run(contender.measure(_WARM_SECONDS))
            for _ in range(min(rounds, _MOST_ROUNDS)):
                for contender in contenders:
                    contender.windows.append(uvloop.run(contender.measure(min(seconds, _MOST_SECONDS))))
    finally:
        os.sched_setaffinity(0, here)
    for line in table(contenders):
        print(line)


def _folder(stack: ExitStack) -> Path:
    return Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="autheid-bench-")))


async def _contenders(stack: ExitStack, cluster: Cluster) -> list[Contender]:
    sizes: list[Sizes] = []
    ours = [await _ours(stack, None, sizes), await _ours(stack, cluster, sizes)]
    return [*ours, *(_peer(stack, cluster, store) for store in _STORES), _floor(stack, sizes)]


async def _ours(stack: ExitStack, cluster: Cluster | None, sizes: list[Sizes]) -> Contender:
    data, address = _folder(stack), "" if cluster is None else cluster.database()
    key = (await make_parties(data, database=address))[TokenAlgorithm.ES256]
    fleet = Fleet.of(stack.enter_context(autheid_serve(data, cores=_BOTH, AUTHEID_DATABASE=address)), cluster)
    people = await enrol_people(fleet, IN_FLIGHT)

    async def measure(seconds: float) -> Window:
        window, seen = await measure_cycles(fleet, people, key, seconds=seconds)
        sizes.append(seen)
        return window

    store = "SQLite" if cluster is None else "PostgreSQL"
    return Contender(name=f"Auth eID, {store}", kind=Kind.OURS, measure=measure)


def _peer(stack: ExitStack, cluster: Cluster, store: str) -> Contender:
    folder, people = _folder(stack), make_people()
    on_postgres = store.endswith("postgres")
    place = cluster.database() if on_postgres else str(folder / "peer.sqlite3")
    server = stack.enter_context(provider(folder, people, store=store, place=place, cores=_BOTH))
    fleet = Fleet.of(server, cluster if on_postgres else None)

    async def measure(seconds: float) -> Window:
        walkers = [PeerWalker(person) for person in people]
        for walker in walkers:
            await walker.connect(fleet.port)
        window = await walked(fleet, walkers, seconds=seconds)
        for walker in walkers:
            walker.close()
        return window

    kind = Kind.FORGETTING if store == "memory" else Kind.DURABLE_PEER
    return Contender(name=_STORES[store], kind=kind, measure=measure)


def _floor(stack: ExitStack, sizes: list[Sizes]) -> Contender:
    """Our exchanges, of the size that they were last seen to have, and our crypto, with nothing else behind them."""
    port = free_port()
    command = [sys.executable, "-m", "bench.bare", str(port), "crypto"]
    log = _folder(stack) / "bare.log"
    server = stack.enter_context(running(command, port=port, log=log, settings={}, cores=_BOTH))

    async def measure(seconds: float) -> Window:
        return await measure_bare(Fleet.of(server, None), sizes[-1], in_flight=IN_FLIGHT, seconds=seconds)

    return Contender(name="floor: bare HTTP and the crypto", kind=Kind.FORGETTING, measure=measure)


def table(contenders: list[Contender]) -> list[str]:
    """A line for each, and whether we are as many times cheaper than the best durable peer as we want to be."""
    best = min(
        (each for each in contenders if each.kind is Kind.DURABLE_PEER), key=lambda each: each.middle.whole_ms
    )
    columns = "cycles/s     server  PostgreSQL        all    lowest, highest   best peer / it   generator"
    lines = [f"   {'ms CPU a cycle':46}{columns}"]
    for each in contenders:
        window, costs = each.middle, sorted(window.whole_ms for window in each.windows)
        share = window.threads["generator"] / window.seconds / len(_BOTH)
        lines.append(
            f"   {each.name:46}{window.per_second:8.0f}{window.cpu_ms:11.3f}{window.database_ms:12.3f}"
            f"{window.whole_ms:11.3f}{costs[0]:11.3f}, {costs[-1]:.3f}"
            f"{best.middle.whole_ms / window.whole_ms:16.2f}{share:12.0%}"
        )
    for each in contenders:
        if each.kind is Kind.OURS:
            times = best.middle.whole_ms / each.middle.whole_ms
            verdict = "met" if times >= TARGET_TIMES else "not met"
            lines.append(
                f"   the best durable peer ({best.name}) costs {times:.2f} times what {each.name} does; "
                f"target ≥ {TARGET_TIMES} {verdict}"
            )
    return lines
