"""Copies the shelf of lists as it stands at one moment, list by list (see `autheid.outside.list_shelf`)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec

from autheid.outside.lock_file import alone_in


class _Current(msgspec.Struct, frozen=True):
    version: str


def copy_lists(root: Path, target: Path) -> None:
    """Every version of every list, and which is in use. Whoever brings a newer version of a list waits meanwhile."""
    for folder in sorted(path for path in root.glob("*") if path.is_dir()):
        with alone_in(folder):
            shutil.copytree(folder, target / folder.name, ignore=shutil.ignore_patterns(".*"))


def missing_versions(root: Path) -> Iterator[str]:
    """A sentence for each list whose version in use is not there."""
    for pointer in sorted(root.glob("*/current.json")):
        current = msgspec.json.decode(pointer.read_bytes(), type=_Current)
        if not (pointer.parent / current.version / "version.json").is_file():
            yield f"the list {pointer.parent.name} is at version {current.version}, which is not there"
