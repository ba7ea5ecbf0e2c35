"""Enrolling: the code, its tries, and who may enrol what."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from autheid.account.enrolment import CODE_LIFE_SECONDS, CODE_TRIES, make_code
from autheid.device.key import P256, SECP256K1, DeviceKey
from autheid.kernel.errors import Kind, Refusal
from autheid.kernel.secret import system_chance
from autheid.person.email import parse_email
from autheid.pki.curve import Curve
from autheid.usecase.enrol_device import Candidate
from tests.support.world import World

_ADA = parse_email("ada@example.com")


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with World(tmp_path) as world:
        yield world


def _wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


async def _refusal(world: World, enrolment_id: str, code: str, *, key: DeviceKey | None = None) -> Refusal:
    with pytest.raises(Refusal) as refused:
        await world.complete(enrolment_id, code, key=key)
    return refused.value


@pytest.mark.parametrize("curve", [P256, SECP256K1])
async def test_the_right_code_makes_an_account_and_its_device(world: World, curve: str) -> None:
    enrolment_id, expires = await world.enrol.begin(parse_email("Ada@Example.com"))
    assert expires == world.clock.now() + CODE_LIFE_SECONDS * 1000
    phone = await world.complete(enrolment_id, await world.code_to("Ada@Example.com"), curve=curve)
    assert phone.account.email == "Ada@Example.com"
    assert not phone.account.is_verified(world.clock.now())
    assert (phone.device.device_id, phone.device.curve) == (phone.key.device_id, Curve(curve))
    assert (await world.show_account(phone.device)).account == phone.account


async def test_a_code_has_five_tries_and_the_fifth_may_still_be_right(world: World) -> None:
    enrolment_id, _ = await world.enrol.begin(_ADA)
    code = await world.code_to("ada@example.com")
    for _ in range(CODE_TRIES - 1):
        assert (await _refusal(world, enrolment_id, _wrong(code))).kind is Kind.FORBIDDEN
    assert (await world.complete(enrolment_id, code)).account.email == "ada@example.com"


async def test_after_five_wrong_codes_the_right_one_is_refused_too(world: World) -> None:
    enrolment_id, _ = await world.enrol.begin(_ADA)
    code = await world.code_to("ada@example.com")
    for _ in range(CODE_TRIES):
        assert (await _refusal(world, enrolment_id, _wrong(code))).kind is Kind.FORBIDDEN
    assert (await _refusal(world, enrolment_id, code)).kind is Kind.PRECONDITION
    await world.restart()
    assert (await _refusal(world, enrolment_id, code)).kind is Kind.PRECONDITION


async def test_a_code_is_good_until_it_expires(world: World) -> None:
    enrolment_id, _ = await world.enrol.begin(_ADA)
    code = await world.code_to("ada@example.com")
    world.clock.advance(seconds=CODE_LIFE_SECONDS)
    assert (await _refusal(world, enrolment_id, code)).kind is Kind.PRECONDITION
    second, _ = await world.enrol.begin(_ADA)
    code = await world.code_to("ada@example.com")
    world.clock.advance(seconds=CODE_LIFE_SECONDS, millis=-1)
    await world.complete(second, code)


async def test_a_code_is_good_for_its_own_enrolment_and_once(world: World) -> None:
    one, _ = await world.enrol.begin(_ADA)
    two, _ = await world.enrol.begin(parse_email("bob@example.com"))
    code_of_one, code_of_two = await world.code_to("ada@example.com"), await world.code_to("bob@example.com")
    if code_of_one != code_of_two:
        assert (await _refusal(world, two, code_of_one)).kind is Kind.FORBIDDEN
    await world.complete(one, code_of_one)
    assert (await _refusal(world, one, code_of_one)).kind is Kind.PRECONDITION


async def test_an_unknown_enrolment_is_not_found(world: World) -> None:
    assert (await _refusal(world, "AAAAAAAAAAAAAAAAAAAAAA", "000000")).kind is Kind.NOT_FOUND


async def test_whoever_enrols_a_key_must_hold_it_and_a_wrong_signature_costs_no_try(world: World) -> None:
    enrolment_id, _ = await world.enrol.begin(_ADA)
    code = await world.code_to("ada@example.com")
    for _ in range(CODE_TRIES + 1):
        with pytest.raises(Refusal) as refused:
            await world.enrol.complete(
                enrolment_id,
                code=code,
                candidate=Candidate(DeviceKey.make().public_key, Curve.P256, "Phone", b"\1" * 64),
            )
        assert (refused.value.kind, refused.value.field) == (Kind.INVALID, "signature")
    await world.complete(enrolment_id, code)


@pytest.mark.parametrize("again", ["ada@example.com", "ADA@EXAMPLE.COM"])
async def test_a_mailbox_alone_enrols_nothing_for_an_account_that_has_a_device(
    world: World, again: str
) -> None:
    """An e-mail address is an address, not proof."""
    phone = await world.enrol_phone("ada@example.com")
    enrolment_id, _ = await world.enrol.begin(parse_email(again))
    refusal = await _refusal(world, enrolment_id, await world.code_to(again))
    assert refusal.kind is Kind.PRECONDITION
    assert await world.stores.people.devices_of(phone.account.account) == [phone.device]


async def test_a_key_is_enrolled_once(world: World) -> None:
    phone = await world.enrol_phone()
    enrolment_id, _ = await world.enrol.begin(parse_email("bob@example.com"))
    refusal = await _refusal(world, enrolment_id, await world.code_to("bob@example.com"), key=phone.key)
    assert refusal.kind is Kind.PRECONDITION
    assert await world.stores.people.account_by_email(parse_email("bob@example.com")) is None


def test_every_code_of_six_digits_can_come_and_none_is_favoured() -> None:
    draws = iter([b"\xff\xff\xff\xff", b"\0\0\0\7"])
    assert make_code(lambda _: next(draws)) == "000007"
    codes = [make_code(system_chance) for _ in range(3000)]
    assert all(len(code) == 6 and code.isdecimal() for code in codes)
    assert len(set(codes)) > 2950
