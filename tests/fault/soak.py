"""`make soak`: the long fault runs, with a seed and a bound in time. Ends with 1 when any promise was broken."""

from __future__ import annotations

import argparse
import asyncio
import random
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from tests.fault.crowd import Crowd, summary
from tests.fault.database_disk import DISK_FAULTS, DatabaseDisk, on_a_poor_disk
from tests.fault.deployment import OneServer, one_server
from tests.fault.history import violations
from tests.fault.networks import SUFFERINGS, networked
from tests.fault.next_version import NextVersion
from tests.fault.trial import crowd_for
from tests.support.nodes import Nodes, nodes
from tests.support.postgres import Cluster, name_of
from tests.support.server import PLENTY, ServerProcess

AT_A_TIME = 25
"""Faults between two verdicts: after each the judge reads the whole history, and a new one begins."""
ON_ONE_MACHINE = 5
"""The same for faults of one machine, whose disk is small."""
CALLS_BETWEEN_ROLLS = 10_000
COUNTS = {
    "sqlite-kills": 500,
    "node-kills": 200,
    "node-pauses": 50,
    "rolling-restarts": 20,
    "database-crashes": 50,
    "fail-overs": 20,
}
OTHERS = 20
"""How often each of the other faults strikes."""
FIGURES = ("calls", "acknowledged", "unknown", "requests")
HEADINGS = f"{'':<24}" + "".join(f"{name:>14}" for name in ("faults", "of", *FIGURES, "violations"))
_Fault = Callable[[], Awaitable[None]]


class Run:
    """One kind of fault, again and again, until its count or the time is over."""

    def __init__(self, name: str, count: int, until: float, chance: random.Random) -> None:
        self.name = name
        self.count = count
        self.chance = chance
        self.done = 0
        self.found: list[str] = []
        self.figures: Counter[str] = Counter()
        self._until = until

    @property
    def goes_on(self) -> bool:
        """Whether there is a fault left to try."""
        return self.done < self.count and self.has_time

    @property
    def has_time(self) -> bool:
        """Whether its time is not over."""
        return time.monotonic() < self._until

    async def under_load(self, crowd: Crowd, fault: _Fault, most: int = AT_A_TIME) -> None:
        """So many faults while the crowd works, and a verdict."""

        async def faults() -> None:
            for _ in range(most):
                if not self.goes_on:
                    return
                await asyncio.sleep(self.chance.uniform(0.2, 1.2))
                await fault()
                self.done += 1

        await crowd.work(0, faults)
        self.found += violations(crowd.history)
        self.figures.update(summary(crowd))

    def line(self) -> str:
        """What came of it, under HEADINGS."""
        counts = [self.done, self.count, *(self.figures[name] for name in FIGURES), len(self.found)]
        return f"{self.name:<24}" + "".join(f"{count:>14,}" for count in counts)


async def sqlite_kills(run: Run, place: Path) -> None:
    """SIGKILL on the embedded store's server."""

    def succeed(server: ServerProcess) -> ServerProcess:
        server.kill()
        return ServerProcess(server.data, **PLENTY, port=server.port)

    await _one_after_another(run, place, succeed)


async def _one_after_another(
    run: Run, place: Path, succeed: Callable[[ServerProcess], ServerProcess], most: int = AT_A_TIME
) -> None:
    """Servers on SQLite, on the same data and the same port: `succeed` ends one and gives the next."""
    server = await asyncio.to_thread(ServerProcess, place / "data", **PLENTY)
    address = server.address
    try:
        while run.goes_on:
            async with Crowd(lambda: [address], seed=run.chance.randrange(2**32)) as crowd:
                await crowd.enrol(server)

                async def fault() -> None:
                    nonlocal server
                    server = await asyncio.to_thread(succeed, server)

                await run.under_load(crowd, fault, most)
    finally:
        server.kill()


async def sqlite_fault(fault: str, run: Run, place: Path) -> None:
    """One of the faults of a machine, its disk, its clock and its network; a new deployment for each few."""
    while run.goes_on:
        folder = place / str(run.done)
        folder.mkdir()
        seed = run.chance.randrange(2**32)
        async with (
            one_server(folder, seed=seed) as deployment,
            crowd_for(deployment, fault, seed=seed) as crowd,
        ):
            await crowd.enrol(deployment.server)
            await run.under_load(crowd, deployment.faults()[fault], ON_ONE_MACHINE)
            await deployment.until_ready()
            if (integrity := deployment.integrity()) != "ok":
                run.found.append(f"the database is damaged: {integrity}")


async def sqlite_upgrades(run: Run, place: Path) -> None:
    """The next version takes the place of the one that serves, and falls in the middle of its migration first."""

    def succeed(server: ServerProcess) -> ServerProcess:
        version = _version_after(place, run.done)
        server.stop()
        version.be_killed_while_migrating(server.data)
        return ServerProcess(server.data, **PLENTY, port=server.port, machine=version.machine)

    await _one_after_another(run, place, succeed, ON_ONE_MACHINE)


