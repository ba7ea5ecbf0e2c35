"""Walks with a real device: enrolled by code, told of requests at once, answering with its own key."""

from __future__ import annotations

import asyncio
import base64
import time
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from autheid.device.client import DeviceClient, DoorError
from autheid.device.key import P256, SECP256K1, DeviceKey
from tests.support.phone import enrol_phone
from tests.support.rp import (
    DOORS,
    GRPC,
    HTTP1,
    Fields,
    GrpcRp,
    RestRp,
    Rp,
    asking,
    rp_at,
    rp_at_each_door,
    stubs,
)
from tests.support.server import PLENTY, ServerProcess, serving
from tests.walk.conftest import Staging

CURVES: dict[str, ec.EllipticCurve] = {P256: ec.SECP256R1(), SECP256K1: ec.SECP256K1()}


@pytest.mark.parametrize("curve", CURVES)
async def test_what_a_person_signs_on_either_curve_verifies(
    curve: str, staging: Staging, rest: RestRp
) -> None:
    email = f"ada.{curve}@example.net".lower()
    phone = await enrol_phone(staging.server, email, curve=curve, name="Ada's phone")
    request_id = await rest.create(email=email, type="SIGNATURE", title="Contract", description="Page 1")
    waiting = asyncio.create_task(rest.result(request_id))
    (prompt,) = await phone.pending()
    seen = prompt.shown()
    assert (seen["rpName"], seen["title"], seen["description"]) == ("Auth eID Test", "Contract", "Page 1")
    assert await phone.approve(prompt) == "SUCCESS"
    result = await waiting
    assert result["device_name"] == "Ada's phone"
    assert result["signature"]["is_verified"] is False
    sign = base64.b64decode(result["signature"]["sign"])
    key = ec.EllipticCurvePublicKey.from_encoded_point(
        CURVES[curve], base64.b64decode(result["signature"]["user_pub_key"])
    )
    key.verify(
        encode_dss_signature(int.from_bytes(sign[:32], "big"), int.from_bytes(sign[32:], "big")),
        base64.b64decode(result["signature"]["signature_data"]),
        ec.ECDSA(SHA256()),
    )
    assert await phone.pending() == []


async def test_the_channel_tells_of_a_new_request_and_of_its_end_at_once(
    staging: Staging, rest: RestRp
) -> None:
    phone = await enrol_phone(staging.server, "eve@example.net")
    channel = phone.watch()
    assert await anext(channel) == []
    for _ in range(3):
        began = time.monotonic()
        request_id = await rest.create(email="Eve@example.net")
        (prompt,) = await asyncio.wait_for(anext(channel), 5)
        assert prompt.request_id == request_id
        assert prompt.shown()["email"] == "Eve@example.net"
        await rest.cancel(request_id)
        assert await asyncio.wait_for(anext(channel), 5) == []
        assert time.monotonic() - began < 1
    await channel.aclose()  # type: ignore[attr-defined]


async def test_what_the_channel_brings_can_be_approved_and_wakes_who_waits(
    staging: Staging, rest: RestRp
) -> None:
    """From asking to the result in hand: three steps, and no poll in between."""
    phone = await enrol_phone(staging.server, "told@example.net")
    channel = phone.watch()
    assert await anext(channel) == []
    for kind in ("AUTHENTICATION", "SIGNATURE"):
        began = time.monotonic()
        request_id = await rest.create(email="told@example.net", type=kind)
        waiting = asyncio.create_task(rest.result(request_id))
        (prompt,) = await asyncio.wait_for(anext(channel), 5)
        assert not waiting.done()
        assert await phone.approve(prompt) == "SUCCESS"
        assert (await asyncio.wait_for(waiting, 5))["status"] == "SUCCESS"
        assert time.monotonic() - began < 1
        assert await asyncio.wait_for(anext(channel), 5) == []
    await channel.aclose()  # type: ignore[attr-defined]


async def test_fifty_creates_at_once_with_one_key_are_one_request_and_one_prompt(staging: Staging) -> None:
    phone = await enrol_phone(staging.server, "one@example.net")
    channel = phone.watch()
    assert await anext(channel) == []
    fields = asking(email="one@example.net", idempotent_key="only one")
    async with rp_at_each_door(staging.server.address) as rps:
        doors = [rps[DOORS[n % 3]] for n in range(50)]
        answers = await asyncio.gather(*(rp.call("Create", fields) for rp in doors))
    assert answers == [answers[0]] * 50
    (told,) = await asyncio.wait_for(anext(channel), 5)
    assert told.request_id == answers[0]["request_id"]
    assert [prompt.request_id for prompt in await phone.pending()] == [told.request_id]
    await channel.aclose()  # type: ignore[attr-defined]


