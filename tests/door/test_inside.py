"""What only a look inside the served application shows: nothing is left behind, and one act is one row."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import grpc
import grpc.aio
import pytest

from autheid.account.rp import ApiKey, RelyingParty, make_api_key, prefix_of
from autheid.config import Settings
from autheid.device.client import DeviceClient
from autheid.device.key import DeviceKey
from autheid.kernel.clock import SystemClock
from autheid.kernel.ids import RpId
from autheid.kernel.secret import system_chance
from autheid.token.algorithm import TokenAlgorithm
from tests.door.running import Running, running
from tests.support.rp import (
    DOORS,
    GRPC,
    HTTP1,
    HTTP2,
    GrpcRp,
    RefusedError,
    Rp,
    asking,
    rp_at_each_door,
    stubs,
)
from tests.support.server import TEST_KEY
from tests.support.world import RememberedLetters

PROMPTS = RefusedError("RESOURCE_EXHAUSTED", 8, "this address has too many requests waiting for an answer")


@pytest.fixture
def delivered() -> RememberedLetters:
    return RememberedLetters()


@pytest.fixture
async def inside(tmp_path: Path, delivered: RememberedLetters) -> AsyncIterator[Running]:
    """A staging service that has little to give, in the test's own loop."""
    settings = Settings(
        profile="staging",
        data=tmp_path / "data",
        open_prompts=2,
        open_prompts_per_party=2,
        prompts_per_address=1000,
        open_waits=3,
        drain_seconds=5,
    )
    async with running(settings, courier=delivered) as it:
        yield it


@pytest.fixture
async def rps(inside: Running) -> AsyncIterator[dict[str, Rp]]:
    """The published test RP, at every door at once."""
    async with rp_at_each_door(inside.address) as it:
        yield it


async def new_key(inside: Running, rp: str) -> str:
    """The key of another relying party, made while the service runs."""
    stores = inside.service.stores
    party = RelyingParty(RpId(rp), f"The {rp}", TokenAlgorithm.RS256)
    await stores.parties.create_party(party)
    key = make_api_key(system_chance)
    assert await stores.parties.add_key(
        ApiKey(
            prefix=prefix_of(key),
            rp=party.rp,
            key_hash=stores.api_keys(key.encode()),
            created=SystemClock().now(),
        )
    )
    return key


async def test_fifty_creates_at_once_are_one_write(inside: Running, rps: dict[str, Rp]) -> None:
    """One id and one timestamp for all of them, through all the doors; open prompts count it once."""
    fields = asking(email="fifty@example.net", idempotent_key="fifty")
    answers = await asyncio.gather(*(rps[DOORS[n % 3]].call("Create", fields) for n in range(50)))
    assert answers == [answers[0]] * 50
    await rps[HTTP1].create(email="fifty@example.net")
    with pytest.raises(RefusedError) as refused:
        await rps[HTTP1].create(email="fifty@example.net")
    assert refused.value.message == PROMPTS.message


async def test_a_repeated_create_is_answered_where_a_new_one_is_not(rps: dict[str, Rp]) -> None:
    """The repetition opens no prompt, so it meets no quota."""
    fields = asking(email="full@example.net", idempotent_key="full")
    first = await rps[HTTP1].call("Create", fields)
    await rps[HTTP1].create(email="full@example.net")
    for rp in rps.values():
        assert await rp.call("Create", fields) == first
        with pytest.raises(RefusedError):
            await rp.create(email="full@example.net")


@pytest.mark.parametrize("known", [True, False])
async def test_open_prompts_tell_nothing_about_whom_the_service_knows(
    known: bool, inside: Running, delivered: RememberedLetters, rps: dict[str, Rp]
) -> None:
    """A known address and one that nobody has are refused alike, for every party, until a prompt has ended."""
    email = "ada.quota@example.net"
    if known:
        phone = DeviceClient(inside.address, DeviceKey.make())
        enrolment_id = await phone.begin_enrolment(email)
        while not delivered.letters:
            await asyncio.sleep(0.01)
        await phone.complete_enrolment(enrolment_id, delivered.letters[-1].code, "Phone")
    opened = [await rps[GRPC].create(email=email, timeout_seconds=100) for _ in range(2)]
    key = await new_key(inside, "other")
    for rp in rps.values():
        for authorization in (f"Bearer {TEST_KEY}", f"Bearer {key}"):
            rp.authorization = authorization
            with pytest.raises(RefusedError) as refused:
                await rp.create(email=email.upper())
            assert (refused.value.code, refused.value.message) == (PROMPTS.code, PROMPTS.message)
            assert 90 <= int(refused.value.retry_after or 0) <= 100
        rp.authorization = f"Bearer {TEST_KEY}"
    await rps[HTTP1].cancel(opened[0])
    assert await rps[HTTP1].create(email=email)


