"""`make bench`: every ratio beside its yardstick, in one run. `--profile` shows where our own code's time goes."""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import uvloop

from autheid.token.algorithm import TokenAlgorithm
from bench.bare import measure_bare
from bench.blocked import measure_blocked
from bench.creates import CHANNELS, grpc_creates, rest_creates
from bench.cycle import IN_FLIGHT, Sizes, Window, enrol_people, measure_cycles
from bench.identity import measure_documents, measure_zones
from bench.inside import harness_ms, inside
from bench.nodes import measure_nodes
from bench.peers.measure import measure_peers
from bench.sampler import profile
from bench.scale import measure_scale
from bench.screening import measure_million, measure_screening
from bench.server import (
    GENERATOR_CORE,
    SERVER_CORE,
    autheid_serve,
    free_port,
    make_parties,
    running,
    take_generator_core,
)
from bench.waiters import APPROVALS_PER_SECOND, WAITERS, Waited, by_grpc, by_http1
from bench.yardstick import Crypto, Disk, crypto, disk, speed_ms

ES256, RS256 = TokenAlgorithm.ES256, TokenAlgorithm.RS256
TARGETS = {ES256: (0.5, 0.35), RS256: (0.9, 0.7)}
TARGET_WAITER_KB = 30
TARGET_WAIT_MS = 100
TARGET_GRPC = 2.0
MEMORY_FOLDER = Path("/dev/shm")  # noqa: S108 - it is memory that is wanted
PARTS = [
    "cycles",
    "nodes",
    "peers",
    "yardsticks",
    "waiters",
    "blocked",
    "creates",
    "zones",
    "documents",
    "screening",
    "million",
    "scale",
]
_INSIDE_CYCLES, _INSIDE_ROUNDS = 1000, 5

Served = dict[TokenAlgorithm, list[Window]]


