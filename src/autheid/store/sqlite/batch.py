"""Group commit: many callers' writes in one durable transaction, each with its own outcome.

A commit with `synchronous=FULL` waits for the disk. While it waits, the next callers gather, and the next
transaction carries them all; so the cost of the disk is shared and nobody is answered before the commit
that holds what they wrote.

The statements run on the event loop's thread, some microseconds each; only the commit, which waits for the disk,
runs on a thread of its own. Statements on that thread too would have to win back the interpreter's lock from the
busy loop once for each.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any, TypeVar

from autheid.store.sqlite.transaction import SqliteTransaction, finish
from autheid.store.sqlite.trouble import trouble_of

_T = TypeVar("_T")
Write = Callable[[SqliteTransaction], Coroutine[Any, Any, _T]]
"""One caller's writes. It may run twice (see `Batch._fail`), so it must do nothing but write."""

GATHER_SECONDS = 0.002
"""Under load the next transaction begins no sooner than this after the last: a bigger one costs less for each."""
LOCK_SECONDS = 10.0
"""How long another process (a command, say) may hold the write lock before the callers are told."""
_MOST_TOGETHER = 512
_LOCK_PAUSE_SECONDS = 0.002


class _Job:
    __slots__ = ("future", "result", "then", "write")

    def __init__(
        self, write: Write[Any], future: asyncio.Future[Any], then: Callable[[Any], None] | None
    ) -> None:
        self.write = write
        self.future = future
        self.then = then
        self.result: Any = None


class Batch:
    """The one writer of a database, for the callers of one event loop."""

    def __init__(
        self, connection: sqlite3.Connection, statements: Mapping[str, str], *, disk: Executor | None = None
    ) -> None:
        """`connection` is in autocommit mode and may be used from any thread; the batch closes it.

        `disk` is where commits wait for the disk, one after another: a thread of their own where none is given.
        """
        connection.execute("PRAGMA busy_timeout = 0")
        self._connection = connection
        self._transaction = SqliteTransaction(connection, statements)
        self._disk = disk or ThreadPoolExecutor(max_workers=1, thread_name_prefix="store-commit")
        self._waiting: deque[_Job] = deque()
        self._alone: deque[_Job] = deque()
        self._under_way: tuple[list[_Job], Future[None]] | None = None
        self._scheduled = False
        self._closed = False
        self._last_size = 0
        self._last_end = 0.0
        self._locked_out_since: float | None = None
        self.commits = 0
        self.writes = 0

    async def write(self, write: Write[_T], *, then: Callable[[_T], None] | None = None) -> _T:
        """Run `write` in a transaction with others; what it returns, once that transaction is durable.

        `then` is called with the result on the loop before the caller is answered, and even if the caller has left.
        Raises what `write` raised; then nothing of it was kept. Raises Refusal UNAVAILABLE when the disk refuses, or
        another process holds the lock for too long; then it is kept or not.
        """
        if self._closed:
            raise RuntimeError("the store is closed")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[_T] = loop.create_future()
        self._waiting.append(_Job(write, future, then))
        self._schedule(loop)
        # A caller who leaves cancels this future and nothing else: the write is under way.
        return await future

    def close(self) -> None:
        """Write what is waiting, then stop."""
        self._closed = True
        if self._under_way is not None:
            jobs, commit = self._under_way
            self._finish(jobs, commit.exception())
        self._connection.execute(f"PRAGMA busy_timeout = {int(LOCK_SECONDS * 1000)}")
        while jobs := self._take():
            try:
                self._connection.execute("BEGIN IMMEDIATE")
            except sqlite3.Error as locked_out:
                self._fail(jobs, locked_out)
                continue
            if self._run(jobs):
                self._finish(jobs, self._disk.submit(self._commit).exception())
        self._disk.shutdown()
        self._connection.close()

    def _schedule(self, loop: asyncio.AbstractEventLoop) -> None:
        if (
            self._scheduled
            or self._under_way is not None
            or self._closed
            or not (self._waiting or self._alone)
        ):
            return
        self._scheduled = True
        rest = self._last_end + GATHER_SECONDS - loop.time() if self._last_size > 1 else 0
        if rest > 0:
            loop.call_later(rest, self._begin, loop)
        else:
            # Not at once: whoever else writes in this turn of the loop comes along.
            loop.call_soon(self._begin, loop)

    def _begin(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._closed:
            return
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as locked_out:
            if self._may_wait_for_lock(loop, locked_out):
                loop.call_later(_LOCK_PAUSE_SECONDS, self._begin, loop)
                return
            self._scheduled = False
            self._fail(self._take(), locked_out)
            self._schedule(loop)
            return
        self._scheduled = False
        self._locked_out_since = None
        jobs = self._take()
        if not self._run(jobs):
            self._schedule(loop)
            return
        commit = self._disk.submit(self._commit)
        self._under_way = (jobs, commit)
        commit.add_done_callback(lambda _: self._tell(loop))

    def _may_wait_for_lock(self, loop: asyncio.AbstractEventLoop, error: sqlite3.OperationalError) -> bool:
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            return False
        self._locked_out_since = self._locked_out_since or loop.time()
        if loop.time() - self._locked_out_since < LOCK_SECONDS:
            return True
        self._locked_out_since = None
        return False

    def _take(self) -> list[_Job]:
        if self._alone:
            return [self._alone.popleft()]
        return [self._waiting.popleft() for _ in range(min(len(self._waiting), _MOST_TOGETHER))]

    def _run(self, jobs: list[_Job]) -> bool:
        try:
            for job in jobs:
                job.result = finish(job.write(self._transaction))
        except Exception as failure:  # noqa: BLE001 - the caller whose it is gets it
            self._fail(jobs, failure)
            return False
        return True

    def _commit(self) -> None:
        self._connection.execute("COMMIT")

    def _tell(self, loop: asyncio.AbstractEventLoop) -> None:
        # On the commit's thread. A loop that has ended has nobody left to answer.
        if not loop.is_closed():
            loop.call_soon_threadsafe(self._committed, loop)

    def _committed(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._under_way is None or self._closed:
            return
        jobs, commit = self._under_way
        self._finish(jobs, commit.exception())
        self._last_end = loop.time()
        self._schedule(loop)

    def _finish(self, jobs: list[_Job], failure: BaseException | None) -> None:
        self._under_way = None
        self._last_size = len(jobs)
        if failure is not None:
            self._fail(jobs, failure)
            return
        self.commits += 1
        self.writes += len(jobs)
        for job in jobs:
            if job.then is not None:
                job.then(job.result)
        for job in jobs:
            if not job.future.done():
                job.future.set_result(job.result)

    def _fail(self, jobs: list[_Job], failure: BaseException) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")
        trouble = trouble_of(failure)
        if trouble is None and len(jobs) > 1:
            # One of them failed and took the others along: let each stand alone.
            self._alone.extend(jobs)
            return
        for job in jobs:
            if not job.future.done():
                job.future.set_exception(trouble or failure)
