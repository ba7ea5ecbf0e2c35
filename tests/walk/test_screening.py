"""From a list to a KYC, to an officer, and back when the list changes: by a real server, its commands beside it."""

from __future__ import annotations

import asyncio
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.lists import fsf
from tests.support.operator import operator
from tests.support.rp import DOORS, HTTP1, Fields, rp_at
from tests.support.server import PLENTY, ServerProcess, serving

_PERSON = "approve+0s@example.com"
"""TEST SPECIMEN, born 1980-01-01."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    with serving(tmp_path / "data", profile="staging", **PLENTY) as running:
        yield running


async def _kyc(server: ServerProcess, email: str, door: str = HTTP1) -> tuple[str, Fields]:
    async with rp_at(door, server.address) as rp:
        request_id = await rp.create(type="KYC", email=email, title="Open an account")
        result = await rp.result(request_id)
        assert result["status"] == "SUCCESS"
        return request_id, {
            name: value for name, value in result["kyc"].items() if name.startswith("screening")
        }


def _list(tmp_path: Path, *more: tuple[str, str, str], date: str) -> str:
    file = tmp_path / f"eu-{date}.xml"
    specimens = (
        ("EU.0.1", "Screening Eu Specimen", "1980"),
        ("EU.0.3", "Exempla Erika Musterfrau", "1964-08-12"),
    )
    file.write_bytes(fsf(*specimens, *more, date=date))
    return str(file)


def _until_screened(server: ServerProcess) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        screened = re.search(r"screened: (\d+) of (\d+)", operator(server, "screening", "status"))
        if screened is not None and screened[1] == screened[2]:
            return
        time.sleep(0.2)
    raise AssertionError("not everybody was screened")


@pytest.mark.parametrize("door", DOORS)
async def test_the_specimens_of_staging_match_on_their_own_list_alone(
    server: ServerProcess, door: str
) -> None:
    for name in ("EU", "UN", "PEP"):
        _, told = await _kyc(server, f"approve+0s@screening-{name.lower()}.example.com", door)
        for other in ("EU", "UN", "PEP"):
            if other == name:
                assert told[f"screening_{other}"] == "MATCH_FOUND"
                assert (
                    f"Screening {name.title()} Specimen".casefold()
                    in told[f"screening_{other}_info"].casefold()
                )
            else:
                assert told[f"screening_{other}"] == "NO_MATCH_FOUND"
                assert told.get(f"screening_{other}_info", "") == ""


async def test_a_changed_list_raises_what_is_new_and_a_cleared_pair_stays_so_until_its_entry_changes(
    server: ServerProcess, tmp_path: Path
) -> None:
    _, before = await _kyc(server, _PERSON)
    assert before["screening_EU"] == "NO_MATCH_FOUND"

    listed = ("EU.9", "Test Specimen", "1980-01-01")
    said = operator(server, "lists", "update", "eu", _list(tmp_path, listed, date="2026-02-01"))
    assert "1 added, " in said
    await asyncio.to_thread(_until_screened, server)
    waiting = operator(server, "screening", "list")
    # The reference's own test account has the same name; ours is the later one.
    pair = max(re.findall(r"\d+:eu:EU\.9", waiting), key=lambda name: int(name.partition(":")[0]))
    shown = operator(server, "screening", "show", pair, "--as", "Olle Officer")
    for words in (
        "Test Specimen",
        "the same day, 1980-01-01",
        "missing: the list has none",
        "111222333",
        "open since",
    ):
        assert words in shown

    request_id, matched = await _kyc(server, _PERSON)
    assert matched["screening_EU"] == "MATCH_FOUND"
    assert "the same now" in operator(server, "screening", "replay", request_id)

    reason = "Another person: seen the passport."
    said = operator(server, "screening", "clear", pair, "--reason", reason, "--as", "Olle Officer")
    assert "when a second officer says so too" in said
    assert (await _kyc(server, _PERSON))[1]["screening_EU"] == "MATCH_FOUND", "one officer is none"
    twice = ("screening", "clear", pair, "--reason", reason, "--as", "Olle Officer")
    assert "a second officer must say so too" in operator(server, *twice, fails=True)
    cleared = operator(server, "screening", "clear", pair, "--reason", "So it is.", "--as", "Petra Officer")
    assert "not the same" in cleared
    assert (await _kyc(server, _PERSON))[1]["screening_EU"] == "NO_MATCH_FOUND"
    assert "the same now" in operator(server, "screening", "replay", request_id), "it was not cleared then"

    operator(
        server,
        "lists",
        "update",
        "eu",
        _list(tmp_path, listed, ("EU.10", "Someone Else", ""), date="2026-03-01"),
    )
    await asyncio.to_thread(_until_screened, server)
    assert pair not in operator(server, "screening", "list")

    changed = ("EU.9", "Test Specimen", "1980")
    operator(
        server,
        "lists",
        "update",
        "eu",
        _list(tmp_path, changed, ("EU.10", "Someone Else", ""), date="2026-04-01"),
    )
    await asyncio.to_thread(_until_screened, server)
    assert pair in operator(server, "screening", "list")
    operator(server, "screening", "confirm", pair, "--reason", "The same passport.", "--as", "Olle Officer")
    confirmed = operator(server, "screening", "confirm", pair, "--reason", "Indeed.", "--as", "Petra Officer")
    assert "the same: Test Specimen" in confirmed
    assert pair not in operator(server, "screening", "list")
    assert (await _kyc(server, _PERSON))[1]["screening_EU"] == "MATCH_FOUND"


async def test_a_replay_says_what_changed_when_its_list_is_gone(
    server: ServerProcess, tmp_path: Path
) -> None:
    request_id, _ = await _kyc(server, "approve+0s@screening-eu.example.com")
    operator(server, "lists", "update", "eu", _list(tmp_path, date="2026-02-01"))
    assert "the same now" in operator(server, "screening", "replay", request_id)
    for old in (server.data / "lists" / "eu").glob("2026-01-01-*"):
        shutil.rmtree(old)
    operator(server, "screening", "replay", request_id, fails=True)
    assert "nothing is kept" in operator(server, "screening", "replay", "no-such-request", fails=True)


async def test_what_is_not_loaded_is_unknown_and_what_is_broken_is_not_taken(
    server: ServerProcess, tmp_path: Path
) -> None:
    operator(server, "lists", "remove", "un")
    _, told = await _kyc(server, _PERSON)
    assert (told["screening_EU"], told["screening_UN"]) == ("NO_MATCH_FOUND", "UNKNOWN")
    assert "Not screened" in told["screening_UN_info"]
    assert "not screened, since no list of the kind is loaded: UN" in operator(server, "lists", "status")

    broken = tmp_path / "broken.xml"
    broken.write_bytes(fsf(("EU.1", "Ivan Testov", ""), date="2026-02-01")[:-50])
    said = operator(server, "lists", "update", "eu", str(broken), fails=True)
    assert "was not taken, and what was in use stays: not well-formed XML" in said
    assert "2026-01-01" in operator(server, "lists", "status")
    assert "specimen eu.xml" in operator(server, "lists", "show", "eu")


def test_anybody_can_be_screened_by_hand_and_wrong_facts_are_named(server: ServerProcess) -> None:
    said = operator(
        server, "screening", "person", "Скрининг Еу Специмен", "--born", "1980", "--nationality", "SE"
    )
    assert "EU: MATCH_FOUND" in said
    assert "UN: NO_MATCH_FOUND" in said
    for option, value in (("--born", "yesterday"), ("--nationality", "Atlantis"), ("--gender", "x")):
        assert option in operator(server, "screening", "person", "Kajsa", option, value, fails=True)
    assert "ACCOUNT:LIST:REFERENCE" in operator(server, "screening", "show", "7", fails=True)
    assert "no such pair" in operator(server, "screening", "clear", "7:eu:EU.1", "--reason", "x", fails=True)
    assert "reason" in operator(server, "screening", "clear", "7:eu:EU.1", "--reason", " ", fails=True)


def test_a_folder_that_was_stagings_screens_nobody_against_specimens_in_production(tmp_path: Path) -> None:
    with serving(tmp_path / "data", profile="staging"):
        pass
    with serving(tmp_path / "data", profile="production") as running:
        assert "no list of the kind is loaded: EU, UN, PEP" in operator(running, "lists", "status")
