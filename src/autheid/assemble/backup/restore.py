"""Brings a backup back where nothing is yet: all is checked first, and the database comes last.

Without its database a deployment does not exist, so whatever breaks on the way leaves none that is half there.
"""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

from autheid.assemble.backup.manifest import DUMP, FILES, LISTS, SQLITE, Manifest, flush
from autheid.assemble.backup.secrets import Secrets, bring_back, must_fit, secrets_here
from autheid.assemble.backup.verify import verify
from autheid.assemble.desk import file_store, lists_folder
from autheid.assemble.stores import SQLITE_FILE, password_of
from autheid.config import Settings
from autheid.needs.files import Files
from autheid.outside.lock_file import served_alone
from autheid.store.postgres.copies import restore_dump, rows_in

_MOST_TOLD = 5


async def restore(settings: Settings, source: Path, *, secrets: Secrets | None = None) -> Manifest:
    """Bring a backup back, after all of it was verified; with `secrets` these too.

    Raises OSError when something is there already, or a server runs here; ValueError when the backup is not whole, is a
    newer version's, of the other kind of database, or of other secrets.
    """
    manifest = await asyncio.to_thread(_proven, source, secrets)
    wanted = DUMP if settings.database else SQLITE
    if wanted not in manifest.sha256:
        raise ValueError(f"the backup holds no {wanted}: it was made of the other kind of database")
    if (here := secrets or secrets_here(settings)) is not None:
        must_fit(here, manifest)
    with served_alone(settings.data):
        files = file_store(settings)
        await _must_be_empty(settings, files)
        if secrets is not None:
            bring_back(secrets, settings)
        for path in sorted((source / FILES).glob("??/*")):
            await files.put(path.name, await asyncio.to_thread(path.read_bytes))
        if (source / LISTS).is_dir():
            shutil.copytree(source / LISTS, lists_folder(settings), dirs_exist_ok=True)
        if settings.database:
            await _restore_dump(settings, source / DUMP, manifest)
        else:
            _put_in_place(source / SQLITE, settings.data / SQLITE_FILE)
    return manifest


def _proven(source: Path, secrets: Secrets | None) -> Manifest:
    found = verify(source, secrets=secrets)
    # What the deployment had lost itself is no reason to lose the rest of it.
    lost = {f"the file {name} was lost" for name in found.manifest.lost}
    problems = [one for one in found.problems if not any(one.startswith(known) for known in lost)]
    if problems:
        more = f"; and {len(problems) - _MOST_TOLD} more" if len(problems) > _MOST_TOLD else ""
        raise ValueError(f"the backup is not whole: {'; '.join(problems[:_MOST_TOLD])}{more}")
    return found.manifest


async def _must_be_empty(settings: Settings, files: Files) -> None:
    if await files.names():
        raise OSError(f"there are files in {settings.files or settings.data / 'files'} already")
    lists = lists_folder(settings)
    if lists.is_dir() and any(lists.iterdir()):
        raise OSError(f"there are lists in {lists} already")
    if settings.database:
        if await rows_in(settings.database, password=password_of(settings)):
            raise OSError("there are tables in the database already: restore into a new one")
    elif (settings.data / SQLITE_FILE).exists():
        raise OSError(f"there is a {SQLITE_FILE} in {settings.data} already")


async def _restore_dump(settings: Settings, dump: Path, manifest: Manifest) -> None:
    password = password_of(settings)
    await asyncio.to_thread(restore_dump, settings.database, dump, password=password)
    if await rows_in(settings.database, password=password) != manifest.rows:
        raise ValueError("the restored database has not the rows that the backup has")


def _put_in_place(source: Path, home: Path) -> None:
    draft = home.with_name(f".{home.name}.draft")
    shutil.copyfile(source, draft)
    draft.chmod(0o600)
    flush(draft)
    draft.replace(home)
    flush(home.parent)
