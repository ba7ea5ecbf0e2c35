from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import pytest

from autheid.kernel.clock import Millis, SetClock
from autheid.needs.lists import Delta, Taken
from autheid.outside.list_shelf import VERSIONS_KEPT, ListShelf
from autheid.screening.lists.source import ListRefused
from autheid.screening.result import ListKind
from tests.support.lists import fsf

NOW = Millis(1_795_392_000_000)
HOUR = 3_600
_PERSONS = [(f"EU.{number}", f"Test{number} Person{number}", "1970") for number in range(10)]


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture
def shelf(tmp_path: Path, clock: SetClock) -> ListShelf:
    return ListShelf(tmp_path / "lists", clock=clock, stale_hours=48)


def _take(
    shelf: ListShelf, content: bytes, *, name: str = "eu", kind: ListKind = ListKind.EU, force: bool = False
) -> Taken:
    return shelf.take(name, kind, io.BytesIO(content), source="test.xml", now=NOW, force=force)


def test_a_list_is_in_use_as_soon_as_it_is_taken_for_every_process(
    shelf: ListShelf, tmp_path: Path, clock: SetClock
) -> None:
    other = ListShelf(tmp_path / "lists", clock=clock, stale_hours=48)
    assert other.current() == ()
    taken = _take(shelf, fsf(*_PERSONS))
    assert (taken.fresh, taken.version.entries, taken.version.published) == (True, 10, "2026-01-01")
    (opened,) = other.current()
    assert opened.version == taken.version
    assert opened.index.entry(3).title == "Test3 Person3"


def test_a_newer_version_replaces_it_and_tells_what_changed_and_the_old_one_stays(shelf: ListShelf) -> None:
    first = _take(shelf, fsf(*_PERSONS))
    token = shelf.token()
    changed = [("EU.1", "Test1 Otherwise", "1970"), ("EU.99", "Fresh Person", "")]
    persons = [_PERSONS[0], *changed, *_PERSONS[3:]]
    second = _take(shelf, fsf(*persons, date="2026-02-01"))
    assert second.delta == Delta(added=1, changed=1, removed=1)
    assert shelf.token() != token
    assert [one.in_use for one in shelf.shelved()] == [True, False]
    kept = shelf.at("eu", first.version.version)
    assert kept is not None
    assert kept.index.entry(1).title == "Test1 Person1"


def test_the_same_file_again_changes_nothing_but_when_somebody_looked(
    shelf: ListShelf, clock: SetClock
) -> None:
    _take(shelf, fsf(*_PERSONS))
    clock.advance(seconds=49 * HOUR)
    assert shelf.current()[0].stale
    again = shelf.take(
        "eu", ListKind.EU, io.BytesIO(fsf(*_PERSONS)), source="x", now=clock.now(), force=False
    )
    assert not again.fresh
    assert not shelf.current()[0].stale


@pytest.mark.parametrize(
    "content, says",
    [
        (fsf(*_PERSONS[:7], date="2026-02-01"), "7 persons, the one in use 10"),
        (
            fsf(*_PERSONS, ("EU.98", "New Person", ""), date="2025-12-31"),
            "of 2025-12-31, the one in use of 2026-01-01",
        ),
        (fsf(*_PERSONS)[:-40], "not well-formed"),
        (fsf(date="2026-02-01"), "no person"),
        (b"Service unavailable", "none of the formats"),
        (b"name,id\nKajsa,1\n", "of the kind PEP, not EU"),
    ],
)
def test_what_is_broken_or_implausible_is_refused_and_the_old_list_stays(
    shelf: ListShelf, tmp_path: Path, content: bytes, says: str
) -> None:
    first = _take(shelf, fsf(*_PERSONS))
    with pytest.raises(ListRefused, match=says):
        _take(shelf, content)
    (opened,) = shelf.current()
    assert opened.version == first.version
    assert [
        path.name for path in (tmp_path / "lists" / "eu").iterdir() if path.name.startswith(".draft")
    ] == []


def test_force_takes_what_only_looks_implausible(shelf: ListShelf) -> None:
    _take(shelf, fsf(*_PERSONS))
    assert _take(shelf, fsf(*_PERSONS[:3]), force=True).version.entries == 3
    with pytest.raises(ListRefused, match="not well-formed"):
        _take(shelf, fsf(*_PERSONS)[:-40], force=True)


def test_only_the_latest_versions_are_kept(shelf: ListShelf) -> None:
    for day in range(1, VERSIONS_KEPT + 4):
        _take(shelf, fsf(*_PERSONS, date=f"2026-01-{day:02}"))
    assert len(shelf.shelved()) == VERSIONS_KEPT
    assert shelf.current()[0].version.published == f"2026-01-{VERSIONS_KEPT + 3:02}"


def test_what_an_earlier_release_indexed_is_indexed_anew_from_its_source(
    shelf: ListShelf, tmp_path: Path, clock: SetClock
) -> None:
    taken = _take(shelf, fsf(*_PERSONS))
    home = tmp_path / "lists" / "eu" / taken.version.version
    told = json.loads((home / "version.json").read_bytes())
    (home / "version.json").write_text(json.dumps({**told, "layout": 0}))
    (home / "keys.npy").write_bytes(b"of another layout")
    (opened,) = ListShelf(tmp_path / "lists", clock=clock, stale_hours=48).current()
    assert (opened.version, opened.index.entry(0).title) == (taken.version, "Test0 Person0")


def test_the_source_is_kept_byte_for_byte(shelf: ListShelf, tmp_path: Path) -> None:
    taken = _take(shelf, fsf(*_PERSONS))
    kept = tmp_path / "lists" / "eu" / taken.version.version / "source.gz"
    assert gzip.decompress(kept.read_bytes()) == fsf(*_PERSONS)


def test_a_list_out_of_use_leaves_its_versions(shelf: ListShelf) -> None:
    _take(shelf, fsf(*_PERSONS))
    assert shelf.drop("eu")
    assert (shelf.current(), shelf.token(), len(shelf.shelved())) == ((), "", 1)
    assert not shelf.drop("eu")


@pytest.mark.parametrize("name", ["", "EU", "../eu", "a/b", ".", "x" * 40])
def test_a_name_is_no_path(shelf: ListShelf, name: str) -> None:
    with pytest.raises(ValueError, match="small letters"):
        _take(shelf, fsf(*_PERSONS), name=name)


def test_a_version_is_no_path(shelf: ListShelf) -> None:
    _take(shelf, fsf(*_PERSONS))
    assert shelf.at("eu", "../eu") is None
    assert shelf.at("eu", "2020-01-01-000000000000") is None
