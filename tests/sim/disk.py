"""The database of a simulation: real SQLite in files that live in memory, its writers under the simulation's hand.

What a crash leaves is what was committed: the transaction under way is rolled back, as reading the log would do it.
"""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

from autheid.store.engine import Arguments, Row
from autheid.store.seals import Seals
from autheid.store.sqlite.batch import Batch
from autheid.store.sqlite.database import SqliteDatabase, _connect
from autheid.store.sqlite.transaction import SqliteTransaction, sqlite_statements

_WRITTEN = re.compile(r"\b(?:INSERT INTO|UPDATE|DELETE FROM|INSERT OR \w+ INTO)\s+(?!SET\b)(\w+)")
_FOLD_AFTER_LIVES = 10
_PAGE_BYTES = 1024
_PRAGMAS = (
    "journal_mode",
    "wal_autocheckpoint",
    "foreign_keys",
    "secure_delete",
    "cache_size",
    "busy_timeout",
)
"""What each connection here takes over from the service's own. Not `mmap_size`: SQLite maps the file anew at the first
read after every commit, which costs more than all that a life reads."""
_C = TypeVar("_C", bound=sqlite3.Connection)
_execute = sqlite3.Connection.execute


class PowerCut(BaseException):
    """The process is gone in the middle of something. Nothing of it may catch this."""


class Writer(sqlite3.Connection):
    """One process's connection: the power may fail between two of its statements, and what it has written is known."""

    before_statement: Callable[[], None] | None = None
    written: set[str]

    def execute(self, statement: str, arguments: Any = (), /) -> sqlite3.Cursor:
        if self.before_statement is not None:
            self.before_statement()
        cursor = _execute(self, statement, arguments)
        if cursor.rowcount > 0:
            self.written.add(statement)
        return cursor

    def executemany(self, statement: str, rows: Any, /) -> sqlite3.Cursor:
        if self.before_statement is not None:
            self.before_statement()
        self.written.add(statement)
        return super().executemany(statement, rows)

    def close(self) -> None:
        """A stopped process closes it; the next one goes on with it, since reading the schema takes a millisecond."""

    def after_crash(self) -> None:
        """What a new process finds: what was committed."""
        self.before_statement = None
        if self.in_transaction:
            self.execute("ROLLBACK")


class Disk:
    """The files, and what every life begins with."""

    def __init__(self, path: Path, *, processes: int) -> None:
        """`path` is a database that a service has made; what is in it now is what each life finds."""
        self.path = path
        self.statements = sqlite_statements()
        _with_small_pages(path)
        with closing(_connect(path)) as own:
            self._pragmas = _pragmas_of(own)
        self.writers = [self._connection(Writer) for _ in range(processes)]
        for writer in self.writers:
            writer.written = set()
        self.reader = self._connection(sqlite3.Connection)
        self.reader.execute("PRAGMA query_only = ON")
        self._keeper = self._connection(sqlite3.Connection)
        for name in ("foreign_keys", "secure_delete"):
            self._keeper.execute(f"PRAGMA {name} = OFF")
        self._first = self._kept()
        self._lives = 0

    def _connection(self, kind: type[_C]) -> _C:
        """As the service's own, but that memory is flushed to nowhere, and that no other program may look in.

        So SQLite keeps the index and the locks of its log in its own memory, and asks the system for none of them.
        """
        connection = sqlite3.connect(
            f"{self.path.as_uri()}?vfs=unix-excl",
            uri=True,
            factory=kind,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
        )
        for name, value in self._pragmas.items():
            connection.execute(f"PRAGMA {name} = {value}")
        connection.execute("PRAGMA synchronous = OFF")
        return connection

    def _kept(self) -> dict[str, tuple[str, ...]]:
        """Keeps what is in each table, and gives the statements that bring it back."""
        keeper = self._keeper
        keeper.execute("ATTACH ':memory:' AS kept")
        back: dict[str, tuple[str, ...]] = {}
        for (table,) in keeper.execute(
            "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name <> 'sqlite_stat1'"
        ).fetchall():
            back[table] = (f"DELETE FROM main.{table}",)  # noqa: S608 - its own name
            keeper.execute(f"CREATE TABLE kept.first_{table} AS SELECT * FROM main.{table}")  # noqa: S608
            # Most are empty at first.
            if keeper.execute(f"SELECT 1 FROM kept.first_{table}").fetchone():  # noqa: S608
                back[table] += (f"INSERT INTO main.{table} SELECT * FROM kept.first_{table}",)  # noqa: S608
        return back

    def as_it_was(self) -> None:
        """Make it what it was at first: a new life begins."""
        touched: set[str] = set()
        for writer in self.writers:
            writer.after_crash()
            touched.update(*map(_tables_of, writer.written))
            writer.written.clear()
        if not touched:
            return
        touched.add("sqlite_sequence")
        keeper = self._keeper
        keeper.execute("BEGIN IMMEDIATE")
        for table in sorted(touched):
            for statement in self._first[table]:
                keeper.execute(statement)
        keeper.execute("COMMIT")
        self._lives += 1
        if self._lives % _FOLD_AFTER_LIVES == 0:
            keeper.execute("PRAGMA wal_checkpoint(RESTART)")


