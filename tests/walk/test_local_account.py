"""Walks that begin on a relying party's page: a code, a link, a number to match; and what is told of them afterwards."""

from __future__ import annotations

import asyncio
import base64
import json
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from autheid.device.client import DeviceClient, DoorError
from tests.support.phone import enrol_phone
from tests.support.rp import DOORS, Fields, RefusedError, RestRp, Rp, asking, fresh_address, rp_at
from tests.support.server import PLENTY, ServerProcess, serving
from tests.walk.conftest import Staging

PAGE = (Path(__file__).parents[2] / "docs" / "start-codes.md").read_text("utf-8")
LOCAL: Fields = {"email": None, "use_local_account": True}


class Page:
    """A relying party's page: codes made by the very program that docs/start-codes.md gives to engineers."""

    def __init__(self, created: Fields) -> None:
        self.created = created
        self.answered = time.monotonic()
        names: dict[str, Any] = {}
        found = re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)
        assert found is not None
        exec(found[1], names)  # noqa: S102 - our own page
        self._start_text = names["start_text"]

    def shows(self, mode: str = "qr", *, ago: int = 0) -> str:
        """What it shows now, or showed some seconds ago."""
        seconds = int(time.monotonic() - self.answered) - ago
        return str(self._start_text(self.created, mode, seconds))


async def page_of(rp: Rp, **fields: Any) -> Page:
    return Page(await rp.call("Create", asking(**LOCAL | fields)))


async def told(phone: DeviceClient, path: str) -> Fields:
    answer: Fields = json.loads(await phone._call("GET", path))
    return answer


async def refused(work: Any) -> DoorError:
    with pytest.raises(DoorError) as error:
        await work
    return error.value


@pytest.fixture(params=DOORS)
async def rp(staging: Staging, request: pytest.FixtureRequest) -> AsyncIterator[Rp]:
    """The published test RP, at one door after the other."""
    async with rp_at(request.param, staging.server.address) as it:
        yield it


@pytest.fixture
async def phone(staging: Staging) -> DeviceClient:
    """A phone of a person of this test's own."""
    return await enrol_phone(staging.server, fresh_address())


@pytest.mark.parametrize("kind", ["AUTHENTICATION", "SIGNATURE"])
@pytest.mark.parametrize("mode", ["qr", "link"])
async def test_whoever_opens_the_code_becomes_the_requests_user(
    kind: str, mode: str, rp: Rp, phone: DeviceClient
) -> None:
    me = await phone.me()
    page = await page_of(
        rp, type=kind, started_from="Chrome on macOS, Göteborg", return_url="https://shop.example/back?a=1"
    )
    request_id = page.created["request_id"]
    assert (await rp.status(request_id))["status"] == "WAITING_LOCAL_ACK"
    waiting = asyncio.create_task(rp.result(request_id))
    prompt = await phone.pick_up(page.shows(mode))
    assert (await rp.status(request_id))["status"] == "NOT_READY"
    seen = prompt.shown()
    assert (seen["startedBy"], seen["startedFrom"]) == (mode, "Chrome on macOS, Göteborg")
    assert (seen["email"], list(prompt.emails)) == (me["email"], [me["email"]])
    shown = await told(phone, f"/requests/{request_id}")
    assert (shown["startedBy"], shown["returnUrl"]) == (mode, "https://shop.example/back?a=1")
    assert [one.request_id for one in await phone.pending()] == [request_id]
    assert not waiting.done()
    assert await phone.approve(prompt) == "SUCCESS"
    result = await waiting
    assert (result["status"], result["email"]) == ("SUCCESS", me["email"])
    assert result["unique_user_id"] == me["uniqueUserId"]
    if kind == "AUTHENTICATION":
        body = result["authentication"]["jwt"].split(".")[1]
        assert json.loads(base64.urlsafe_b64decode(body + "=="))["sub"] == me["email"]
    else:
        data = json.loads(base64.b64decode(result["signature"]["signature_data"]))
        assert data["email"] == me["email"]


