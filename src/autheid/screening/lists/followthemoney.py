"""Politically exposed persons as FollowTheMoney entities, one in JSON a line (`entities.ftm.json` of OpenSanctions).

https://followthemoney.tech/explorer/schemata/Person/ names the properties.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

import msgspec

from autheid.person.country import Alpha3
from autheid.screening.entry import Entry, Name
from autheid.screening.lists.countries import by_code
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


class _Entity(msgspec.Struct):
    id: str
    schema: str = ""
    properties: dict[str, list[object]] = {}


_decode = msgspec.json.Decoder(_Entity).decode
_PERSONS = {"Person"}


def read_followthemoney(file: IO[bytes]) -> Iterator[str | Entry]:
    """First no date, since the lines have none; then every person. Raises ListRefused."""
    yield ""
    for number, line in lines_of(file):
        try:
            entity = _decode(line)
        except (msgspec.DecodeError, RecursionError) as error:
            raise ListRefused(f"line {number}: {error}") from None
        if entity.schema in _PERSONS:
            yield _person(entity, number)


def _person(entity: _Entity, number: int) -> Entry:
    def values(*names: str) -> list[str]:
        found = (value for name in names for value in entity.properties.get(name, ()))
        return [text for value in found if isinstance(value, str) and (text := text_of(value))]

    names = [*values("name"), *values("alias", "previousName")]
    weak = values("weakAlias")
    if (
        not names
        or len(names) + len(weak) > MOST_NAMES
        or any(len(one) > MOST_NAME for one in (*names, *weak))
    ):
        raise ListRefused(f"line {number}: {entity.id[:80]} has {len(names)} names, or one that is no name")
    genders = {one.casefold() for one in values("gender")}
    return Entry(
        reference=text_of(entity.id),
        names=(*map(Name, dict.fromkeys(names)), *(Name(one, weak=True) for one in dict.fromkeys(weak))),
        births=tuple(dict.fromkeys(born for one in values("birthDate") if (born := born_of(one)))),
        countries=_countries(values("nationality", "citizenship")),
        gender="M" if genders == {"male"} else "F" if genders == {"female"} else "",
        documents=tuple(filter(None, map(document_number, values("passportNumber")))),
        programme=", ".join(values("topics")),
        reason=cut("; ".join(values("position", "summary", "notes"))),
        url=(values("sourceUrl", "wikipediaUrl") or [""])[0],
    )


def _countries(codes: list[str]) -> tuple[Alpha3, ...]:
    return tuple(dict.fromkeys(code for one in codes if (code := by_code(one))))
