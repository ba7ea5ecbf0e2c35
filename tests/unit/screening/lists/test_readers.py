"""Each format as its publisher writes it, and hostile files, which are refused with a sentence."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from contextlib import suppress
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autheid.screening.entry import Born, Entry, Name
from autheid.screening.lists.countries import in_words
from autheid.screening.lists.formats import Format, format_of, read_list
from autheid.screening.lists.source import ListRefused, born_of
from tests.support.lists import fsf

_REAL = Path(__file__).parents[5] / "shared" / "data" / "screening"


def _read(content: bytes) -> tuple[str, list[Entry]]:
    published, entries = read_list(io.BytesIO(content), format_of(content[:4096]))
    return published, list(entries)


def _specimen(name: str) -> bytes:
    return (files("autheid.staging") / "lists" / name).read_bytes()


def test_the_eus_list_gives_persons_with_all_that_is_compared() -> None:
    published, (first, second) = _read(_specimen("eu.xml"))
    assert published == "2026-01-01"
    assert first == Entry(
        reference="EU.0.1",
        names=(Name("Screening Eu Specimen"), Name("Скрининг Еу Специмен")),
        births=(Born(1980),),
        countries=("SWE",),  # type: ignore[arg-type]
        gender="M",
        programme="SPECIMEN",
        reason="Specimen of a listed person",
        listed="2026-01-01",
        url="https://example.com/specimen/eu/1",
    )
    assert second.names[1] == Name("The Weak Alias", weak=True)
    assert second.births == (Born(1964, 8, 12),)


def test_the_uns_list_gives_names_in_parts_weak_aliases_and_passports() -> None:
    published, (one, _) = _read(_specimen("un.xml"))
    assert (published, one.reference, one.title) == ("2026-01-01", "XXi.001", "EXEMPLUM NEMO PLACEHOLDER")
    assert one.names[1:] == (Name("Nemo Exemplar"), Name("The Placeholder", weak=True))
    assert (one.births, one.countries, one.documents) == ((Born(1955, 5, 5),), ("SWE",), ("X0000001",))
    assert (one.programme, one.reason) == ("Specimen", "Specimen of a listed person; A specimen for tests.")


def test_followthemoney_gives_persons_alone() -> None:
    company = {"id": "c", "schema": "Company", "properties": {"name": ["Nobody Ltd"]}}
    _, entries = _read(_specimen("pep.jsonl") + json.dumps(company).encode())
    assert [one.reference for one in entries] == ["specimen-pep-1", "specimen-pep-2"]
    assert (entries[0].gender, entries[0].countries, entries[0].programme) == ("M", ("SWE",), "role.pep")


def test_popolo_gives_the_offices_as_reason() -> None:
    popolo = {
        "persons": [
            {
                "id": "p1", "name": "Kajsa Exempel", "other_names": [{"name": "K. Exempel"}], "birth_date": "1960-02-03",
                "gender": "female", "links": [{"url": "https://example.com"}],
            },
        ],
        "memberships": [{"person_id": "p1", "role": "member", "organization_id": "o1", "start_date": "2020-01-01"}],
        "organizations": [{"id": "o1", "name": "Specimen Parliament"}],
    }  # fmt: skip
    _, (one,) = _read(json.dumps(popolo, indent=1).encode())
    assert one.names == (Name("Kajsa Exempel"), Name("K. Exempel"))
    assert (one.births, one.gender, one.reason) == (
        (Born(1960, 2, 3),),
        "F",
        "member, Specimen Parliament (2020 to )",
    )


def test_a_table_needs_a_name_and_takes_the_columns_of_opensanctions() -> None:
    table = (
        b"id,schema,name,aliases,birth_date,countries,sanctions\n"
        b'Q1,Person,Kajsa Exempel,"K. Exempel;Kajsa E",1960-02-03;1961,se;Norway,"Minister, of nothing"\n'
        b"Q2,Company,Nobody Ltd,,,,\n"
    )
    _, (one,) = _read(table)
    assert [name.text for name in one.names] == ["Kajsa Exempel", "K. Exempel", "Kajsa E"]
    assert (one.births, one.countries) == ((Born(1960, 2, 3), Born(1961)), ("SWE", "NOR"))
    assert one.reason == "Minister, of nothing"


@pytest.mark.parametrize(
    "text, countries",
    [
        ("Democratic People's Republic of Korea ", ("PRK",)),
        ("United States. Also believed to hold Syrian nationality", ("USA", "SYR")),
        ("Bahrain (citizenship revoked in Jan. 2015)", ("BHR",)),
        ("Democratic Republic of the Congo", ("COD",)),
        ("Congo", ("COG",)),
        (" na", ()),
    ],
)
def test_countries_are_found_in_the_uns_sentences(text: str, countries: tuple[str, ...]) -> None:
    assert in_words(text) == countries


@pytest.mark.parametrize(
    "text, born",
    [
        ("1970-01-02", Born(1970, 1, 2)),
        ("1970-01-02T00:00:00", Born(1970, 1, 2)),
        ("1970-01", Born(1970, 1)),
        ("1970", Born(1970)),
        ("1402", None),
        ("about 1970", None),
        ("1970-13-01", None),
        ("", None),
    ],
)
def test_births_are_read_as_far_as_they_are_known(text: str, born: Born | None) -> None:
    assert born_of(text) == born


_LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><CONSOLIDATED_LIST dateGenerated="2026-01-01"><INDIVIDUALS><INDIVIDUAL>
<FIRST_NAME>&c;</FIRST_NAME></INDIVIDUAL></INDIVIDUALS></CONSOLIDATED_LIST>"""
_EXTERNAL = b"""<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><export
xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2026-01-01">&e;</export>"""


