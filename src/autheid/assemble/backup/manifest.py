"""What a backup says of itself. It is written last: a folder without it is no backup."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import msgspec

from autheid.kernel.clock import Millis
from autheid.store.held import Held
from autheid.store.postgres.copies import held_in_dump
from autheid.store.sqlite.copies import held_in_file
from autheid.store.statements import read_migrations

MANIFEST = "manifest.json"
SQLITE, DUMP = "autheid.sqlite", "database.dump"
FILES, LISTS = "files", "lists"
_PIECE_BYTES = 1024 * 1024


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup holds."""

    version: str
    """Of the program that made it."""
    began: Millis
    """What was acknowledged before this is in it."""
    made: Millis
    """When the database had been copied; what came later is not in it."""
    schema: int
    """The number of the database's schema."""
    rows: dict[str, int]
    """How many by table."""
    lost: tuple[str, ...]
    """Files that a case refers to and that the deployment itself did not have any more."""
    unkept: tuple[str, ...]
    """Files that were noted and not there: never kept, or destroyed while the copy was made."""
    fingerprint: str
    """Of the master secret, in hexadecimal; empty when it was not at hand."""
    sha256: dict[str, str]
    """Of each file, by its path in the backup."""


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Make the folder a backup, durably."""
    draft = folder / f".{MANIFEST}"
    draft.write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))
    flush(draft)
    draft.replace(folder / MANIFEST)
    flush(folder)


def read_manifest(folder: Path) -> Manifest:
    """Raises OSError when there is none, ValueError when it is none of ours."""
    if not (folder / MANIFEST).is_file():
        raise OSError(f"{folder} holds no {MANIFEST}: it is no backup, or one that was not finished")
    try:
        return msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except msgspec.DecodeError as error:
        raise ValueError(f"{MANIFEST} can't be read: {error}") from None


def database_in(folder: Path) -> Held:
    """What the copied database holds. Raises OSError, ValueError when it is missing or damaged."""
    if (folder / DUMP).exists():
        return held_in_dump(folder / DUMP)
    if not (folder / SQLITE).exists():
        raise ValueError("the backup holds no database")
    return held_in_file(folder / SQLITE)


def newest_schema(folder: Path) -> int:
    """The newest schema that this program knows for the kind of database that is in the backup."""
    return read_migrations("postgres" if (folder / DUMP).exists() else "sqlite")[-1].number


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of each file but the manifest, by its path."""
    return {
        str(path.relative_to(folder)): _digest(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }


def flush(path: Path) -> None:
    """Have the disk keep a file or a folder's names."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE_BYTES):
            digest.update(piece)
    return digest.hexdigest()