class SimDatabase(SqliteDatabase):
    """The database as one process has it: the real one, but for the threads."""

    def __init__(  # pylint: disable=super-init-not-called
        self, disk: Disk, writer: Writer, *, seals: Seals, commits: Executor
    ) -> None:
        self.path = disk.path
        self.seals = seals
        self._statements = disk.statements
        self.batch = Batch(writer, disk.statements, disk=commits)
        self._reader = self._slow_reader = disk.reader
        self._reads = SqliteTransaction(disk.reader, disk.statements)
        self._slow_turn = asyncio.Lock()
        seals.read_from(self)

    async def slow(self, statement: str, arguments: Arguments = ()) -> list[Row]:
        """At once: there is no thread."""
        return await self.all(statement, arguments)

    async def close(self) -> None:
        """Write what waits, as a process that stops does."""
        self.batch.close()


class _Done:
    """As much of a future as who waits for the disk asks for, without its locks."""

    def __init__(self) -> None:
        self.is_done = False
        self._failure: Exception | None = None
        self._then: Callable[[object], object] = _nothing_of

    def end(self, failure: Exception | None) -> None:
        """It is over, well or with this failure."""
        self.is_done, self._failure = True, failure
        self._then(self)

    def exception(self) -> Exception | None:
        assert self.is_done, "only a thread could wait for it"
        return self._failure

    def add_done_callback(self, then: Callable[[object], object]) -> None:
        self._then = then
        if self.is_done:
            then(self)


def refusal_of_the_disk() -> sqlite3.OperationalError:
    """What SQLite raises when the disk refuses."""
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode, error.sqlite_errorname = sqlite3.SQLITE_IOERR, "SQLITE_IOERR"
    return error


class SimCommits(Executor):
    """Where commits wait: their turn comes when the simulation says so."""

    def __init__(self, later: Callable[[Callable[[Exception | None], None]], None]) -> None:
        """`later` is given each commit, and lets it happen at some time, or fail with an error, or never."""
        self._later = later
        self._under_way: Callable[[Exception | None], None] | None = None
        self._hurried = False

    def submit(self, commit: Callable[[], Any], /, *_: Any, **__: Any) -> Future[Any]:
        done = _Done()

        def happen(failure: Exception | None) -> None:
            if done.is_done:
                return
            self._under_way = None
            if failure is None:
                try:
                    commit()
                except sqlite3.Error as error:
                    failure = error
            done.end(failure)

        self._under_way = happen
        if self._hurried:
            happen(None)
        else:
            self._later(happen)
        return cast("Future[Any]", done)

    def hurry(self) -> None:
        """The process stops, and waits for the disk as long as that takes: from now on commits happen at once."""
        self._hurried = True
        if self._under_way is not None:
            self._under_way(None)


def _with_small_pages(path: Path) -> None:
    """What a commit costs here is the checksums of its pages, and a row or two changes in each."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")  # the size is settled once there is a log
        connection.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
        connection.execute("VACUUM")


def _pragmas_of(connection: sqlite3.Connection) -> dict[str, object]:
    return {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in _PRAGMAS}


@cache
def _tables_of(statement: str) -> frozenset[str]:
    return frozenset(_WRITTEN.findall(statement))


def _nothing_of(_: object) -> None:
    """Nobody waits for it yet."""
