"""The United Nations Security Council's consolidated list, in the XML that the Secretariat publishes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from lxml import etree

from autheid.screening.entry import Born, Entry, Name
from autheid.screening.lists.countries import in_words
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

_PARTS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_ABOUT = {"APPROXIMATELY"}


def read_un(file: IO[bytes]) -> Iterator[str | Entry]:
    """First the date of the list, then every individual. Raises ListRefused."""
    walk = elements(file, ("INDIVIDUAL",), "CONSOLIDATED_LIST")
    root = next(walk, None)
    if root is None:
        raise ListRefused("the file is empty")
    yield text_of(root.get("dateGenerated"))[:10]
    for element in walk:
        yield _individual(element)


def _individual(element: etree._Element) -> Entry:
    reference = text_of(element.findtext("REFERENCE_NUMBER")) or text_of(element.findtext("DATAID"))
    name = " ".join(part for tag in _PARTS if (part := text_of(element.findtext(tag), most=MOST_NAME)))
    if not reference or not name:
        raise ListRefused(f"individual {reference or '?'} has no reference or no name")
    names = [Name(name)]
    names += [Name(text) for one in element.findall("NAME_ORIGINAL_SCRIPT") for text in _several(one.text)]
    aliases = element.findall("INDIVIDUAL_ALIAS")
    if len(aliases) > MOST_NAMES:
        raise ListRefused(f"individual {reference} has {len(aliases)} names")
    for alias in aliases:
        weak = text_of(alias.findtext("QUALITY")).casefold() == "low"
        role = text_of(alias.findtext("NOTE"))
        names += [Name(text, weak, cut(role, 60)) for text in _several(alias.findtext("ALIAS_NAME"))]
    gender = text_of(element.findtext("GENDER")).casefold()
    return Entry(
        reference=reference,
        names=tuple(names),
        births=tuple(
            dict.fromkeys(born for one in element.findall("INDIVIDUAL_DATE_OF_BIRTH") if (born := _born(one)))
        ),
        countries=tuple(
            dict.fromkeys(
                code
                for value in element.findall("NATIONALITY/VALUE")
                for code in in_words(text_of(value.text))
            )
        ),
        gender={"male": "M", "female": "F"}.get(gender, ""),
        documents=tuple(_passports(element)),
        programme=text_of(element.findtext("UN_LIST_TYPE")),
        reason=cut(_reason(element)),
        listed=text_of(element.findtext("LISTED_ON"))[:10],
        url="",
    )


def _several(text: str | None) -> list[str]:
    """One alias a piece: the Secretariat parts some by semicolons and line ends."""
    pieces = (text or "").replace("\n", ";").split(";")
    return [piece for one in pieces if (piece := text_of(one, most=MOST_NAME))]


def _born(element: etree._Element) -> Born | None:
    about = text_of(element.findtext("TYPE_OF_DATE")) in _ABOUT
    born = born_of(text_of(element.findtext("DATE")), about=about)
    born = born or born_of(text_of(element.findtext("YEAR")), about=about)
    low, high = text_of(element.findtext("FROM_YEAR")), text_of(element.findtext("TO_YEAR"))
    if (
        born is None
        and low.isdigit()
        and high.isdigit()
        and is_birth_year(int(low))
        and is_birth_year(int(high))
    ):
        born = Born(int(low), until=int(high), about=about)
    return born


def _passports(element: etree._Element) -> Iterator[str]:
    for one in element.findall("INDIVIDUAL_DOCUMENT"):
        kind = text_of(one.findtext("TYPE_OF_DOCUMENT")) + text_of(one.findtext("TYPE_OF_DOCUMENT2"))
        number = document_number(text_of(one.findtext("NUMBER")))
        if number and ("pass" in kind.casefold() or "pasaporte" in kind.casefold()):
            yield number


def _reason(element: etree._Element) -> str:
    offices = [text_of(one.text) for one in element.findall("DESIGNATION/VALUE")]
    comment = " ".join((element.findtext("COMMENTS1") or "").split())
    return "; ".join(part for part in (*offices, comment) if part)
