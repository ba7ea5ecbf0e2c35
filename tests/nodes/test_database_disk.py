"""The disk below PostgreSQL is full, or refuses: callers are told to come again, and nobody lends a hand but the supervisor."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.fault.crowd import Crowd, summary
from tests.fault.database_disk import DISK_FAULTS, on_a_poor_disk
from tests.fault.history import violations

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("how", DISK_FAULTS)
async def test_a_disk_that_fails_below_the_database_loses_nothing_and_health_says_so(
    tmp_path: Path, how: str
) -> None:
    """On a full disk PostgreSQL still changes rows where they stand; when its log can't be written it panics."""
    async with (
        on_a_poor_disk(tmp_path, 2, small=how == "full") as disk,
        Crowd(lambda: [server.address for server in disk.deployment.servers], seed=9) as crowd,
    ):
        await crowd.enrol(disk.deployment.servers[0])
        await crowd.work(1, lambda: disk.fails(how, 1))
        told = summary(crowd)
        sys.stdout.write(f"{how}: {told}\n")
        assert violations(crowd.history) == []
        assert told["acknowledged"] > 50
        for server in disk.deployment.servers:
            assert server.events("store_unavailable")
            assert not server.events("internal_error")
            assert not server.events("unanswered")