def _un(individual: str) -> bytes:
    return f'<CONSOLIDATED_LIST dateGenerated="2026-01-01"><INDIVIDUALS>{individual}</INDIVIDUALS></CONSOLIDATED_LIST>'.encode()


_HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "billion laughs": (lambda: _LAUGHS, "document type"),
    "external entity": (lambda: _EXTERNAL, "document type"),
    "endless name": (lambda: fsf(("EU.1", "a" * 10_000_001, "")), "not well-formed|characters"),
    "long name": (lambda: fsf(("EU.1", "a" * 5_000, "")), "5,000 characters"),
    "long text": (
        lambda: _un(f"<INDIVIDUAL><REFERENCE_NUMBER>1</REFERENCE_NUMBER><FIRST_NAME>{'a' * 3_000_000}</FIRST_NAME></INDIVIDUAL>"),
        "characters",
    ),
    "deep": (lambda: _un("<INDIVIDUAL>" + "<A>" * 100 + "</A>" * 100 + "</INDIVIDUAL>"), "deeper than 32"),
    "very deep": (lambda: _un("<A>" * 100_000), "deeper|depth|not well-formed"),
    "many elements": (lambda: _un("<INDIVIDUAL>" + "<A/>" * 200_000 + "</INDIVIDUAL>"), "more than 100,000 elements"),
    "many names": (
        lambda: _un(
            "<INDIVIDUAL><REFERENCE_NUMBER>1</REFERENCE_NUMBER><FIRST_NAME>A</FIRST_NAME>"
            + "<INDIVIDUAL_ALIAS><ALIAS_NAME>B</ALIAS_NAME></INDIVIDUAL_ALIAS>" * 500
            + "</INDIVIDUAL>"
        ),
        "500 names",
    ),
    "cut": (lambda: fsf(("EU.1", "Ivan Testov", "1970"))[:-30], "not well-formed|too early"),
    "wrong encoding": (lambda: fsf(("EU.1", "Ivan", "")).replace(b"Ivan", b"\xff\xfe\xfd"), "not well-formed"),
    "another encoding than told": (
        lambda: b'<?xml version="1.0" encoding="UTF-16"?>' + fsf(("EU.1", "Ivan", "")),
        "not well-formed",
    ),
    "another root": (lambda: b"<html><body>Service unavailable</body></html>", "neither the EU"),
    "an error page": (lambda: b"Service unavailable", "none of the formats"),
    "nothing": (lambda: b"", "none of the formats"),
    "twice": (lambda: fsf(("EU.1", "Ivan", ""), ("EU.1", "Petr", "")), "twice"),
    "no name": (lambda: fsf(("EU.1", "", "")), "no name"),
    "no reference": (lambda: _un("<INDIVIDUAL><FIRST_NAME>A</FIRST_NAME></INDIVIDUAL>"), "no reference"),
    "nested JSON": (
        lambda: b'{"id": "1", "schema": "Person", "properties": ' + b'{"a": [' * 50_000 + b"]}" * 50_000 + b"}",
        "line 1",
    ),
    "long line": (lambda: b'{"schema": "Person", "properties": {}, "id": "' + b"a" * 5_000_000, "line 1"),
    "not JSON": (lambda: b'{"schema": "Person", "properties": {', "line 1"),
    "Popolo without persons": (lambda: b'{"memberships": []}', "not Popolo"),
    "ragged table": (lambda: b"id,name\n1,Kajsa\n2,Olle,more\n", "row 3 has 3 columns"),
    "table without names": (lambda: b"id,first\n1,Kajsa\n", "`name` among them"),
    "table in Latin 1": (lambda: "id,name\n1,Öström\n".encode("latin-1"), "not UTF-8"),
    "open quote": (lambda: b'id,name\n1,"Kajsa\n', "not CSV|columns"),
}  # fmt: skip


@pytest.mark.parametrize("name", _HOSTILE)
def test_a_hostile_or_broken_file_is_refused_with_a_sentence(name: str) -> None:
    make, says = _HOSTILE[name]
    with pytest.raises(ListRefused, match=says):
        _read(make())


@given(st.binary(max_size=300))
def test_arbitrary_bytes_are_read_or_refused_and_nothing_else_happens(noise: bytes) -> None:
    for head in (
        b"",
        b"<export>",
        b'<CONSOLIDATED_LIST a="',
        b'{"schema":"Person","properties":',
        b"name,id\n",
    ):
        entries: list[Entry] = []
        with suppress(ListRefused):
            _, entries = _read(head + noise)
        assert all(entry.reference and entry.names for entry in entries)


@pytest.mark.skipif(not _REAL.exists(), reason="the real lists are not part of the project")
@pytest.mark.parametrize(
    "name, form, published, persons",
    [
        ("eu_fsf_1.1_half_2026-05-01.xml", Format.FSF, "2026-05-01", 2248),
        ("un_consolidated_2020-11-24.xml", Format.UN, "2020-11-24", 713),
        ("un_consolidated_2021-01-18.xml", Format.UN, "2021-01-18", 710),
    ],
)
def test_the_real_lists_are_read_whole(name: str, form: Format, published: str, persons: int) -> None:
    content = (_REAL / name).read_bytes()
    assert format_of(content[:4096]) is form
    date, entries = _read(content)
    assert (date, len(entries)) == (published, persons)
