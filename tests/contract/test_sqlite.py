"""What only the embedded store has: statement files, migrations, group commit, and what a thief of the file finds."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import stat
import time
from pathlib import Path

import pytest

from autheid.account.letter import Letter, LetterKind
from autheid.account.subscription import Subscription
from autheid.kernel.clock import Millis
from autheid.kernel.errors import Kind, Refusal
from autheid.kernel.secret import base64_text
from autheid.store.engine import Transaction
from autheid.store.sqlite.batch import LOCK_SECONDS
from autheid.store.sqlite.database import SqliteDatabase
from autheid.store.sqlite.transaction import finish, sqlite_statements
from autheid.store.statements import read_migrations
from autheid.token.algorithm import TokenAlgorithm
from autheid.token.keys import make_signing_key
from tests.support.stores import make_seals, open_sqlite
from tests.support.world import World, asking

NOW = Millis(1_700_000_000_000)
_HANDFULS = {
    *("parties", "keys_of", "signing_keys", "retire_signing_keys"),
    *("lists", "items", "retire_older", "drop_unused_items"),
    *("doomed", "erased_since", "erase_joins", "erase_enrolments"),
    *("authorities", "let_go"),
}
"""A handful of rows each: parties, keys, authorities, trust lists, what is on its way out, what lives for minutes."""
_COUNTS = {"facts", "screenings", "hooks"}
"""What counts for an operator, and what walks short queues in order."""
STATEMENTS = sqlite_statements()


def _schema(path: Path) -> list[tuple[str, ...]]:
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name").fetchall()
    connection.close()
    return rows


def _version(path: Path) -> int:
    connection = sqlite3.connect(path)
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    connection.close()
    return int(version)


def _nothing_for(statement: str) -> list[None]:
    numbered = [int(number) for number in re.findall(r"\?(\d+)", statement)]
    return [None] * (max(numbered) if numbered else statement.count("?"))


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("fresh") / "autheid.sqlite"
    finish(SqliteDatabase(path, seals=make_seals()).close())
    return path


@pytest.mark.parametrize("name", STATEMENTS)
def test_every_statement_parses_against_the_schema(fresh: Path, name: str) -> None:
    connection = sqlite3.connect(fresh)
    statement = STATEMENTS[name]
    assert connection.execute(f"EXPLAIN {statement}", _nothing_for(statement)).fetchall()
    connection.close()


def test_no_point_read_walks_a_whole_table(fresh: Path) -> None:
    connection = sqlite3.connect(fresh)
    walks = []
    for full_name, statement in STATEMENTS.items():
        subject, _, name = full_name.partition(".")
        if name in _HANDFULS or subject in _COUNTS:
            continue
        plan = connection.execute(f"EXPLAIN QUERY PLAN {statement}", _nothing_for(statement)).fetchall()
        # What is asked for may come as a list, which is walked as what it is.
        walks += [
            (name, row[3])
            for row in plan
            if row[3].startswith("SCAN") and not row[3].startswith(("SCAN CONSTANT ROW", "SCAN json_each"))
        ]
    connection.close()
    # `overdue` takes a few from an index; `count_by_state` is an operator's question, asked once in a while.
    assert [walk for walk in walks if walk[0] not in {"overdue", "count_by_state"}] == []


async def test_a_migrated_database_is_a_fresh_one(tmp_path: Path, fresh: Path) -> None:
    """Opened at every earlier version, it comes to the same schema; opened again, nothing happens."""
    numbers = [migration.number for migration in read_migrations("sqlite")]
    assert numbers == list(range(1, len(numbers) + 1))
    for done in range(len(numbers) + 1):
        path = tmp_path / f"at-{done}.sqlite"
        connection = sqlite3.connect(path, isolation_level=None)
        for name, (arguments, function) in make_seals().functions_for_migrations().items():
            connection.create_function(name, arguments, function)
        for number, _, script in read_migrations("sqlite")[:done]:
            connection.executescript(script)
            connection.execute(f"PRAGMA user_version = {number}")
        connection.close()
        for _ in range(2):
            await SqliteDatabase(path, seals=make_seals()).close()
            assert _schema(path) == _schema(fresh)
            assert _version(path) == numbers[-1]


def test_a_migration_that_fails_leaves_the_database_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "autheid.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE request (something_else)")
    connection.close()
    before = _schema(path)
    with pytest.raises(sqlite3.OperationalError):
        SqliteDatabase(path, seals=make_seals())
    assert _schema(path) == before
    assert _version(path) == 0


def test_a_database_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "autheid.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 1000")
    connection.close()
    with pytest.raises(OSError, match="newer version"):
        SqliteDatabase(path, seals=make_seals())
    assert (_schema(path), _version(path)) == ([], 1000)


async def test_what_is_committed_is_on_the_disk(tmp_path: Path) -> None:
    database = SqliteDatabase(tmp_path / "autheid.sqlite", seals=make_seals())
    connection = database.batch._connection
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
    await database.close()


async def test_callers_who_write_at_once_share_a_commit_and_each_gets_its_own_outcome(tmp_path: Path) -> None:
    database = SqliteDatabase(tmp_path / "autheid.sqlite", seals=make_seals())

    async def insert(number: int) -> int:
        async def write(tx: Transaction) -> int:
            # Writes first, so that what fails has something to take back.
            await tx.run("requests.remember", (str(number).encode(), number))
            if number % 10 == 7:
                raise RuntimeError(str(number))
            return number

        return await database.write(write)

    outcomes = await asyncio.gather(*(insert(n) for n in range(64)), return_exceptions=True)
    for number, outcome in enumerate(outcomes):
        assert str(outcome) == str(number)
        assert isinstance(outcome, RuntimeError) is (number % 10 == 7)
    connection = sqlite3.connect(database.path)
    rows = {row[0] for row in connection.execute("SELECT request FROM idempotency")}
    connection.close()
    assert rows == {number for number in range(64) if number % 10 != 7}
    commits = database.commits
    await asyncio.gather(*(insert(n) for n in range(100, 170) if n % 10 != 7))
    assert database.commits - commits <= 3
    await database.close()


async def test_closing_writes_what_waits(tmp_path: Path) -> None:
    store = await open_sqlite(tmp_path)
    key = make_signing_key(TokenAlgorithm.ES256, active_from=Millis(0))
    writing = asyncio.create_task(store.signing_keys.add_signing_key(key, retire_others_at=None))
    await asyncio.sleep(0)
    await store.close()
    await writing
    again = await open_sqlite(tmp_path)
    assert await again.signing_keys.signing_keys() == [key]
    await again.close()
    with pytest.raises(RuntimeError, match="closed"):
        await store.people.set_verification(1, None)  # type: ignore[arg-type]


async def test_another_process_that_writes_is_waited_for(tmp_path: Path) -> None:
    store = await open_sqlite(tmp_path)
    other = sqlite3.connect(tmp_path / "autheid.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    writing = asyncio.create_task(store.people.set_verification(1, None))  # type: ignore[arg-type]
    await asyncio.sleep(0.02)
    assert not writing.done()
    other.execute("COMMIT")
    other.close()
    assert await writing is False
    await store.close()


@pytest.mark.slow
async def test_a_lock_that_is_held_too_long_is_told_as_unavailable_to_all_who_wait_and_nobody_waits_twice(
    tmp_path: Path,
) -> None:
    database = SqliteDatabase(tmp_path / "autheid.sqlite", seals=make_seals())
    other = sqlite3.connect(database.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    outcomes = await asyncio.gather(*(database.try_write() for _ in range(5)), return_exceptions=True)
    assert LOCK_SECONDS <= time.monotonic() - began < LOCK_SECONDS + 2
    for outcome in outcomes:
        assert isinstance(outcome, Refusal)
        assert (outcome.kind, outcome.retry_after_seconds) == (Kind.UNAVAILABLE, 1)
    other.execute("COMMIT")
    other.close()
    await database.try_write()
    await database.close()


async def test_a_fault_of_ours_is_not_told_as_the_disks(tmp_path: Path) -> None:
    """A missing table has the library's class of error in common with a full disk."""
    database = SqliteDatabase(tmp_path / "autheid.sqlite", seals=make_seals())
    other = sqlite3.connect(database.path)
    other.executescript("DROP TABLE signing_key; DROP TABLE doomed_file")
    other.close()
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        await database.all("parties.signing_keys")
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        await database.slow("parties.signing_keys")
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        await database.try_write()
    await database.close()


