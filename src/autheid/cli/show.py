"""Writes for a person at a terminal; what comes from others never styles it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table
from rich.text import Text

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def plain(text: str, *, lines: bool = False) -> str:
    """The text with every character that would act on the terminal, or hide, written as its number.

    The service refuses such characters, but a terminal obeys whatever it is sent: rich lets ESC through.
    `lines` leaves line feeds as they are.
    """
    return "".join(
        f"\\u{{{ord(c):x}}}" if unicodedata.category(c) in _UNSEEN and not (lines and c == "\n") else c
        for c in text
    )


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
        drawn.add_row(*(Text(plain(cell)) for cell in row))
    console.print(drawn)


def age(millis: int) -> str:
    """A stretch of time in the two largest units that say something: `3 d 4 h`, `12 min`."""
    minutes = millis // 60_000
    days, hours = minutes // 1440, minutes // 60 % 24
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes % 60} min" if hours else f"{minutes} min"


def moment(millis: int | None) -> str:
    """A moment in UTC, to the second; a dash for none."""
    return (
        "-"
        if millis is None
        else datetime.fromtimestamp(millis / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    )
