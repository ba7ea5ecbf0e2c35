"""Requests that are addressed to nobody: picked up once, presented as their person chooses, and never lost in between."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from autheid.account.proof import Act
from autheid.config import Settings
from autheid.kernel.errors import Kind, Refusal
from autheid.person.email import parse_email
from autheid.request.opening import Opening, StartedBy
from autheid.request.start_code import start_mac
from autheid.request.state import RpCancelled, Succeeded, TimedOut
from tests.support.world import EnrolledPhone, World, asking


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with World(tmp_path) as world:
        yield world


def start_of(
    world: World, opening: Opening, mode: StartedBy = StartedBy.QR, seconds: int | None = None
) -> str:
    """What the relying party's page shows now, or showed so many seconds after Create."""
    t = (world.clock.now() - opening.created) // 1000 if seconds is None else seconds
    mac = start_mac(world.cases.starts.secret_of(opening), mode, t)
    return f"{opening.request_id}.{mode.value}.{t}.{mac}"


async def test_two_devices_of_one_person_that_pick_up_at_once_both_have_it(world: World) -> None:
    rp, _ = await world.add_rp()
    phone = await world.enrol_phone()
    tablet = await world.enrol_another(phone)
    opening = await world.create(rp, asking(local=True))
    both = await asyncio.gather(
        *(world.cases.picking(one.device, start_of(world, opening)) for one in (phone, tablet))
    )
    assert both[0] == both[1]


async def test_a_cancel_that_meets_a_pick_up_cancels(world: World) -> None:
    """The relying party's word is about the request, whoever has it meanwhile."""
    rp, _ = await world.add_rp()
    phone = await world.enrol_phone()
    opening = await world.create(rp, asking(local=True))
    picking = asyncio.create_task(world.cases.picking(phone.device, start_of(world, opening)))
    await asyncio.sleep(0)
    await asyncio.gather(picking, world.cancel(opening.request_id, rp=rp.rp))
    _, state = await world.get_status(opening.request_id)
    assert isinstance(state, RpCancelled)


async def test_what_was_picked_up_is_seen_beside_what_its_party_asks_by_address(world: World) -> None:
    rp, _ = await world.add_rp()
    phone = await world.enrol_phone()
    await world.create(rp, asking())
    world.clock.advance(seconds=1)
    opening = await world.create(rp, asking(local=True))
    await world.cases.picking(phone.device, start_of(world, opening))
    shown = [one.request_id for one in await world.show.pending(phone.device)]
    assert opening.request_id in shown


async def test_the_next_of_a_party_comes_forward_when_the_first_has_timed_out(world: World) -> None:
    """A timeout rings for nobody; the open channel tells of it all the same."""
    rp, _ = await world.add_rp()
    phone = await world.enrol_phone()
    first = await world.create(rp, asking(timeout_seconds=10))
    world.clock.advance(millis=1)
    second = await world.create(rp, asking(timeout_seconds=60))
    channel = world.show.watch(phone.device)
    assert await anext(channel) == [first]
    told: asyncio.Task[list[Opening] | None] = asyncio.create_task(_next_of(channel))
    await asyncio.sleep(0)
    world.clock.advance(seconds=10)
    assert await asyncio.wait_for(told, 5) == [second]
    await channel.aclose()  # type: ignore[attr-defined]


async def _next_of(channel: AsyncIterator[list[Opening] | None]) -> list[Opening] | None:
    return await anext(channel)


async def test_an_address_that_was_taken_out_of_the_account_is_presented_no_more(world: World) -> None:
    """It may be somebody else's by the time of the approval."""
    rp, _ = await world.add_rp()
    phone = await world.enrol_phone()
    people, account = world.stores.people, phone.account.account
    second = parse_email("ada@second.example")
    await add_address(world, phone, second.written)
    opening = await world.create(rp, asking(local=True))
    await world.cases.picking(phone.device, start_of(world, opening))
    chosen, _ = await world.cases.picking.present(phone.device, opening.request_id, second.written)
    await people.remove_email(account, second, now=world.clock.now())
    with pytest.raises(Refusal) as refused:
        await world.answer(phone.device, opening.request_id, phone.answer(chosen))
    assert refused.value.kind is Kind.PRECONDITION
    again, _ = await world.cases.picking.present(phone.device, opening.request_id, "ada@example.com")
    _, ended = await world.answer(phone.device, opening.request_id, phone.answer(again))
    assert isinstance(ended, Succeeded)


async def add_address(world: World, phone: EnrolledPhone, email: str) -> None:
    """Another address of the phone's account, by the code that came to it."""
    act = world.act_of(phone, Act.ADD_EMAIL, email)
    enrolment_id, _ = await world.cases.account.add_email.begin(
        phone.device, parse_email(email), act, language="en"
    )
    await world.cases.account.add_email.confirm(phone.device, enrolment_id, code=await world.code_to(email))


async def test_a_result_is_told_for_as_long_as_it_is_kept_whoever_was_asked(world: World) -> None:
    """The history of a known address lives on; told to the relying party it would tell that the address is known."""
    rp, _ = await world.add_rp()
    await world.enrol_phone()
    known = await world.create(rp, asking())
    unknown = await world.create(rp, asking(email="nobody@example.com"))
    world.clock.advance(seconds=world.settings.keep_hours * 3600)
    for opening in (known, unknown):
        assert (await world.get_status(opening.request_id))[1] == TimedOut(at=opening.expires)
    world.clock.advance(seconds=1)
    told = set()
    for tidied in (False, True):
        if tidied:
            await world.tidy()
        for opening in (known, unknown):
            for call in (
                world.get_status(opening.request_id),
                world.get_result(opening.request_id, rp=rp.rp),
                world.cancel(opening.request_id, rp=rp.rp),
            ):
                with pytest.raises(Refusal) as refused:
                    await call
                told.add((refused.value.kind, refused.value.message))
    assert told == {(Kind.NOT_FOUND, "no such request")}


async def test_a_repetition_is_answered_also_where_the_address_was_asked_too_often(tmp_path: Path) -> None:
    settings = Settings(
        issuer="autheid.test",
        data=tmp_path,
        open_prompts=100,
        open_prompts_per_party=100,
        prompts_per_address=3,
    )
    async with World(tmp_path, settings=settings) as world:
        rp, _ = await world.add_rp()
        asked = [asking(email="nobody@example.com", idempotent_key=str(number)) for number in range(4)]
        openings = [await world.create(rp, one) for one in asked[:3]]
        for _ in range(2):
            assert [await world.create(rp, one) for one in asked[:3]] == openings
            with pytest.raises(Refusal) as refused:
                await world.create(rp, asked[3])
            assert refused.value.kind is Kind.EXHAUSTED
            assert refused.value.retry_after_seconds