def _everything(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("autheid.sqlite*"))


async def test_a_thief_of_the_database_finds_no_secret_in_it(tmp_path: Path) -> None:
    async with World(tmp_path) as world:
        rp, api_key = await world.add_rp()
        phone = await world.enrol_phone()
        token = await world.session_of(phone)
        opening = await world.create(rp, asking(idempotent_key="order 7"))
        signing = await world.stores.parties.signing_keys()
    stolen = _everything(tmp_path)
    assert opening.rp.encode() in stolen
    assert api_key.encode() not in stolen
    assert token.encode() not in stolen
    for key in signing:
        assert key.private_der not in stolen
        assert base64_text(key.private_der).encode() not in stolen
    assert phone.key.secret not in stolen


async def test_a_thief_of_the_database_reads_no_letter_that_waits(tmp_path: Path) -> None:
    letter = Letter(
        LetterKind.DEVICE_ADDED, "grace@navy.example.net", "en", NOW, code="482193", detail="Echidna"
    )
    store = await open_sqlite(tmp_path)
    await store.guards.tell([letter], now=NOW)
    assert [one for _, _, one in await store.outbox.due(now=NOW, most=9)] == [letter]
    await store.close()
    stolen = _everything(tmp_path)
    for word in (b"grace", b"navy", b"482193", b"Echidna", b"device_added"):
        assert word not in stolen


async def test_a_thief_of_the_database_wakes_nobody(tmp_path: Path) -> None:
    async with World(tmp_path) as world:
        phone = await world.enrol_phone()
        subscription = Subscription(
            "https://push.example.net/wombat", b"quokka".ljust(65), b"numbat".ljust(16)
        )
        await world.stores.subscriptions.subscribe(phone.device.device_id, subscription, most=5, now=NOW)
    stolen = _everything(tmp_path)
    for word in (b"push.example.net", b"wombat", b"quokka", b"numbat"):
        assert word not in stolen


async def test_the_data_folder_is_its_owners_alone(tmp_path: Path) -> None:
    await SqliteDatabase(tmp_path / "data" / "autheid.sqlite", seals=make_seals()).close()
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
