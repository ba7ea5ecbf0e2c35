"""A PostgreSQL database: its connections, its transactions, and what must hold of it at the start."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeVar

import asyncpg
import structlog
from asyncpg.connect_utils import SessionAttribute

from autheid.kernel.errors import Kind, Refusal
from autheid.kernel.secret import digest, equal, system_chance
from autheid.store.engine import Arguments, Job, Row, Transaction, count_facts
from autheid.store.postgres.durability import read_settings, what_may_be_lost
from autheid.store.postgres.migrate import migrate, schema_of
from autheid.store.postgres.point_reads import PointReads
from autheid.store.postgres.transaction import (
    AGAIN,
    GONE,
    MetAnotherError,
    PostgresReader,
    PostgresTransaction,
    told_as_unavailable,
)
from autheid.store.seals import DEPLOYMENT, Seals
from autheid.store.statements import read_statements
from autheid.store.trouble import RETRY_AFTER_SECONDS

if TYPE_CHECKING:
    from autheid.store.postgres.transaction import Connection

_T = TypeVar("_T")
_TRIES = 40
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.002, 0.1
_CONNECT_SECONDS = 5.0
_COMMAND_SECONDS = 10.0
_SLOW_SECONDS = 60.0
_log = structlog.get_logger("autheid.store")

_SESSION = {
    "application_name": "autheid",
    "timezone": "UTC",
    "jit": "off",
    # Every statement goes by an index; on a small table the planner would read all of it, and SSI would see conflicts.
    "enable_seqscan": "off",
    # Health's own table is where the others are: on the disk whose room it is to tell of.
    "temp_tablespaces": "",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "15s",
}


class PostgresDatabase:
    """Connections of one process. Opened and closed on one event loop."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record], *, seals: Seals, schema: int) -> None:
        self.seals = seals
        self.pool = pool
        self.schema = schema
        self.statements = read_statements("postgres")
        self._point_reads = PointReads(self.statements, self.connected)
        self.commits = 0
        self.writes = 0
        self._slow_turn = asyncio.Lock()
        self._under_way: set[asyncio.Task[Any]] = set()
        seals.read_from(self)

    @classmethod
    async def open(
        cls,
        address: str,
        *,
        password: str | None,
        seals: Seals,
        fingerprint: bytes,
        connections: int,
        lossy: bool,
    ) -> PostgresDatabase:
        """Connect, migrate, and check.

        `fingerprint` follows from the master secret; `lossy` takes a database that may lose what it has acknowledged.
        Raises OSError when it can't be reached or is a newer version's, ValueError when its settings or the secrets
        are not what they must be.
        """
        try:
            pool = await asyncpg.create_pool(
                address,
                password=password,
                min_size=2,
                max_size=connections,
                timeout=_CONNECT_SECONDS,
                command_timeout=_COMMAND_SECONDS,
                # Of several hosts the one that writes; none of them keeps state that must be reset between callers.
                target_session_attrs=SessionAttribute.read_write,
                server_settings=_SESSION,
                reset=_nothing,
            )
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise OSError(f"PostgreSQL can't be reached: {str(error) or type(error).__name__}") from None
        try:
            async with pool.acquire() as connection:
                await _check(connection, lossy=lossy)
                schema = await migrate(connection)
                await _own(connection, fingerprint, seals)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError) as error:
            pool.terminate()
            raise OSError(f"PostgreSQL can't be opened: {str(error) or type(error).__name__}") from None
        except BaseException:
            await pool.close()
            raise
        return cls(pool, seals=seals, schema=schema)

    async def one(self, statement: str, arguments: Arguments = ()) -> Row | None:
        """See `autheid.store.engine.Reader`."""
        if self._point_reads.fits(statement, arguments):
            return await self._point_reads.one(statement, arguments[0])
        async with self.connected() as connection:
            return await PostgresReader(connection, self.statements).one(statement, arguments)

    async def all(self, statement: str, arguments: Arguments = ()) -> list[Row]:
        """See `autheid.store.engine.Reader`."""
        async with self.connected() as connection:
            return await PostgresReader(connection, self.statements).all(statement, arguments)

    async def slow(self, statement: str, arguments: Arguments = ()) -> list[Row]:
        """One after another, so that reports never take all connections."""
        async with self._slow_turn, self.connected() as connection:
            rows = await connection.fetch(self.statements[statement], *arguments, timeout=_SLOW_SECONDS)
            return [tuple(row) for row in rows]

    async def write(self, job: Job[_T], *, then: Callable[[_T], None] | None = None) -> _T:
        """In a SERIALIZABLE transaction, made again when it met another one (PostgreSQL 15 manual, 13.2.3)."""
        # A caller who leaves must not break off what may be committed already.
        task = asyncio.create_task(self._write(job, then))
        self._under_way.add(task)
        task.add_done_callback(self._ended)
        return await asyncio.shield(task)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._under_way.discard(task)
        if not task.cancelled():
            task.exception()  # told to the caller; when that one has left, to nobody

    async def _write(self, job: Job[_T], then: Callable[[_T], None] | None) -> _T:
        pause, last = _FIRST_PAUSE_SECONDS, None
        for _ in range(_TRIES):
            try:
                result = await self._write_once(job)
            except MetAnotherError as met:
                last = met
                # Not both again at the same moment.
                await asyncio.sleep(pause * (0.5 + system_chance(1)[0] / 255))
                pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)
                continue
            self.noted(1)
            if then is not None:
                then(result)
            return result
        message = "too much is written at once; ask again"
        raise Refusal(Kind.UNAVAILABLE, message, retry_after_seconds=RETRY_AFTER_SECONDS) from last

    async def _write_once(self, job: Job[_T]) -> _T:
        async with self.connected() as connection:
            try:
                async with connection.transaction(isolation="serializable"):
                    return await job(PostgresTransaction(connection, self.statements))
            except AGAIN as met:
                raise MetAnotherError from met

    def noted(self, writes: int) -> None:
        """One commit more, with so many callers' writes."""
        self.commits += 1
        self.writes += writes

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[Connection]:
        """A connection of the pool. Raises Refusal UNAVAILABLE when there is none, or when it breaks meanwhile."""
        async with told_as_unavailable(), self.pool.acquire(timeout=_CONNECT_SECONDS) as connection:
            try:
                yield connection
            except GONE:
                # Broken, or of a server that serves no more: the next caller gets a new one.
                with suppress(asyncpg.InterfaceError):  # the pool has seen its end already
                    connection.terminate()
                raise

    async def try_write(self) -> None:
        """Raises Refusal UNAVAILABLE when a write would not be taken."""

        async def job(tx: Transaction) -> None:
            await tx.run("deployment.touch")
            # What changes a row finds room in old pages and old logs, long after a caller's new row has found none.
            await tx.run("deployment.take_room")

        await self.write(job)

    async def scrub(self) -> None:
        """Have the dead rows of destroyed keys removed. Backups and archived logs are the operator's."""
        async with self.connected() as connection:
            await connection.execute("VACUUM data_key", timeout=_SLOW_SECONDS)

    async def counts(self) -> dict[str, int]:
        """See `autheid.store.engine.Database`."""
        return await count_facts(self, self.statements)

    async def facts(self) -> dict[str, object]:
        """See `autheid.store.engine.Database`."""
        async with self.connected() as connection:
            name = await connection.fetchval("SELECT current_database()")
            size = await connection.fetchval("SELECT pg_database_size(current_database())")
            schema = await schema_of(connection)
        return {"database": f"PostgreSQL {name}", "bytes": size, "schema": schema, **await self.counts()}

    async def close(self) -> None:
        """Finish the writes that are under way, and close."""
        while self._under_way:
            await asyncio.wait(self._under_way)
        try:
            await asyncio.wait_for(self.pool.close(), _CONNECT_SECONDS)
        except TimeoutError:
            self.pool.terminate()