async def test_the_code_is_worth_a_few_seconds_and_one_person(
    rp: Rp, staging: Staging, phone: DeviceClient
) -> None:
    page = await page_of(rp)
    request_id = page.created["request_id"]
    page.answered -= 20  # the page has been open for a while; so a code of its past can be tried
    late = await refused(phone.pick_up(page.shows()))
    assert late.name == "FAILED_PRECONDITION"
    page.answered += 20
    early = await refused(phone.pick_up(page.shows(ago=-30)))
    assert early.name == "FAILED_PRECONDITION"
    for garbage in (
        page.shows()[:-1] + ("A" if page.shows()[-1] != "A" else "B"),
        page.shows("qr").replace(".qr.", ".link."),
        page.shows().replace(request_id, "A" * 44),
        request_id,
        "",
        "x" * 4000,
        f"{request_id}.qr.0.{'é' * 22}",
        f"{request_id}.qr.0.0.{'A' * 22}",
    ):
        assert (await refused(phone.pick_up(garbage))).name == "INVALID_ARGUMENT"
    assert (await rp.status(request_id))["status"] == "WAITING_LOCAL_ACK"
    prompt = await phone.pick_up(page.shows())
    again = await phone.pick_up(page.shows(ago=30) if page.answered < time.monotonic() - 31 else page.shows())
    assert (again.request_id, again.statements) == (prompt.request_id, prompt.statements)
    other = await enrol_phone(staging.server, fresh_address())
    taken = await refused(other.pick_up(page.shows()))
    assert taken.name == "FAILED_PRECONDITION"
    assert taken.message != late.message
    assert (await refused(other.prompt(request_id))).name == "NOT_FOUND"
    assert await phone.reject(prompt) == "USER_CANCELLED"
    over = await refused(other.pick_up(page.shows()))
    assert over.name == "FAILED_PRECONDITION"


async def test_what_is_addressed_to_somebody_is_nobody_elses_to_pick_up(
    rp: Rp, staging: Staging, phone: DeviceClient
) -> None:
    created = await rp.call("Create", asking())
    page = Page(
        created | {"start_secret": base64.urlsafe_b64encode(bytes(32)).decode().rstrip("="), "start_url": ""}
    )
    assert (await refused(phone.pick_up(page.shows()))).name == "INVALID_ARGUMENT"


async def test_a_repeated_create_gives_the_same_secret_and_number(rp: Rp) -> None:
    fields = asking(**LOCAL, match_code=True, idempotent_key=f"local {time.monotonic_ns()}")
    first = await rp.call("Create", fields)
    assert first == await rp.call("Create", fields)
    assert len(base64.urlsafe_b64decode(first["start_secret"] + "=")) == 32
    assert first["start_url"].endswith("/app/#start=")
    assert 10 <= first["match_number"] <= 99
    with pytest.raises(RefusedError, match="idempotent_key"):
        await rp.call("Create", fields | {"match_code": False})


async def test_a_request_that_nobody_opens_can_be_cancelled_and_times_out(rp: Rp) -> None:
    cancelled = (await page_of(rp)).created["request_id"]
    await rp.cancel(cancelled)
    assert (await rp.result(cancelled))["status"] == "RP_CANCELLED"
    silent = (await page_of(rp, timeout_seconds=10)).created["request_id"]
    result = await rp.result(silent)
    assert (result["status"], result["email"], result["unique_user_id"]) == ("TIMEOUT", "", "")