async def test_a_party_that_was_made_meanwhile_sees_nothing_of_the_others(
    inside: Running, rps: dict[str, Rp]
) -> None:
    request_id = await rps[HTTP1].create()
    key = await new_key(inside, "late")
    for rp in rps.values():
        rp.authorization = f"Bearer {key}"
        for method in ("GetResult", "Cancel"):
            with pytest.raises(RefusedError, match="NOT_FOUND 5: no such request"):
                await rp.call(method, {"request_id": request_id})
        assert len(await rp.create()) == 44


async def test_a_grpc_wait_that_its_caller_gave_up_is_free_again(inside: Running, rps: dict[str, Rp]) -> None:
    """Whoever leaves, by reset or at a deadline, leaves no listener behind, and may ask again."""
    rp = rps[GRPC]
    assert isinstance(rp, GrpcRp)
    request_id = await rp.create()
    for _ in range(3):
        calls = [asyncio.create_task(rp.result(request_id)) for _ in range(3)]
        await inside.until_listening(3)
        with pytest.raises(RefusedError, match="RESOURCE_EXHAUSTED 8: too many calls of this API key"):
            await rps[HTTP1].result(request_id)
        for call in calls:
            call.cancel()
        await asyncio.wait(calls)
        await inside.idle()
    for _ in range(4):
        with pytest.raises(grpc.aio.AioRpcError) as late:
            await rp.stub.GetResult(
                stubs().messages.GetResultRequest(request_id=request_id),
                metadata=(("authorization", f"Bearer {TEST_KEY}"),),
                timeout=0.5,
            )
        assert late.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED
        await inside.idle()
    await rps[HTTP1].cancel(request_id)
    assert (await rp.result(request_id))["status"] == "RP_CANCELLED"


@pytest.mark.parametrize("door", [HTTP1, HTTP2])
async def test_gap_a_rest_wait_that_its_caller_gave_up_counts_until_the_end(
    door: str, inside: Running, rps: dict[str, Rp]
) -> None:
    """The server tells an HTTP/2 client's leaving as http.disconnect, which the REST door does not listen for."""
    request_id = await rps[GRPC].create()
    calls = [asyncio.create_task(rps[door].result(request_id)) for _ in range(3)]
    await inside.until_listening(3)
    for call in calls:
        call.cancel()
    await asyncio.wait(calls)
    with pytest.raises(TimeoutError):
        await inside.until_listening(0, within_seconds=1)
    with pytest.raises(RefusedError, match="RESOURCE_EXHAUSTED 8: too many calls of this API key"):
        await rps[GRPC].result(request_id)
    await rps[GRPC].cancel(request_id)
    await inside.idle()
    assert (await rps[door].result(request_id))["status"] == "RP_CANCELLED"


async def test_whoever_waits_at_the_end_is_told_to_come_again(tmp_path: Path) -> None:
    """The drain answers every blocked call, at every door, before the server goes."""
    settings = Settings(profile="staging", data=tmp_path / "data", drain_seconds=5)
    async with running(settings) as it, rp_at_each_door(it.address) as rps:
        request_id = await rps[HTTP1].create()
        calls = [asyncio.create_task(rp.result(request_id)) for rp in rps.values()]
        await it.until_listening(3)
        it.service.drain()
        answers = await asyncio.gather(*calls, return_exceptions=True)
        assert all(isinstance(answer, RefusedError) for answer in answers)
        assert answers == [answers[0]] * 3
        assert isinstance(answers[0], RefusedError)
        assert answers[0].code == "UNAVAILABLE"
        await it.idle()
