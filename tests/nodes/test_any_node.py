"""Several nodes are one service: whatever one of them is told, every other knows."""

from __future__ import annotations

import asyncio
import base64
import shutil
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from cryptography.x509 import ocsp

from autheid.assemble.stores import open_stores
from autheid.config import Settings
from autheid.device.client import DeviceClient, Prompt
from autheid.device.key import DeviceKey
from autheid.kernel.clock import SystemClock
from autheid.request.state import RpCancelled
from tests.support.lists import fsf
from tests.support.nodes import Nodes, nodes
from tests.support.operator import operator
from tests.support.phone import enrol_phone
from tests.support.rp import (
    DOORS,
    HTTP2,
    RefusedError,
    RestRp,
    Rp,
    asking,
    fresh_address,
    http_client,
    rp_at,
)
from tests.support.server import PLENTY, ServerProcess


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nodes]:
    folder = tmp_path_factory.mktemp("nodes")
    with nodes(folder, 2, lists=folder / "lists", **PLENTY) as deployment:
        yield deployment


@pytest.fixture
async def doors(two: Nodes) -> AsyncIterator[list[dict[str, Rp]]]:
    """The published test RP at each node, by protocol."""
    async with AsyncExitStack() as stack:
        yield [
            {door: await stack.enter_async_context(rp_at(door, server.address)) for door in DOORS}
            for server in two.servers
        ]


async def _phone_elsewhere(two: Nodes, email: str) -> tuple[DeviceClient, DeviceClient]:
    """One device at both nodes: enrolled at the first, with a session that the second takes too."""
    key = DeviceKey.make()
    here = await enrol_phone(two.servers[0], email, key=key)
    there = DeviceClient(two.servers[1].address, key)
    await there.open_session()
    return here, there


@pytest.mark.parametrize("door", DOORS)
async def test_an_approval_on_one_node_answers_the_caller_who_is_blocked_on_another(
    two: Nodes, doors: list[dict[str, Rp]], door: str
) -> None:
    email = fresh_address()
    _, phone = await _phone_elsewhere(two, email)
    here = doors[0][door]
    created = await here.call("Create", asking(email=email))
    blocked = asyncio.create_task(here.call("GetResult", {"request_id": created["request_id"]}))
    await asyncio.sleep(0.3)
    assert not blocked.done()
    prompt = await phone.prompt(created["request_id"])
    approved = time.monotonic()
    assert await phone.approve(prompt) == "SUCCESS"
    answer = await blocked
    assert time.monotonic() - approved < 0.9, "a notice, not the slow look"
    assert answer["status"] == "SUCCESS"
    for node in doors:
        for each in DOORS:
            assert await node[each].call("GetResult", {"request_id": created["request_id"]}) == answer


async def test_a_phone_on_one_node_sees_what_is_created_on_another(
    two: Nodes, doors: list[dict[str, Rp]]
) -> None:
    email = fresh_address()
    here, there = await _phone_elsewhere(two, email)
    for phone, node in ((here, doors[1]), (there, doors[0])):
        watch = aiter(phone.watch())
        assert await anext(watch) == []
        created = await node[HTTP2].call("Create", asking(email=email))
        asked = time.monotonic()
        await _until_shown(watch, [created["request_id"]])
        assert time.monotonic() - asked < 0.9, "a notice, not the slow look"
        await node[HTTP2].cancel(created["request_id"])
        await _until_shown(watch, [])


async def _until_shown(watch: AsyncIterator[list[Prompt]], requests: list[str]) -> None:
    """A ring too many costs a look, and shows the same again."""
    async with asyncio.timeout(5):
        while [prompt.request_id for prompt in await anext(watch)] != requests:
            pass


async def test_an_idempotent_key_leads_to_one_request_however_many_nodes_are_asked(
    two: Nodes, doors: list[dict[str, Rp]]
) -> None:
    fields = asking(email=fresh_address(), idempotent_key="order-77")
    answers = await asyncio.gather(
        *(node[door].call("Create", fields) for node in doors for door in DOORS for _ in range(5))
    )
    assert len({answer["request_id"] for answer in answers}) == 1


