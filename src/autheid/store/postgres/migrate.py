"""Brings a PostgreSQL database to this version's schema, while older nodes may be at work on it.

A migration adds and never takes away what the version before reads or writes: what is dropped goes a version later.
Its first line says which older nodes go on beside it, and may start: `-- Nodes of schema 2 and later go on.`
Each is a short transaction of its own that waits for its locks only shortly, so that it holds nobody up for long, and
comes again when others have been let through.

One whose name ends in `_concurrently` is no transaction: each of its statements is made by itself and holds nobody up,
however large the table is. It may be broken off anywhere and is then begun again, so an index is dropped before it is
made: what was broken off has left one that is not valid, which IF NOT EXISTS would take for made (PostgreSQL 15 manual,
CREATE INDEX, "Building Indexes Concurrently").
"""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from typing import TYPE_CHECKING

import asyncpg
import structlog

from autheid.store.statements import Migration, read_migrations, statements_of

if TYPE_CHECKING:
    from autheid.store.postgres.transaction import Connection

_LOCK = 0x61757468656964  # any number, the same on every node
_LOCK_MILLIS = 2000
_TRIES = 30
_LET_THROUGH_SECONDS = 2.0
_TURN_PAUSE_SECONDS = 0.2
_AT_ONCE_SECONDS = 60.0
_LONGEST_SECONDS = 3600.0
_CONCURRENTLY = "concurrently"
_GO_ON = re.compile(r"\A-- Nodes of schema (\d+) and later go on\.\n")
_MET_ANOTHER = (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError)
_log = structlog.get_logger("autheid.store")


async def migrate(connection: Connection) -> int:
    """Make the migrations that are missing, one node at a time; the schema's number.

    A newer version's schema is left as it is, and taken when that version says so.
    Raises OSError when it does not, or when another node has been at it for an hour.
    """
    known = read_migrations("postgres")[-1].number
    done = await schema_of(connection)
    # Where nothing is missing nobody waits: a node that fell comes back while another one makes what it does not know.
    if done < known:
        await take_turn(connection)
        try:
            done = await _make_missing(connection)
        finally:
            with suppress(asyncpg.InterfaceError):  # the turn of a connection that broke is over
                await connection.execute("SELECT pg_advisory_unlock($1)", _LOCK)
    if done > known:
        await _go_on_beside(connection, done, known)
    return done


async def schema_of(connection: Connection) -> int:
    """The number of the last migration that was made; 0 for an empty database."""
    if await connection.fetchval("SELECT to_regclass('schema_migration')") is None:
        return 0
    number: int = await connection.fetchval("SELECT coalesce(max(number), 0) FROM schema_migration")
    return number


def oldest_beside(migration: Migration) -> int:
    """The oldest schema whose nodes go on beside this migration; its own number when it does not say."""
    told = _GO_ON.match(migration.script)
    return int(told[1]) if told else migration.number


async def take_turn(connection: Connection) -> None:
    """Until this connection closes, or gives its turn back, no other node migrates. Raises OSError after an hour."""
    # Not by waiting in the database, where a statement may wait for seconds only: another node may build an index.
    # A lock of the session, not a turn by the clock: the server that still builds for a node that fell must keep it.
    for tried in range(int(_LONGEST_SECONDS / _TURN_PAUSE_SECONDS)):
        if await connection.fetchval("SELECT pg_try_advisory_lock($1)", _LOCK):
            return
        if not tried:
            _log.info("migration_of_another_node")
        await asyncio.sleep(_TURN_PAUSE_SECONDS)
    raise OSError(f"another node has been migrating the database for {_LONGEST_SECONDS:.0f} seconds")


async def _make_missing(connection: Connection) -> int:
    await connection.execute(
        "CREATE TABLE IF NOT EXISTS schema_migration"
        " (number bigint PRIMARY KEY, made timestamptz NOT NULL DEFAULT now())"
    )
    done = await schema_of(connection)
    for migration in read_migrations("postgres"):
        if migration.number > done:
            await make_migration(connection, migration)
            done = migration.number
    return done


async def _go_on_beside(connection: Connection, done: int, known: int) -> None:
    oldest = await connection.fetchval("SELECT value FROM deployment WHERE name = 'oldest schema'")
    if oldest is None or int(oldest) > known:
        raise OSError(f"the database has schema {done}, from a newer version; this one knows {known}")
    _log.warning("newer_schema", schema=done, known=known)


async def make_migration(connection: Connection, migration: Migration) -> None:
    """Make this one, and write down that it was made.

    Raises OSError when its locks can't be had, ValueError for one that would hold others up though it says otherwise.
    """
    alone = migration.name.endswith(f"_{_CONCURRENTLY}")
    for left in reversed(range(_TRIES)):
        try:
            await (_make_concurrently if alone else _make_at_once)(connection, migration)
        except _MET_ANOTHER as met:
            if not left:
                raise OSError(f"migration {migration.number} can't have its tables: {met}") from None
            _log.info("migration_waits", number=migration.number)
            await asyncio.sleep(_LET_THROUGH_SECONDS)
        else:
            _log.info("migrated", number=migration.number)
            return


async def _make_at_once(connection: Connection, migration: Migration) -> None:
    async with connection.transaction():
        await connection.execute(f"SET LOCAL lock_timeout = {_LOCK_MILLIS}")
        await connection.execute(migration.script, timeout=_AT_ONCE_SECONDS)
        await _note(connection, migration)


async def _make_concurrently(connection: Connection, migration: Migration) -> None:
    statements = statements_of(migration.script)
    if not all(_CONCURRENTLY.upper() in statement for statement in statements):
        raise ValueError(f"migration {migration.number} has a statement that would hold others up")
    # It waits for the transactions that are under way, and holds nobody up meanwhile.
    await connection.execute("SET lock_timeout = 0")
    try:
        for statement in statements:
            await connection.execute(statement, timeout=_LONGEST_SECONDS)
        async with connection.transaction():
            await _note(connection, migration)
    finally:
        with suppress(asyncpg.InterfaceError):
            await connection.execute("RESET lock_timeout")


async def _note(connection: Connection, migration: Migration) -> None:
    await connection.execute("INSERT INTO schema_migration (number) VALUES ($1)", migration.number)
    kept = await connection.fetchval("SELECT value FROM deployment WHERE name = 'oldest schema'")
    # Whom an earlier one has shut out no later one lets in.
    oldest = max(oldest_beside(migration), int(kept or 0))
    await connection.execute(
        "INSERT INTO deployment (name, value) VALUES ('oldest schema', $1)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        b"%d" % oldest,
    )
