"""The drill: a backup under load, the deployment lost, and everything from before the backup back again."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner, Result

from autheid.assemble.backup import MANIFEST, back_up, read_secrets, restore, verify
from autheid.assemble.desk import file_cabinet, file_store, list_shelf
from autheid.assemble.stores import open_stores
from autheid.cli.store import app
from autheid.config import Settings
from autheid.kernel.clock import SystemClock
from autheid.kernel.ids import AccountId
from autheid.kernel.secret import system_chance
from autheid.person.email import parse_email
from tests.fault.crowd import Crowd
from tests.fault.history import History, Operation, violations
from tests.support.nodes import nodes
from tests.support.postgres import shared_cluster
from tests.support.s3 import s3_server
from tests.support.server import PLENTY, ServerProcess, serving

SECRETS = ("master.secret", "wrapping.key")
MOST_SECONDS = 20.0
"""A backup of these small deployments under load; a copy that begins anew at each write would never end."""


@contextmanager
def _running(store: str, place: Path) -> Iterator[tuple[ServerProcess, Settings]]:
    """A server, and its settings."""
    if store == "sqlite":
        with serving(place, **PLENTY) as server:
            yield server, Settings(data=server.data)
    else:
        with nodes(place, 1, **PLENTY) as deployment:
            server = deployment.servers[0]
            yield (
                server,
                Settings(data=server.data, database=deployment.address, files=str(place / "files")),
            )


class _Filer:
    """Keeps files of a person and drops some of them, in a process beside the server."""

    def __init__(self, settings: Settings, email: str) -> None:
        self.settings = settings
        self.email = email
        self.kept: dict[str, bytes] = {}
        self.account = AccountId(0)

    async def work(self, over: asyncio.Event) -> None:
        stores = await open_stores(self.settings)
        try:
            cabinet = file_cabinet(self.settings, stores, clock=SystemClock(), chance=system_chance)
            account = await stores.people.account_by_email(parse_email(self.email))
            assert account is not None
            self.account = account.account
            while not over.is_set():
                data = system_chance(2000)
                name = await cabinet.keep(self.account, data)
                self.kept[name] = data
        finally:
            await stores.database.close()


async def _opens(settings: Settings, account: AccountId, kept: dict[str, bytes]) -> None:
    stores = await open_stores(settings)
    try:
        cabinet = file_cabinet(settings, stores, clock=SystemClock(), chance=system_chance)
        for name, data in kept.items():
            assert await cabinet.open(account, name) == data
    finally:
        await stores.database.close()


def _elsewhere(settings: Settings, data: Path) -> Settings:
    """Where nothing is yet, on the same kind of store."""
    database = shared_cluster().database("template0") if settings.database else ""
    return msgspec.structs.replace(settings, data=data, database=database, files="")


@pytest.mark.parametrize("store", ["sqlite", "postgres"])
async def test_everything_from_before_the_backup_is_back_after_the_deployment_is_lost(
    tmp_path: Path, store: str
) -> None:
    backup, safe = tmp_path / "backup", tmp_path / "safe.json"
    addresses: list[str] = []
    async with Crowd(lambda: addresses) as crowd:
        with _running(store, tmp_path / "lost") as (server, settings):
            addresses.append(server.address)
            await crowd.enrol(server)
            filer, over = _Filer(settings, crowd.email(0)), asyncio.Event()
            began = took = 0.0
            before: dict[str, bytes] = {}

            async def while_they_work() -> None:
                nonlocal began, took, before
                filing = asyncio.create_task(filer.work(over))
                await asyncio.sleep(2)
                before, began = dict(filer.kept), time.monotonic()
                await back_up(settings, backup, secrets_to=safe)
                took = time.monotonic() - began
                over.set()
                await filing

            await crowd.work(2.5, while_they_work)
            lists = list_shelf(settings, SystemClock()).token()
            server.kill()
        assert took < MOST_SECONDS
        assert len(filer.kept) > len(before) > 0, "files came before the backup began, and while it was made"
        assert not any(path.name in SECRETS for path in backup.rglob("*"))
        assert verify(backup, secrets=read_secrets(safe)).problems == ()
        there = _elsewhere(settings, tmp_path / "again")
        await restore(there, backup, secrets=read_secrets(safe))
        await _opens(there, filer.account, before)
        assert list_shelf(there, SystemClock()).token() == lists != ""
        # What was told before the backup began is judged by what the restored deployment says of it.
        crowd.history = History([call for call in crowd.history.calls if call.told < began])
        assert len(list(crowd.history.done(Operation.CREATE))) > 20
        with serving(there.data, **PLENTY | {"database": there.database}) as again:
            addresses[:] = [again.address]
            await crowd.read_back()
            assert violations(crowd.history) == []
            assert not again.events("internal_error")
    with pytest.raises(OSError, match="already"):
        await restore(there, backup)


@pytest.fixture
async def made(tmp_path: Path) -> tuple[Settings, Path]:
    """A deployment with some files, and a backup of it."""
    with serving(tmp_path / "lost", **PLENTY) as server:
        async with Crowd(lambda: [server.address]) as crowd:
            await crowd.enrol(server)
            filer, over = _Filer(Settings(data=server.data), crowd.email(0)), asyncio.Event()
            filing = asyncio.create_task(filer.work(over))
            while len(filer.kept) < 3:
                await asyncio.sleep(0.05)
            over.set()
            await filing
        settings = Settings(data=server.data)
        await back_up(settings, tmp_path / "backup", secrets_to=tmp_path / "safe.json")
    return settings, tmp_path / "backup"


def _some_file(backup: Path) -> Path:
    return next(path for path in sorted((backup / "files").rglob("*")) if path.is_file())


async def test_a_backup_that_is_not_what_it_was_is_told_and_not_brought_back(
    tmp_path: Path, made: tuple[Settings, Path]
) -> None:
    there = Settings(data=tmp_path / "again")
    _, backup = made
    assert verify(backup).problems == ()
    file, database, manifest = _some_file(backup), backup / "autheid.sqlite", backup / MANIFEST
    kept, rows, said = file.read_bytes(), database.read_bytes(), manifest.read_bytes()

    async def refused(words: str) -> None:
        assert any(words in problem for problem in verify(backup).problems)
        with pytest.raises(ValueError, match=words):
            await restore(there, backup)
        assert not (there.data / "autheid.sqlite").exists()

    file.write_bytes(kept + b"x")
    await refused("is not what it was")
    file.unlink()
    await refused("is missing")
    file.write_bytes(kept)
    (backup / "files" / "more").write_bytes(b"")
    await refused("does not belong to it")
    (backup / "files" / "more").unlink()
    database.write_bytes(rows[: len(rows) // 2])
    await refused("is damaged")
    database.write_bytes(rows)
    manifest.write_bytes(said.replace(b'"data_key": ', b'"data_key": 1'))
    await refused("the table data_key has")
    manifest.unlink()
    with pytest.raises(OSError, match="no backup, or one that was not finished"):
        verify(backup)


async def test_a_backup_whose_file_was_left_out_of_the_manifest_too_is_not_whole(
    made: tuple[Settings, Path],
) -> None:
    """The rows are asked, not only the hashes: what an archiver has dropped from both is missed all the same."""
    _, backup = made
    file = _some_file(backup)
    manifest = msgspec.json.decode((backup / MANIFEST).read_bytes())
    del manifest["sha256"][str(file.relative_to(backup))]
    (backup / MANIFEST).write_bytes(msgspec.json.encode(manifest))
    file.unlink()
    (problem,) = verify(backup).problems
    assert problem == f"the file {file.name} is named by the database and is not there"


async def test_other_secrets_are_told_and_refused(tmp_path: Path, made: tuple[Settings, Path]) -> None:
    _, backup = made
    with serving(tmp_path / "other") as server:
        await back_up(
            Settings(data=server.data), tmp_path / "other-backup", secrets_to=tmp_path / "other.json"
        )
    others = read_secrets(tmp_path / "other.json")
    problems = verify(backup, secrets=others).problems
    assert problems[0] == "the master secret is not the one of this backup"
    assert "does not open the data key" in problems[1]
    with pytest.raises(ValueError, match="master secret is not the one"):
        await restore(Settings(data=tmp_path / "again"), backup, secrets=others)
    again = tmp_path / "again-with"
    again.mkdir()
    for secret in SECRETS:
        shutil.copy(tmp_path / "other" / secret, again / secret)
    with pytest.raises(ValueError, match="master secret is not the one"):
        await restore(Settings(data=again), backup)


async def test_secrets_go_into_a_file_of_their_own_and_nowhere_else(
    tmp_path: Path, made: tuple[Settings, Path]
) -> None:
    settings, _ = made
    safe = tmp_path / "safe.json"
    assert safe.stat().st_mode & 0o777 == 0o600
    with pytest.raises(OSError, match="lies in the backup"):
        await back_up(settings, tmp_path / "one", secrets_to=tmp_path / "one" / "secrets")
    with pytest.raises(FileExistsError):
        await back_up(settings, tmp_path / "two", secrets_to=safe)
    safe.chmod(0o644)
    with pytest.raises(PermissionError, match="chmod 600"):
        read_secrets(safe)


async def test_a_restore_goes_where_nothing_is_and_to_its_own_kind(
    tmp_path: Path, made: tuple[Settings, Path]
) -> None:
    settings, backup = made
    with pytest.raises(OSError, match="is not empty"):
        await back_up(settings, backup)
    with pytest.raises(ValueError, match="the other kind of database"):
        await restore(
            Settings(data=tmp_path / "none", database="postgresql://nobody@127.0.0.1:1/none"), backup
        )
    files = tmp_path / "with-files"
    shutil.copytree(settings.data / "files", files / "files")
    with pytest.raises(OSError, match="there are files in"):
        await restore(Settings(data=files), backup)
    (tmp_path / "with-lists" / "lists" / "eu").mkdir(parents=True)
    with pytest.raises(OSError, match="there are lists in"):
        await restore(Settings(data=tmp_path / "with-lists"), backup)
    with serving(settings.data) as server, pytest.raises(OSError, match="another server is running"):
        await restore(Settings(data=server.data), backup)


def test_the_commands_say_what_was_found_and_end_accordingly(
    tmp_path: Path, made: tuple[Settings, Path]
) -> None:
    settings, _ = made

    def run(*words: str | Path, data: Path = settings.data) -> Result:
        return CliRunner().invoke(app, list(map(str, words)), env={"AUTHEID_DATA": str(data)})

    backup, safe = tmp_path / "by-command", tmp_path / "by-command.json"
    assert run("backup", backup, "--secrets-to", safe).exit_code == 0
    assert "whole: " in run("verify", backup, "--secrets-from", safe).output
    again = run("restore", backup, "--secrets-from", safe, data=tmp_path / "again")
    assert (again.exit_code, "are back" in again.output) == (0, True)
    assert run("restore", backup, data=tmp_path / "again").exit_code == 2
    _some_file(backup).unlink()
    broken = run("verify", backup)
    assert broken.exit_code == 1
    assert "is missing" in broken.output
    assert run("verify", tmp_path).exit_code == 2


async def test_a_newer_schema_is_told_and_refused(tmp_path: Path, made: tuple[Settings, Path]) -> None:
    settings, _ = made
    with closing(sqlite3.connect(settings.data / "autheid.sqlite")) as database:
        database.execute("PRAGMA user_version = 999")
    newer = tmp_path / "newer"
    await back_up(settings, newer)
    with pytest.raises(ValueError, match="schema is 999, from a newer version"):
        await restore(Settings(data=tmp_path / "again"), newer)


@pytest.mark.parametrize("way", ["folder", "s3"])
async def test_files_in_s3_are_in_a_backup_too(tmp_path: Path, made: tuple[Settings, Path], way: str) -> None:
    settings, backup = made
    with s3_server() as (endpoint, objects):
        for name in ("access", "secret"):
            (tmp_path / name).write_text("key", "utf-8")
        in_s3 = msgspec.structs.replace(
            settings,
            data=tmp_path / "again",
            files="s3://bucket/eid",
            s3_endpoint=endpoint,
            s3_access_key_file=tmp_path / "access",
            s3_secret_key_file=tmp_path / "secret",
        )
        await restore(in_s3, backup, secrets=read_secrets(tmp_path / "safe.json"))
        assert len(objects) == len(await file_store(settings).names()) >= 3
        await back_up(in_s3, tmp_path / "second")
    safe = read_secrets(tmp_path / "safe.json")
    assert verify(tmp_path / "second", secrets=safe).problems == ()
    first, second = (
        {path for path in verify(one).manifest.sha256 if path.startswith("files")}
        for one in (backup, tmp_path / "second")
    )
    assert first == second


async def test_a_database_with_tables_is_refused(tmp_path: Path) -> None:
    with nodes(tmp_path / "lost", 1) as deployment:
        settings = Settings(data=deployment.servers[0].data, database=deployment.address)
        await back_up(settings, tmp_path / "backup")
        there = _elsewhere(settings, tmp_path / "again")
        await restore(there, tmp_path / "backup")
        shutil.rmtree(there.data)
        with pytest.raises(OSError, match="there are tables in the database already"):
            await restore(there, tmp_path / "backup")
        dump = tmp_path / "backup" / "database.dump"
        dump.write_bytes(dump.read_bytes()[: dump.stat().st_size // 2])
        assert len(verify(tmp_path / "backup").problems) >= 2
