"""Sessions of devices: fresh challenges, used once, by devices that hold their key."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from autheid.account.proof import session_statement
from autheid.device.key import DeviceKey
from autheid.kernel.errors import Kind, Refusal
from autheid.kernel.secret import base64_bytes, base64_text, base64url_text
from autheid.usecase.memory import REMEMBERED_SECONDS
from autheid.usecase.open_session import CHALLENGE_LIFE_SECONDS, SESSION_LIFE_SECONDS
from tests.support.world import EnrolledPhone, World


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with World(tmp_path) as world:
        yield world


async def _open(world: World, phone: EnrolledPhone, challenge: str) -> str:
    statement = session_statement(device_id=phone.device.device_id, challenge=challenge)
    token, _ = await world.open_session(phone.device.device_id, challenge, phone.key.sign(statement))
    return token


async def _refusal(world: World, phone: EnrolledPhone, challenge: str) -> Refusal:
    with pytest.raises(Refusal) as refused:
        await _open(world, phone, challenge)
    return refused.value


async def test_a_session_is_its_devices_until_it_expires(world: World) -> None:
    phone = await world.enrol_phone()
    token = await world.session_of(phone)
    assert await world.recognise_device(token) == phone.device
    world.clock.advance(seconds=SESSION_LIFE_SECONDS, millis=-1)
    assert await world.recognise_device(token) == phone.device
    world.clock.advance(seconds=REMEMBERED_SECONDS)
    with pytest.raises(Refusal) as refused:
        await world.recognise_device(token)
    assert refused.value.kind is Kind.UNKNOWN_CALLER


@pytest.mark.parametrize("token", [None, "", "x", "A" * 43, "\ud7ff"])
async def test_what_is_no_session_is_not_recognised(world: World, token: str | None) -> None:
    with pytest.raises(Refusal) as refused:
        await world.recognise_device(token)
    assert refused.value.kind is Kind.UNKNOWN_CALLER


async def test_a_challenge_opens_one_session(world: World) -> None:
    phone = await world.enrol_phone()
    challenge, _ = world.challenges.make()
    await _open(world, phone, challenge)
    assert (await _refusal(world, phone, challenge)).kind is Kind.INVALID


async def test_a_challenge_in_another_spelling_is_none_of_ours(world: World) -> None:
    phone = await world.enrol_phone()
    while True:
        challenge, _ = world.challenges.make()
        raw = base64_bytes(challenge)
        spellings = {base64_text(raw), base64url_text(raw) + "=", base64_text(raw).rstrip("=")} - {challenge}
        for spelling in spellings:
            assert (await _refusal(world, phone, spelling)).kind is Kind.INVALID
        if len(spellings) == 3:
            break


async def test_a_challenge_expires_and_cannot_be_made_elsewhere(world: World) -> None:
    phone = await world.enrol_phone()
    challenge, _ = world.challenges.make()
    raw = bytearray(base64_bytes(challenge))
    raw[20] ^= 1  # a later expiry
    assert (await _refusal(world, phone, base64url_text(bytes(raw)))).field == "challenge"
    for text in ("", "A", "ä", base64url_text(bytes(24)), base64url_text(bytes(56))):
        assert (await _refusal(world, phone, text)).field == "challenge"
    world.clock.advance(seconds=CHALLENGE_LIFE_SECONDS)
    assert (await _refusal(world, phone, challenge)).field == "challenge"


async def test_a_device_that_is_unknown_retired_or_without_its_key_gets_one_and_the_same_refusal(
    world: World,
) -> None:
    phone, other = await world.enrol_phone(), await world.enrol_phone("bob@example.com")
    thief = EnrolledPhone(DeviceKey.make(), phone.account, phone.device)
    unknown = EnrolledPhone(thief.key, phone.account, phone.device)
    told = {
        (refusal.kind, refusal.message)
        for refusal in [
            await _refusal(world, thief, world.challenges.make()[0]),
            await _refusal(
                world, EnrolledPhone(other.key, phone.account, phone.device), world.challenges.make()[0]
            ),
            await _refusal(world, unknown, world.challenges.make()[0]),
        ]
    }
    await world.stores.people.retire_device(phone.device.device_id, now=world.clock.now())
    refusal = await _refusal(world, phone, world.challenges.make()[0])
    assert told == {(refusal.kind, refusal.message)}
    assert refusal.kind is Kind.UNKNOWN_CALLER


async def test_a_retired_devices_session_ends_within_a_second(world: World) -> None:
    phone = await world.enrol_phone()
    token = await world.session_of(phone)
    await world.recognise_device(token)
    assert await world.stores.people.retire_device(phone.device.device_id, now=world.clock.now())
    world.clock.advance(seconds=REMEMBERED_SECONDS)
    with pytest.raises(Refusal):
        await world.recognise_device(token)
