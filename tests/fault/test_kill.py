"""The power fails at any moment: whatever was acknowledged is still true, and nothing became true twice."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.fault.load import Load, check
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
    """Six times: clients create, approve, reject, cancel and read until SIGKILL; the next server must agree with them."""
    data = tmp_path / "data"
    load = Load()
    acknowledged = []
    for seconds in ROUNDS:
        server = await asyncio.to_thread(ServerProcess, data, **SETTINGS)
        try:
            await load.work(server, seconds)
        finally:
            server.kill()
        remembered = load.remembered
        acknowledged.append((len(remembered.created), len(remembered.ended), len(remembered.results)))
        with serving(data, **SETTINGS) as after:
            assert rows(data, "PRAGMA integrity_check") == [("ok",)]
            await check(remembered, after)
            # What was asked but never acknowledged has been asked again by `check`: now each key has its one request.
            assert rows(data, "SELECT count(*) FROM request") == [(len(remembered.asked),)]
            assert rows(data, "SELECT count(DISTINCT request) FROM idempotency") == [(len(remembered.asked),)]
            assert not after.events("internal_error")
            assert not after.events("unanswered")
    sys.stdout.write(f"created, ended, read, summed up by round: {acknowledged}\n")
    assert acknowledged[-1][0] > 100
    assert acknowledged[-1][1] > 50


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