async def test_a_device_neither_sees_nor_answers_anothers_request(staging: Staging, rest: RestRp) -> None:
    mine = await enrol_phone(staging.server, "mine@example.net")
    other = await enrol_phone(staging.server, "other@example.net")
    await rest.create(email="mine@example.net")
    (prompt,) = await mine.pending()
    assert await other.pending() == []
    for attempt in (other.prompt(prompt.request_id), other.approve(prompt), other.reject(prompt)):
        with pytest.raises(DoorError) as refused:
            await attempt
        assert (refused.value.status, refused.value.name) == (404, "NOT_FOUND")


async def test_an_answer_may_be_repeated_but_not_changed(staging: Staging, rest: RestRp) -> None:
    phone = await enrol_phone(staging.server, "again@example.net")
    request_id = await rest.create(email="again@example.net")
    (prompt,) = await phone.pending()
    assert await phone.approve(prompt) == "SUCCESS"
    result = await rest.result(request_id)
    assert await phone.approve(prompt) == "SUCCESS"
    with pytest.raises(DoorError) as refused:
        await phone.reject(prompt)
    assert refused.value.name == "FAILED_PRECONDITION"
    assert await rest.result(request_id) == result


async def test_approval_and_cancellation_at_once_have_one_end(staging: Staging, rest: RestRp) -> None:
    """Whoever is told of success is told the truth, and the other is told that it is too late."""
    phone = await enrol_phone(staging.server, "race@example.net")
    for _ in range(20):
        request_id = await rest.create(email="race@example.net")
        (prompt,) = await phone.pending()
        approved, cancelled = await asyncio.gather(
            phone.approve(prompt), rest.cancel(request_id), return_exceptions=True
        )
        won = [it for it in (approved, cancelled) if not isinstance(it, BaseException)]
        assert len(won) == 1
        expected = "SUCCESS" if won[0] is approved else "RP_CANCELLED"
        assert (await rest.result(request_id))["status"] == expected


async def until_prompted(phone: DeviceClient) -> None:
    async for prompts in phone.watch():
        if prompts:
            return


async def test_nothing_is_forgotten_over_a_restart(tmp_path: Path) -> None:
    """Ids, idempotent keys, results to the byte, sessions and what waits for an answer."""
    data = tmp_path / "data"
    fields = asking(email="ada@example.net", idempotent_key="before", timeout_seconds=600)
    key = DeviceKey.make()
    with serving(data, **PLENTY) as first:
        phone = await enrol_phone(first, "ada@example.net", key=key)
        async with rp_at(HTTP1, first.address) as rp:
            created = await rp.call("Create", fields)
            before = await ended_two_ways(first, rp)
            bytes_before = await every_byte(first, fields, list(before))
    with serving(data, **PLENTY) as second:
        phone = DeviceClient(second.address, key)
        await phone.open_session()
        async with rp_at(HTTP1, second.address) as rp, rp_at(GRPC, second.address) as rpc:
            assert await rp.call("Create", fields) == await rpc.call("Create", fields) == created
            assert await every_byte(second, fields, list(before)) == bytes_before
            for request_id, result in before.items():
                assert await rp.result(request_id) == await rpc.result(request_id) == result
            await asyncio.wait_for(until_prompted(phone), 5)
            (prompt,) = await phone.pending()
            assert prompt.request_id == created["request_id"]
            assert await phone.approve(prompt) == "SUCCESS"
            assert (await rp.result(created["request_id"]))["status"] == "SUCCESS"


async def message_of(rp: GrpcRp, method: str, fields: Fields) -> bytes:
    """The answer's bytes as they came."""
    asked = getattr(stubs().messages, f"{method}Request")(**fields)
    message: bytes = await rp.channel.unary_unary(f"/autheid.rp.Requests/{method}")(
        asked.SerializeToString(), metadata=(("authorization", rp.authorization or ""),)
    )
    return message


async def every_byte(server: ServerProcess, fields: Fields, ids: list[str]) -> list[bytes]:
    """The bodies and messages of a repeated Create and of these results, at each door."""
    bodies: list[bytes] = []
    asks = [("Create", fields), *(("GetResult", {"request_id": it}) for it in ids)]
    async with rp_at_each_door(server.address) as rps:
        for method, asked in asks:
            for rp in rps.values():
                if isinstance(rp, RestRp):
                    answer = await rp.send(method, asked)
                    assert answer.status_code == 200
                    bodies.append(answer.content)
                elif isinstance(rp, GrpcRp):
                    bodies.append(await message_of(rp, method, asked))
    return bodies


async def ended_two_ways(server: ServerProcess, rp: Rp) -> dict[str, dict[str, object]]:
    """Results by id: one approved, one cancelled."""
    approved = await rp.create(email="approve+0s@example.com", type="SIGNATURE")
    cancelled = await rp.create()
    results = {approved: await rp.result(approved)}
    await rp.cancel(cancelled)
    results[cancelled] = await rp.result(cancelled)
    assert [result["status"] for result in results.values()] == ["SUCCESS", "RP_CANCELLED"]
    return results
