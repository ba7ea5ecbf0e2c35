"""A slice of the simulation: see docs/simulation.md."""

from __future__ import annotations

import re

from tests.sim.planted import simulate

LIVES = 2000
"""`make simulate` lives more."""


def test_no_life_breaks_a_promise() -> None:
    run = simulate("--seeds", str(LIVES))
    assert run.returncode == 0, run.stdout + run.stderr
    assert f"{LIVES} lives" in run.stdout
    counted = {name: int(number) for name, number in re.findall(r"'(\w+)': (\d+)", run.stdout)}
    # A simulation in which nothing happens would find nothing.
    assert counted["crashes"] > LIVES / 2
    assert counted["calls"] > 5 * LIVES


def test_a_seed_lives_the_same_life_in_every_process() -> None:
    runs = [simulate("--seeds", "200", "--digest", PYTHONHASHSEED=seed) for seed in ("1", "2")]
    digests = [run.stdout.splitlines()[-1] for run in runs]
    assert digests[0] == digests[1]
    assert digests[0].startswith("digest ")
