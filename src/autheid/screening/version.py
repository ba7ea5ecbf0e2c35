"""Which version of which list: what a result names, and what a replay goes back to."""

from __future__ import annotations

import re

import msgspec

from autheid.kernel.clock import Millis
from autheid.screening.result import ListKind

LAYOUT = 1
"""Of the index in its files. What was written with another one is built anew from the kept source."""
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")


class ListVersion(msgspec.Struct, frozen=True, kw_only=True):
    """A list as it was loaded."""

    name: str
    """The operator's name for it: `eu`, `un`, `pep`, or `us-congress` beside others of its kind."""
    kind: ListKind
    format: str
    source: str
    """The file's name or the address it came from, without its query."""
    published: str
    """ISO date: the list's own, else of the day it was loaded."""
    sha256: str
    """Of the source's bytes, in hexadecimal."""
    entries: int
    names: int
    loaded: Millis
    layout: int = LAYOUT

    @property
    def version(self) -> str:
        """How the version is called: date and the hash's beginning."""
        return f"{self.published}-{self.sha256[:12]}"


def parse_list_name(text: str) -> str:
    """A list's name. Raises ValueError for anything but small letters, digits and hyphens."""
    if not _NAME.fullmatch(text):
        raise ValueError("a list's name has 1 to 32 small letters, digits and hyphens")
    return text
