"""A disk that refuses: what callers are told while it does, what health says, and that the end of it is enough."""

from __future__ import annotations

import asyncio
import errno
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from tests.fault.deployment import OneServer, one_server
from tests.support.rp import RefusedError, asking, rp_at_each_door

WORSE: dict[str, Callable[[OneServer], None]] = {
    "full": lambda deployment: deployment.disk.fill(),
    "no writes": lambda deployment: deployment.faulty.refuse(writes=errno.EIO),
    "no flushes": lambda deployment: deployment.faulty.refuse(syncs=errno.EIO),
}
BETTER: dict[str, Callable[[OneServer], None]] = {
    "full": lambda deployment: deployment.disk.free(),
    "no writes": lambda deployment: deployment.faulty.mend(),
    "no flushes": lambda deployment: deployment.faulty.mend(),
}
SECONDS_TO_NOTICE = 5.0
"""Health looks once a second; checkpoints are every two."""


@pytest.fixture
async def deployment(tmp_path: Path) -> AsyncIterator[OneServer]:
    async with one_server(tmp_path) as deployment:
        yield deployment


@pytest.mark.parametrize("how", WORSE)
async def test_nothing_is_acknowledged_that_is_not_on_the_disk_and_reading_goes_on(
    deployment: OneServer, how: str
) -> None:
    """The very same Create, refused while it lasts and asked again after it, leads to one request."""
    fields = asking(idempotent_key="order-77")
    async with rp_at_each_door(deployment.server.address) as doors:
        before = {door: await rp.create() for door, rp in doors.items()}
        WORSE[how](deployment)
        for door, rp in doors.items():
            for refused in (rp.call("Create", fields), rp.cancel(before[door])):
                with pytest.raises(RefusedError) as told:
                    await refused
                assert (told.value.code, told.value.retry_after) == ("UNAVAILABLE", "1")
            assert (await rp.status(before[door]))["status"] == "NOT_READY"
        BETTER[how](deployment)
        created = [await rp.call("Create", fields) for rp in doors.values()]
        assert len({answer["request_id"] for answer in created}) == 1
        for door, rp in doors.items():
            await rp.cancel(before[door])
            assert (await rp.result(before[door]))["status"] == "RP_CANCELLED"


@pytest.mark.parametrize("how", WORSE)
async def test_health_says_so_while_it_lasts_and_no_longer(deployment: OneServer, how: str) -> None:
    assert await deployment.is_ready()
    WORSE[how](deployment)
    await asyncio.wait_for(deployment.until_ready(ready=False), SECONDS_TO_NOTICE)
    BETTER[how](deployment)
    await asyncio.wait_for(deployment.until_ready(), SECONDS_TO_NOTICE)


@pytest.mark.parametrize("how", WORSE)
async def test_the_log_of_the_database_is_folded_into_it_again_afterwards(
    deployment: OneServer, how: str
) -> None:
    """Or it would grow until somebody starts the server anew."""
    async with rp_at_each_door(deployment.server.address) as doors:
        for rp in doors.values():
            await rp.create()
        WORSE[how](deployment)
        await asyncio.sleep(3)  # over a checkpoint of the server, which goes by a clock of its own
        BETTER[how](deployment)
        folded = deployment.disk.data / "autheid.sqlite"
        before = folded.stat().st_mtime_ns
        until = time.monotonic() + SECONDS_TO_NOTICE
        while folded.stat().st_mtime_ns == before:
            assert time.monotonic() < until, "no checkpoint"
            for rp in doors.values():
                await rp.create()
            await asyncio.sleep(0.2)


@pytest.mark.parametrize("how", WORSE)
async def test_a_server_that_is_stopped_while_it_lasts_ends_in_good_order(
    deployment: OneServer, how: str
) -> None:
    async with rp_at_each_door(deployment.server.address) as doors:
        created = [await rp.create() for rp in doors.values()]
    WORSE[how](deployment)
    assert deployment.server.stop() == 0
    BETTER[how](deployment)
    await deployment.start()
    async with rp_at_each_door(deployment.server.address) as doors:
        for rp in doors.values():
            assert [(await rp.status(one))["status"] for one in created] == ["NOT_READY"] * 3
