"""What only PostgreSQL has: statements in its dialect, migrations beside running nodes, settings that lose nothing, the move from SQLite."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from autheid.assemble.stores import Stores, copy_store, open_stores
from autheid.config import Settings
from autheid.kernel.errors import Kind, Refusal
from autheid.kernel.secret import MasterSecret
from autheid.store.engine import Transaction
from autheid.store.postgres.database import PostgresDatabase
from autheid.store.postgres.durability import what_may_be_lost
from autheid.store.postgres.gather import Gather
from autheid.store.postgres.migrate import make_migration, migrate, oldest_beside, schema_of, take_turn
from autheid.store.postgres.nodes import PostgresTurns
from autheid.store.postgres.transaction import PostgresTransaction
from autheid.store.sqlite.database import SqliteDatabase
from autheid.store.statements import Migration, read_migrations, read_statements
from tests.support.postgres import name_of, shared_cluster
from tests.support.stores import make_seals, open_postgres, open_postgres_database
from tests.support.world import World, asking

STATEMENTS = read_statements("postgres")
OWN = {"schema_migration", "deployment", "turn", "node"}


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[PostgresDatabase]:
    store = await open_postgres(tmp_path)
    assert isinstance(store.database, PostgresDatabase)
    yield store.database
    await store.close()
    shared_cluster().drop((tmp_path / "database").read_text("utf-8"))


async def _schema(connection: asyncpg.Connection[asyncpg.Record]) -> list[tuple[object, ...]]:
    columns = await connection.fetch(
        "SELECT table_name, column_name, data_type, is_nullable, column_default, collation_name"
        " FROM information_schema.columns WHERE table_schema = 'public' ORDER BY table_name, ordinal_position"
    )
    indexes = await connection.fetch("SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1")
    return [tuple(row) for row in (*columns, *indexes)]


async def test_every_statement_is_understood_by_the_server(database: PostgresDatabase) -> None:
    wrong = {}
    async with database.connected() as connection:
        for name, text in STATEMENTS.items():
            try:
                await connection.prepare(text)
            except asyncpg.PostgresError as error:
                wrong[name] = str(error)
    assert wrong == {}


def test_every_statement_is_used_and_every_name_is_a_statement() -> None:
    package = Path(__file__).parents[2] / "src" / "autheid" / "store"
    code = "".join(path.read_text("utf-8") for path in package.rglob("*.py"))
    for dialect in ("sqlite", "postgres"):
        names = {name.partition(".")[2] for name in read_statements(dialect) if not name.startswith("facts.")}
        assert [name for name in names if f'"{name}"' not in code and f'.{name}"' not in code] == []


async def test_both_stores_have_the_same_tables_and_columns(
    database: PostgresDatabase, tmp_path: Path
) -> None:
    embedded = SqliteDatabase(tmp_path / "autheid.sqlite", seals=make_seals())
    await embedded.close()
    with sqlite3.connect(embedded.path) as rows:
        tables = [row[0] for row in rows.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        here = {
            table: {row[1] for row in rows.execute(f"PRAGMA table_info({table})")}
            for table in tables
            if not table.startswith("sqlite_")
        }
    rows.close()
    there: dict[str, set[str]] = {}
    async with database.connected() as connection:
        for table, column in await connection.fetch(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
        ):
            there.setdefault(table, set()).add(column)
    assert {name: columns for name, columns in there.items() if name not in OWN} == here


async def test_a_migrated_database_is_a_fresh_one(database: PostgresDatabase) -> None:
    numbers = [migration.number for migration in read_migrations("postgres")]
    assert numbers == list(range(1, len(numbers) + 1))
    async with database.connected() as connection:
        fresh = await _schema(connection)  # type: ignore[arg-type]
    for done in range(1, len(numbers)):
        address = shared_cluster().database()
        connection = await asyncpg.connect(address)
        try:
            for number, _, script in read_migrations("postgres")[:done]:
                await connection.execute(script)
                await connection.execute(
                    "CREATE TABLE IF NOT EXISTS schema_migration"
                    " (number bigint PRIMARY KEY, made timestamptz NOT NULL DEFAULT now())"
                )
                await connection.execute("INSERT INTO schema_migration (number) VALUES ($1)", number)
            for _ in range(2):
                assert await migrate(connection) == numbers[-1]
                assert await _schema(connection) == fresh
        finally:
            await connection.close()
            shared_cluster().drop(address)


async def test_many_nodes_that_start_at_once_migrate_once() -> None:
    address = shared_cluster().database()
    opened = await asyncio.gather(*(open_postgres_database(address) for _ in range(4)))
    for one in opened:
        await one.close()
    connection = await asyncpg.connect(address)
    assert await schema_of(connection) == len(read_migrations("postgres"))
    await connection.close()
    shared_cluster().drop(address)


async def test_a_newer_versions_schema_is_taken_only_when_that_version_says_so() -> None:
    """Or a node of the older version, whose process fell while others were replaced, would not come back."""
    address = shared_cluster().database()
    known = read_migrations("postgres")[-1].number
    await (await open_postgres_database(address)).close()
    for oldest, taken in ((known, True), (known + 1, False)):
        connection = await asyncpg.connect(address)
        await connection.execute("DELETE FROM schema_migration WHERE number > $1", known)
        newer = Migration(known + 1, "newer", f"-- Nodes of schema {oldest} and later go on.\nSELECT 1;\n")
        await make_migration(connection, newer)
        await connection.close()
        if taken:
            await (await open_postgres_database(address)).close()
        else:
            with pytest.raises(OSError, match="newer version"):
                await open_postgres_database(address)
    shared_cluster().drop(address)


async def test_whom_one_migration_has_shut_out_no_later_one_lets_in() -> None:
    address = shared_cluster().database()
    known = read_migrations("postgres")[-1].number
    await (await open_postgres_database(address)).close()
    connection = await asyncpg.connect(address)
    for number, oldest in ((known + 1, known + 1), (known + 2, known)):
        script = f"-- Nodes of schema {oldest} and later go on.\nSELECT 1;\n"
        await make_migration(connection, Migration(number, "newer", script))
    await connection.close()
    with pytest.raises(OSError, match="newer version"):
        await open_postgres_database(address)
    shared_cluster().drop(address)


async def test_a_node_that_knows_nothing_more_waits_for_nobody_who_migrates() -> None:
    """It fell while a newer one builds an index, and comes back."""
    address = shared_cluster().database()
    await (await open_postgres_database(address)).close()
    other = await asyncpg.connect(address)
    await take_turn(other)
    opened = await asyncio.wait_for(open_postgres_database(address), 3)
    assert opened.schema == read_migrations("postgres")[-1].number
    await opened.close()
    await other.close()
    shared_cluster().drop(address)


async def test_an_index_that_was_broken_off_is_made_again(database: PostgresDatabase) -> None:
    """It stands there, is not valid, and nobody has noted it as made."""
    number = read_migrations("postgres")[-1].number + 1
    script = (
        "DROP INDEX CONCURRENTLY IF EXISTS once;\nCREATE UNIQUE INDEX CONCURRENTLY once ON mute (until);\n"
    )
    valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'once'::regclass"
    async with database.connected() as connection:
        await connection.execute(
            "INSERT INTO mute SELECT 1, n::text, 'A shop', 7 FROM generate_series(1, 2) AS n"
        )
        with pytest.raises(asyncpg.UniqueViolationError):
            await make_migration(connection, Migration(number, "once_concurrently", script))
        assert await connection.fetchval(valid) is False
        assert await schema_of(connection) == number - 1
        await connection.execute("DELETE FROM mute WHERE rp = '1'")
        await make_migration(connection, Migration(number, "once_concurrently", script))
        assert await connection.fetchval(valid) is True
        assert await schema_of(connection) == number
        assert await connection.fetchval("SHOW lock_timeout") == "5s"


async def test_a_statement_that_would_hold_others_up_is_none_of_those_that_do_not(
    database: PostgresDatabase,
) -> None:
    migration = Migration(99, "index_concurrently", "CREATE INDEX slow ON mute (until);\n")
    async with database.connected() as connection:
        with pytest.raises(ValueError, match="would hold others up"):
            await make_migration(connection, migration)


async def test_a_node_waits_for_as_long_as_another_one_migrates() -> None:
    """Longer than a statement may wait for a lock: an index on a large table takes its time."""
    address = shared_cluster().database()
    other = await asyncpg.connect(address)
    await take_turn(other)
    opening = asyncio.create_task(open_postgres_database(address))
    done, _ = await asyncio.wait([opening], timeout=6)
    assert not done
    await other.close()
    await (await opening).close()
    shared_cluster().drop(address)


@pytest.mark.parametrize(
    "first_line, oldest", [("-- Nodes of schema 1 and later go on.", 1), ("-- It drops what nodes read.", 9)]
)
def test_a_migration_says_which_nodes_go_on_beside_it(first_line: str, oldest: int) -> None:
    assert oldest_beside(Migration(9, "next", f"{first_line}\nSELECT 1;\n")) == oldest


async def test_other_secrets_than_the_databases_are_refused(
    database: PostgresDatabase, tmp_path: Path
) -> None:
    address = (tmp_path / "database").read_text("utf-8")
    other = MasterSecret(bytes(32))
    with pytest.raises(ValueError, match=r"master\.secret is not the one"):
        await PostgresDatabase.open(
            address,
            password=None,
            seals=make_seals(),
            fingerprint=other.derive("fingerprint"),
            connections=4,
            lossy=False,
        )
    with pytest.raises(ValueError, match="the wrapping key is not the one"):
        await open_postgres_database(address, seals=make_seals(b"another wrapping key"))


@pytest.mark.parametrize(
    "changed, lost",
    [
        ({}, 0),
        ({"fsync": "off"}, 1),
        ({"full_page_writes": "off"}, 1),
        ({"synchronous_commit": "off"}, 1),
        ({"synchronous_commit": "local"}, 0),
        ({"synchronous_commit": "local", "synchronous_standby_names": "one"}, 1),
        ({"synchronous_commit": "remote_apply", "synchronous_standby_names": "one"}, 0),
        ({"fsync": "off", "synchronous_commit": "off"}, 2),
    ],
)
def test_settings_that_lose_nothing_are_told_from_those_that_may(changed: dict[str, str], lost: int) -> None:
    safe = {
        "fsync": "on",
        "full_page_writes": "on",
        "synchronous_commit": "on",
        "synchronous_standby_names": "",
    }
    assert len(what_may_be_lost(safe | changed)) == lost


async def test_writes_that_meet_are_as_if_one_came_after_the_other(database: PostgresDatabase) -> None:
    """Each counts what is there and adds one: none of them may overlook another."""

    async def add(number: int) -> int:
        async def job(tx: Transaction) -> int:
            there = await tx.all("trust.lists")
            await tx.run(
                "trust.put_list", (bytes([number]), "master_list", "here", "nobody", None, len(there), 0)
            )
            return len(there)

        return await database.write(job)

    assert sorted(await asyncio.gather(*(add(number) for number in range(8)))) == list(range(8))


async def test_a_turn_is_one_nodes_until_it_leaves(database: PostgresDatabase) -> None:
    first, second = PostgresTurns(database, node="first"), PostgresTurns(database, node="second")
    taken = await asyncio.gather(*(turns.take("tidy", seconds=60) for turns in (first, second)))
    assert sorted(taken) == [False, True]
    holder, other = (first, second) if taken[0] else (second, first)
    assert await holder.take("tidy", seconds=60)
    assert not await other.take("tidy", seconds=60)
    assert await other.take("another chore", seconds=60)
    await holder.leave()
    assert await other.take("tidy", seconds=0)
    assert await holder.take("tidy", seconds=60), "whose time was over"


async def test_health_takes_room_on_the_disk_and_gives_it_back(database: PostgresDatabase) -> None:
    async with database.connected() as connection:
        take, size = STATEMENTS["deployment.take_room"], "SELECT pg_relation_size('pg_temp.room')"
        for _ in range(2):
            async with connection.transaction():
                await connection.execute(take)
                assert await connection.fetchval(size) == 32 * 8192
            assert await connection.fetchval(size) == 0


async def test_a_user_who_could_not_tell_health_is_refused(
    database: PostgresDatabase, tmp_path: Path
) -> None:
    address = (tmp_path / "database").read_text("utf-8")
    async with database.connected() as connection:
        await connection.execute("CREATE ROLE guest LOGIN")
        await connection.execute(f"REVOKE TEMPORARY ON DATABASE {name_of(address)} FROM PUBLIC")
        try:
            with pytest.raises(ValueError, match="grant TEMPORARY"):
                await open_postgres_database(address.replace("//autheid@", "//guest@"))
        finally:
            await connection.execute("DROP ROLE guest")


async def test_of_those_that_are_gathered_one_that_fails_takes_no_other_along() -> None:
    async def halves(asked: list[int]) -> list[int]:
        if any(one % 2 for one in asked):
            raise ValueError(asked)
        return [one // 2 for one in asked]

    gather = Gather(halves, most=10, lanes=1)  # type: ignore[arg-type, var-annotated]
    told = await asyncio.gather(*(gather(n) for n in range(25)), return_exceptions=True)
    assert [one for one in told if not isinstance(one, ValueError)] == [n // 2 for n in range(0, 25, 2)]


async def test_a_database_that_is_gone_is_told_as_unavailable_and_its_outcome_as_unknown(
    tmp_path: Path,
) -> None:
    store = await open_postgres(tmp_path)
    shared_cluster().drop((tmp_path / "database").read_text("utf-8"))
    with pytest.raises(Refusal) as refused:
        await store.database.try_write()
    assert (refused.value.kind, refused.value.retry_after_seconds) == (Kind.UNAVAILABLE, 1)
    await store.close()
    (tmp_path / "database").unlink()


@pytest.mark.parametrize(
    "state", ["53100", "58030", "53200", "53300", "57P01", "57P02", "57014", "25P03", "55P03", "40P01"]
)
async def test_what_ails_the_server_is_told_as_unavailable_whichever_statement_meets_it(
    database: PostgresDatabase, state: str
) -> None:
    """Disk full, I/O error, no memory, no connections, what an administrator does, a deadlock that a single statement

    has lost (PostgreSQL 15 manual, A).
    """
    with pytest.raises(Refusal) as refused:
        await _raise_there(database, state)
    assert (refused.value.kind, refused.value.retry_after_seconds) == (Kind.UNAVAILABLE, 1)
    await database.try_write()


@pytest.mark.parametrize("state", ["42P01", "23514", "22P02", "XX000", "XX001"])
async def test_a_fault_of_ours_is_not_told_as_the_servers(database: PostgresDatabase, state: str) -> None:
    with pytest.raises(asyncpg.PostgresError) as failed:
        await _raise_there(database, state)
    assert failed.value.sqlstate == state


async def _raise_there(database: PostgresDatabase, state: str) -> None:
    async with database.connected() as connection:
        await connection.execute(f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{state}'; END $$")


async def test_a_server_whose_lock_table_is_full_and_one_whose_administrator_ends_a_write_are_unavailable(
    database: PostgresDatabase,
) -> None:
    async def too_many_locks(tx: Transaction) -> None:
        assert isinstance(tx, PostgresTransaction)
        await tx._connection.execute("SELECT pg_advisory_xact_lock(n) FROM generate_series(1, 10000000) AS n")

    async def ended(tx: Transaction) -> None:
        assert isinstance(tx, PostgresTransaction)
        await tx._connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    for job in (too_many_locks, ended):
        with pytest.raises(Refusal) as refused:
            await database.write(job)
        assert refused.value.kind is Kind.UNAVAILABLE
        await database.try_write()


# The move from the embedded store


async def _everything(stores: Stores) -> list[object]:
    return [
        await stores.parties.parties(),
        await stores.parties.signing_keys(),
        sorted((await stores.database.counts()).items()),
        await stores.outbox.due(now=2**62, most=100),  # type: ignore[arg-type]
    ]


async def test_a_deployment_moves_to_postgresql_without_losing_a_row(tmp_path: Path) -> None:
    async with World(tmp_path, store="sqlite") as world:
        rp, _ = await world.add_rp()
        phone = await world.enrol_phone()
        ended = await world.create(rp, asking(idempotent_key="order 7"))
        await world.answer(phone.device, ended.request_id, phone.answer(ended))
        waiting = await world.create(rp, asking())
        here = await _everything(world.stores)
        clock, told = world.clock, await world.stores.requests.load(ended.request_id)
    there = Settings(data=tmp_path, database=shared_cluster().database())
    counts = await copy_store(Settings(data=tmp_path), there)
    assert counts["request"] == 2
    assert counts["data_key"] == 2
    stores = await open_stores(there)
    assert await _everything(stores) == here
    assert await stores.requests.load(ended.request_id) == told
    await stores.database.close()
    (tmp_path / "database").write_text(there.database, "utf-8")
    async with World(tmp_path, store="postgres", clock=clock) as world:
        await world.answer(phone.device, waiting.request_id, phone.answer(waiting))
        again = await world.create(rp, asking(idempotent_key="order 7"))
        assert again.request_id == ended.request_id
        newcomer = await world.enrol_phone("newcomer@example.com")
        assert newcomer.account.account > phone.account.account
    with pytest.raises(ValueError, match="has rows already"):
        await copy_store(Settings(data=tmp_path), there)
    shared_cluster().drop(there.database)


async def test_what_is_served_is_not_copied(tmp_path: Path) -> None:
    address = shared_cluster().database()
    async with World(tmp_path, store="sqlite"):
        with pytest.raises(OSError, match="another server is running"):
            await copy_store(Settings(data=tmp_path), Settings(data=tmp_path, database=address))
    shared_cluster().drop(address)
