"""The EU's consolidated list of persons under financial sanctions: the Commission's XML export, schema FSF 1.1."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from lxml import etree

from autheid.person.country import Alpha3
from autheid.screening.entry import Born, Entry, Name
from autheid.screening.lists.countries import by_alpha2
from autheid.screening.lists.source import (
    MOST_NAME,
    MOST_NAMES,
    ListRefused,
    born_of,
    cut,
    document_number,
    elements,
    is_birth_year,
    text_of,
)

_SPACE = "{http://eu.europa.ec/fpi/fsd/export}"
_ROOT, _ENTITY = _SPACE + "export", _SPACE + "sanctionEntity"


def read_fsf(file: IO[bytes]) -> Iterator[str | Entry]:
    """First the date of the export, then every person. Raises ListRefused."""
    walk = elements(file, (_ENTITY,), _ROOT)
    root = next(walk, None)
    if root is None:
        raise ListRefused("the file is empty")
    yield text_of(root.get("generationDate"))[:10]
    for element in walk:
        subject = element.find(_SPACE + "subjectType")
        if subject is None:
            raise ListRefused(f"entity {element.get('logicalId')} has no subjectType")
        if subject.get("classificationCode") == "P" or subject.get("code") == "person":
            yield _person(element)


def _person(element: etree._Element) -> Entry:
    reference = text_of(element.get("euReferenceNumber")) or text_of(element.get("logicalId"))
    aliases = element.findall(_SPACE + "nameAlias")
    if not reference or not aliases or len(aliases) > MOST_NAMES:
        raise ListRefused(f"entity {reference or '?'} has {len(aliases)} names")
    act = element.find(_SPACE + "regulation")
    gender = next((alias.get("gender") for alias in aliases if alias.get("gender") in {"M", "F"}), "")
    offices = dict.fromkeys(text_of(alias.get("function")) for alias in aliases if alias.get("function"))
    remarks = [text_of(remark.text) for remark in element.findall(_SPACE + "remark") if remark.text]
    reason = "; ".join((*offices, *remarks))
    return Entry(
        reference=reference,
        names=tuple(_names(aliases, reference)),
        births=tuple(
            dict.fromkeys(born for one in element.findall(_SPACE + "birthdate") if (born := _born(one)))
        ),
        countries=_countries(element),
        gender=gender or "",
        documents=tuple(
            number
            for one in element.findall(_SPACE + "identification")
            if "passport" in (one.get("identificationTypeCode") or "")
            and (number := document_number(text_of(one.get("number"))))
        ),
        programme="" if act is None else text_of(act.get("programme")),
        reason=cut(reason),
        listed="" if act is None else text_of(act.get("publicationDate")),
        url="" if act is None else text_of(act.findtext(_SPACE + "publicationUrl")),
    )


def _names(aliases: list[etree._Element], reference: str) -> Iterator[Name]:
    found = False
    for alias in aliases:
        whole = text_of(alias.get("wholeName"), most=MOST_NAME)
        parts = (text_of(alias.get(part), most=MOST_NAME) for part in ("firstName", "middleName", "lastName"))
        text = whole or " ".join(part for part in parts if part)
        if text:
            found = True
            yield Name(text, weak=alias.get("strong") == "false")
    if not found:
        raise ListRefused(f"entity {reference} has no name")


def _born(element: etree._Element) -> Born | None:
    about = element.get("circa") == "true"
    born = born_of(text_of(element.get("birthdate")), about=about)
    if born is None and (element.get("yearRangeFrom") or "").isdigit():
        low, high = int(element.get("yearRangeFrom") or 0), int(element.get("yearRangeTo") or 0)
        born = Born(low, until=max(low, high), about=about) if is_birth_year(low) else None
    if born is None and (element.get("year") or "").isdigit():
        month = element.get("monthOfYear") or ""
        born = born_of(
            element.get("year", "") + (f"-{int(month):02}" if month.isdigit() else ""), about=about
        )
    return born if element.get("calendarType") in {None, "", "GREGORIAN"} else None


def _countries(element: etree._Element) -> tuple[Alpha3, ...]:
    codes = (by_alpha2(one.get("countryIso2Code") or "") for one in element.findall(_SPACE + "citizenship"))
    return tuple(dict.fromkeys(code for code in codes if code))
