"""A transaction of SQLite. Its methods never wait: a statement takes microseconds, and only the commit waits for the disk."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Coroutine, Iterable, Mapping
from typing import Any, TypeVar

from autheid.store.engine import Arguments, Row, there
from autheid.store.statements import read_statements

_T = TypeVar("_T")
_ARGUMENT = re.compile(r"\$(\d+)")
_WORDS = {"IS NOT DISTINCT FROM": "IS", "greatest(": "max(", "least(": "min(", "strpos(": "instr("}
"""What the shared statements say, and SQLite's word for it (3.37 has not got the standard ones)."""


class SqliteTransaction:
    """The statements by their names, on one connection."""

    def __init__(self, connection: sqlite3.Connection, statements: Mapping[str, str]) -> None:
        self._execute = connection.execute
        self._connection = connection
        self._statements = statements

    async def one(self, statement: str, arguments: Arguments = ()) -> Row | None:
        """See `autheid.store.engine.Reader`."""
        row: Row | None = self._execute(self._statements[statement], arguments).fetchone()
        return row

    async def first(self, statement: str, arguments: Arguments = ()) -> Row:
        """See `autheid.store.engine.Transaction`."""
        return there(await self.one(statement, arguments), statement)

    async def all(self, statement: str, arguments: Arguments = ()) -> list[Row]:
        """See `autheid.store.engine.Reader`."""
        return self._execute(self._statements[statement], arguments).fetchall()

    async def run(self, statement: str, arguments: Arguments = ()) -> int:
        """See `autheid.store.engine.Transaction`."""
        return self._execute(self._statements[statement], arguments).rowcount

    async def run_many(self, statement: str, rows: Iterable[Arguments]) -> None:
        """See `autheid.store.engine.Transaction`."""
        self._connection.executemany(self._statements[statement], rows)


def sqlite_statements() -> dict[str, str]:
    """Every statement by its name, in SQLite's words."""
    return {name: _in_sqlite(text) for name, text in read_statements("sqlite").items()}


def finish(job: Coroutine[Any, Any, _T]) -> _T:
    """Run what never waits to its end, without a loop. Raises what it raises, RuntimeError when it does wait."""
    try:
        job.send(None)
    except StopIteration as done:
        result: _T = done.value
        return result
    job.close()
    raise RuntimeError("a write must wait for nothing but its transaction")


def _in_sqlite(text: str) -> str:
    for word, own in _WORDS.items():
        text = text.replace(word, own)
    return _ARGUMENT.sub(r"?\1", text)
