"""The version of the product that is still to come: this one's source, and what its database has more."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from autheid.store.statements import read_migrations

_ROOT = Path(__file__).parents[2]
_ROWS = 1_000_000
"""It takes SQLite a while to write them, so that a migration can be met in the middle."""
_SQLITE = """\
ALTER TABLE request ADD COLUMN {step} INTEGER NOT NULL DEFAULT 7;
ALTER TABLE account ADD COLUMN {step} TEXT;
CREATE TABLE {step} (number INTEGER PRIMARY KEY) STRICT;
INSERT INTO {step} WITH RECURSIVE all_of (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM all_of WHERE n < {rows})
    SELECT n FROM all_of;
CREATE INDEX request_by_{step} ON request ({step}, expires);
"""
_POSTGRES = """\
-- Nodes of schema {known} and later go on.
ALTER TABLE request ADD COLUMN {step} bigint NOT NULL DEFAULT 7;
ALTER TABLE account ADD COLUMN {step} text COLLATE "C";
CREATE TABLE {step} (account bigint PRIMARY KEY REFERENCES account, number bigint);
"""
_POSTGRES_CONCURRENTLY = """\
-- Nodes of schema {known} and later go on.
DROP INDEX CONCURRENTLY IF EXISTS request_by_{step};
CREATE INDEX CONCURRENTLY request_by_{step} ON request ({step}, expires);
"""


class NextVersion:
    """Source that a server can be started from, some steps further than this one's."""

    def __init__(self, folder: Path, *, steps: int = 1) -> None:
        """In the new folder `folder`."""
        source = folder / "src"
        shutil.copytree(_ROOT / "src", source, copy_function=os.symlink)
        store = source / "autheid" / "store"
        self.schema = {dialect: read_migrations(dialect)[-1].number for dialect in ("sqlite", "postgres")}
        known = self.schema["postgres"]
        for number in range(1, steps + 1):
            for dialect, name, script in (
                ("sqlite", "step", _SQLITE),
                ("postgres", "step", _POSTGRES),
                ("postgres", "index_concurrently", _POSTGRES_CONCURRENTLY),
            ):
                self.schema[dialect] += 1
                path = store / dialect / "migrations" / f"{self.schema[dialect]:04}_{name}.sql"
                path.write_text(script.format(step=f"step_{number}", known=known, rows=_ROWS), "utf-8")
        self.machine = {"PYTHONPATH": str(source)}
        """What a process's environment must say for it to be of this version."""

    def be_killed_while_migrating(self, data: Path) -> None:
        """Begin to move the embedded database in the folder `data` to this version, and fall in the middle."""
        environment = os.environ | self.machine | {"AUTHEID_DATA": str(data)}
        command = [sys.executable, "-m", "autheid.cli.main", "status"]
        with (
            subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as migrating,
            closing(sqlite3.connect(data / "autheid.sqlite", timeout=0, isolation_level=None)) as other,
        ):
            while migrating.poll() is None:
                try:
                    other.execute("BEGIN IMMEDIATE")
                    other.execute("ROLLBACK")
                except sqlite3.OperationalError:  # somebody writes
                    migrating.kill()
        if migrating.returncode >= 0:
            raise RuntimeError("it was done before it could be killed")