async def test_the_number_on_the_page_is_the_one_to_pick(rp: Rp, phone: DeviceClient) -> None:
    """The right one succeeds; each wrong one ends the request, and is kept as what the device signed."""
    me = await phone.me()
    for fields in ({"email": me["email"]}, LOCAL):
        for is_right in (True, False):
            created = await rp.call("Create", asking(**fields, match_code=True, type="SIGNATURE"))
            number = created["match_number"]
            if fields is LOCAL:
                prompt = await phone.pick_up(Page(created).shows())
            else:
                prompt = await phone.prompt(created["request_id"])
            assert len(set(prompt.match_numbers)) == 3
            assert number in prompt.match_numbers
            assert "approve" not in prompt.statements
            picked = number if is_right else next(n for n in prompt.match_numbers if n != number)
            assert prompt.shown(picked)["matchNumber"] == picked
            expected = "SUCCESS" if is_right else "USER_CANCELLED"
            assert await phone.approve(prompt, match_number=picked) == expected
            result = await rp.result(created["request_id"])
            assert result["status"] == expected
            assert ("signature" in result) is is_right
            kept = await told(phone, f"/history/{created['request_id']}")
            assert kept["wrongNumber"] == (0 if is_right else picked)
            assert kept["notMe"] is False
            assert verified(me["deviceId"], kept["signature"], kept["statement"])
            assert json.loads(base64.b64decode(kept["statement"]).split(b"\n", 1)[1])["matchNumber"] == picked


def verified(device_id: str, signature: str, message: str) -> bool:
    """Whether an ordinary library takes the signature for this device's. Raises InvalidSignature."""
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), base64.b64decode(device_id))
    raw = base64.b64decode(signature)
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    key.verify(der, base64.b64decode(message), ec.ECDSA(SHA256()))
    return True


async def test_a_test_account_picks_the_right_number(rp: Rp) -> None:
    for _ in range(3):
        request_id = await rp.create(email="approve+0s.numbers@example.com", match_code=True)
        assert (await rp.result(request_id))["status"] == "SUCCESS"


async def test_who_did_not_start_it_mutes_its_party_until_that_is_lifted(
    rest: RestRp, phone: DeviceClient
) -> None:
    me = await phone.me()
    await rest.create(email=me["email"])
    (prompt,) = await phone.pending()
    assert await phone.reject(prompt, not_me=True) == "USER_CANCELLED"
    for email in (me["email"], me["email"].upper()):
        with pytest.raises(RefusedError) as error:
            await rest.create(email=email)
        assert error.value.code == "RESOURCE_EXHAUSTED"
        assert 24 * 3600 - 60 < int(error.value.retry_after or 0) <= 24 * 3600
    page = await page_of(rest)
    assert await phone.approve(await phone.pick_up(page.shows("link"))) == "SUCCESS"
    (mute,) = (await phone.me())["muted"]
    assert (mute["rpId"], mute["rpName"]) == ("auth-eid-test", "Auth eID Test")
    before = (await phone.me())["accountVersion"]
    me = await phone._post("/mutes/lift", {"rpId": mute["rpId"]})
    assert me["muted"] == []
    assert me["accountVersion"] > before
    assert await rest.create(email=me["email"])


