"""Group commit: many callers' writes in one durable transaction, each with its own outcome.

A commit with `synchronous=FULL` waits for the disk. While it waits, the next callers gather, and the next
transaction carries them all; so the cost of the disk is shared and nobody is answered before the commit
that holds what they wrote.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar

_T = TypeVar("_T")
Write = Callable[[sqlite3.Connection], _T]
"""One caller's writes. It may run twice (see `_together`), so it must do nothing but write."""

_Job = tuple[Write[Any], asyncio.Future[Any], asyncio.AbstractEventLoop]
_Outcome = tuple[asyncio.Future[Any], Any, BaseException | None]


class Batch:
    """The one writer of a database, on a thread of its own."""

    def __init__(self, connect: Callable[[], sqlite3.Connection], *, most_together: int = 512) -> None:
        self._connect = connect
        self._most_together = most_together
        self._waiting: deque[_Job] = deque()
        self._changed = threading.Condition()
        self._closing = False
        self._ready: threading.Event = threading.Event()
        self._failure: BaseException | None = None
        self.commits = 0
        self.writes = 0
        self._thread = threading.Thread(target=self._work, name="store-writer", daemon=True)
        self._thread.start()
        self._ready.wait()
        if self._failure is not None:
            raise self._failure

    async def write(self, job: Write[_T]) -> _T:
        """Run `job` in a transaction with others; what it returns, once that transaction is durable.

        Raises what the job raised, or the commit's own sqlite3.Error; then nothing of it was kept.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[_T] = loop.create_future()
        with self._changed:
            if self._closing:
                message = "the store is closed"
                raise RuntimeError(message)
            self._waiting.append((job, future, loop))
            self._changed.notify()
        # A caller who leaves must not take the write with it: it is under way.
        return await asyncio.shield(future)

    def close(self) -> None:
        """Write what is waiting, then stop."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join()

    def _work(self) -> None:
        try:
            connection = self._connect()
        except BaseException as failure:  # noqa: BLE001 - handed to the opener's thread
            self._failure = failure
            self._ready.set()
            return
        self._ready.set()
        while jobs := self._take():
            outcomes = self._together(connection, jobs)
            for loop in {job[2] for job in jobs}:
                mine = [o for o, job in zip(outcomes, jobs, strict=True) if job[2] is loop]
                loop.call_soon_threadsafe(_deliver, mine)
        connection.close()

    def _take(self) -> list[_Job]:
        with self._changed:
            while not self._waiting and not self._closing:
                self._changed.wait()
            return [self._waiting.popleft() for _ in range(min(len(self._waiting), self._most_together))]

    def _together(self, connection: sqlite3.Connection, jobs: list[_Job]) -> list[_Outcome]:
        try:
            connection.execute("BEGIN IMMEDIATE")
            results = [job(connection) for job, _, _ in jobs]
            connection.execute("COMMIT")
        except BaseException as failure:  # noqa: BLE001 - each caller gets its own
            _roll_back(connection)
            if len(jobs) == 1:
                return [(jobs[0][1], None, failure)]
            # One of them failed and took the others along: let each stand alone.
            return [outcome for job in jobs for outcome in self._together(connection, [job])]
        self.commits += 1
        self.writes += len(jobs)
        return [(future, result, None) for (_, future, _), result in zip(jobs, results, strict=True)]


def _roll_back(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:
        connection.execute("ROLLBACK")


def _deliver(outcomes: list[_Outcome]) -> None:
    for future, result, failure in outcomes:
        if future.done():
            continue
        if failure is None:
            future.set_result(result)
        else:
            future.set_exception(failure)
