"""Lists of nobody, in the formats of the real ones, and open lists for the engine."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import quoteattr

from autheid.kernel.clock import Millis
from autheid.person.country import Alpha3
from autheid.screening.engine import OpenList
from autheid.screening.entry import Born, Entry, Name
from autheid.screening.index import Index, build
from autheid.screening.result import ListKind
from autheid.screening.version import ListVersion


def entry(*names: str, reference: str = "EU.1", weak: tuple[str, ...] = (), **facts: object) -> Entry:
    """An entry with these names."""
    return Entry(reference, (*map(Name, names), *(Name(one, weak=True) for one in weak)), **facts)  # type: ignore[arg-type]


IVAN = entry(
    "Ivan Vladimirovich TESTOV",
    "Иван Владимирович ТЕСТОВ",
    reference="EU.1",
    weak=("The Tester",),
    births=(Born(1970, 1, 2),),
    countries=(Alpha3("RUS"),),
    gender="M",
    documents=("AB123456",),
    programme="TEST",
    reason="Made up for tests.",
    url="https://example.com/1",
)
"""Nobody of this name is known to us."""


def open_list(
    entries: Iterable[Entry], kind: ListKind = ListKind.EU, *, name: str = "", published: str = "2026-01-01"
) -> OpenList:
    """A list in memory."""
    every = list(entries)
    version = ListVersion(
        name=name or kind.value.lower(),
        kind=kind,
        format="fsf",
        source="test",
        published=published,
        sha256="0" * 64,
        entries=len(every),
        names=sum(len(one.names) for one in every),
        loaded=Millis(0),
    )
    return OpenList(version, Index(build(every)))


def fsf(*persons: tuple[str, str, str], date: str = "2026-01-01") -> bytes:
    """The EU's schema: reference, name and birth of each person; a birth may be a year, or empty."""
    return (
        f'<export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="{date}T00:00:00">'
        + "".join(_entity(*person) for person in persons)
        + "</export>"
    ).encode()


def _entity(reference: str, name: str, birth: str) -> str:
    attribute = f"birthdate={quoteattr(birth)}" if "-" in birth else f"year={quoteattr(birth)}"
    born = f'<birthdate calendarType="GREGORIAN" {attribute}/>' if birth else ""
    return (
        f'<sanctionEntity euReferenceNumber={quoteattr(reference)} logicalId="1">'
        '<regulation programme="TEST" publicationDate="2026-01-01"/>'
        '<subjectType code="person" classificationCode="P"/>'
        f'<nameAlias wholeName={quoteattr(name)} strong="true"/>{born}</sanctionEntity>'
    )
