"""What every reader of a list goes by: limits, and one kind of error."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

from lxml import etree

from autheid.screening.entry import Born

MOST_BYTES = 400_000_000
MOST_ENTRIES = 3_000_000
MOST_NAMES = 400
"""Of one entry."""
MOST_TEXT = 4_000
"""Characters of one value; a remark is cut at MOST_REASON, a name that is longer is no name."""
MOST_NAME = 1_000
MOST_LINE = 4_000_000
"""Bytes of one line, where each is a whole entry."""
MOST_REASON = 600
_MOST_DEPTH = 32
_MOST_ELEMENTS = 100_000
"""Held at once: of one entry, or on the way to one."""
_PIECE = 65_536
_FIRST_YEAR, _LAST_YEAR = 1800, 2100
_MONTHS, _DAYS = 12, 31


class ListRefused(ValueError):
    """The file is not a list that can be believed; the message says where and why."""


class Measured:
    """A file that may give only so many bytes."""

    def __init__(self, file: IO[bytes], most: int = MOST_BYTES) -> None:
        self._file = file
        self._left = most

    def read(self, size: int = -1) -> bytes:
        """As a file reads. Raises ListRefused when there is more than may be."""
        piece = self._file.read(_PIECE if size < 0 else size)
        self._left -= len(piece)
        if self._left < 0:
            raise ListRefused("the file is larger than any list")
        return piece


def elements(file: IO[bytes], tags: tuple[str, ...], root: str) -> Iterator[etree._Element]:
    """The elements with these tags, each dropped after it was seen; the root first, with its attributes alone.

    Raises ListRefused for what is no XML, for a document type (with it go entities, billion laughs and external files),
    for depth, and for another root.
    """
    try:
        events = etree.iterparse(
            Measured(file),
            events=("start", "end"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        yield from _walk(events, tags, root)
    except etree.XMLSyntaxError as error:
        raise ListRefused(f"not well-formed XML: {error.msg}") from None


def _walk(events: etree.iterparse, tags: tuple[str, ...], root: str) -> Iterator[etree._Element]:
    depth = held = 0
    entry: etree._Element | None = None
    for event, element in events:
        if event == "start":
            depth, held = depth + 1, held + 1
            _check_size(depth, held)
            if depth == 1:
                _check_root(element, root)
                yield element
            elif entry is None and element.tag in tags:
                entry = element
            continue
        depth -= 1
        if element is entry:
            yield element
            entry = None
        if entry is None and depth:
            held = 0
            element.clear()
            # What was read before stands empty under the parent, a hundred bytes each.
            while element.getprevious() is not None:
                del element.getparent()[0]
    if depth:
        raise ListRefused("the file ends too early")


def _check_size(depth: int, held: int) -> None:
    if depth > _MOST_DEPTH:
        raise ListRefused(f"elements stand deeper than {_MOST_DEPTH}")
    if held > _MOST_ELEMENTS:
        raise ListRefused(f"an entry has more than {_MOST_ELEMENTS:,} elements")


def _check_root(element: etree._Element, root: str) -> None:
    if element.getroottree().docinfo.doctype:
        raise ListRefused("a document type is not allowed in a list")
    if element.tag != root:
        raise ListRefused(f"the root is {etree.QName(element).localname}, not {etree.QName(root).localname}")


def lines_of(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """The lines that are not empty, with their numbers. Raises ListRefused for a line or a file that is too long."""
    measured, rest, number = Measured(file), b"", 0
    while True:
        piece = measured.read()
        *lines, rest = (rest + piece).split(b"\n") if piece else (rest, b"")
        for line in lines:
            number += 1
            if len(line) > MOST_LINE:
                break
            if line.strip():
                yield number, line.rstrip(b"\r")
        if len(rest) > MOST_LINE or any(len(line) > MOST_LINE for line in lines):
            raise ListRefused(f"line {number + 1} is longer than {MOST_LINE:,} bytes")
        if not piece:
            return


def text_of(value: str | None, *, most: int = MOST_TEXT) -> str:
    """A value with single spaces. Raises ListRefused when it is longer than any is."""
    if value and len(value) > 4 * most:
        raise ListRefused(f"a value has {len(value):,} characters; {most:,} is the most")
    text = " ".join((value or "").split())
    if len(text) > most:
        raise ListRefused(f"a value has {len(text):,} characters; {most:,} is the most")
    return text


def cut(text: str, most: int = MOST_REASON) -> str:
    """At most so long, at a word's end, and told when it was longer."""
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " …"


def document_number(text: str) -> str:
    """A document's number to compare: capitals and digits."""
    return re.sub(r"[^A-Z0-9]", "", text.upper())


def is_birth_year(year: int) -> bool:
    """Whether somebody on a list can be born then."""
    return _FIRST_YEAR <= year <= _LAST_YEAR


def born_of(text: str, *, about: bool = False) -> Born | None:
    """`1970-01-02`, `1970-01` and `1970`, with or without a time behind; None for anything else."""
    found = re.match(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:$|T)", text)
    if found is None:
        return None
    year, month, day = (int(part or 0) for part in found.groups())
    if not is_birth_year(year) or month > _MONTHS or day > _DAYS:
        return None
    return Born(year, month, day if month else 0, about=about)