async def _nothing(_: Connection) -> None:
    """A connection goes back as it is."""


async def _check(connection: Connection, *, lossy: bool) -> None:
    settings = await read_settings(connection)
    if settings["server_encoding"] != "UTF8":
        raise ValueError("the database's encoding must be UTF8")
    if not await connection.fetchval("SELECT has_database_privilege(current_database(), 'TEMPORARY')"):
        raise ValueError("the user may make no temporary tables in the database: grant TEMPORARY on it")
    lost = what_may_be_lost(settings)
    if lost and not lossy:
        raise ValueError(
            f"PostgreSQL may lose what it has acknowledged: {'; '.join(lost)}."
            " Mend its settings, or set lossy_database to take the loss"
        )
    for sentence in lost:
        _log.warning("database_may_lose_data", reason=sentence)


async def _own(connection: Connection, fingerprint: bytes, seals: Seals) -> None:
    """The database belongs to one master secret and one wrapping key: others would open nothing of it."""
    known = digest(fingerprint)
    await connection.execute(
        "INSERT INTO deployment (name, value) VALUES ('master secret', $1) ON CONFLICT DO NOTHING", known
    )
    kept = await connection.fetchval("SELECT value FROM deployment WHERE name = 'master secret'")
    if not equal(kept, known):
        raise ValueError("master.secret is not the one that this database was made with: bring that one")
    await connection.execute(
        "INSERT INTO data_key (account, wrapped) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        DEPLOYMENT,
        seals.fresh(DEPLOYMENT)[0],
    )
    wrapped = await connection.fetchval("SELECT wrapped FROM data_key WHERE account = $1", DEPLOYMENT)
    try:
        seals.unwrap(DEPLOYMENT, wrapped)
    except ValueError:
        raise ValueError("the wrapping key is not the one of this database: bring that one") from None