async def test_the_history_holds_what_was_signed_page_by_page(rest: RestRp, phone: DeviceClient) -> None:
    me = await phone.me()
    titles = [f"Order {number}" for number in range(33)]
    for number, title in enumerate(titles):
        request_id = await rest.create(
            email=me["email"],
            title=title,
            description="With ÄPFEL" if number % 11 == 0 else "",
            type="SIGNATURE" if number % 2 else "AUTHENTICATION",
        )
        prompt = await phone.prompt(request_id)
        if number % 3:
            await phone.approve(prompt)
        else:
            await phone.reject(prompt)
    first = await told(phone, "/history")
    assert len(first["entries"]) == 30
    second = await told(phone, f"/history?before={first['next']}")
    assert second["next"] == ""
    everything = [*first["entries"], *second["entries"]]
    assert [entry["title"] for entry in everything] == titles[::-1]
    assert {entry["deviceName"] for entry in everything} == {"Phone"}
    for search, found in (("order 7", 1), ("%C3%A4pfel", 3), ("AUTH+EID", 33), ("nothing", 0)):
        entries, cursor = [], ""
        while True:
            page = await told(phone, f"/history?q={search}&before={cursor}")
            entries += page["entries"]
            if not (cursor := page["next"]):
                break
        assert len(entries) == found, search
    for entry in everything[:6]:
        whole = await told(phone, f"/history/{entry['requestId']}")
        assert verified(me["deviceId"], whole["signature"], whole["statement"])
        approved = entry["status"] == "SUCCESS"
        assert bool(whole["disclosed"]) is approved
        if approved and entry["kind"] == "SIGNATURE":
            assert verified(me["deviceId"], whole["documentSignature"], whole["document"])
        else:
            assert whole["document"] is whole["documentSignature"] is None
    for wrong in ("?before=x", f"?q={'a' * 101}"):
        assert (await refused(told(phone, f"/history{wrong}"))).name == "INVALID_ARGUMENT"
    privacy = await told(phone, "/privacy")
    (party,) = privacy["parties"]
    assert (party["rpId"], party["times"]) == ("auth-eid-test", 22)
    assert set(party["received"]) == {"email", "unique_user_id", "device", "is_verified", "signature"}
    assert {"what": "request", "count": 33} in privacy["stored"]
    assert (privacy["keptHours"], privacy["keptDays"]) == (48, 365)
    exported = await told(phone, "/export")
    assert [entry["title"] for entry in exported["requests"]] == titles[::-1]
    assert exported["account"]["email"] == me["email"]
    (device,) = exported["devices"]
    assert (device["deviceId"], device["revoked"]) == (me["deviceId"], False)


async def test_a_history_is_its_persons_own(rest: RestRp, staging: Staging, phone: DeviceClient) -> None:
    request_id = await rest.create(email=(await phone.me())["email"], title="Mine alone")
    other = await enrol_phone(staging.server, "curious@example.net")
    assert (await told(other, "/history"))["entries"] == []
    assert (await refused(told(other, f"/history/{request_id}"))).name == "NOT_FOUND"
    assert "Mine alone" not in json.dumps(await told(other, "/export"))
    assert (await refused(other._post("/mutes/lift", {"rpId": "auth-eid-test"}))).name == "NOT_FOUND"


@pytest.fixture
def strict(tmp_path: Path) -> Any:
    """A server with the quotas for prompts that it has by default."""
    few = {name: value for name, value in PLENTY.items() if "prompts" not in name}
    with serving(tmp_path / "data", **few) as server:
        yield server


async def test_an_address_has_one_prompt_of_a_party_and_so_many_in_ten_minutes(strict: ServerProcess) -> None:
    """The same for an address that nobody has; a repetition is answered; test accounts have no limit."""
    known = "limited@example.net"
    await enrol_phone(strict, known)
    async with rp_at(DOORS[0], strict.address) as rp:
        sentences: dict[str, list[str]] = {known: [], "nobody@example.net": []}
        for email, said in sentences.items():
            fields = asking(email=email, idempotent_key=f"the first {email}")
            created = await rp.call("Create", fields)
            with pytest.raises(RefusedError, match="RESOURCE_EXHAUSTED") as error:
                await rp.create(email=email)
            said.append(error.value.message)
            assert await rp.call("Create", fields) == created
            for _ in range(19):
                await rp.cancel(created["request_id"])
                created = {"request_id": await rp.create(email=email)}
            await rp.cancel(created["request_id"])
            with pytest.raises(RefusedError, match="RESOURCE_EXHAUSTED") as error:
                await rp.create(email=email)
            assert 0 < int(error.value.retry_after or 0) <= 30
            said.append(error.value.message)
            assert await rp.call("Create", fields)
        one, other = sentences.values()
        assert one == other
        assert one[0] != one[1]
        for _ in range(25):
            await rp.create(email="ignore.limits@example.com")
        assert (await page_of(rp)).created["start_secret"]
