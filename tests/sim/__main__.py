"""Live many lives: `python -m tests.sim [--seeds N] [--from S] [--seconds T]`. Exit 1 at the first that breaks a promise."""

from __future__ import annotations

import argparse
import asyncio
import gc
import logging
import sys
import time
import warnings
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog

from tests.sim.judge import wrongs
from tests.sim.life import live
from tests.sim.town import build_town

_LIVES_BETWEEN_COLLECTIONS = 6
_IN_MEMORY = Path("/dev/shm")  # noqa: S108 - the folder in it is made by tempfile


def main() -> int:
    """The exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.sim", description=__doc__)
    parser.add_argument("--seeds", type=int, default=1000, help="how many lives (default 1000)")
    parser.add_argument("--from", type=int, default=0, dest="first", help="the first seed (default 0)")
    parser.add_argument("--seconds", type=float, default=600, help="stop after so long (default 600)")
    parser.add_argument("--digest", action="store_true", help="print what tells one run from another")
    asked = parser.parse_args()
    # A process that falls leaves work that it had not begun, and what it would have logged is of no use.
    warnings.filterwarnings("ignore", "coroutine .* was never awaited")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    # Nobody asks which tasks there are, and Python notes each in a set of its own making.
    asyncio.tasks._all_tasks.add = id  # type: ignore[attr-defined]
    with TemporaryDirectory(prefix="autheid-sim-", dir=_IN_MEMORY if _IN_MEMORY.is_dir() else None) as folder:
        return _run(Path(folder), asked)


def _run(folder: Path, asked: argparse.Namespace) -> int:
    town = build_town(folder)
    live(town, -1)  # what is done once is not of any life
    # What a life leaves is taken away by the way, and not in the middle of another.
    gc.collect()
    gc.freeze()
    gc.disable()
    until = time.monotonic() + asked.seconds
    began, cpu = time.monotonic(), time.process_time()
    lives, digest, sums = 0, 0, Counter[str]()
    for seed in range(asked.first, asked.first + asked.seeds):
        life = live(town, seed)
        lives += 1
        if lives % _LIVES_BETWEEN_COLLECTIONS == 0:
            gc.collect()
        if asked.digest:
            digest = (digest * 31 + life.digest) % 2**64
        sums.update(
            calls=len(life.history.calls), crashes=life.crashes, requests=len(life.asked), steps=life.steps
        )
        if found := wrongs(life):
            sys.stdout.write(f"seed {seed}: {life.plan}\n" + "".join(f"  {wrong}\n" for wrong in found))
            return 1
        if time.monotonic() > until:
            break
    seconds, cpu = time.monotonic() - began, time.process_time() - cpu
    sys.stdout.write(
        f"{lives} lives, {dict(sums)}, no promise broken; {lives / seconds:.0f} a second, "
        f"{lives / cpu:.0f} a second of CPU\n"
    )
    if asked.digest:
        sys.stdout.write(f"digest {digest}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
