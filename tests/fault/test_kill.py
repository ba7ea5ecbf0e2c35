"""The power fails at any moment: whatever was acknowledged is still true, and nothing became true twice."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.fault.crowd import Crowd, summary
from tests.fault.history import violations
from tests.support.rp import HTTP2, asking, rp_at
from tests.support.server import PLENTY, ServerProcess, serving

ROUNDS = (0.4, 1.6, 0.9, 2.3, 1.2, 0.6)
"""Seconds of load before each kill."""
SETTINGS = PLENTY


def rows(data: Path, statement: str) -> list[tuple[object, ...]]:
    """What the database itself says, read while the server runs."""
    with closing(sqlite3.connect(f"file:{data / 'autheid.sqlite'}?mode=ro", uri=True)) as database:
        found: list[tuple[object, ...]] = database.execute(statement).fetchall()
        return found


@pytest.mark.slow
async def test_what_was_acknowledged_survives_kill_9_under_load(tmp_path: Path) -> None:
    """Six times: clients create, approve, reject, cancel and read until SIGKILL, and go on at the next server."""
    data = tmp_path / "data"
    server = await asyncio.to_thread(ServerProcess, data, **SETTINGS)
    port = server.port
    acknowledged = 0
    async with Crowd(lambda: [f"http://127.0.0.1:{port}"]) as crowd:
        await crowd.enrol(server)

        async def kill_again_and_again() -> None:
            nonlocal server
            for seconds in ROUNDS:
                await asyncio.sleep(seconds)
                server.kill()
                server = await asyncio.to_thread(ServerProcess, data, **SETTINGS, port=port)
                assert rows(data, "PRAGMA integrity_check") == [("ok",)]

        try:
            await crowd.work(sum(ROUNDS), kill_again_and_again)
            assert violations(crowd.history) == []
            told = summary(crowd)
            # What was asked and never acknowledged was asked again: each key has its one request.
            assert rows(data, "SELECT count(*) FROM request") == [(told["requests"],)]
            assert rows(data, "SELECT count(DISTINCT request) FROM idempotency") == [(told["requests"],)]
            assert not server.events("internal_error")
            assert not server.events("unanswered")
        finally:
            server.kill()
        acknowledged = told["acknowledged"]
        sys.stdout.write(f"{told}\n")
    assert acknowledged > 100
    assert told["unknown"] > 20


async def test_a_killed_server_gives_its_folder_and_its_port_back(tmp_path: Path) -> None:
    """No lock file that someone must delete, no wait for the port."""
    data = tmp_path / "data"
    first = ServerProcess(data, **SETTINGS)
    async with rp_at(HTTP2, first.address) as rp:
        fields = asking(idempotent_key="survivor")
        created = await rp.call("Create", fields)
        first.kill()
    with serving(data, **SETTINGS, port=first.port) as second:
        assert second.port == first.port
        async with rp_at(HTTP2, second.address) as rp:
            assert await rp.call("Create", fields) == created
