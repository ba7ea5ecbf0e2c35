"""Reads statements from .sql files: `-- name: x` begins one, a semicolon at a line's end closes it."""

from __future__ import annotations

import re
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import NamedTuple

_NAME = re.compile(r"^-- name: (\w+)$", re.MULTILINE)


class Migration(NamedTuple):
    """`0002_nodes.sql` is number 2, and called nodes."""

    number: int
    name: str
    script: str


def read_statements(dialect: str) -> dict[str, str]:
    """The statements of an engine as `subject.name`: those that all engines share, and over them its own."""
    room = files(__package__)
    return _statements(room / "sql") | _statements(room / dialect / "sql")


def read_migrations(dialect: str) -> list[Migration]:
    """The migrations of an engine, in order."""
    found = [
        Migration(int(entry.name[:4]), entry.name[5:].removesuffix(".sql"), entry.read_text("utf-8"))
        for entry in (files(__package__) / dialect / "migrations").iterdir()
        if entry.name.endswith(".sql")
    ]
    return sorted(found)


def statements_of(script: str) -> list[str]:
    """A script's statements; a semicolon at a line's end closes each."""
    return [statement for statement in script.split(";\n") if statement.strip()]


def _statements(folder: Traversable) -> dict[str, str]:
    return {
        f"{entry.name.removesuffix('.sql')}.{name}": statement
        for entry in folder.iterdir()
        if entry.name.endswith(".sql")
        for name, statement in _parts(entry.read_text("utf-8")).items()
    }


def _parts(text: str) -> dict[str, str]:
    parts = _NAME.split(text)[1:]
    return {name: body.strip().rstrip(";") for name, body in zip(parts[::2], parts[1::2], strict=True)}