async def test_a_cancelled_request_is_cancelled_everywhere(two: Nodes, doors: list[dict[str, Rp]]) -> None:
    created = await doors[0][HTTP2].call("Create", asking(email=fresh_address()))
    await doors[1][HTTP2].cancel(created["request_id"])
    for node in doors:
        assert (await node[HTTP2].status(created["request_id"]))["status"] == "RP_CANCELLED"


async def test_test_accounts_answer_by_themselves_whichever_node_is_asked(
    two: Nodes, doors: list[dict[str, Rp]]
) -> None:
    for node_number, node in enumerate(doors):
        rest = node[HTTP2]
        assert isinstance(rest, RestRp)
        created = await rest.call("Create", asking(email=f"approve+1s.{node_number}@example.com"))
        assert (await rest.call("GetResult", {"request_id": created["request_id"]}))["status"] == "SUCCESS"


async def test_each_letter_is_carried_once_and_every_node_shows_it(two: Nodes) -> None:
    emails = [fresh_address() for _ in range(20)]
    phones = [DeviceClient(two.servers[n % 2].address, DeviceKey.make()) for n in range(20)]
    await asyncio.gather(*(phone.begin_enrolment(email) for phone, email in zip(phones, emails, strict=True)))
    for server in two.servers:
        for email in emails:
            server.code_to(email)
    for server in two.servers:
        assert [len(server.letters(email)) for email in emails] == [1] * len(emails)


async def test_a_device_has_one_certificate_whichever_node_it_signs_at(
    two: Nodes, doors: list[dict[str, Rp]]
) -> None:
    email = fresh_address()
    here, there = await _phone_elsewhere(two, email)
    device_id = here._key.device_id
    told = await asyncio.gather(
        *(node[HTTP2].call("GetOcsp", {"device_id": device_id}) for node in doors * 4)
    )
    (client,) = {one["certificate_client"] for one in told}
    (issuer,) = {one["certificate_issuer"] for one in told}
    for phone, node in ((here, doors[1]), (there, doors[0])):
        created = await node[HTTP2].call("Create", asking(email=email, type="SIGNATURE"))
        await phone.approve(await phone.prompt(created["request_id"]))
        result = await node[HTTP2].call("GetResult", {"request_id": created["request_id"]})
        signature = result["signature"]
        assert (signature["certificate_client"], signature["certificate_issuer"]) == (client, issuer)
    operator(two.servers[0], "account", "retire-device", device_id)
    for node in doors:
        told_now = await node[HTTP2].call("GetOcsp", {"device_id": device_id})
        status = ocsp.load_der_ocsp_response(base64.b64decode(told_now["ocsp_response"]))
        assert status.certificate_status is ocsp.OCSPCertStatus.REVOKED


async def _says(server: ServerProcess, key: str) -> str:
    """What comes of a Create with this key: OK, or the code."""
    async with rp_at(HTTP2, server.address, key=key) as rp:
        try:
            await rp.create()
        except RefusedError as refused:
            return refused.code
    return "OK"


async def test_a_key_serves_everywhere_as_soon_as_it_is_made_and_nowhere_a_second_after_it_is_revoked(
    two: Nodes,
) -> None:
    """Each node remembers a key for a second, and both are asked until the moment."""
    here = two.servers[0]
    operator(here, "rp", "create", "shop", "--name", "A shop")
    key = operator(here, "key", "create", "shop").strip()
    assert [await _says(server, key) for server in two.servers] == ["OK", "OK"]
    revoking = asyncio.create_task(asyncio.to_thread(operator, here, "key", "revoke", key[:8]))
    while not revoking.done():
        for server in two.servers:
            await _says(server, key)
    await asyncio.sleep(1)
    assert [await _says(server, key) for server in two.servers] == ["UNAUTHENTICATED"] * 2


