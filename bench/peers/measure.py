"""Ours, a peer's and a floor's full cycles in one run, turn by turn, so that a machine which slows down slows all."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from collections.abc import Callable, Coroutine, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

import uvloop

from autheid.token.algorithm import TokenAlgorithm
from bench.bare import measure_bare
from bench.cycle import IN_FLIGHT, Person, Sizes, Window, enrol_people, measure_cycles, walked
from bench.nodes import DURABLE, Fleet
from bench.peers.peer import Peer, PeerWalker, PingedWalker, Pings, install, make_people, provider
from bench.peers.redis import redis
from bench.server import GENERATOR_CORE, SERVER_CORE, autheid_serve, free_port, make_parties, running
from tests.support.postgres import Cluster

TARGET_TIMES = 5
_BOTH = {SERVER_CORE, GENERATOR_CORE}
_MOST_ROUNDS, _MOST_SECONDS, _WARM_SECONDS = 3, 3.0, 1.5

_Measure = Callable[[float], Coroutine[object, object, Window]]
_Walkers = Callable[[list[Person], Pings], Sequence[PeerWalker]]


class Kind(Enum):
    """What the table compares."""

    OURS = 1
    DURABLE_PEER = 2
    TUNED_PEER = 3
    FORGETTING = 4


@dataclass(kw_only=True)
class Contender:
    """One of those that are measured, and what was seen of it."""

    name: str
    kind: Kind
    measure: _Measure
    windows: list[Window] = field(default_factory=list)

    @property
    def middle(self) -> Window:
        """The window of the median cost, the database's included."""
        middle = statistics.median_low(window.whole_ms for window in self.windows)
        return next(window for window in self.windows if window.whole_ms == middle)

    def times(self, other: Contender) -> float:
        """How many times what another costs."""
        return self.middle.whole_ms / other.middle.whole_ms


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
    peers = [contender for row in _ROWS for contender in _running(stack, cluster, row)]
    return [*ours, *peers, _floor(stack, sizes)]


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


def _floor(stack: ExitStack, sizes: list[Sizes]) -> Contender:
    """Our exchanges, of the size that they were last seen to have, and our crypto, with nothing else behind them."""
    port = free_port()
    command = [sys.executable, "-m", "bench.bare", str(port), "crypto"]
    log = _folder(stack) / "bare.log"
    server = stack.enter_context(running(command, port=port, log=log, settings={}, cores=_BOTH))

    async def measure(seconds: float) -> Window:
        return await measure_bare(Fleet.of(server, None), sizes[-1], in_flight=IN_FLIGHT, seconds=seconds)

    return Contender(name="floor: bare HTTP and the crypto", kind=Kind.FORGETTING, measure=measure)


# ── The peer ─────────────────────────────────────────────────────────────────────────────────────


def _polling(people: list[Person], _pings: Pings) -> Sequence[PeerWalker]:
    """RPs that ask once, after the approval: a person who answers within the first interval, and not a moment waited."""
    return [PeerWalker(person) for person in people]


def _polling_twice(people: list[Person], _pings: Pings) -> Sequence[PeerWalker]:
    """RPs that ask in vain once, and then as `_polling`: a person who takes an interval longer."""
    return [PeerWalker(person, early=1) for person in people]


def _pinged(people: list[Person], pings: Pings) -> Sequence[PeerWalker]:
    """RPs that are told, and then ask: as soon as ours."""
    return [PingedWalker(person, pings) for person in people]


@dataclass(frozen=True, kw_only=True)
class _Row:
    """A way to run the peer, and the ways to walk cycles through it."""

    peer: Peer
    kind: Kind
    ways: dict[str, _Walkers]


