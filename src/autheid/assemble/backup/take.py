"""Takes a backup while the service goes on.

Files first, for they are many; then the database in one moment; then the files that came in between. What the copied
database names is read from the copy, and only that is kept: so the database and the files agree.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from autheid import __version__
from autheid.assemble.backup.manifest import (
    DUMP,
    FILES,
    LISTS,
    SQLITE,
    Manifest,
    database_in,
    digests,
    flush,
    write_manifest,
)
from autheid.assemble.backup.secrets import Secrets, secrets_here, write_secrets
from autheid.assemble.desk import file_store, lists_folder
from autheid.assemble.stores import SQLITE_FILE, password_of
from autheid.config import Settings
from autheid.kernel.clock import Millis, SystemClock
from autheid.needs.files import Files
from autheid.outside.file_store import FolderFiles
from autheid.outside.list_copy import copy_lists
from autheid.store.held import Held
from autheid.store.postgres.copies import dump_database
from autheid.store.sqlite.copies import copy_database

_ROUNDS = 3
"""A file that a case refers to can go between the copy of the database and its own; then the database is copied anew."""
_UNDER_WAY_SECONDS = 1.0
"""A file is noted before it is kept: so long one that is on its way is waited for."""
_AT_ONCE = 16


async def back_up(settings: Settings, target: Path, *, secrets_to: Path | None = None) -> Manifest:
    """Copy the database, the files and the lists into a new folder; with `secrets_to` the secrets into a file.

    Raises OSError when the folder is not empty, the secrets are asked for and not at hand, or a program of PostgreSQL
    is missing; ValueError, sqlite3.Error when what was copied is damaged.
    """
    _new_folder(target)
    secrets = secrets_here(settings)
    if secrets_to is not None:
        _keep(secrets, secrets_to, target)
    began = SystemClock().now()
    source, kept = file_store(settings), FolderFiles(target / FILES)
    have = await _copy(source, kept, set(await source.names()))
    rounds = 1
    made, held = await _copy_moment(settings, target, source, kept, have)
    while _lost(held, have) and rounds < _ROUNDS:
        rounds += 1
        made, held = await _copy_moment(settings, target, source, kept, have)
    for name in have - held.files.keys():
        await kept.delete(name)
    await asyncio.to_thread(copy_lists, lists_folder(settings), target / LISTS)
    manifest = Manifest(
        version=__version__,
        began=began,
        made=made,
        schema=held.schema,
        rows=held.rows,
        lost=_lost(held, have),
        unkept=tuple(sorted(held.files.keys() - have - held.bound)),
        fingerprint="" if secrets is None else secrets.fingerprint,
        sha256=await asyncio.to_thread(digests, target),
    )
    write_manifest(target, manifest)
    return manifest


async def _copy_moment(
    settings: Settings, target: Path, source: Files, kept: Files, have: set[str]
) -> tuple[Millis, Held]:
    """Copy the database, and the files that it names beside those in `have`, which grows by them."""
    await asyncio.to_thread(_copy_database, settings, target)
    made = SystemClock().now()
    held = await asyncio.to_thread(database_in, target)
    have |= await _copy(source, kept, held.files.keys() - have)
    if held.files.keys() - have:
        await asyncio.sleep(_UNDER_WAY_SECONDS)
        have |= await _copy(source, kept, held.files.keys() - have)
    return made, held


def _new_folder(target: Path) -> None:
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(target.iterdir()):
        raise OSError(f"{target} is not empty")


def _keep(secrets: Secrets | None, file: Path, target: Path) -> None:
    if secrets is None:
        raise OSError("the master secret and the wrapping key are not at hand: nothing was copied")
    write_secrets(secrets, file, outside=target)


def _copy_database(settings: Settings, target: Path) -> None:
    home = target / (DUMP if settings.database else SQLITE)
    home.unlink(missing_ok=True)
    if settings.database:
        dump_database(settings.database, home, password=password_of(settings))
    else:
        copy_database(settings.data / SQLITE_FILE, home)
    flush(home)


def _lost(held: Held, have: set[str]) -> tuple[str, ...]:
    return tuple(sorted((held.bound & held.files.keys()) - have))


async def _copy(source: Files, target: Files, names: set[str]) -> set[str]:
    """Copy those of the files that are there; their names."""
    turns = asyncio.Semaphore(_AT_ONCE)

    async def one(name: str) -> str | None:
        async with turns:
            sealed = await source.get(name)
            if sealed is None:
                return None
            await target.put(name, sealed)
            return name

    copied = await asyncio.gather(*(one(name) for name in sorted(names)))
    return {name for name in copied if name is not None}