def _version_after(place: Path, steps: int) -> NextVersion:
    return NextVersion(place / f"version-{steps + 1}", steps=steps + 1)


async def node_kills(run: Run, place: Path) -> None:
    """SIGKILL on one node of three, and another one in its place."""
    async with _deployment(place, 3) as (deployment, _):

        async def fault() -> None:
            deployment.servers.pop(run.chance.randrange(len(deployment.servers))).kill()
            await asyncio.to_thread(deployment.start)

        while run.goes_on:
            await _with_crowd(run, deployment, fault)


async def node_pauses(run: Run, place: Path) -> None:
    """SIGSTOP on one node of three for one to ten seconds."""
    async with _deployment(place, 3) as (deployment, _):

        async def fault() -> None:
            process = run.chance.choice(deployment.servers).process
            process.send_signal(signal.SIGSTOP)
            await asyncio.sleep(run.chance.uniform(1, 10))
            process.send_signal(signal.SIGCONT)

        while run.goes_on:
            await _with_crowd(run, deployment, fault)


async def rolling_restarts(run: Run, place: Path) -> None:
    """Every node of three is stopped by SIGTERM and started anew, one after the other, while thousands of calls come.

    The clients hear of nothing: they go on calling the node that stops until it is gone, and ask again, there or
    elsewhere, upon UNAVAILABLE, upon a connection that is refused or breaks, and upon nothing else.
    """
    async with _deployment(place, 3) as (deployment, _):

        def addresses() -> list[str]:
            return [server.address for server in deployment.servers]

        while run.goes_on:
            async with Crowd(addresses, seed=run.chance.randrange(2**32)) as crowd:
                await crowd.enrol(deployment.servers[0])
                await run.under_load(crowd, partial(_roll, run, crowd, deployment), ON_ONE_MACHINE)


async def _roll(run: Run, crowd: Crowd, deployment: Nodes) -> None:
    until = len(crowd.history.calls) + CALLS_BETWEEN_ROLLS
    while len(crowd.history.calls) < until and run.has_time:
        await asyncio.sleep(0.1)
    for server in list(deployment.servers):
        code = await asyncio.to_thread(server.stop)
        deployment.servers.remove(server)
        if code != 0:
            run.found.append(f"a node that was stopped ended with {code}")
        await asyncio.to_thread(deployment.start)


async def upgrades(run: Run, place: Path) -> None:
    """Every node of three gives way to one of the next version, one after the other; then to one of the next."""
    async with _deployment(place, 3) as (deployment, _):

        async def fault() -> None:
            version = await asyncio.to_thread(_version_after, place, run.done)
            for server in list(deployment.servers):
                await asyncio.to_thread(server.stop)
                deployment.servers.remove(server)
                await asyncio.to_thread(deployment.start, machine=version.machine)

        while run.goes_on:
            await _with_crowd(run, deployment, fault, ON_ONE_MACHINE)


async def networks(trouble: str, run: Run, place: Path) -> None:
    """What happens to the network between each of two nodes and PostgreSQL, or to that of one of them."""
    cluster = await asyncio.to_thread(Cluster)
    try:
        async with networked(place, cluster, 2, seed=run.chance.randrange(2**32)) as (deployment, found):

            async def fault() -> None:
                if trouble == "cut-off":
                    network = run.chance.choice(found)
                    network.part()
                    await asyncio.sleep(run.chance.uniform(1, 15))
                    network.mend()
                    return
                for network in found:
                    network.suffer(**SUFFERINGS[trouble])
                await asyncio.sleep(run.chance.uniform(1, 5))
                for network in found:
                    network.mend()

            while run.goes_on:
                await _with_crowd(run, deployment, fault, ON_ONE_MACHINE)
    finally:
        cluster.remove()


async def database_crashes(run: Run, place: Path) -> None:
    """PostgreSQL killed with all its processes, and started again."""
    async with _deployment(place, 2) as (deployment, cluster):

        async def fault() -> None:
            await asyncio.to_thread(cluster.kill)
            await asyncio.sleep(run.chance.uniform(0, 2))
            await asyncio.to_thread(cluster.start)

        while run.goes_on:
            await _with_crowd(run, deployment, fault)


async def database_disk(how: str, run: Run, place: Path) -> None:
    """The disk below PostgreSQL has no room, or refuses; a new one for each few."""
    while run.goes_on:
        folder = place / str(run.done)
        folder.mkdir()
        async with on_a_poor_disk(folder, 2, small=how == "full") as disk:

            async def fault(disk: DatabaseDisk = disk) -> None:
                await disk.fails(how, run.chance.uniform(0, 2))

            await _with_crowd(run, disk.deployment, fault, ON_ONE_MACHINE)


