"""A slice of the simulation, and that it finds what is wrong: see docs/simulation.md."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.sim.planted import BUGS, plant, simulate

LIVES = 2500
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


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: str(bug.stem))
def test_a_planted_bug_is_found(bug: Path, tmp_path: Path) -> None:
    run = simulate("--seeds", "8000", source=plant(bug, tmp_path))
    assert run.returncode == 1, run.stdout + run.stderr
    assert run.stdout.startswith("seed "), run.stdout + run.stderr


def test_there_are_many_bugs_to_find() -> None:
    assert len(BUGS) >= 25