async def test_a_new_token_key_is_published_by_every_node_about_a_second_later(two: Nodes) -> None:
    async def published(server: ServerProcess) -> set[str]:
        async with http_client(server.address) as web:
            return {key["kid"] for key in (await web.get("/.well-known/jwks.json")).json()["keys"]}

    before = await published(two.servers[0])
    assert before == await published(two.servers[1])
    operator(two.servers[0], "keys", "rotate", "--algorithm", "ES256")
    async with asyncio.timeout(3):
        while len({*await published(two.servers[1])} - before) != 1:
            await asyncio.sleep(0.1)
        while await published(two.servers[0]) != await published(two.servers[1]):
            await asyncio.sleep(0.1)


async def test_a_list_that_is_put_into_use_at_one_node_is_matched_at_the_other(
    two: Nodes, doors: list[dict[str, Rp]], tmp_path: Path
) -> None:
    async def outcome() -> str:
        request_id = await doors[1][HTTP2].create(
            type="KYC", email="approve+0s@example.com", title="An account"
        )
        return str((await doors[1][HTTP2].result(request_id))["kyc"]["screening_EU"])

    assert await outcome() == "NO_MATCH_FOUND"
    file = tmp_path / "eu.xml"
    file.write_bytes(fsf(("EU.9", "Test Specimen", "1980-01-01"), date="2026-02-01"))
    operator(two.servers[0], "lists", "update", "eu", str(file), "--force")
    assert await outcome() == "MATCH_FOUND"


async def test_a_word_that_was_lost_costs_whoever_waits_about_a_second(
    two: Nodes, doors: list[dict[str, Rp]], tmp_path: Path
) -> None:
    """A node that falls between its write and its word of it: here, a write of which nobody says a word."""
    email = fresh_address()
    here, _ = await _phone_elsewhere(two, email)
    watch = aiter(here.watch())
    assert await anext(watch) == []
    created = await doors[0][HTTP2].call("Create", asking(email=email))
    async with asyncio.timeout(5):
        # It may be told first what it knows already, here and below.
        while not (shown := await anext(watch)):
            pass
    assert len(shown) == 1
    blocked = asyncio.create_task(doors[1][HTTP2].call("GetResult", {"request_id": created["request_id"]}))
    await asyncio.sleep(0.5)
    for secret in ("master.secret", "wrapping.key"):
        shutil.copy(two.servers[0].data / secret, tmp_path / secret)
    stores = await open_stores(Settings(data=tmp_path, database=two.address))
    found = await stores.requests.load(created["request_id"])
    assert found is not None
    assert await stores.requests.end(found[0], RpCancelled(at=SystemClock().now()))
    written = time.monotonic()
    await stores.database.close()
    async with asyncio.timeout(5):
        assert (await blocked)["status"] == "RP_CANCELLED"
        while await anext(watch):
            pass
    assert time.monotonic() - written < 2.5


async def test_a_limit_holds_over_all_nodes_together(tmp_path: Path) -> None:
    """Twenty prompts an address in ten minutes: whoever asks at one node after the other gets no more than that."""
    plenty = PLENTY | {"prompts_per_address": 20}
    with nodes(tmp_path, 2, **plenty) as deployment:
        email, opened, refusals = fresh_address(), 0, set[str]()
        async with AsyncExitStack() as stack:
            rps = [
                await stack.enter_async_context(rp_at(HTTP2, server.address)) for server in deployment.servers
            ]
            for number in range(60):
                try:
                    await rps[number % 2].call("Create", asking(email=email))
                    opened += 1
                except RefusedError as refused:
                    refusals.add(refused.code)
                await asyncio.sleep(0.02)
        # What is given away elsewhere is known a fifth of a second later.
        assert 20 <= opened <= 28
        assert refusals == {"RESOURCE_EXHAUSTED"}
