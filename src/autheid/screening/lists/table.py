"""Politically exposed persons in a CSV with a header row, in UTF-8: our plain one, or OpenSanctions' `targets.simple.csv`.

Columns, of which only a name is required; several values of one are parted by semicolons:
`id`, `name`, `aliases`, `weak_aliases`, `birth_date`, `countries`, `gender`, `passports`, `programme`, `reason`, `listed`,
`url`, and `schema`, by which what is no person is left out.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import IO

from autheid.screening.entry import Entry, Name
from autheid.screening.lists.countries import by_code, in_words
from autheid.screening.lists.source import (
    MOST_NAME,
    MOST_NAMES,
    ListRefused,
    born_of,
    cut,
    document_number,
    lines_of,
    text_of,
)

_OTHER_HEADS = {
    "full_name": "name",
    "alias": "aliases",
    "date_of_birth": "birth_date",
    "dob": "birth_date",
    "country": "countries",
    "nationality": "countries",
    "programs": "programme",
    "program_ids": "programme",
    "sanctions": "reason",
    "position": "reason",
    "first_seen": "listed",
}


def read_table(file: IO[bytes]) -> Iterator[str | Entry]:
    """First no date, then every row. Raises ListRefused."""
    rows = csv.reader((line.decode() + "\n" for _, line in lines_of(file)), strict=True)
    try:
        head = [_head(one) for one in next(rows, [])]
        if "name" not in head:
            raise ListRefused("the first row must name the columns, `name` among them")
        yield ""
        for number, row in enumerate(rows, 2):
            if len(row) != len(head):
                raise ListRefused(f"row {number} has {len(row)} columns, the first one {len(head)}")
            values = dict(zip(head, row, strict=True))
            if values.get("schema", "Person") in {"Person", ""}:
                yield _entry(values, number)
    except csv.Error as error:
        raise ListRefused(f"not CSV: {error}") from None
    except UnicodeDecodeError as error:
        raise ListRefused(f"not UTF-8: {error.reason}") from None


def _head(text: str) -> str:
    plain = "_".join(text.strip().removeprefix("\ufeff").casefold().split())
    return _OTHER_HEADS.get(plain, plain)


def _entry(values: dict[str, str], number: int) -> Entry:
    def several(column: str) -> list[str]:
        return [text for one in values.get(column, "").split(";") if (text := text_of(one))]

    names, weak = [*several("name"), *several("aliases")], several("weak_aliases")
    if (
        not names
        or len(names) + len(weak) > MOST_NAMES
        or any(len(one) > MOST_NAME for one in (*names, *weak))
    ):
        raise ListRefused(f"row {number} has {len(names)} names, or one that is no name")
    countries = (
        code for one in several("countries") for code in ((by_code(one),) if by_code(one) else in_words(one))
    )
    gender = values.get("gender", "").strip().casefold()[:1]
    return Entry(
        reference=text_of(values.get("id")) or names[0],
        names=(*map(Name, dict.fromkeys(names)), *(Name(one, weak=True) for one in weak)),
        births=tuple(born for one in several("birth_date") if (born := born_of(one))),
        countries=tuple(dict.fromkeys(code for code in countries if code)),
        gender={"m": "M", "f": "F"}.get(gender, ""),
        documents=tuple(filter(None, map(document_number, several("passports")))),
        programme=text_of(values.get("programme")),
        reason=cut(text_of(values.get("reason"))),
        listed=text_of(values.get("listed"))[:10],
        url=text_of(values.get("url")),
    )
