"""What a thief of the data folder finds without the wrapping key, and what is left of a person who was erased."""

from __future__ import annotations

import base64
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from autheid.device.client import DeviceClient, DoorError
from tests.support.evidence import jpeg, letter, passport
from tests.support.phone import enrol_phone
from tests.support.rp import HTTP1, RefusedError, rp_at
from tests.support.server import PLENTY, ServerProcess, serving

CANARIES = 1000


class Canaries:
    """Values that stand nowhere else, each given to the service in some field."""

    def __init__(self) -> None:
        self.values: list[str] = []

    def __call__(self, kind: str) -> str:
        value = f"{kind}zq{len(self.values):04}xv"
        self.values.append(value)
        return value

    def found_in(self, files: dict[str, bytes]) -> dict[str, str]:
        """Which value stands in which file, in any spelling that a store might use."""
        found = {}
        for value in self.values:
            for spelling in _spellings(value):
                for name, content in files.items():
                    if spelling in content:
                        found[value] = name
        return found


def _spellings(value: str) -> list[bytes]:
    raw = value.encode()
    # Of base64, the part that does not depend on what stands before or behind, at each of the three offsets.
    shifted = [base64.b64encode(bytes(shift) + raw)[(shift * 4 + 2) // 3 + 1 : -4] for shift in range(3)]
    return [raw, raw.upper(), raw.hex().encode(), value.encode("utf-16-le"), *shifted]


def _dump(data: Path) -> dict[str, bytes]:
    """Database, log, files, secrets and configuration: everything but the wrapping key."""
    return {
        str(path.relative_to(data)): path.read_bytes()
        for path in data.rglob("*")
        if path.is_file() and path.name != "wrapping.key"
    }


async def _live(server: ServerProcess, person: int, canary: Canaries) -> DeviceClient:
    """A person who uses everything: devices, evidence, requests of every kind."""
    email = f"{canary('mail')}@{canary('host')}.example.net"
    phone = await enrol_phone(server, email, name=canary("device"))
    await phone.hand_in("form", {"firstName": canary("First"), "lastName": canary("Last")})
    await phone.hand_in(
        "address",
        {
            "country": "SWE",
            "city": canary("City"),
            "postcode": "211 25",
            "line1": canary("Street"),
            "line2": canary("Floor"),
        },
    )
    await phone.hand_in("residency", jpeg(letter()))
    if person == 0:
        await phone.hand_in("page", passport().photo)
        # No authority is loaded, so the chip is refused: what was read of it must not stay either.
        with pytest.raises(DoorError, match="no trusted authority"):
            await phone.hand_in("chip", passport().chip)
    await phone.hand_in("phone", {"number": f"+4670174{person:04}"})
    async with rp_at(HTTP1, server.address) as rp:
        for kind in ("AUTHENTICATION", "SIGNATURE", "AUTHENTICATION", "SIGNATURE"):
            extra: dict[str, Any] = (
                {"authenticate": {"claims": [{"key": canary("claim"), "val": canary("value")}]}}
                if kind == "AUTHENTICATION"
                else {"signature": {"invisible_data": base64.b64encode(canary("hidden").encode()).decode()}}
            )
            request_id = await rp.create(
                email=email,
                type=kind,
                title=canary("Title"),
                description=canary("Words"),
                idempotent_key=canary("key"),
                started_from=canary("from"),
                **extra,
            )
            await phone.approve(await phone.prompt(request_id))
            await rp.result(request_id)
        # And to people whom nobody knows.
        await rp.create(email=f"{canary('ghost')}@example.net", title=canary("Ghost"))
    return phone


@pytest.fixture
def server(tmp_path: Path) -> Any:
    with serving(tmp_path / "data", profile="staging", **PLENTY) as running:
        yield running


async def test_a_dump_without_the_wrapping_key_tells_nothing_and_an_erased_person_is_nowhere(
    server: ServerProcess,
) -> None:
    canary = Canaries()
    phones: list[DeviceClient] = []
    try:
        while len(canary.values) < CANARIES:
            phones.append(await _live(server, len(phones), canary))
        assert canary.found_in(_dump(server.data)) == {}
        assert canary.found_in({"log": server.log().encode()}) == {}

        before = _keys(server.data)
        erased = phones[0]
        async with httpx.AsyncClient(base_url=server.address) as web:
            shown = (await erased.identity())["evidence"]["residency"]
            await erased.erase_account()
            for name in shown:
                assert not list((server.data / "files").rglob(name))
            assert (await web.get("/app/v1/me")).status_code == 401
        with pytest.raises(DoorError):
            await erased.me()
        await phones[1].me()
        _check_gone(server.data, before)
    finally:
        server.stop()
    _check_gone(server.data, before)


def _keys(data: Path) -> dict[int, bytes]:
    with closing(sqlite3.connect(data / "autheid.sqlite")) as connection:
        return dict(connection.execute("SELECT account, wrapped FROM data_key WHERE account > 0"))


def _check_gone(data: Path, before: dict[int, bytes]) -> None:
    """The data key stands in no byte of any file, no row names the account, and what proves its signatures is left."""
    gone = set(before) - set(_keys(data))
    assert len(gone) == 1
    (account,) = gone
    for name, content in _dump(data).items():
        assert before[account] not in content, name
    with closing(sqlite3.connect(data / "autheid.sqlite")) as connection:
        tables = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        ]
        for table in tables:
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            if "account" in columns and table != "erased_account":
                rows = connection.execute(f"SELECT count(*) FROM {table} WHERE account = ?", (account,))  # noqa: S608
                assert rows.fetchone() == (0,), table
        kinds = connection.execute(
            "SELECT kind, length(signature), length(document_sha256) FROM proof"
        ).fetchall()
    assert sorted(kinds) == [("AUTHENTICATION", 64, 0)] * 2 + [("SIGNATURE", 64, 32)] * 2


async def test_a_result_is_gone_with_the_person_it_was_of(server: ServerProcess) -> None:
    phone = await enrol_phone(server, "leaving@example.net")
    async with rp_at(HTTP1, server.address) as rp:
        request_id = await rp.create(email="leaving@example.net")
        await phone.approve(await phone.prompt(request_id))
        assert (await rp.result(request_id))["status"] == "SUCCESS"
        await phone.erase_account()
        with pytest.raises(RefusedError, match="no such request"):
            await rp.result(request_id)
        # The address is free again, and who takes it is somebody else.
        await enrol_phone(server, "leaving@example.net")


async def test_without_its_wrapping_key_a_deployment_does_not_start(tmp_path: Path) -> None:
    with serving(tmp_path / "data", profile="staging") as running:
        running.stop()
    (tmp_path / "data" / "wrapping.key").rename(tmp_path / "elsewhere.key")
    with (
        pytest.raises(Exception, match=r"wrapping\.key is missing"),
        serving(tmp_path / "data", profile="staging"),
    ):
        pass
    with serving(tmp_path / "data", profile="staging", wrapping_key=tmp_path / "elsewhere.key"):
        pass