async def fail_overs(run: Run, place: Path) -> None:
    """The primary is killed and its synchronous standby takes over; each on a new pair."""
    while run.goes_on:
        first = Cluster({"max_wal_senders": "4"})
        second = Cluster(copy_of=first)
        try:
            first.set({"synchronous_standby_names": "'standby'"})
            first.reload()
            hosts = f"127.0.0.1:{first.port},127.0.0.1:{second.port}"
            database = f"postgresql://autheid@{hosts}/{name_of(first.database())}"
            async with _deployment(place / str(run.done), 2, cluster=first, database=database) as (pair, _):

                async def fault(primary: Cluster = first, standby: Cluster = second) -> None:
                    await asyncio.to_thread(primary.kill)
                    await asyncio.to_thread(standby.promote)

                await _with_crowd(run, pair, fault, most=1)
        finally:
            first.remove()
            second.remove()


RUNS: dict[str, Callable[[Run, Path], Coroutine[None, None, None]]] = {
    "sqlite-kills": sqlite_kills,
    **{
        f"sqlite-{fault.replace(' ', '-')}": partial(sqlite_fault, fault)
        for fault in OneServer.FAULTS
        if fault != "kill"  # above, on the machine's own disk
    },
    "sqlite-upgrades": sqlite_upgrades,
    "node-kills": node_kills,
    "node-pauses": node_pauses,
    "rolling-restarts": rolling_restarts,
    "upgrades": upgrades,
    **{f"network-{trouble}": partial(networks, trouble) for trouble in (*SUFFERINGS, "cut-off")},
    "database-crashes": database_crashes,
    **{f"database-disk-{how}": partial(database_disk, how) for how in DISK_FAULTS},
    "fail-overs": fail_overs,
}


@asynccontextmanager
async def _deployment(
    place: Path, count: int, *, cluster: Cluster | None = None, database: str = ""
) -> AsyncIterator[tuple[Nodes, Cluster]]:
    own = Cluster() if cluster is None else None
    serving = nodes(place, count, cluster=cluster or own, database=database, **PLENTY)
    deployment = await asyncio.to_thread(serving.__enter__)
    try:
        there = cluster or own
        assert there is not None
        yield deployment, there
    finally:
        await asyncio.to_thread(serving.__exit__, None, None, None)
        if own is not None:
            own.remove()


async def _with_crowd(run: Run, deployment: Nodes, fault: _Fault, most: int = AT_A_TIME) -> None:
    def addresses() -> list[str]:
        return [server.address for server in deployment.servers]

    async with Crowd(addresses, seed=run.chance.randrange(2**32)) as crowd:
        await crowd.enrol(deployment.servers[0])
        await run.under_load(crowd, fault, most)


def carry_out(name: str, count: int, until: float, *, seed: int) -> Run:
    """One kind of fault. What ends it before its time is told as a violation: nobody may be left without an answer."""
    run = Run(name, count, until, random.Random(f"{seed} {name}"))
    with tempfile.TemporaryDirectory(prefix="autheid-soak-") as folder:
        try:
            asyncio.run(RUNS[name](run, Path(folder)))
        except Exception:  # noqa: BLE001 - the other kinds go on, and the exit code tells
            run.found.append(traceback.format_exc())
    _say(run.line())
    for sentence in run.found:
        _say(f"   {sentence}")
    return run


def main() -> None:
    """Every kind of fault, or those that are named."""
    parser = argparse.ArgumentParser(prog="python -m tests.fault.soak", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--minutes", type=float, default=60.0, help="in all; each kind has its part by its count"
    )
    parser.add_argument("--only", default="", help=f"some of: {' '.join(RUNS)}")
    parser.add_argument("--count", type=int, default=0, help="of each kind, instead of its own number")
    chosen = parser.parse_args()
    began = time.monotonic()
    names = chosen.only.split() or list(RUNS)
    counts = {name: chosen.count or COUNTS.get(name, OTHERS) for name in names}
    runs: list[Run] = []
    _say(HEADINGS)
    for at, name in enumerate(names):
        now = time.monotonic()
        left = began + chosen.minutes * 60 - now
        part = counts[name] / sum(counts[later] for later in names[at:])
        runs.append(carry_out(name, counts[name], now + left * part, seed=chosen.seed))
    figures = sum((run.figures for run in runs), Counter[str]())
    broken = sum(len(run.found) for run in runs)
    faults = sum(run.done for run in runs)
    minutes = (time.monotonic() - began) / 60
    _say(
        f"{faults} faults in {minutes:.1f} minutes: {figures['acknowledged']} answers acknowledged, {broken} violations"
    )
    sys.exit(1 if broken else 0)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