_ROWS = [
    _Row(
        peer=Peer(program="documented.mjs", store="memory"),
        kind=Kind.FORGETTING,
        ways={"peer as documented, in memory: it forgets": _polling},
    ),
    _Row(
        peer=Peer(program="documented.mjs", store="redis"),
        kind=Kind.DURABLE_PEER,
        ways={
            "peer as documented, Redis": _polling,
            "peer as documented, Redis, polled twice": _polling_twice,
            "peer as documented, Redis, ping mode": _pinged,
        },
    ),
    _Row(
        peer=Peer(program="documented.mjs", store="postgres"),
        kind=Kind.DURABLE_PEER,
        ways={"peer as documented, PostgreSQL": _polling},
    ),
    _Row(
        peer=Peer(program="documented.mjs", store="sqlite"),
        kind=Kind.DURABLE_PEER,
        ways={"peer as documented, SQLite": _polling},
    ),
    _Row(
        peer=Peer(program="tuned.mjs", store="memory"),
        kind=Kind.FORGETTING,
        ways={"peer tuned by us, in memory: it forgets": _polling},
    ),
    _Row(
        peer=Peer(program="tuned.mjs", store="gathered-sqlite"),
        kind=Kind.TUNED_PEER,
        ways={"peer tuned by us, SQLite": _polling},
    ),
    _Row(
        peer=Peer(program="tuned.mjs", store="gathered-postgres"),
        kind=Kind.TUNED_PEER,
        ways={"peer tuned by us, PostgreSQL": _polling},
    ),
]


def _running(stack: ExitStack, cluster: Cluster, row: _Row) -> list[Contender]:
    """The contenders that one running peer is."""
    folder, people, pinged = _folder(stack), make_people(), free_port()
    place, database = str(folder / "peer.sqlite3"), None
    if row.peer.store == "redis":
        place, database = stack.enter_context(redis(folder))
    elif row.peer.is_on_postgres:
        place, database = cluster.database(), cluster.process
    server = stack.enter_context(provider(folder, people, row.peer, place=place, pinged=pinged, cores=_BOTH))
    fleet = Fleet.beside(server, database)

    def contender(name: str, walkers_of: _Walkers) -> Contender:
        async def measure(seconds: float) -> Window:
            pings = Pings()
            walkers = walkers_of(people, pings)
            async with pings.listening(pinged):
                for walker in walkers:
                    await walker.connect(fleet.port)
                window = await walked(fleet, walkers, seconds=seconds)
                for walker in walkers:
                    walker.close()
            return window

        return Contender(name=name, kind=row.kind, measure=measure)

    return [contender(name, walkers_of) for name, walkers_of in row.ways.items()]


# ── What was seen ────────────────────────────────────────────────────────────────────────────────


def table(contenders: list[Contender]) -> list[str]:
    """A line for each, and whether we are as many times cheaper than the best durable peer as we want to be."""
    ours = [each for each in contenders if each.kind is Kind.OURS]
    columns = "cycles/s     server   database        all    lowest, highest"
    divided = "".join(f"{'÷ ' + each.name.split()[-1]:>14}" for each in ours)
    lines = [f"   {'ms CPU a cycle':46}{columns}{divided}   generator"]
    for each in contenders:
        window, costs = each.middle, sorted(window.whole_ms for window in each.windows)
        share = window.threads["generator"] / window.seconds / len(_BOTH)
        lines.append(
            f"   {each.name:46}{window.per_second:8.0f}{window.cpu_ms:11.3f}{window.database_ms:11.3f}"
            f"{window.whole_ms:11.3f}{costs[0]:11.3f}, {costs[-1]:.3f}"
            f"{''.join(f'{each.times(one):14.2f}' for one in ours)}{share:12.0%}"
        )
    published = _best(contenders, Kind.DURABLE_PEER)
    for one in ours:
        times = published.times(one)
        verdict = "met" if times >= TARGET_TIMES else "not met"
        lines.append(
            f"   the best durable one that can be had ({published.name}) costs {times:.2f} times what {one.name} "
            f"does; target ≥ {TARGET_TIMES} {verdict}"
        )
    tuned = _best(contenders, Kind.TUNED_PEER)
    lines.extend(
        f"   the best that we could make of it ({tuned.name}) costs {tuned.times(one):.2f} times what {one.name} does"
        for one in ours
    )
    return lines


def _best(contenders: list[Contender], kind: Kind) -> Contender:
    return min((each for each in contenders if each.kind is kind), key=lambda each: each.middle.whole_ms)
