"""Writes for a person at a terminal; what comes from others never styles it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table
from rich.text import Text


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table; an empty one says so."""
    console = Console()
    if not rows:
        console.print("none")
        return
    drawn = Table(box=None, pad_edge=False, header_style="bold")
    for title in head:
        drawn.add_column(title, overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(cell) for cell in row))
    console.print(drawn)


def moment(millis: int | None) -> str:
    """A moment in UTC, to the second; a dash for none."""
    return (
        "-"
        if millis is None
        else datetime.fromtimestamp(millis / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    )
