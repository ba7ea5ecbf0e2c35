"""`autheid serve --workers N`: several processes on one port are one service, and one that falls is replaced."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.support.nodes import nodes
from tests.support.phone import enrol_phone
from tests.support.rp import DOORS, GRPC, HTTP2, asking, fresh_address, http_client, rp_at
from tests.support.server import PLENTY, NotStartedError, ServerProcess, serving


def _children(server: ServerProcess) -> set[int]:
    told = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text("ascii")
    return {int(number) for number in told.split()}


def _lives(process: int) -> bool:
    return Path(f"/proc/{process}").exists()


async def _cycle(server: ServerProcess, door: str) -> str:
    """A phone and a relying party, each call on a connection of its own, so that any process may get it."""
    email = fresh_address()
    phone = await enrol_phone(server, email)
    async with rp_at(door, server.address) as creating, rp_at(door, server.address) as waiting:
        created = await creating.call("Create", asking(email=email))
        blocked = asyncio.create_task(waiting.call("GetResult", {"request_id": created["request_id"]}))
        await phone.approve(await phone.prompt(created["request_id"]))
        return str((await blocked)["status"])


async def test_workers_are_one_service_and_one_that_falls_is_replaced(tmp_path: Path) -> None:
    with nodes(tmp_path, 1, workers=3, **PLENTY) as deployment:
        (server,) = deployment.servers
        until = time.monotonic() + 30
        while len(server.events("serving")) < 3:
            assert time.monotonic() < until
            await asyncio.sleep(0.05)
        before = _children(server)
        assert len(before) == 3
        assert await asyncio.gather(*(_cycle(server, door) for door in DOORS * 4)) == ["SUCCESS"] * 12
        fallen = min(before)
        os.kill(fallen, signal.SIGKILL)
        while len(_children(server) - {fallen}) < 3 or len(server.events("serving")) < 4:
            assert time.monotonic() < until
            await asyncio.sleep(0.05)
        assert await asyncio.gather(*(_cycle(server, door) for door in DOORS)) == ["SUCCESS"] * 3
        assert server.stop() == 0
        assert [event["event"] for event in server.events("stopped")] == ["stopped"] * 3


async def _metrics(server: ServerProcess, name: str) -> float:
    """The figure of this name, by whichever worker answers a new connection; labels added up."""
    async with http_client(server.address) as web:
        lines = (await web.get("/metrics")).text.splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(name))


async def test_any_worker_tells_the_figures_of_all_and_a_counter_never_goes_back(tmp_path: Path) -> None:
    """Calls over many connections, so that every worker has some; then one falls, with what it had in hand."""
    counted = 'autheid_calls_total{code="OK",door="rest",method="Create"}'
    with nodes(tmp_path, 1, workers=3, **PLENTY) as deployment:
        (server,) = deployment.servers
        until = time.monotonic() + 30
        while len(server.events("serving")) < 3:
            assert time.monotonic() < until
            await asyncio.sleep(0.05)
        async with AsyncExitStack() as opened:
            rps = [await opened.enter_async_context(rp_at(HTTP2, server.address)) for _ in range(24)]
            created = await asyncio.gather(*(rp.create(timeout_seconds=600) for rp in rps))
            waits = [
                asyncio.create_task(rp.result(request)) for rp, request in zip(rps, created, strict=True)
            ]
            while await _metrics(server, "autheid_open_waits") != 24:
                assert time.monotonic() < until
                await asyncio.sleep(0.1)
            # Nine connections: three workers answer them, and all say the same.
            assert {await _metrics(server, counted) for _ in range(9)} == {24}
            fallen = min(_children(server))
            os.kill(fallen, signal.SIGKILL)
            seen: list[float] = []
            while len(server.events("serving")) < 4 or len(seen) < 20:
                assert time.monotonic() < until
                seen.append(await _metrics(server, counted))
                await asyncio.sleep(0.05)
            assert set(seen) == {24}
            assert await _metrics(server, "autheid_requests_ended_total") == 0
            for wait in waits:
                wait.cancel()
            await asyncio.gather(*waits, return_exceptions=True)
        assert list((server.data / "workers").glob(f"{fallen}.*.fell"))
    with nodes(tmp_path / "one", 1, **PLENTY) as deployment:
        assert not (deployment.servers[0].data / "workers").exists()


async def test_when_the_parent_is_killed_the_workers_drain_and_give_the_port_back(tmp_path: Path) -> None:
    with nodes(tmp_path, 1, workers=2, **PLENTY) as deployment:
        (server,) = deployment.servers
        children = _children(server)
        server.kill()
        until = time.monotonic() + 30
        while any(map(_lives, children)):
            assert time.monotonic() < until
            await asyncio.sleep(0.05)


def test_workers_need_postgresql(tmp_path: Path) -> None:
    with pytest.raises(NotStartedError) as refused, serving(tmp_path, workers=2):
        pass
    assert "workers: more than one process needs PostgreSQL" in refused.value.log


@pytest.mark.parametrize("door", [HTTP2, GRPC])
async def test_who_waits_at_a_node_that_stops_is_told_to_come_again_and_goes_on_at_another(
    tmp_path: Path, door: str
) -> None:
    with nodes(tmp_path, 2, **PLENTY) as deployment:
        stopping, staying = deployment.servers
        email = fresh_address()
        phone = await enrol_phone(staying, email)
        async with rp_at(door, stopping.address) as here, rp_at(door, staying.address) as there:
            created = await here.call("Create", asking(email=email))
            wanted = {"request_id": created["request_id"]}
            blocked = asyncio.create_task(here.call("GetResult", wanted))
            await asyncio.sleep(0.3)
            stopping.ask_to_stop()
            outcome = (await asyncio.gather(blocked, return_exceptions=True))[0]
            assert getattr(outcome, "code", None) == "UNAVAILABLE"
            again = asyncio.create_task(there.call("GetResult", wanted))
            await phone.approve(await phone.prompt(created["request_id"]))
            assert (await again)["status"] == "SUCCESS"
