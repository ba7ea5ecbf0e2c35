"""Small lists of nobody, in the formats of the real ones: staging screens against them until the operator loads others."""

from __future__ import annotations

from importlib.resources import files

from autheid.kernel.clock import Clock
from autheid.needs.lists import Lists
from autheid.screening.result import ListKind

_FILES = {ListKind.EU: "eu.xml", ListKind.UN: "un.xml", ListKind.PEP: "pep.jsonl"}


_SOURCE = "specimen "


def drop_specimen_lists(lists: Lists) -> None:
    """A folder that was staging's once must not screen real persons against specimens."""
    for one in lists.shelved():
        if one.in_use and one.version.source.startswith(_SOURCE):
            lists.drop(one.version.name)


def load_specimen_lists(lists: Lists, clock: Clock) -> None:
    """Put a specimen into use for each kind that has no list."""
    loaded = {one.version.kind for one in lists.shelved() if one.in_use}
    for kind, name in _FILES.items():
        if kind not in loaded:
            with (files("autheid.staging") / "lists" / name).open("rb") as file:
                lists.take(
                    kind.value.lower(), kind, file, source=_SOURCE + name, now=clock.now(), force=False
                )
