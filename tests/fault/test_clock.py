"""The clock of the machine is set: what has ended stays as it ended, and an answer counts by the server's own time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from autheid.device.client import DoorError
from tests.fault.deployment import HOUR, OneServer, one_server
from tests.support.phone import enrol_phone
from tests.support.rp import HTTP2, rp_at

EMAIL = "ada@example.net"


@pytest.fixture
async def deployment(tmp_path: Path) -> AsyncIterator[OneServer]:
    async with one_server(tmp_path) as deployment:
        yield deployment


async def test_a_clock_set_forth_ends_what_was_open_and_set_back_does_not_open_it_again(
    deployment: OneServer,
) -> None:
    phone = await enrol_phone(deployment.server, EMAIL)
    async with rp_at(HTTP2, deployment.server.address) as rp:
        request = await rp.create(email=EMAIL, timeout_seconds=600)
        prompt = await phone.prompt(request)
        deployment.faulty.step_clock(HOUR)
        with pytest.raises(DoorError) as late:
            await phone.approve(prompt)
        assert late.value.name == "FAILED_PRECONDITION"
        assert (await rp.status(request))["status"] == "TIMEOUT"
        deployment.faulty.mend()
        with pytest.raises(DoorError) as too_late:
            await phone.approve(prompt)
        assert too_late.value.name == "FAILED_PRECONDITION"
        assert (await rp.result(request))["status"] == "TIMEOUT"


async def test_a_clock_set_back_gives_time_and_takes_none(deployment: OneServer) -> None:
    """Whoever waits is answered at once all the same; a session and the keys go on."""
    phone = await enrol_phone(deployment.server, EMAIL)
    async with rp_at(HTTP2, deployment.server.address) as rp:
        request = await rp.create(email=EMAIL, timeout_seconds=10)
        waiting = asyncio.create_task(rp.result(request))
        prompt = await phone.prompt(request)
        deployment.faulty.step_clock(-HOUR)
        await asyncio.sleep(11)  # its ten seconds are over by every clock but the server's
        assert (await rp.status(request))["status"] == "NOT_READY"
        assert await phone.approve(prompt) == "SUCCESS"
        assert (await asyncio.wait_for(waiting, 2))["status"] == "SUCCESS"
        assert not deployment.server.events("internal_error")


async def test_who_waits_while_the_clock_is_set_forth_is_answered_no_later_than_without_it(
    deployment: OneServer,
) -> None:
    async with rp_at(HTTP2, deployment.server.address) as rp:
        request = await rp.create(timeout_seconds=10)
        waiting = asyncio.create_task(rp.result(request))
        await asyncio.sleep(0.2)
        deployment.faulty.step_clock(HOUR)
        assert (await asyncio.wait_for(waiting, 12))["status"] == "TIMEOUT"


async def test_a_server_that_starts_under_a_clock_set_back_serves(deployment: OneServer) -> None:
    phone = await enrol_phone(deployment.server, EMAIL)
    deployment.faulty.step_clock(-HOUR)
    await deployment.stop()
    await deployment.start()
    async with rp_at(HTTP2, deployment.server.address) as rp:
        request = await rp.create(email=EMAIL)
        assert await phone.approve(await phone.prompt(request)) == "SUCCESS"
        assert (await rp.result(request))["status"] == "SUCCESS"
