"""The full cycle on PostgreSQL, by one process and by several that share the port, beside the embedded store."""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import uvloop

from autheid.token.algorithm import TokenAlgorithm
from bench.cycle import IN_FLIGHT, Window, enrol_people, measure_cycles
from bench.server import GENERATOR_CORE, SERVER_CORE, Meters, Server, autheid_serve, cpu_of_tree, make_parties
from tests.support.postgres import Cluster

TARGET_RATIO = 1.5
_PROCESSES = (1, 2, 4)
DURABLE = {"shared_buffers": "256MB", "autovacuum": "on"}


@dataclass(frozen=True, kw_only=True)
class Fleet(Server):
    """A server with its children, and the PostgreSQL behind it, or what stands there instead."""

    postgres: int | None

    @classmethod
    def of(cls, server: Server, cluster: Cluster | None) -> Fleet:
        """This server on that cluster."""
        return cls.beside(server, None if cluster is None else cluster.process)

    @classmethod
    def beside(cls, server: Server, process: subprocess.Popen[bytes] | None) -> Fleet:
        """This server and the process of its database."""
        return cls(**vars(server), postgres=None if process is None else process.pid)

    def meters(self) -> Meters:
        parts = {"server": cpu_of_tree(self.pid), "generator": sum(os.times()[:2])}
        if self.postgres is not None:
            parts["postgres"] = cpu_of_tree(self.postgres)
        return Meters(wall=time.monotonic(), cpu=parts["server"], threads=parts)


def measure_nodes(rounds: int, seconds: float) -> None:
    """Print a line for each; the processes and PostgreSQL share both cores with the generator."""
    print(
        f"\n── Full cycle, ES256, {IN_FLIGHT} in flight, all on the same two cores; PostgreSQL's own CPU apart"
    )
    here = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {SERVER_CORE, GENERATOR_CORE})
    try:
        with ExitStack() as stack:
            sqlite = _measured(stack, None, 1, rounds, seconds)
            _print("SQLite", sqlite, sqlite)
            cluster = Cluster(DURABLE)
            stack.callback(cluster.remove)
            for processes in _PROCESSES:
                windows = _measured(stack, cluster, processes, rounds, seconds)
                _print(f"PostgreSQL, {processes} process{'es' if processes > 1 else ''}", windows, sqlite)
    finally:
        os.sched_setaffinity(0, here)


def _measured(
    stack: ExitStack, cluster: Cluster | None, processes: int, rounds: int, seconds: float
) -> list[Window]:
    data = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="autheid-bench-")))
    address = "" if cluster is None else cluster.database()
    keys = uvloop.run(make_parties(data, database=address))
    cores = {SERVER_CORE, GENERATOR_CORE}
    with autheid_serve(data, cores=cores, AUTHEID_DATABASE=address, AUTHEID_WORKERS=str(processes)) as server:
        fleet = Fleet.of(server, cluster)

        async def measure() -> list[Window]:
            people = await enrol_people(fleet, IN_FLIGHT)
            key = keys[TokenAlgorithm.ES256]
            return [(await measure_cycles(fleet, people, key, seconds=seconds))[0] for _ in range(rounds)]

        return uvloop.run(measure())


def _print(name: str, windows: list[Window], yardstick: list[Window]) -> None:
    middle = statistics.median_low(window.cpu_ms for window in windows)
    window = next(one for one in windows if one.cpu_ms == middle)
    base = statistics.median_low(one.cpu_ms for one in yardstick)
    each = {part: cpu / window.cycles * 1000 for part, cpu in window.threads.items()}
    share = window.threads["generator"] / window.seconds / 2
    verdict = (
        ""
        if windows is yardstick
        else f" ({'met' if middle <= TARGET_RATIO * base else 'not met'}: ≤ {TARGET_RATIO})"
    )
    print(
        f"   {name}: {window.per_second:.0f} cycles/s; {middle:.3f} ms CPU a cycle, "
        f"{middle / base:.2f} times SQLite's{verdict}; PostgreSQL's own {each.get('postgres', 0):.3f} ms; "
        f"approval → answer p50 {window.wait_ms(50):.1f} p99 {window.wait_ms(99):.1f} ms; "
        f"the generator took {share:.0%} of both cores",
        flush=True,
    )
