"""A small model of many nodes on several PostgreSQL clusters, by the figures that one machine was measured to have.

Each process gathers its callers' writes and has one commit of each kind under way, as `store/postgres/gather.py` does; a
cluster's cores serve what the commits cost, and each commit waits for a flush. Accounts are spread over the clusters by
their number, so a request lives in one of them alone.
"""

from __future__ import annotations

import heapq
import random
import statistics
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Milliseconds, on a core of the machine of `docs/benchmarks.md`."""

    node_cycle: float = 1.0
    """CPU of a node for a full cycle."""
    write: float = 0.12
    """CPU of PostgreSQL for one write among others in a statement."""
    commit: float = 0.25
    """CPU of PostgreSQL for a statement and its commit, however many writes it carries."""
    flush: float = 1.5
    """Waiting for the disk, and for the synchronous standby in the same building."""
    turn: float = 0.3
    """From a node to PostgreSQL and back."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is there."""

    approvals_per_second: int
    clusters: int
    database_cores: int
    processes: int


@dataclass
class _Cluster:
    cores: list[float]
    busy: float = 0.0

    def serve(self, at: float, cost: float) -> float:
        """When work that comes at this moment is done, by the core that is free first."""
        start = max(at, heapq.heappop(self.cores))
        heapq.heappush(self.cores, start + cost)
        self.busy += cost
        return start + cost


@dataclass
class _Lane:
    """One kind of write of one process to one cluster."""

    waiting: list[float] = field(default_factory=list)
    free_at: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Told:
    """What came of it."""

    p50: float
    p99: float
    """Milliseconds from a write's asking to its answer."""
    database_load: float
    """Of a cluster's cores, 1 is all of them."""
    node_load: float
    writes_per_commit: float
    commits_per_second: float


def simulate(plan: Plan, *, seconds: float = 5.0, seed: int = 1, measured: Measured = Measured()) -> Told:
    """Two writes a cycle, at random moments, to a random process and the account's cluster."""
    chance = random.Random(seed)
    clusters = [_Cluster([0.0] * plan.database_cores) for _ in range(plan.clusters)]
    lanes = {
        (p, c, k): _Lane() for p in range(plan.processes) for c in range(plan.clusters) for k in range(2)
    }
    end, now = seconds * 1000, 0.0
    events: list[tuple[float, int, tuple[int, int, int] | None]] = [(0.0, 0, None)]
    waits: list[float] = []
    commits = number = 0
    every = 1000 / (2 * plan.approvals_per_second)
    while events:
        now, _, place = heapq.heappop(events)
        if place is None:
            if now > end:
                continue
            place = (chance.randrange(plan.processes), chance.randrange(plan.clusters), chance.randrange(2))
            lanes[place].waiting.append(now)
            number += 1
            heapq.heappush(events, (now + chance.expovariate(1 / every), number, None))
        lane = lanes[place]
        if not lane.waiting or lane.free_at > now:
            continue
        together, lane.waiting = lane.waiting[:128], lane.waiting[128:]
        cost = measured.commit + measured.write * len(together)
        done = clusters[place[1]].serve(now + measured.turn / 2, cost) + measured.flush + measured.turn / 2
        waits += [done - asked for asked in together]
        lane.free_at = done
        commits += 1
        number += 1
        heapq.heappush(events, (done, number, place))
    spread = statistics.quantiles(waits, n=100, method="inclusive")
    return Told(
        p50=spread[49],
        p99=spread[98],
        database_load=sum(one.busy for one in clusters) / (now * plan.database_cores * plan.clusters),
        node_load=plan.approvals_per_second * measured.node_cycle / 1000 / plan.processes,
        writes_per_commit=len(waits) / commits,
        commits_per_second=commits / (now / 1000),
    )


PLANS = (
    Plan(approvals_per_second=500, clusters=1, database_cores=4, processes=4),
    Plan(approvals_per_second=2000, clusters=1, database_cores=4, processes=8),
    Plan(approvals_per_second=5000, clusters=1, database_cores=4, processes=16),
    Plan(approvals_per_second=5000, clusters=1, database_cores=16, processes=16),
    Plan(approvals_per_second=5000, clusters=4, database_cores=4, processes=16),
    Plan(approvals_per_second=5000, clusters=4, database_cores=8, processes=16),
    Plan(approvals_per_second=20000, clusters=8, database_cores=16, processes=40),
)


def measure_scale() -> None:
    """Print a line for each plan."""
    print("\n── Scale, simulated from what one machine was measured to do (docs/scale.md)")
    print(
        "   approvals/s  clusters x cores  processes   p50 ms   p99 ms  database  nodes  writes/commit  commits/s"
    )
    for plan in PLANS:
        told = simulate(plan)
        print(
            f"   {plan.approvals_per_second:11,}  {plan.clusters:8} x {plan.database_cores:5}  {plan.processes:9}"
            f"  {told.p50:7.1f}  {told.p99:7.1f}  {told.database_load:8.0%}  {told.node_load:5.0%}"
            f"  {told.writes_per_commit:13.1f}  {told.commits_per_second:9,.0f}",
            flush=True,
        )
