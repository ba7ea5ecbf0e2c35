"""Opens the database file: pragmas, migrations, the writer, the readers, and the checkpoints."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

from autheid.store.sqlite.batch import Batch
from autheid.store.sqlite.seals import Seals
from autheid.store.sqlite.statements import read_migrations, read_statements

_COUNTS = read_statements("facts")
_CHECKPOINT_SECONDS = 2.0
_BUSY_MILLIS = 10_000
FIRST_SEALED_SCHEMA = 6
"""From this schema on a database can be read with its wrapping key only."""


class Database:
    """One database file. Reads are point reads on a connection of the event loop's own thread: they never wait."""

    def __init__(self, path: Path, *, seals: Seals) -> None:
        self.path = path
        self.seals = seals
        _migrate(path, seals)
        self.batch = Batch(_connect(path))
        self._reader = _connect(path, read_only=True)
        self._slow_reader = _connect(path, read_only=True)
        self._slow_turn = asyncio.Lock()
        seals.read_from(self.one)
        self._stop = threading.Event()
        self._checkpoints = threading.Thread(target=self._checkpoint, name="store-checkpoints", daemon=True)
        self._checkpoints.start()

    def one(self, statement: str, arguments: tuple[object, ...] = ()) -> tuple[object, ...] | None:
        """The first row, if any."""
        row: tuple[object, ...] | None = self._reader.execute(statement, arguments).fetchone()
        return row

    def all(self, statement: str, arguments: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
        """Every row."""
        return self._reader.execute(statement, arguments).fetchall()

    async def slow(self, statement: str, arguments: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
        """Every row of a statement that may walk many: on a thread and connection of its own, one after another.

        The library gives the interpreter's lock back while it walks, so the loop goes on.
        """
        async with self._slow_turn:
            return await asyncio.to_thread(lambda: self._slow_reader.execute(statement, arguments).fetchall())

    def facts(self) -> dict[str, object]:
        """The store in figures: sizes in bytes, counts of rows. Nothing of any person."""
        files = [self.path, self.path.with_name(self.path.name + "-wal")]
        return {
            "database": self.path,
            "bytes": sum(file.stat().st_size for file in files if file.exists()),
            "schema": (self.one("PRAGMA user_version") or (0,))[0],
            **self.counts(),
        }

    def counts(self) -> dict[str, int]:
        """How many rows there are of what an operator asks for. Nothing of any person."""
        return {name: int(str((self.one(count) or (0,))[0])) for name, count in _COUNTS.items()}

    async def try_write(self) -> None:
        """Take the write lock and give it back. Raises sqlite3.Error when that fails."""

        def job(connection: sqlite3.Connection) -> None:
            connection.execute("SELECT 1")

        await self.batch.write(job)

    def drop_log(self) -> None:
        """Fold the log into the file and empty it, so that what was deleted stands nowhere. Best effort: it waits for nobody."""
        with closing(_connect(self.path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Write what waits, fold the log into the file, and close."""
        self.batch.close()
        self._stop.set()
        self._checkpoints.join()
        self._reader.close()
        self._slow_reader.interrupt()  # nobody waits for it any more
        self._slow_reader.close()
        last = _connect(self.path)
        last.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        last.close()

    def _checkpoint(self) -> None:
        # On a thread and connection of its own, so that no commit ever waits for a checkpoint's writes.
        connection = _connect(self.path)
        while not self._stop.wait(_CHECKPOINT_SECONDS):
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
        seals.lend_to_migrations(connection)
        connection.execute("BEGIN IMMEDIATE")
        (done,) = connection.execute("PRAGMA user_version").fetchone()
        migrations = read_migrations()
        known = migrations[-1][0]
        if done > known:
            raise OSError(f"the database has schema {done}, from a newer version; this one knows {known}")
        for number, script in migrations:
            if number > done:
                for statement in filter(str.strip, script.split(";\n")):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {number}")
        connection.execute("COMMIT")
