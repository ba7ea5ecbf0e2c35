"""The next version takes the place of this one while calls come: its schema goes forward under them, and nothing is lost."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.fault.crowd import Crowd, summary
from tests.fault.history import violations
from tests.fault.next_version import NextVersion
from tests.support.nodes import nodes
from tests.support.postgres import name_of, shared_cluster
from tests.support.server import PLENTY, ServerProcess

pytestmark = pytest.mark.slow
_MANY_ROWS = """
    INSERT INTO request (key, id_digest, address, state, expires, opening)
    SELECT -n, '', '', 1, 0, decode(repeat('00', 300), 'hex') FROM generate_series(1, 100000) AS n
"""
"""Of ended requests: an index takes its time."""


def _check(crowd: Crowd, *servers: ServerProcess) -> None:
    told = summary(crowd)
    sys.stdout.write(f"{told}\n")
    assert violations(crowd.history) == []
    assert told["acknowledged"] > 200
    for server in servers:
        assert not server.events("internal_error")
        assert not server.events("unanswered")


async def test_nodes_are_replaced_by_those_of_the_next_version_while_calls_come(tmp_path: Path) -> None:
    """In between an older node that falls comes back, beside the newer ones, on the newer schema."""
    upcoming = NextVersion(tmp_path / "next")
    with nodes(tmp_path, 2, **PLENTY) as deployment:
        everyone = list(deployment.servers)
        database = name_of(deployment.address)
        shared_cluster().sql(_MANY_ROWS, database)
        async with Crowd(lambda: [server.address for server in deployment.servers], seed=3) as crowd:
            await crowd.enrol(deployment.servers[0])

            async def replace(**version: object) -> ServerProcess:
                await asyncio.to_thread(deployment.servers.pop(0).stop)
                everyone.append(await asyncio.to_thread(deployment.start, **version))
                return everyone[-1]

            async def upgrade() -> None:
                newer = await replace(machine=upcoming.machine)
                assert len(newer.events("migrated")) == 2
                assert (await replace()).events("newer_schema")
                # The older one that came back is the next to go.
                deployment.servers.reverse()
                await replace(machine=upcoming.machine)

            await crowd.work(0, upgrade)
        _check(crowd, *everyone)
        found = shared_cluster().sql(
            "SELECT max(number), (SELECT indisvalid FROM pg_index WHERE indexrelid = 'request_by_step_1'::regclass)"
            " FROM schema_migration",
            database,
        )
        assert found == f"{upcoming.schema['postgres']}|t"


async def test_the_embedded_store_goes_forward_also_when_the_power_fails_in_the_middle(
    tmp_path: Path,
) -> None:
    """The clients know nothing of it, and ask again."""
    upcoming = NextVersion(tmp_path / "next")
    data = tmp_path / "data"
    server = await asyncio.to_thread(ServerProcess, data, **PLENTY)
    port = server.port
    before = _schema(data)
    try:
        async with Crowd(lambda: [f"http://127.0.0.1:{port}"], seed=3) as crowd:
            await crowd.enrol(server)

            async def upgrade() -> None:
                nonlocal server
                await asyncio.sleep(0.5)
                await asyncio.to_thread(server.stop)
                await asyncio.to_thread(upcoming.be_killed_while_migrating, data)
                assert _schema(data) == before
                server = await asyncio.to_thread(
                    ServerProcess, data, **PLENTY, port=port, machine=upcoming.machine
                )
                await asyncio.sleep(0.5)

            await crowd.work(0, upgrade)
        _check(crowd, server)
        assert _schema(data) == upcoming.schema["sqlite"]
    finally:
        server.kill()


def _schema(data: Path) -> int:
    with closing(sqlite3.connect(data / "autheid.sqlite")) as connection:
        number: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return number
