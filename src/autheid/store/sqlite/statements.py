"""Reads statements from .sql files: `-- name: x` begins one, a semicolon at a line's end closes it."""

from __future__ import annotations

import re
from importlib.resources import files

_NAME = re.compile(r"^-- name: (\w+)$", re.MULTILINE)


def read_statements(subject: str) -> dict[str, str]:
    """The statements of `sql/{subject}.sql` by name."""
    text = (files(__package__) / "sql" / f"{subject}.sql").read_text("utf-8")
    parts = _NAME.split(text)[1:]
    return {name: body.strip().rstrip(";") for name, body in zip(parts[::2], parts[1::2], strict=True)}


def read_migrations() -> list[tuple[int, str]]:
    """The migrations, each with its number, in order."""
    found = [
        (int(entry.name[:4]), entry.read_text("utf-8"))
        for entry in (files(__package__) / "migrations").iterdir()
        if entry.name.endswith(".sql")
    ]
    return sorted(found)
