"""Copies of the embedded database: made while it is written to, read without touching them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from autheid.store.held import Held

_ALL_PAGES = -1


def copy_database(source: Path, target: Path) -> None:
    """Copy the database as it is at one moment. Raises sqlite3.Error, OSError.

    All pages in one step, which is one read transaction: a copy in several steps begins anew whenever another process
    has written in between, and under load that is always. Writers go on; only the log is not folded in meanwhile.
    """
    if not source.exists():
        raise OSError(f"there is no {source.name} in {source.parent}")
    target.touch(mode=0o600)
    with closing(sqlite3.connect(f"file:{source}?mode=rw", uri=True)) as here:
        here.execute("PRAGMA query_only = ON")
        with closing(sqlite3.connect(target)) as there:
            here.backup(there, pages=_ALL_PAGES)


def held_in_file(path: Path) -> Held:
    """What a copy holds. Raises ValueError when the file is damaged."""
    held = Held()
    # Immutable: neither a log nor a lock appears beside a copy that may lie on a medium that can't be written.
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as copy:
        try:
            _must_be_sound(copy)
            (held.schema,) = copy.execute("PRAGMA user_version").fetchone()
            tables = copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            for (table,) in tables:
                held.rows[table] = copy.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]  # noqa: S608
            if "data_key" in held.rows:
                held.data_keys.update(copy.execute("SELECT account, wrapped FROM data_key"))
            if "kept_file" in held.rows:
                held.noted.update(copy.execute("SELECT name, account FROM kept_file"))
                bound = copy.execute("SELECT name FROM kept_file WHERE case_id IS NOT NULL")
                held.bound.update(name for (name,) in bound)
                held.doomed.update(name for (name,) in copy.execute("SELECT name FROM doomed_file"))
        except sqlite3.DatabaseError as error:
            raise ValueError(f"the copied database is damaged: {error}") from None
    return held


def _must_be_sound(copy: sqlite3.Connection) -> None:
    (said,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
    if said != "ok":
        raise ValueError(f"the copied database is damaged: {said}")
    if copy.execute("PRAGMA foreign_key_check").fetchone() is not None:
        raise ValueError("the copied database has rows that refer to nothing")
