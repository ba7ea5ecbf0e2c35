"""Says whether a backup is whole, so that nobody learns it on the day it is needed.

1. Every file is what it was, none is missing, none is too many.
2. The database can be read, is sound, is of a schema that this program knows, and has the rows that it had.
3. Every file that its rows name is there, and no other.
4. Every list in use has the version that it names.
5. With the secrets: they are this deployment's, and open every data key and every file.
Not checked: what stands sealed in rows beside data keys.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from autheid.assemble.backup.manifest import (
    FILES,
    LISTS,
    Manifest,
    database_in,
    digests,
    newest_schema,
    read_manifest,
)
from autheid.assemble.backup.secrets import Secrets, must_fit
from autheid.kernel.ids import AccountId
from autheid.kernel.secret import Sealer
from autheid.outside.list_copy import missing_versions
from autheid.store.held import Held
from autheid.usecase.keep_files import file_label


class Verified(msgspec.Struct, frozen=True):
    """What was found."""

    manifest: Manifest
    problems: tuple[str, ...]
    """Sentences; none when the backup is whole."""


def verify(source: Path, *, secrets: Secrets | None = None) -> Verified:
    """Check the whole backup. Raises OSError when it is none, ValueError when its manifest can't be read."""
    manifest = read_manifest(source)
    changed = list(_changed(manifest.sha256, digests(source)))
    try:
        held = database_in(source)
    except ValueError as damaged:
        return Verified(manifest, (*changed, str(damaged)))
    problems = [
        *changed,
        *_database(source, manifest, held),
        *_files(source, manifest, held),
        *missing_versions(source / LISTS),
        *([] if secrets is None else _seals(source, manifest, held, secrets)),
    ]
    return Verified(manifest, tuple(problems))


def _changed(were: dict[str, str], are: dict[str, str]) -> Iterator[str]:
    for path in sorted(were.keys() | are.keys()):
        if path not in are:
            yield f"{path} is missing"
        elif path not in were:
            yield f"{path} does not belong to it"
        elif were[path] != are[path]:
            yield f"{path} is not what it was when the backup was made"


def _database(source: Path, manifest: Manifest, held: Held) -> Iterator[str]:
    if held.schema > newest_schema(source):
        yield f"its schema is {held.schema}, from a newer version; this one knows {newest_schema(source)}"
    if held.schema != manifest.schema:
        yield f"its schema is {held.schema} and was {manifest.schema}"
    for table in sorted(manifest.rows.keys() | held.rows.keys()):
        there, were = held.rows.get(table, 0), manifest.rows.get(table, 0)
        if there != were:
            yield f"the table {table} has {there} rows and had {were}"


def _files(source: Path, manifest: Manifest, held: Held) -> Iterator[str]:
    have = {path.name for path in (source / FILES).glob("??/*")}
    known = {*manifest.lost, *manifest.unkept}
    for name in manifest.lost:
        yield f"the file {name} was lost before the backup was made: a case refers to it"
    for name in sorted(held.files.keys() - have - known):
        yield f"the file {name} is named by the database and is not there"
    for name in sorted(have - held.files.keys()):
        yield f"the file {name} is not named by the database"


def _seals(source: Path, manifest: Manifest, held: Held, secrets: Secrets) -> Iterator[str]:
    try:
        must_fit(secrets, manifest)
    except ValueError as error:
        yield str(error)
    opened: dict[AccountId, Sealer] = {}
    for account, wrapped in held.data_keys.items():
        try:
            opened[account] = Sealer(secrets.wrapper.unwrap(wrapped, account=account))
        except ValueError:
            yield f"the wrapping key does not open the data key of account {account}"
            return
    for name, account in held.files.items():
        path = source / FILES / name[:2] / name
        if not path.exists():
            continue
        if account not in opened:
            yield f"the file {name} has no data key"
            continue
        try:
            opened[account].open(path.read_bytes(), label=file_label(name))
        except ValueError:
            yield f"the file {name} can't be opened with its data key"
