"""Everything that can go wrong around a server on SQLite, once or twice: what was acknowledged stays, and nobody lends a hand.

The long run of the same is `make soak`; what callers and health see is in docs/faults.md.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.fault.deployment import one_server
from tests.fault.trial import live_through

pytestmark = pytest.mark.slow
OF_THE_DISK = {"full disk", "failing writes", "failing flushes"}


@pytest.mark.parametrize("fault", ["restart", "full disk", "failing flushes", "lost answers", "cut messages"])
async def test_a_fault_costs_callers_a_repetition_and_no_more(tmp_path: Path, fault: str) -> None:
    """The others have tests of their own beside this one, and all have their turns in the long run."""
    async with one_server(tmp_path, seed=7) as deployment:
        trial = await live_through(deployment, fault, times=1, seed=7)
        sys.stdout.write(f"{fault}: {trial}\n")
        assert trial.violations == []
        assert trial.acknowledged > 100
        assert await deployment.is_ready()
        assert deployment.integrity() == "ok"
        assert not deployment.server.events("unanswered")
        assert not deployment.server.events("internal_error")
        assert bool(deployment.server.events("store_unavailable")) is (fault in OF_THE_DISK)


async def test_a_disk_that_is_pretended_to_be_full_is_as_good_as_one_where_nothing_may_be_mounted(
    tmp_path: Path,
) -> None:
    async with one_server(tmp_path, seed=7, pretended_disk=True) as deployment:
        trial = await live_through(deployment, "full disk", times=1, seed=7)
        assert deployment.faulty.failed > 10
        assert trial.violations == []
        assert deployment.integrity() == "ok"
