"""Opens the database file: pragmas, migrations, the writer, the readers, and the checkpoints."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import TypeVar

from autheid.store.engine import Arguments, Job, Row, Transaction, count_facts
from autheid.store.seals import Seals
from autheid.store.sqlite.batch import Batch
from autheid.store.sqlite.transaction import SqliteTransaction, sqlite_statements
from autheid.store.sqlite.trouble import trouble_of
from autheid.store.statements import read_migrations, statements_of

_T = TypeVar("_T")
_CHECKPOINT_SECONDS = 2.0
_BUSY_MILLIS = 10_000


class SqliteDatabase:
    """One database file. Reads are point reads on a connection of the event loop's own thread: they never wait."""

    def __init__(self, path: Path, *, seals: Seals) -> None:
        self.path = path
        self.seals = seals
        _migrate(path, seals)
        self._statements = sqlite_statements()
        self.batch = Batch(_connect(path), self._statements)
        self._reader = _connect(path, read_only=True)
        self._reads = SqliteTransaction(self._reader, self._statements)
        self._slow_reader = _connect(path, read_only=True)
        self._slow_turn = asyncio.Lock()
        seals.read_from(self)
        self._stop = threading.Event()
        self._checkpoints = threading.Thread(target=self._checkpoint, name="store-checkpoints", daemon=True)
        self._checkpoints.start()

    async def one(self, statement: str, arguments: Arguments = ()) -> Row | None:
        """See `autheid.store.engine.Reader`. Raises Refusal UNAVAILABLE when the disk refuses."""
        try:
            return await self._reads.one(statement, arguments)
        except sqlite3.OperationalError as error:
            raise trouble_of(error) or error from None

    async def all(self, statement: str, arguments: Arguments = ()) -> list[Row]:
        """See `autheid.store.engine.Reader`. Raises Refusal UNAVAILABLE when the disk refuses."""
        try:
            return await self._reads.all(statement, arguments)
        except sqlite3.OperationalError as error:
            raise trouble_of(error) or error from None

    async def slow(self, statement: str, arguments: Arguments = ()) -> list[Row]:
        """On a thread and connection of its own, one after another.

        The library gives the interpreter's lock back while it walks, so the loop goes on.
        """
        text = self._statements[statement]
        async with self._slow_turn:
            try:
                return await asyncio.to_thread(lambda: self._slow_reader.execute(text, arguments).fetchall())
            except sqlite3.OperationalError as error:
                raise trouble_of(error) or error from None

    async def write(self, job: Job[_T], *, then: Callable[[_T], None] | None = None) -> _T:
        """With others in one commit: see `Batch`."""
        return await self.batch.write(job, then=then)

    async def facts(self) -> dict[str, object]:
        """Nothing of any person."""
        files = [self.path, self.path.with_name(self.path.name + "-wal")]
        (schema,) = self._reader.execute("PRAGMA user_version").fetchone()
        return {
            "database": self.path,
            "bytes": sum(file.stat().st_size for file in files if file.exists()),
            "schema": schema,
            **await self.counts(),
        }

    async def counts(self) -> dict[str, int]:
        """Nothing of any person."""
        return await count_facts(self, self._statements)

    async def try_write(self) -> None:
        """Write to the disk, and leave nothing. Raises what `write` does when that fails."""

        async def job(tx: Transaction) -> None:
            # A row that comes and goes: a transaction that changes nothing would write nothing.
            await tx.run("deployment.touch")
            await tx.run("deployment.let_go")

        await self.batch.write(job)

    async def scrub(self) -> None:
        """Fold the log into the file and empty it. It waits for readers of the log and for the disk: not on the loop."""
        await asyncio.to_thread(self._drop_log)

    def _drop_log(self) -> None:
        with closing(_connect(self.path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @property
    def commits(self) -> int:
        """See `autheid.store.engine.Database`."""
        return self.batch.commits

    @property
    def writes(self) -> int:
        """See `autheid.store.engine.Database`."""
        return self.batch.writes

    async def close(self) -> None:
        """Write what waits, fold the log into the file where the disk lets us, and close."""
        self.batch.close()
        self._stop.set()
        self._checkpoints.join()
        self._reader.close()
        self._slow_reader.interrupt()  # nobody waits for it any more
        self._slow_reader.close()
        # Where the disk refuses, the log stays beside the file, and the next start reads it.
        with suppress(sqlite3.OperationalError):
            self._drop_log()

    def _checkpoint(self) -> None:
        # On a thread and connection of its own, so that no commit ever waits for a checkpoint's writes.
        connection = _connect(self.path)
        while not self._stop.wait(_CHECKPOINT_SECONDS):
            # A disk that refuses has told the callers of writes so already; the next turn may fare better.
            with suppress(sqlite3.OperationalError):
                connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
        connection.close()


def schema_of(path: Path) -> int:
    """The schema's number of a database file."""
    with closing(sqlite3.connect(path)) as connection:
        number: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return number


def _connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=256)
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_MILLIS}")
    connection.execute("PRAGMA journal_mode = WAL")
    # NORMAL loses acknowledged rows on a power cut (sqlite.org/pragma.html#pragma_synchronous).
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    connection.execute("PRAGMA foreign_keys = ON")
    # What was deleted is gone from the file too: a destroyed data key must not be found in a free page.
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA cache_size = -32768")
    connection.execute("PRAGMA mmap_size = 268435456")
    if read_only:
        connection.execute("PRAGMA query_only = ON")
    return connection


def _migrate(path: Path, seals: Seals) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)  # whatever the folder's rights are; the log beside it takes the file's
    with closing(_connect(path)) as connection:
        for name, (arguments, function) in seals.functions_for_migrations().items():
            connection.create_function(name, arguments, function)
        connection.execute("BEGIN IMMEDIATE")
        (done,) = connection.execute("PRAGMA user_version").fetchone()
        migrations = read_migrations("sqlite")
        known = migrations[-1].number
        if done > known:
            raise OSError(f"the database has schema {done}, from a newer version; this one knows {known}")
        for migration in migrations:
            if migration.number > done:
                for statement in statements_of(migration.script):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {migration.number}")
        connection.execute("COMMIT")
