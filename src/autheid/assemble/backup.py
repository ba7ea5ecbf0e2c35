"""A copy of everything but the secrets, and back again.

The database first, then the files: a file is noted before it is kept and stays for a day after nothing refers to it, so
files that are copied later have everything that the database names, but what was to be destroyed meanwhile.
The secrets are left out on purpose: with `wrapping.key` beside it, a stolen copy could be read.
"""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import msgspec

from autheid import __version__
from autheid.assemble.stores import SQLITE_FILE, password_of
from autheid.config import Settings
from autheid.kernel.clock import Millis, SystemClock
from autheid.outside.lock_file import served_alone

MANIFEST = "manifest.json"
_DUMP = "database.dump"
_FILES = "files"
_STEP_PAGES = 4096
_PIECE_BYTES = 1024 * 1024


class Manifest(msgspec.Struct, frozen=True):
    """What a backup holds."""

    version: str
    made: Millis
    """When the database was copied; what came later is not in it."""
    sha256: dict[str, str]
    """Of each file, by its path in the backup."""


def back_up(settings: Settings, target: Path) -> Manifest:
    """Copy the database and the files into a new folder, while the service goes on.

    Raises OSError when the folder is not empty or a program of PostgreSQL is missing, sqlite3.Error.
    """
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(target.iterdir()):
        raise OSError(f"{target} is not empty")
    made = SystemClock().now()
    if settings.database:
        _postgres(settings, "pg_dump", "--format=custom", f"--file={target / _DUMP}")
    else:
        with (
            closing(sqlite3.connect(f"file:{settings.data / SQLITE_FILE}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(target / SQLITE_FILE)) as copy,
        ):
            source.backup(copy, pages=_STEP_PAGES)
    if (files := _local_files(settings)) is not None and files.is_dir():
        shutil.copytree(files, target / _FILES, ignore=_vanished)
    manifest = Manifest(version=__version__, made=made, sha256=_digests(target))
    (target / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))
    return manifest


def restore(settings: Settings, source: Path) -> Manifest:
    """Bring a backup back where nothing is yet, after each of its files was proven to be what it was.

    Raises OSError when something is there already, or a file is missing; ValueError when one is another.
    """
    manifest = msgspec.json.decode((source / MANIFEST).read_bytes(), type=Manifest)
    if _digests(source) != manifest.sha256:
        raise ValueError(
            "the backup is not what it was when it was made: a file is another, missing or too many"
        )
    held = SQLITE_FILE if not settings.database else _DUMP
    if held not in manifest.sha256:
        raise ValueError(f"the backup holds no {held}: it was made of the other kind of database")
    files = _local_files(settings)
    if files is not None and files.exists() and any(files.iterdir()):
        raise OSError(f"there are files in {files} already")
    if settings.database:
        # All or nothing: into a database that has tables already it fails at the first one.
        _postgres(settings, "pg_restore", "--single-transaction", "--no-owner", str(source / _DUMP))
    else:
        _bring_back(source / SQLITE_FILE, settings.data / SQLITE_FILE)
    if files is not None and (source / _FILES).is_dir():
        shutil.copytree(source / _FILES, files, dirs_exist_ok=True)
    return manifest


def _bring_back(source: Path, file: Path) -> None:
    with served_alone(file.parent):
        if file.exists():
            raise OSError(f"there is a {file.name} already")
        shutil.copyfile(source, file)
        file.chmod(0o600)


def _postgres(settings: Settings, program: str, *arguments: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise OSError(f"{program} is not installed: it comes with PostgreSQL's client programs")
    password = password_of(settings)
    done = subprocess.run(  # noqa: S603 - the operator's own settings
        [found, f"--dbname={settings.database}", *arguments],
        capture_output=True,
        text=True,
        # In the environment, where no list of processes shows it.
        env={} if password is None else {"PGPASSWORD": password},
        check=False,
    )
    if done.returncode:
        raise OSError(f"{program}: {done.stderr.strip()}")


def _local_files(settings: Settings) -> Path | None:
    """The folder of the files; None where they are in S3, whose own copies they are."""
    if settings.files.startswith("s3://"):
        return None
    return Path(settings.files) if settings.files else settings.data / "files"


def _vanished(folder: str, names: list[str]) -> set[str]:
    # Destroyed between the listing and now, as it was to be.
    return {name for name in names if not (Path(folder) / name).exists()}


def _digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): _digest(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE_BYTES):
            digest.update(piece)
    return digest.hexdigest()
