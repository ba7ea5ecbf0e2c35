"""Lists in a folder: each version in a folder of its own, made whole beside the others; one small file names what is in use.

    lists/eu/2026-05-01-3f1c9a02b7de/   version.json, source.gz, and the index's arrays
    lists/eu/current.json               which version is in use, and when somebody last looked for a newer one

`current.json` is replaced in one step, so every process sees one version or the other, and whatever breaks before leaves
the old one in use. The arrays are mapped: processes share what they read of them.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp
from threading import Lock
from typing import IO, cast

import msgspec
import numpy as np

from autheid.kernel.clock import Clock, Millis
from autheid.needs.lists import Delta, Shelved, Taken
from autheid.outside.lock_file import alone_in
from autheid.screening.engine import OpenList
from autheid.screening.entry import Entry
from autheid.screening.index import Arrays, Index, build
from autheid.screening.lists.formats import HEAD_BYTES, KINDS, format_of, read_list
from autheid.screening.lists.source import ListRefused, Measured
from autheid.screening.result import ListKind
from autheid.screening.version import LAYOUT, ListVersion, parse_list_name

LEAST_SHARE = 0.8
"""A version with fewer of the entries before it is a broken download until somebody says otherwise."""
VERSIONS_KEPT = 10
_CURRENT, _VERSION, _SOURCE = "current.json", "version.json", "source.gz"
_PIECE = 1 << 20


class _Current(msgspec.Struct, frozen=True):
    version: str
    checked: Millis


class ListShelf:
    """See `autheid.needs.lists`."""

    def __init__(self, root: Path, *, clock: Clock, stale_hours: int) -> None:
        """A list that nobody looked for a newer one of for `stale_hours` is said to be stale; 0 never says so."""
        self._root = root
        self._clock = clock
        self._stale = stale_hours * 3_600_000
        self._open: dict[tuple[str, str], OpenList] = {}
        self._lock = Lock()

    def current(self) -> tuple[OpenList, ...]:
        opened = []
        for name, current in self._in_use():
            found = self._opened(name, current.version)
            if found is not None:
                stale = bool(self._stale) and self._clock.now() - current.checked > self._stale
                opened.append(msgspec.structs.replace(found, stale=stale))
        return tuple(opened)

    def at(self, name: str, version: str) -> OpenList | None:
        return self._opened(parse_list_name(name), version)

    def token(self) -> str:
        return " ".join(f"{name}:{current.version}" for name, current in self._in_use())

    def shelved(self) -> list[Shelved]:
        in_use = dict(self._in_use())
        found = []
        for path in sorted(self._root.glob(f"*/*/{_VERSION}"), reverse=True):
            version = msgspec.json.decode(path.read_bytes(), type=ListVersion)
            current = in_use.get(version.name)
            used = current is not None and current.version == version.version
            found.append(
                Shelved(version, used, current.checked if current is not None and used else Millis(0))
            )
        return sorted(found, key=lambda one: (one.version.name, not one.in_use))

    def take(
        self, name: str, kind: ListKind, file: IO[bytes], *, source: str, now: Millis, force: bool
    ) -> Taken:
        folder = self._root / parse_list_name(name)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with alone_in(folder), _draft(folder) as draft:
            digest = _keep_source(file, draft / _SOURCE)
            before = self._version_in_use(name)
            if before is not None and before.sha256 == digest and before.layout == LAYOUT:
                _point(folder, before.version, now)
                return Taken(before, fresh=False)
            version = _index(draft, name, kind, digest, source=source, now=now)
            if before is not None and not force:
                _check_against(version, before)
            old = None if before is None else self._opened(name, before.version)
            delta = None if old is None else _delta(old.index, _load(draft))
            home = folder / version.version
            if home.exists():
                shutil.rmtree(home)
            draft.rename(home)
            _flush(folder)
            _point(folder, version.version, now)
            self._forget_old(folder, version.version)
            return Taken(version, fresh=True, delta=delta)

    def drop(self, name: str) -> bool:
        pointer = self._root / parse_list_name(name) / _CURRENT
        if not pointer.exists():
            return False
        pointer.unlink()
        _flush(pointer.parent)
        return True

    def _in_use(self) -> list[tuple[str, _Current]]:
        found = []
        for path in sorted(self._root.glob(f"*/{_CURRENT}")):
            with suppress(FileNotFoundError):
                found.append((path.parent.name, msgspec.json.decode(path.read_bytes(), type=_Current)))
        return found

    def _version_in_use(self, name: str) -> ListVersion | None:
        current = dict(self._in_use()).get(name)
        found = None if current is None else self._opened(name, current.version)
        return None if found is None else found.version

    def _opened(self, name: str, version: str) -> OpenList | None:
        key = (name, version)
        with self._lock:
            known = self._open.get(key)
            if known is None:
                home = self._root / name / version
                if Path(version).name != version or not (home / _VERSION).exists():
                    return None
                told = msgspec.json.decode((home / _VERSION).read_bytes(), type=ListVersion)
                if told.layout != LAYOUT:
                    told = self._rebuilt(home, told)
                known = self._open[key] = OpenList(told, _load(home))
                while len(self._open) > 2 * VERSIONS_KEPT:
                    del self._open[next(iter(self._open))]
            return known

    def _rebuilt(self, home: Path, told: ListVersion) -> ListVersion:
        """A version that an earlier release indexed, indexed anew from its kept source."""
        with _draft(home.parent) as draft:
            shutil.copyfile(home / _SOURCE, draft / _SOURCE)
            fresh = _index(draft, told.name, told.kind, told.sha256, source=told.source, now=told.loaded)
            for path in draft.iterdir():
                path.replace(home / path.name)
        return fresh

    def _forget_old(self, folder: Path, in_use: str) -> None:
        """All but the latest versions; a replay of an older result then says that its list is gone."""
        versions = sorted(folder.glob(f"*/{_VERSION}"), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in versions[VERSIONS_KEPT:]:
            if path.parent.name != in_use:
                shutil.rmtree(path.parent)


@contextmanager
def _draft(folder: Path) -> Iterator[Path]:
    for left in folder.glob(".draft-*"):
        shutil.rmtree(left, ignore_errors=True)
    draft = Path(mkdtemp(dir=folder, prefix=".draft-"))
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _keep_source(file: IO[bytes], home: Path) -> str:
    digest, measured = hashlib.sha256(), Measured(file)
    # Without a time and a name inside: the same source gives the same file.
    with home.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, 0) as kept:
        while piece := measured.read(_PIECE):
            digest.update(piece)
            kept.write(piece)
    return digest.hexdigest()


def _index(draft: Path, name: str, kind: ListKind, digest: str, *, source: str, now: Millis) -> ListVersion:
    names = 0

    def counted(entries: Iterator[Entry]) -> Iterator[Entry]:
        nonlocal names
        for entry in entries:
            names += len(entry.names)
            yield entry

    try:
        with gzip.open(draft / _SOURCE) as file:
            known = format_of(file.peek(HEAD_BYTES)[:HEAD_BYTES])
            if KINDS[known] is not kind:
                raise ListRefused(f"this is a list of the kind {KINDS[known].value}, not {kind.value}")
            published, entries = read_list(cast("IO[bytes]", file), known)
            arrays = build(counted(entries))
    except (EOFError, UnicodeDecodeError) as error:
        raise ListRefused(f"the file can't be read: {error}") from None
    count = len(arrays.entry_ends)
    if not count:
        raise ListRefused("there is no person on this list")
    version = ListVersion(
        name=name,
        kind=kind,
        format=known.value,
        source=source,
        published=published or _day(now),
        sha256=digest,
        entries=count,
        names=names,
        loaded=now,
    )
    for field in Arrays.__struct_fields__:
        with (draft / f"{field}.npy").open("wb") as array_file:
            np.save(array_file, getattr(arrays, field), allow_pickle=False)
            array_file.flush()
            os.fsync(array_file.fileno())
    _write(draft / _VERSION, msgspec.json.format(msgspec.json.encode(version), indent=1))
    return version


def _load(home: Path) -> Index:
    return Index(
        Arrays(
            **{
                field: np.load(home / f"{field}.npy", mmap_mode="r", allow_pickle=False)
                for field in Arrays.__struct_fields__
            }
        )
    )


def _check_against(version: ListVersion, before: ListVersion) -> None:
    if version.published < before.published:
        raise ListRefused(
            f"this list is of {version.published}, the one in use of {before.published}; --force takes it"
        )
    if version.entries < LEAST_SHARE * before.entries:
        raise ListRefused(
            f"this list has {version.entries:,} persons, the one in use {before.entries:,}: too many are gone to"
            " believe it; --force takes it"
        )


def _delta(old: Index, new: Index) -> Delta:
    before, after = ({entry.reference: entry.fingerprint() for entry in one.all()} for one in (old, new))
    return Delta(
        added=len(after.keys() - before.keys()),
        changed=sum(before[reference] != after[reference] for reference in before.keys() & after.keys()),
        removed=len(before.keys() - after.keys()),
    )


def _point(folder: Path, version: str, now: Millis) -> None:
    draft = folder / f".{_CURRENT}"
    _write(draft, msgspec.json.encode(_Current(version, now)))
    draft.replace(folder / _CURRENT)
    _flush(folder)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _flush(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _day(now: Millis) -> str:
    return datetime.fromtimestamp(now / 1000, UTC).date().isoformat()
