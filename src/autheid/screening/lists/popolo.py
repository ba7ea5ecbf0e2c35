"""Politically exposed persons in Popolo JSON (https://www.popoloproject.com/specs/): persons, memberships, organisations."""

from __future__ import annotations

from typing import IO, Any

import msgspec

from autheid.screening.entry import Entry, Name
from autheid.screening.lists.countries import by_code
from autheid.screening.lists.source import (
    MOST_NAME,
    MOST_NAMES,
    ListRefused,
    Measured,
    born_of,
    cut,
    text_of,
)

_MOST_BYTES = 100_000_000
"""One JSON document is read whole, so it may be smaller than what comes line by line."""


class _Other(msgspec.Struct):
    name: str = ""


class _Contact(msgspec.Struct):
    url: str = ""


class _Person(msgspec.Struct):
    name: str
    id: str = ""
    other_names: list[_Other] = []
    birth_date: str | None = None
    gender: str | None = None
    national_identity: str | None = None
    links: list[_Contact] = []


class _Membership(msgspec.Struct):
    person_id: str = ""
    role: str | None = None
    organization_id: str | None = None
    on_behalf_of_id: str | None = None
    start_date: str | None = None
    end_date: str | None = None


class _Organization(msgspec.Struct):
    id: str = ""
    name: str = ""


class _Popolo(msgspec.Struct):
    persons: list[_Person]
    memberships: list[_Membership] = []
    organizations: list[_Organization] = []
    meta: dict[str, Any] = {}


_decode = msgspec.json.Decoder(_Popolo).decode


def read_popolo(file: IO[bytes]) -> Any:
    """First no date, then every person with the offices held. Raises ListRefused."""
    measured = Measured(file, _MOST_BYTES)
    pieces = iter(lambda: measured.read(1 << 20), b"")
    try:
        popolo = _decode(b"".join(pieces))
    except (msgspec.DecodeError, RecursionError) as error:
        raise ListRefused(f"not Popolo JSON: {error}") from None
    organizations = {one.id: text_of(one.name) for one in popolo.organizations}
    offices: dict[str, list[str]] = {}
    for held in popolo.memberships:
        role, body = text_of(held.role), organizations.get(held.organization_id or "", "")
        years = f" ({(held.start_date or '')[:4]} to {(held.end_date or '')[:4]})" if held.start_date else ""
        offices.setdefault(held.person_id, []).append(
            ", ".join(part for part in (role, body) if part) + years
        )
    yield ""
    for person in popolo.persons:
        yield _entry(person, offices.get(person.id, []))


def _entry(person: _Person, offices: list[str]) -> Entry:
    names = list(
        dict.fromkeys(
            filter(None, (text_of(person.name), *(text_of(one.name) for one in person.other_names)))
        )
    )
    if not names or len(names) > MOST_NAMES or any(len(name) > MOST_NAME for name in names):
        raise ListRefused(f"person {person.id[:80]!r} has {len(names)} names, or one that is no name")
    born = born_of(text_of(person.birth_date))
    nationality = by_code(text_of(person.national_identity))
    gender = text_of(person.gender).casefold()[:1]
    return Entry(
        reference=text_of(person.id) or names[0],
        names=tuple(map(Name, names)),
        births=(born,) if born else (),
        countries=(nationality,) if nationality else (),
        gender={"m": "M", "f": "F"}.get(gender, ""),
        programme="PEP",
        reason=cut("; ".join(dict.fromkeys(filter(None, offices)))),
        url=person.links[0].url if person.links else "",
    )
