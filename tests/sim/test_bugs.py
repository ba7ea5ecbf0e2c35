"""The simulation finds each of the mistakes that are kept as patches: see docs/simulation.md."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sim.planted import BUGS, plant, simulate


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: str(bug.stem))
def test_a_planted_bug_is_found(bug: Path, tmp_path: Path) -> None:
    run = simulate("--seeds", "8000", source=plant(bug, tmp_path))
    assert run.returncode == 1, run.stdout + run.stderr
    assert run.stdout.startswith("seed "), run.stdout + run.stderr


def test_there_are_many_bugs_to_find() -> None:
    assert len(BUGS) >= 25
