"""Which format a list has, by how its file begins, and the reader for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from enum import Enum
from typing import IO

from autheid.screening.entry import Entry
from autheid.screening.lists.followthemoney import read_followthemoney
from autheid.screening.lists.fsf import read_fsf
from autheid.screening.lists.popolo import read_popolo
from autheid.screening.lists.source import MOST_ENTRIES, ListRefused
from autheid.screening.lists.table import read_table
from autheid.screening.lists.un import read_un
from autheid.screening.result import ListKind

HEAD_BYTES = 4096


class Format(Enum):
    """What is read, and the kind of list that comes so."""

    FSF = "fsf"
    UN = "un"
    FOLLOWTHEMONEY = "ftm"
    POPOLO = "popolo"
    CSV = "csv"


KINDS = {
    Format.FSF: ListKind.EU,
    Format.UN: ListKind.UN,
    Format.FOLLOWTHEMONEY: ListKind.PEP,
    Format.POPOLO: ListKind.PEP,
    Format.CSV: ListKind.PEP,
}
_READERS: dict[Format, Callable[[IO[bytes]], Iterator[str | Entry]]] = {
    Format.FSF: read_fsf,
    Format.UN: read_un,
    Format.FOLLOWTHEMONEY: read_followthemoney,
    Format.POPOLO: read_popolo,
    Format.CSV: read_table,
}


def format_of(head: bytes) -> Format:
    """The format of a file that begins so. Raises ListRefused when it is none of them."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"<"):
        if re.search(rb"<(?:\w+:)?CONSOLIDATED_LIST[\s>]", text):
            return Format.UN
        if re.search(rb"<(?:\w+:)?export[\s>]", text):
            return Format.FSF
        raise ListRefused("this XML is neither the EU's list (export) nor the UN's (CONSOLIDATED_LIST)")
    if text.startswith(b"{"):
        line = text.split(b"\n", 1)[0]
        return Format.FOLLOWTHEMONEY if b'"schema"' in line and b'"properties"' in line else Format.POPOLO
    if b"," in text.split(b"\n", 1)[0] and b"\x00" not in text:
        return Format.CSV
    raise ListRefused("this is none of the formats: FSF 1.1 XML, UN XML, FollowTheMoney, Popolo, CSV")


def read_list(file: IO[bytes], known: Format) -> tuple[str, Iterator[Entry]]:
    """The list's own date, or an empty text, and its persons as they are read. Raises ListRefused, also while reading."""
    found = _READERS[known](file)
    published = next(found, "")
    if not isinstance(published, str):
        raise TypeError("a reader gives the date first")
    return published, _counted(found)


def _counted(found: Iterator[str | Entry]) -> Iterator[Entry]:
    references: set[str] = set()
    for entry in found:
        if isinstance(entry, Entry):
            if entry.reference in references:
                raise ListRefused(f"{entry.reference} stands on the list twice")
            references.add(entry.reference)
            if len(references) > MOST_ENTRIES:
                raise ListRefused(f"the list has more than {MOST_ENTRIES:,} persons")
            yield entry