def main() -> None:
    """Measure what the arguments ask for, and print it."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--profile", action="store_true", help="only where the time of a cycle goes, in process"
    )
    parser.add_argument("--algorithm", default="ES256", choices=["ES256", "RS256"], help="with --profile")
    parser.add_argument("--only", default="", help=f"some of: {' '.join(PARTS)}")
    parser.add_argument("--rounds", type=int, default=3, help="measured windows of each way of signing")
    parser.add_argument("--seconds", type=float, default=4.0, help="length of a window")
    chosen = parser.parse_args()
    take_generator_core()
    if chosen.profile:
        print(uvloop.run(profile(TokenAlgorithm(chosen.algorithm))))
        return
    began = time.monotonic()
    print(_machine())
    parts = chosen.only.split() or PARTS
    served: Served = {}
    sizes = Sizes()
    if "cycles" in parts or "yardsticks" in parts:
        served, sizes = _cycles(chosen.rounds, chosen.seconds)
    if "yardsticks" in parts:
        _yardsticks(served, sizes, chosen.seconds)
    alone: dict[str, Callable[[], None]] = {
        "nodes": lambda: measure_nodes(chosen.rounds, chosen.seconds),
        "peers": lambda: measure_peers(chosen.rounds, chosen.seconds),
        "waiters": _waiters,
        "blocked": measure_blocked,
        "creates": lambda: _creates(chosen.rounds, chosen.seconds),
        "zones": measure_zones,
        "documents": measure_documents,
        "screening": measure_screening,
        "million": measure_million,
        "scale": measure_scale,
    }
    for part, measure in alone.items():
        if part in parts:
            measure()
    print(f"\n{time.monotonic() - began:.0f} s")


def _machine() -> str:
    built = "PGO" if "--enable-optimizations" in (_sysconfig("CONFIG_ARGS")) else "no PGO"
    return (
        f"Server on core {SERVER_CORE}, generator on core {GENERATOR_CORE} of {os.cpu_count()}; "
        f"Python {platform.python_version()} ({built}); load before the run {os.getloadavg()[0]:.2f}"
    )


def _sysconfig(name: str) -> str:
    import sysconfig  # noqa: PLC0415

    return str(sysconfig.get_config_var(name))


@contextmanager
def _folder(parent: Path | None = None) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="autheid-bench-", dir=parent) as folder:
        yield Path(folder)


def _title(text: str) -> None:
    print(f"\n── {text}", flush=True)


def _verdict(value: float, *targets: float) -> str:
    met = [target for target in targets if value <= target]
    return f"≤ {min(met):g} met" if met else f"target ≤ {max(targets):g} not met"


# ── 1. The cycle ─────────────────────────────────────────────────────────────────────────────────


def _cycles(rounds: int, seconds: float) -> tuple[Served, Sizes]:
    _title(f"1. Full cycle, served, durable, {IN_FLIGHT} in flight")
    print("   Create (REST) + device fetch + signed approval + token + the blocked GetResult answered")
    served: Served = {ES256: [], RS256: []}
    sizes = Sizes()
    with _folder() as data:
        keys = uvloop.run(make_parties(data))
        with autheid_serve(data) as server:

            async def measure() -> None:
                nonlocal sizes
                people = await enrol_people(server, IN_FLIGHT)
                for _ in range(rounds):
                    for algorithm, windows in served.items():
                        speed = _speed()
                        window, seen = await measure_cycles(server, people, keys[algorithm], seconds=seconds)
                        window.speed = speed
                        windows.append(window)
                        sizes = seen if algorithm is ES256 else sizes
                speed = _speed()
                repeated, _ = await measure_cycles(
                    server, people, keys[ES256], seconds=seconds, with_idempotent_key=True
                )
                repeated.speed = speed
                for algorithm, windows in served.items():
                    _print_cycles(algorithm.value, windows, _verdict(_middle(windows), *TARGETS[algorithm]))
                _print_cycles("ES256, each with an idempotent key", [repeated], "")

            uvloop.run(measure())
    return served, sizes


def _speed() -> float:
    os.sched_setaffinity(0, {SERVER_CORE})
    try:
        return speed_ms()
    finally:
        os.sched_setaffinity(0, {GENERATOR_CORE})


def _middle(windows: list[Window]) -> float:
    return statistics.median(window.cpu_ms for window in windows)


def _print_cycles(name: str, windows: list[Window], verdict: str) -> None:
    costs = [window.cpu_ms for window in windows]
    middle = min(windows, key=lambda window: abs(window.cpu_ms - _middle(windows)))
    threads = ", ".join(
        f"{thread} {cpu / middle.cycles * 1000:.3f}"
        for thread, cpu in sorted(middle.threads.items(), key=lambda item: -item[1])
        if cpu / middle.cycles > 0.5e-6
    )
    spread = f"  ({min(costs):.3f} to {max(costs):.3f})  {verdict}" if len(windows) > 1 else ""
    print(f"   {name}: {middle.cpu_ms:.3f} ms CPU a cycle{spread}")
    print(
        f"      {middle.per_second:.0f} cycles/s; approval → answer p50 {middle.wait_ms(50):.1f} "
        f"p99 {middle.wait_ms(99):.1f} ms; {middle.writes / middle.commits:.1f} writes a commit"
    )
    print(
        f"      by thread: {threads}; {middle.cpu_ms / middle.speed:.1f} times a bare P-256 verification "
        f"just before, {middle.speed:.3f} ms"
    )


# ── 2. Yardsticks ────────────────────────────────────────────────────────────────────────────────


def _yardsticks(served: Served, sizes: Sizes, seconds: float) -> None:
    middle = min(served[ES256], key=lambda window: abs(window.cpu_ms - _middle(served[ES256])))
    together = max(1, round(middle.writes / middle.commits))
    _title("2. Yardsticks, in the same run")
    bare_crypto = crypto()
    for algorithm in (ES256, RS256):
        print(
            f"   crypto, {algorithm.value}: bare {bare_crypto.bare(algorithm):.3f} ms "
            f"(P-256 verify {bare_crypto.verify:.3f} + sign {bare_crypto.sign[algorithm]:.3f}); "
            f"by our own code {bare_crypto.ours(algorithm):.3f} "
            f"({bare_crypto.our_verify:.3f} + {bare_crypto.our_token[algorithm]:.3f})"
        )
    with _folder() as folder:
        flushed, alone = disk(folder, together), disk(folder, 1)
    for bare_disk in (alone, flushed):
        _print_disk(bare_disk)
    bare = _bare(sizes, seconds)
    print(
        f"   the same four exchanges on the same server with nothing behind them: {bare.cpu_ms:.3f} ms a cycle, "
        f"{bare.per_second:.0f}/s"
    )
    forgetting = _on_tmpfs(seconds)
    for algorithm, window in forgetting.items():
        print(
            f"   served with its SQLite on tmpfs, where a flush is nothing ({algorithm.value}): "
            f"{window.cpu_ms:.3f} ms, {window.per_second:.0f}/s; durable is "
            f"{_middle(served[algorithm]) / window.cpu_ms:.2f} times that in CPU"
        )
    _share_table(served, bare_crypto, bare)


def _print_disk(bare_disk: Disk) -> None:
    print(
        f"   disk, {bare_disk.together} appends of 1 KB to a flush: {bare_disk.flush_ms:.2f} ms a flush, "
        f"{bare_disk.writes_per_second:.0f} durable writes/s, a cycle's two: "
        f"{2 * bare_disk.cpu_per_write_ms:.4f} ms CPU"
    )


def _bare(sizes: Sizes, seconds: float) -> Window:
    port = free_port()
    command = [sys.executable, "-m", "bench.bare", str(port)]
    with _folder() as folder, running(command, port=port, log=folder / "bare.log", settings={}) as server:
        return uvloop.run(measure_bare(server, sizes, in_flight=IN_FLIGHT, seconds=seconds))


def _on_tmpfs(seconds: float) -> dict[TokenAlgorithm, Window]:
    with _folder(MEMORY_FOLDER) as data:
        keys = uvloop.run(make_parties(data))
        with autheid_serve(data) as server:

            async def measure() -> dict[TokenAlgorithm, Window]:
                people = await enrol_people(server, IN_FLIGHT)
                return {
                    algorithm: (await measure_cycles(server, people, keys[algorithm], seconds=seconds))[0]
                    for algorithm in (ES256, RS256)
                }

            return uvloop.run(measure())


def _share_table(served: Served, bare_crypto: Crypto, bare: Window) -> None:
    _title("What a cycle's CPU is made of, in ms, by the least disturbed round of each")
    both = (ES256, RS256)
    harness = uvloop.run(harness_ms())
    kept, forgotten = _inside()
    best = {a: min(window.cpu_ms for window in served[a]) for a in both}
    rows: list[tuple[str, dict[TokenAlgorithm, float]]] = [
        ("HTTP server and sockets (the bare exchanges)", dict.fromkeys(both, bare.cpu_ms)),
        ("crypto (bare)", {a: bare_crypto.bare(a) for a in both}),
        ("store (in process: SQLite less a dict)", {a: kept[a] - forgotten[a] for a in both}),
        (
            "our own code and its libraries (in process, the rest)",
            {a: forgotten[a] - harness - bare_crypto.bare(a) for a in both},
        ),
    ]
    known = {a: sum(row[a] for _, row in rows) for a in both}
    rows += [
        ("only when served: thread hand-overs, smaller commits", {a: best[a] - known[a] for a in both}),
        ("served", best),
    ]
    print(f"   {'':56}{'ES256':>8}{'RS256':>8}")
    for name, row in rows:
        print(f"   {name:56}{row[ES256]:8.3f}{row[RS256]:8.3f}")


def _inside() -> tuple[dict[TokenAlgorithm, float], dict[TokenAlgorithm, float]]:
    """A cycle in process, with SQLite and with the store that forgets: the best of some rounds, turn by turn."""

    async def measure() -> list[dict[TokenAlgorithm, float]]:
        with _folder() as one, _folder() as other:
            async with inside(one) as durable, inside(other, forgetful=True) as forgetful:
                found = [dict.fromkeys((ES256, RS256), float("inf")) for _ in range(2)]
                for _ in range(_INSIDE_ROUNDS):
                    for world, costs in zip((durable, forgetful), found, strict=True):
                        for algorithm, before in costs.items():
                            cost = await world.run(algorithm, _INSIDE_CYCLES)
                            costs[algorithm] = min(before, cost.cpu_ms)
                return found

    # On the server's core, as the server is: the disk's interrupts may well have a core of their own.
    os.sched_setaffinity(0, {SERVER_CORE})
    try:
        kept, forgotten = uvloop.run(measure())
    finally:
        os.sched_setaffinity(0, {GENERATOR_CORE})
    return kept, forgotten


# ── 3. Waiters ───────────────────────────────────────────────────────────────────────────────────


def _waiters() -> None:
    _title(f"3. {WAITERS} GetResult blocked at once on one process")
    for by in (by_http1, by_grpc):
        with _folder() as data:
            keys = uvloop.run(make_parties(data))
            with autheid_serve(data) as server:

                async def measure() -> Waited:
                    people = await enrol_people(server, 1)
                    return await by(server, keys[ES256], people)  # noqa: B023 - run at once

                # Plain asyncio: the stock gRPC client does not know uvloop.
                seen = asyncio.run(measure())
        kilobytes = seen.bytes_each / 1024
        print(
            f"   {seen.how}: {seen.blocked} blocked, {kilobytes:.1f} KB each "
            f"({_verdict(kilobytes, TARGET_WAITER_KB)}); {seen.idle_cpu_percent:.1f} % CPU while nothing happens"
        )
        print(
            f"      {APPROVALS_PER_SECOND} approvals/s meanwhile: approval → answer p50 {seen.wait_ms(50):.1f} "
            f"p99 {seen.wait_ms(99):.1f} ms ({_verdict(seen.wait_ms(99), TARGET_WAIT_MS)})"
        )


# ── 4. Creates ───────────────────────────────────────────────────────────────────────────────────


def _creates(rounds: int, seconds: float) -> None:
    _title(f"4. Create by gRPC beside REST, {IN_FLIGHT} in flight, gRPC on {CHANNELS} connections")
    pairs: list[tuple[Window, Window]] = []
    with _folder() as data:
        keys = uvloop.run(make_parties(data))
        with autheid_serve(data) as server:
            # Turn by turn, so that a machine which slows down slows both.
            for _ in range(rounds):
                rest = uvloop.run(rest_creates(server, keys[ES256], seconds=seconds))
                grpc = asyncio.run(grpc_creates(server, keys[ES256], seconds=seconds))
                pairs.append((rest, grpc))
    ratios = sorted(grpc.cpu_ms / rest.cpu_ms for rest, grpc in pairs)
    ratio = statistics.median(ratios)
    rest, grpc = min(pairs, key=lambda pair: abs(pair[1].cpu_ms / pair[0].cpu_ms - ratio))
    print(
        f"   REST {rest.cpu_ms:.3f} ms CPU a Create at {rest.per_second:.0f}/s; "
        f"gRPC {grpc.cpu_ms:.3f} ms at {grpc.per_second:.0f}/s: {ratio:.2f} times "
        f"({ratios[0]:.2f} to {ratios[-1]:.2f})  {_verdict(ratio, TARGET_GRPC)}"
    )


if __name__ == "__main__":
    main()
