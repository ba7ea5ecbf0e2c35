"""Stopping in good order, and not starting with a clear word why."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest

from tests.support.phone import enrol_phone
from tests.support.rp import DOORS, RefusedError, RestRp, Rp, http_client, rp_at, rp_at_each_door
from tests.support.server import PLENTY, NotStartedError, ServerProcess, serving

STOPPING = RefusedError("UNAVAILABLE", 14, "the service is stopping; ask again", "1")
DRAIN_SECONDS = 5


async def told(rp: Rp, request_id: str) -> RefusedError | str:
    """How a blocked call ended."""
    try:
        return str((await rp.result(request_id))["status"])
    except RefusedError as refusal:
        return refusal


async def told_again(rp: Rp, request_id: str) -> RefusedError | str:
    """The same by a client that was there before the restart.

    httpx does not see that an idle HTTP/2 connection has died until it uses it; then it makes another.
    """
    try:
        return await told(rp, request_id)
    except httpx.TransportError:
        return await told(rp, request_id)


async def until_waiting(server: ServerProcess, count: int) -> None:
    """Returns once that many calls are blocked, as /metrics tells."""
    async with http_client(server.address) as web:
        while f"autheid_open_waits {float(count)}" not in (await web.get("/metrics")).text:
            await asyncio.sleep(0.05)


async def test_a_stop_answers_everyone_who_waits_and_exits_with_0(tmp_path: Path) -> None:
    """A hundred blocked callers over both protocols are told to ask again, well within the drain time.

    They do, the very same clients at the same port, and the next server gives each its result.
    """
    with serving(tmp_path / "data", **PLENTY, drain_seconds=DRAIN_SECONDS) as server:
        async with rp_at_each_door(server.address) as rps:
            ids = [await rps[DOORS[0]].create(timeout_seconds=600) for _ in range(10)]
            waits = [asyncio.create_task(told(rps[DOORS[n % 3]], ids[n % 10])) for n in range(100)]
            await asyncio.wait_for(until_waiting(server, 100), 20)
            began = time.monotonic()
            server.ask_to_stop()
            answers = await asyncio.gather(*waits)
            code = await asyncio.to_thread(server.process.wait, 20)
            assert time.monotonic() - began < DRAIN_SECONDS
            assert Counter(map(str, answers)) == {str(STOPPING): 100}
            assert code == 0
            assert [line["event"] for name in ("draining", "stopped") for line in server.events(name)] == [
                "draining",
                "stopped",
            ]
            with serving(tmp_path / "data", **PLENTY, port=server.port) as again:
                waits = [asyncio.create_task(told_again(rps[DOORS[n % 3]], ids[n % 10])) for n in range(100)]
                await asyncio.wait_for(until_waiting(again, 100), 20)
                await asyncio.gather(*(rps[DOORS[0]].cancel(request_id) for request_id in ids))
                assert Counter(map(str, await asyncio.gather(*waits))) == {"RP_CANCELLED": 100}


async def test_a_stop_finishes_what_was_begun(tmp_path: Path) -> None:
    """Every Create that is sent around the stop is answered and kept, or was never taken."""
    fields: dict[str, str] = {}
    with serving(tmp_path / "data", **PLENTY, drain_seconds=DRAIN_SECONDS) as server:
        async with rp_at_each_door(server.address) as rps:

            async def create(number: int) -> None:
                await asyncio.sleep(number * 0.002)
                rp = rps[DOORS[number % 3]]
                fields[await rp.create(email=f"a{number}@example.net")] = f"a{number}@example.net"

            creates = [asyncio.create_task(create(n)) for n in range(300)]
            await asyncio.sleep(0.3)
            server.ask_to_stop()
            failures = await asyncio.gather(*creates, return_exceptions=True)
            assert await asyncio.to_thread(server.process.wait, 20) == 0
        for failure in failures:
            gone = isinstance(failure, httpx.TransportError)
            assert failure is None or gone or getattr(failure, "code", "") == "UNAVAILABLE", failure
        assert not server.events("internal_error")
    assert len(fields) > 20
    with serving(tmp_path / "data", **PLENTY) as again:
        async with rp_at_each_door(again.address) as rps:
            for request_id in fields:
                assert (await rps[DOORS[0]].status(request_id))["status"] == "NOT_READY"


async def test_a_stop_tells_the_devices_channel_to_come_again(tmp_path: Path) -> None:
    with serving(tmp_path / "data", **PLENTY) as server:
        phone = await enrol_phone(server, "ada@example.net")
        channel = phone.watch()
        assert await anext(channel) == []
        server.ask_to_stop()
        with pytest.raises(StopAsyncIteration):
            await asyncio.wait_for(anext(channel), 10)
        assert await asyncio.to_thread(server.process.wait, 20) == 0


async def test_readiness_ends_with_the_stop_and_the_port_with_the_process(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        server = stack.enter_context(serving(tmp_path / "data", **PLENTY))
        web = await stack.enter_async_context(http_client(server.address))
        assert (await web.get("/readyz")).text == "ready\n"
        assert server.stop() == 0
        with pytest.raises(httpx.TransportError):
            await web.get("/healthz")


def test_a_taken_port_is_one_clear_line_and_exit_code_1(tmp_path: Path) -> None:
    with serving(tmp_path / "one") as holder:
        with pytest.raises(NotStartedError) as failed:
            ServerProcess(tmp_path / "two", port=holder.port)
        assert failed.value.code == 1
        assert "Traceback" not in failed.value.log
        (line,) = failed.value.log.splitlines()
        assert "cannot_start" in line
        assert "in use" in line
        assert str(holder.port) in line


def test_a_taken_data_folder_is_one_clear_line_and_exit_code_1(tmp_path: Path) -> None:
    """And the server that holds it is left in peace."""
    data = tmp_path / "data"
    with serving(data) as holder:
        with pytest.raises(NotStartedError) as failed:
            ServerProcess(data)
        assert failed.value.code == 1
        assert "another server is running on the data folder data" in failed.value.log
        assert "Traceback" not in failed.value.log
        assert httpx.get(f"{holder.address}/readyz", trust_env=False).status_code == 200


def test_a_wrong_setting_is_named_and_exit_code_2(tmp_path: Path) -> None:
    with pytest.raises(NotStartedError) as failed:
        ServerProcess(tmp_path / "data", drain_seconds="soon")
    assert failed.value.code == 2
    assert "drain_seconds" in failed.value.log
    assert "Traceback" not in failed.value.log


async def test_two_signals_stop_no_faster_and_no_worse(tmp_path: Path) -> None:
    with serving(tmp_path / "data") as server:
        async with rp_at(DOORS[0], server.address) as rp:
            assert isinstance(rp, RestRp)
            await rp.create()
            server.ask_to_stop()
            server.ask_to_stop()
            assert await asyncio.to_thread(server.process.wait, 20) == 0
