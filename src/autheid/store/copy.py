"""Moves a deployment's rows from the embedded store to PostgreSQL, all of them or none."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Any

from autheid.store.postgres.database import PostgresDatabase
from autheid.store.sqlite.database import SqliteDatabase

if TYPE_CHECKING:
    from autheid.store.postgres.transaction import Connection

_OWN = {"schema_migration", "deployment", "turn", "node"}
"""What PostgreSQL alone has, and no deployment's data is in."""
_STEP = 2000
_PATIENCE_SECONDS = 3600.0


class NotEmptyError(ValueError):
    """There are rows in the database already; the message names the table."""


class NotWholeError(ValueError):
    """What arrived is not what was sent; the message names the table. Nothing was kept."""


async def copy_to_postgres(source: SqliteDatabase, target: PostgresDatabase) -> dict[str, int]:
    """Copy every row in one transaction, and compare all of them before it is committed; how many by table.

    Nobody may write to either meanwhile. Raises NotEmptyError, NotWholeError.
    """
    counts: dict[str, int] = {}
    with closing(sqlite3.connect(f"file:{source.path}?mode=ro", uri=True)) as rows_of:
        async with target.connected() as connection, connection.transaction():
            for table in await _tables(connection):
                columns = _columns(rows_of, table)
                await _must_be_empty(connection, table)
                counts[table] = await _copy(rows_of, connection, table, columns)
                if await _digest_there(connection, table, columns) != _digest_here(rows_of, table, columns):
                    raise NotWholeError(f"the table {table} did not arrive as it was sent")
            await _count_on(connection)
    return counts


async def _tables(connection: Connection) -> list[str]:
    """Every table, after those that it refers to."""
    names = {
        row[0]
        for row in await connection.fetch(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
        )
    } - _OWN
    refers = await connection.fetch(
        "SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint"
        " WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"
    )
    graph: dict[str, set[str]] = {name: set() for name in sorted(names)}
    for table, other in refers:
        if table != other:
            graph[table].add(other)
    return list(TopologicalSorter(graph).static_order())


def _columns(rows_of: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in rows_of.execute(f"PRAGMA table_info({table})")]


async def _must_be_empty(connection: Connection, table: str) -> None:
    if table == "data_key":
        # The new database's own data key has sealed nothing yet; the deployment's comes in its place.
        await connection.execute("DELETE FROM data_key WHERE account = 0")
    if await connection.fetchval(f"SELECT EXISTS (SELECT 1 FROM {table})"):  # noqa: S608 - our own names
        raise NotEmptyError(f"the table {table} has rows already: copy into a new database")


async def _copy(rows_of: sqlite3.Connection, connection: Connection, table: str, columns: list[str]) -> int:
    count = 0
    for rows in _steps(rows_of, table, columns):
        await connection.copy_records_to_table(
            table, records=rows, columns=columns, timeout=_PATIENCE_SECONDS
        )
        count += len(rows)
    return count


def _steps(rows_of: sqlite3.Connection, table: str, columns: list[str]) -> Iterator[list[tuple[Any, ...]]]:
    cursor = rows_of.execute(_ordered(table, columns))
    while rows := cursor.fetchmany(_STEP):
        yield rows


def _ordered(table: str, columns: list[str]) -> str:
    # By all columns, the key among them: both databases then tell the rows in one order, bytes and texts as bytes.
    names = ", ".join(f'"{column}"' for column in columns)
    places = ", ".join(f'"{column}" NULLS FIRST' for column in columns)
    return f"SELECT {names} FROM {table} ORDER BY {places}"  # noqa: S608 - our own names


def _digest_here(rows_of: sqlite3.Connection, table: str, columns: list[str]) -> bytes:
    digest = hashlib.sha256()
    for rows in _steps(rows_of, table, columns):
        for row in rows:
            digest.update(repr(row).encode())
    return digest.digest()


async def _digest_there(connection: Connection, table: str, columns: list[str]) -> bytes:
    digest = hashlib.sha256()
    async for row in connection.cursor(_ordered(table, columns), prefetch=_STEP, timeout=_PATIENCE_SECONDS):
        digest.update(repr(tuple(row)).encode())
    return digest.digest()


async def _count_on(connection: Connection) -> None:
    """What numbers rows goes on after the largest number that was ever given."""
    for table, column in await connection.fetch(
        "SELECT table_name, column_name FROM information_schema.columns"
        " WHERE table_schema = current_schema() AND is_identity = 'YES'"
    ):
        await connection.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'),"  # noqa: S608 - our own names
            f" greatest((SELECT max({column}) FROM {table}), 1), EXISTS (SELECT 1 FROM {table}))"
        )
    await connection.execute(
        "SELECT setval('account_number', greatest((SELECT max(account) FROM account),"
        " (SELECT max(account) FROM erased_account), 1), EXISTS (SELECT 1 FROM account)"
        " OR EXISTS (SELECT 1 FROM erased_account))"
    )
