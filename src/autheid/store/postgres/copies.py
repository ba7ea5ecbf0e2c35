"""Copies of a PostgreSQL database: made, read and brought back by PostgreSQL's own programs.

A dump is one snapshot, and what a backup must know of it is read from the dump: the two cannot differ.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import asyncpg
from asyncpg.connect_utils import SessionAttribute

from autheid.kernel.ids import AccountId
from autheid.store.held import Held

_TABLE = re.compile(rb'COPY (?:"?\w+"?\.)?"?(\w+)"? \((.*)\) FROM stdin;\n')
_END = b"\\.\n"
_NULL = b"\\N"
_CONNECT_SECONDS = 10.0


def dump_database(address: str, target: Path, *, password: str | None) -> None:
    """Dump the database as it is at one moment. Raises OSError with what the program says."""
    target.touch(mode=0o600)
    arguments = ("--format=custom", "--no-owner", "--no-privileges", f"--file={target}")
    _run("pg_dump", f"--dbname={address}", *arguments, password=password)


def restore_dump(address: str, source: Path, *, password: str | None) -> None:
    """Bring a dump back into an empty database, all of it or nothing. Raises OSError with what the program says."""
    arguments = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", str(source))
    _run("pg_restore", f"--dbname={address}", *arguments, password=password)


async def rows_in(address: str, *, password: str | None) -> dict[str, int]:
    """How many rows there are by table; nothing for an empty database. Raises OSError when it can't be reached."""
    try:
        connection = await asyncpg.connect(
            address,
            password=password,
            timeout=_CONNECT_SECONDS,
            target_session_attrs=SessionAttribute.read_write,
        )
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise OSError(f"PostgreSQL can't be reached: {str(error) or type(error).__name__}") from None
    try:
        tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        return {
            table: await connection.fetchval(f'SELECT count(*) FROM "{table}"')  # noqa: S608 - catalogue names
            for (table,) in tables
        }
    finally:
        await connection.close()


def held_in_dump(path: Path) -> Held:
    """What a dump holds; no server is needed. Raises OSError without `pg_restore`, ValueError for a damaged dump."""
    held = Held()
    with _text_of(path) as lines:
        for line in lines:
            if (found := _TABLE.fullmatch(line)) is not None:
                table = found[1].decode()
                columns = found[2].decode().replace('"', "").split(", ")
                held.rows[table] = _read_rows(lines, table, columns, held)
    return held


def _read_rows(lines: Iterator[bytes], table: str, columns: list[str], held: Held) -> int:
    """The text format of COPY (PostgreSQL 15 manual, COPY, "Text Format"): a line a row, tabs between."""
    looked_at = table in {"schema_migration", "kept_file", "doomed_file", "data_key"}
    for count, line in enumerate(lines):
        if line == _END:
            return count
        if looked_at:
            _note(table, dict(zip(columns, line.rstrip(b"\n").split(b"\t"), strict=True)), held)
    raise ValueError(f"the dump breaks off in the table {table}")


def _note(table: str, row: dict[str, bytes], held: Held) -> None:
    if table == "schema_migration":
        held.schema = max(held.schema, int(row["number"]))
    elif table == "data_key":
        held.data_keys[AccountId(int(row["account"]))] = bytes.fromhex(row["wrapped"][3:].decode())
    elif table == "doomed_file":
        held.doomed.add(row["name"].decode())
    else:
        name = row["name"].decode()
        held.noted[name] = AccountId(int(row["account"]))
        if row["case_id"] != _NULL:
            held.bound.add(name)


@contextmanager
def _text_of(dump: Path) -> Iterator[IO[bytes]]:
    with subprocess.Popen(  # noqa: S603 - our own words and the operator's path
        [_found("pg_restore"), "--data-only", "--file=-", str(dump)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={},
    ) as reading:
        if reading.stdout is None or reading.stderr is None:
            raise RuntimeError("the pipes were asked for")
        yield reading.stdout
        said = reading.stderr.read()
    if reading.returncode:
        raise ValueError(f"the dump can't be read: {said.decode(errors='replace').strip()}")


def _run(program: str, *arguments: str, password: str | None) -> None:
    # Of several hosts the one that writes: a standby may lag behind what was acknowledged. The password stands in the
    # environment, where no list of processes shows it.
    environment = {"PGTARGETSESSIONATTRS": "read-write", "PGOPTIONS": "-c bytea_output=hex"}
    environment |= {} if password is None else {"PGPASSWORD": password}
    done = subprocess.run(  # noqa: S603 - the operator's own settings
        [_found(program), *arguments],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    if done.returncode:
        raise OSError(f"{program}: {done.stderr.strip()}")


def _found(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        raise OSError(f"{program} is not installed: it comes with PostgreSQL's client programs")
    return found
