"""A connection's statements by their names, and what a failing PostgreSQL means to a caller."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import asyncpg

from autheid.store.engine import Arguments, Row, there
from autheid.store.trouble import unavailable

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

    Connection = asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]

GONE = (
    OSError,
    TimeoutError,
    asyncio.IncompleteReadError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    # The library's own confusion about a connection that broke between two of its steps.
    asyncpg.InternalClientError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.DatabaseDroppedError,
    # Of a node that stood still in the middle of a transaction.
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.TooManyConnectionsError,
    asyncpg.InsufficientResourcesError,
    asyncpg.QueryCanceledError,
    # A lock that was waited for too long, a database that takes no connections.
    asyncpg.ObjectNotInPrerequisiteStateError,
    # A primary that has become a standby, and one whose disk or files are ill.
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.PostgresIOError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
)
"""Nothing can be had of this connection, and whether the last commit was made nobody knows."""
AGAIN = (asyncpg.SerializationError, asyncpg.DeadlockDetectedError, asyncpg.UniqueViolationError)
"""Of two that met, this one lost: made again, it sees what the other has written.

So does a unique violation: the row was not there when this one looked (PostgreSQL 15 manual, 13.5).
"""


class MetAnotherError(Exception):
    """A transaction that is to be made again, since it met another one."""


class PostgresReader:
    """Reads on one connection."""

    def __init__(self, connection: Connection, statements: Mapping[str, str]) -> None:
        self._connection = connection
        self._statements = statements

    async def one(self, statement: str, arguments: Arguments = ()) -> Row | None:
        """See `autheid.store.engine.Reader`."""
        row = await self._connection.fetchrow(self._statements[statement], *arguments)
        return None if row is None else tuple(row)

    async def first(self, statement: str, arguments: Arguments = ()) -> Row:
        """See `autheid.store.engine.Transaction`."""
        return there(await self.one(statement, arguments), statement)

    async def all(self, statement: str, arguments: Arguments = ()) -> list[Row]:
        """See `autheid.store.engine.Reader`."""
        return [tuple(row) for row in await self._connection.fetch(self._statements[statement], *arguments)]


class PostgresTransaction(PostgresReader):
    """Writes inside the transaction that its connection is in."""

    async def run(self, statement: str, arguments: Arguments = ()) -> int:
        """See `autheid.store.engine.Transaction`."""
        done = await self._connection.execute(self._statements[statement], *arguments)
        # "INSERT 0 1", "UPDATE 3" (PostgreSQL manual, 55.7, CommandComplete).
        count = done.rpartition(" ")[2]
        return int(count) if count.isdigit() else 0

    async def run_many(self, statement: str, rows: Iterable[Arguments]) -> None:
        """See `autheid.store.engine.Transaction`."""
        await self._connection.executemany(self._statements[statement], rows)


@asynccontextmanager
async def told_as_unavailable() -> AsyncIterator[None]:
    """What ails the database is no fault of the caller, who may ask again: Refusal UNAVAILABLE."""
    try:
        yield
    except (*GONE, asyncpg.DeadlockDetectedError) as error:
        # A single statement loses a deadlock against a migration alone, and the next try finds that one gone.
        if isinstance(error, ValueError):
            raise  # an argument that the library refused: a fault of ours
        raise unavailable(error, reason=type(error).__name__) from error
