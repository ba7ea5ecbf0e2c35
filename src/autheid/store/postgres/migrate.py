"""Brings a PostgreSQL database to this version's schema, while older nodes may be at work on it.

A migration adds and never takes away what the version before reads or writes: what is dropped goes a version later.
Each is a transaction of its own that waits for its locks only shortly, so that it holds nobody up, and comes again.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import asyncpg
import structlog

from autheid.store.statements import read_migrations

if TYPE_CHECKING:
    from autheid.store.postgres.transaction import Connection

_LOCK = 0x61757468656964  # any number, the same on every node
_LOCK_MILLIS = 2000
_TRIES = 30
_PAUSE_SECONDS = 0.2
_log = structlog.get_logger("autheid.store")


async def migrate(connection: Connection) -> int:
    """Make the migrations that are missing, one node at a time; the schema's number.

    Raises OSError when the database was made by a newer version.
    """
    migrations = read_migrations("postgres")
    known = migrations[-1][0]
    await connection.execute("SELECT pg_advisory_lock($1)", _LOCK)
    try:
        done = await schema_of(connection)
        if done > known:
            raise OSError(f"the database has schema {done}, from a newer version; this one knows {known}")
        for number, script in migrations:
            if number > done:
                await _make(connection, number, script)
    finally:
        await connection.execute("SELECT pg_advisory_unlock($1)", _LOCK)
    return known


async def schema_of(connection: Connection) -> int:
    """The number of the last migration that was made; 0 for an empty database."""
    if await connection.fetchval("SELECT to_regclass('schema_migration')") is None:
        return 0
    number: int = await connection.fetchval("SELECT coalesce(max(number), 0) FROM schema_migration")
    return number


async def _make(connection: Connection, number: int, script: str) -> None:
    for left in reversed(range(_TRIES)):
        try:
            async with connection.transaction():
                await connection.execute(f"SET LOCAL lock_timeout = {_LOCK_MILLIS}")
                await connection.execute(
                    "CREATE TABLE IF NOT EXISTS schema_migration"
                    " (number bigint PRIMARY KEY, made timestamptz NOT NULL DEFAULT now())"
                )
                await connection.execute(script)
                await connection.execute("INSERT INTO schema_migration (number) VALUES ($1)", number)
        except asyncpg.LockNotAvailableError:
            if not left:
                raise
            _log.info("migration_waits", number=number)
            await asyncio.sleep(_PAUSE_SECONDS)
        else:
            _log.info("migrated", number=number)
            return
