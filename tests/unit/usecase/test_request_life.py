"""One request from Create to its end, and the corners where two things happen at once."""

from __future__ import annotations

import asyncio
import inspect
from base64 import b64decode
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from autheid.account.device import Device
from autheid.door.translate import KycFiles, result_response
from autheid.kernel.clock import Millis
from autheid.kernel.errors import Kind, Refusal
from autheid.kernel.ids import RpId
from autheid.pki.curve import Curve, signature_is_valid
from autheid.request.approval import Answer
from autheid.request.event import Cancel
from autheid.request.kind import RequestKind
from autheid.request.opening import Claim
from autheid.request.state import (
    AuthenticationEvidence,
    NotVerified,
    Pending,
    RpCancelled,
    SignatureEvidence,
    State,
    Succeeded,
    TimedOut,
    UserCancelled,
)
from autheid.store.sqlite.database import SqliteDatabase
from autheid.token.algorithm import TokenAlgorithm
from autheid.usecase.see_through import see_through
from autheid.usecase.watch_requests import Search
from tests.support.world import World, asking, settle


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with World(tmp_path) as world:
        yield world


async def test_an_approval_wakes_the_one_who_waits(world: World) -> None:
    rp, _ = await world.add_rp()
    phone = await world.enrol_phone()
    opening = await world.create(rp, asking())
    waiting = asyncio.create_task(world.get_result(opening.request_id, rp=rp.rp))
    await settle()
    assert not waiting.done()
    await world.answer(phone.device, opening.request_id, phone.answer(opening))
    _, ended = await waiting
    assert isinstance(ended, Succeeded)
    assert (ended.device, ended.device_name) == (phone.device.device_id, "Phone")


@pytest.mark.parametrize("email", ["ada@example.com", "nobody@example.com"])
async def test_silence_ends_at_the_deadline_the_same_for_a_known_and_an_unknown_address(
    world: World, email: str
) -> None:
    rp, _ = await world.add_rp()
    await world.enrol_phone()
    opening = await world.create(rp, asking(email=email, timeout_seconds=10))
    waiting = asyncio.create_task(world.get_result(opening.request_id, rp=rp.rp))
    await settle()
    world.clock.advance(seconds=10, millis=-1)
    await settle()
    assert not waiting.done()
    world.clock.advance(millis=1)
    found, ended = await waiting
    assert ended == TimedOut(at=opening.expires)
    response = result_response(found, ended, KycFiles("https://eid.example"))
    assert (response.device_id, response.unique_user_id, response.device_name) == ("", "", "")


@pytest.mark.parametrize("answer, not_me", [(Answer.CANCEL, False), (Answer.NOT_ME, True)])
async def test_a_no_is_told_as_such(world: World, answer: Answer, not_me: bool) -> None:
    rp, _ = await world.add_rp()
    phone = await world.enrol_phone()
    opening = await world.create(rp, asking())
    await world.answer(phone.device, opening.request_id, phone.answer(opening, answer))
    _, ended = await world.get_result(opening.request_id, rp=rp.rp)
    assert isinstance(ended, UserCancelled)
    assert ended.not_me is not_me


async def test_an_account_that_is_not_verified_does_not_pass_where_only_a_verified_one_was_asked_for(
    world: World,
) -> None:
    rp, _ = await world.add_rp()
    phone = await world.enrol_phone(verified=False)
    strict = await world.create(rp, asking(verified_only=True))
    lenient = await world.create(rp, asking())
    _, refused = await world.answer(phone.device, strict.request_id, phone.answer(strict))
    _, passed = await world.answer(phone.device, lenient.request_id, phone.answer(lenient))
    assert isinstance(refused, NotVerified)
    assert isinstance(passed, Succeeded)
    assert isinstance(passed.evidence, AuthenticationEvidence)
    assert passed.evidence.is_verified is False


async def test_a_signature_gives_the_bytes_that_were_signed(world: World) -> None:
    rp, _ = await world.add_rp()
    phone = await world.enrol_phone(curve="secp256k1")
    opening = await world.create(rp, asking(RequestKind.SIGNATURE, title="Contract", protobuf=True))
    _, ended = await world.answer(phone.device, opening.request_id, phone.answer(opening))
    assert isinstance(ended, Succeeded)
    evidence = ended.evidence
    assert isinstance(evidence, SignatureEvidence)
    assert signature_is_valid(
        curve=Curve.SECP256K1,
        public_key=evidence.user_pub_key,
        signature=evidence.sign,
        message=evidence.signature_data,
    )


@pytest.mark.parametrize(
    "party, asked, der", [(False, None, False), (True, None, True), (True, False, False), (False, True, True)]
)
async def test_the_signatures_form_is_the_requests_or_else_the_partys(
    world: World, party: bool, asked: bool | None, der: bool
) -> None:
    rp, _ = await world.add_rp(der_signatures=party)
    phone = await world.enrol_phone()
    opening = await world.create(rp, asking(RequestKind.SIGNATURE, der=asked))
    _, ended = await world.answer(phone.device, opening.request_id, phone.answer(opening))
    assert isinstance(ended, Succeeded)
    assert isinstance(ended.evidence, SignatureEvidence)
    assert (ended.evidence.sign[:1] == b"0" and len(ended.evidence.sign) != 64) is der


async def test_the_tokens_algorithm_is_the_partys_and_its_claims_do_not_cover_ours(world: World) -> None:
    rp, _ = await world.add_rp(token_algorithm=TokenAlgorithm.ES256)
    phone = await world.enrol_phone()
    opening = await world.create(rp, asking(claims=(Claim("order", "7"), Claim("sub", "eve"))))
    _, ended = await world.answer(phone.device, opening.request_id, phone.answer(opening))
    assert isinstance(ended, Succeeded)
    assert isinstance(ended.evidence, AuthenticationEvidence)
    head, body, _ = ended.evidence.jwt.split(".")
    assert b'"ES256"' in b64decode(head + "==")
    assert b'"order":"7"' in b64decode(body + "==")
    assert b"eve" not in b64decode(body + "==")


async def test_a_repeated_answer_changes_nothing_and_another_one_is_refused(world: World) -> None:
    rp, _ = await world.add_rp()
    phone = await world.enrol_phone()
    tablet = await world.enrol_another(phone)
    opening = await world.create(rp, asking())
    _, first = await world.answer(phone.device, opening.request_id, phone.answer(opening))
    world.clock.advance(seconds=1)
    _, again = await world.answer(phone.device, opening.request_id, phone.answer(opening))
    assert again == first
    for device, answer in ((tablet, Answer.APPROVE), (phone, Answer.CANCEL), (tablet, Answer.NOT_ME)):
        with pytest.raises(Refusal) as refused:
            await world.answer(device.device, opening.request_id, device.answer(opening, answer))
        assert refused.value.kind is Kind.PRECONDITION
    with pytest.raises(Refusal) as refused:
        await world.cancel(opening.request_id, rp=rp.rp)
    assert refused.value.message == "the request was approved and can't change any more"


async def test_cancelling_twice_is_cancelling_once(world: World) -> None:
    rp, _ = await world.add_rp()
    opening = await world.create(rp, asking())
    await world.cancel(opening.request_id, rp=rp.rp)
    world.clock.advance(seconds=3600)
    await world.cancel(opening.request_id, rp=rp.rp)
    _, ended = await world.get_result(opening.request_id, rp=rp.rp)
    assert ended == RpCancelled(at=opening.created)


async def test_another_partys_request_and_an_unknown_one_are_the_same_nothing(world: World) -> None:
    rp, _ = await world.add_rp()
    await world.add_rp("bank")
    opening = await world.create(rp, asking())
    told = set()
    for request_id in (opening.request_id, "A" * 44, "x"):
        for call in (world.get_result, world.cancel):
            with pytest.raises(Refusal) as refused:
                await call(request_id, rp=RpId("bank"))
            told.add((refused.value.kind, refused.value.message))
    assert told == {(Kind.NOT_FOUND, "no such request")}
    assert (await world.get_status(opening.request_id))[1] == Pending()


async def test_of_many_answers_at_once_exactly_one_ends_the_request(world: World) -> None:
    rp, _ = await world.add_rp()
    phone = await world.enrol_phone()
    tablet = await world.enrol_another(phone)
    opening = await world.create(rp, asking())
    outcomes = await asyncio.gather(
        *(
            world.answer(one.device, opening.request_id, one.answer(opening, answer))
            for one in (phone, tablet)
            for answer in Answer
        ),
        world.cancel(opening.request_id, rp=rp.rp),
        return_exceptions=True,
    )
    refused = [outcome for outcome in outcomes if isinstance(outcome, Refusal)]
    assert len(outcomes) - len(refused) == 1
    assert {refusal.kind for refusal in refused} == {Kind.PRECONDITION}


async def test_an_answer_that_is_on_its_way_to_the_disk_at_the_deadline_cannot_undo_a_told_timeout(
    tmp_path: Path,
) -> None:
    """Decided before the deadline, committed after it: whoever was told TIMEOUT in between is told nothing else later."""
    # The embedded store's queue is where such an answer can be seen; on PostgreSQL the row's lock decides.
    async with World(tmp_path, store="sqlite") as world:
        rp, _ = await world.add_rp()
        phone = await world.enrol_phone()
        opening = await world.create(rp, asking(timeout_seconds=10))
        world.clock.advance(seconds=10, millis=-1)
        answering = asyncio.create_task(world.answer(phone.device, opening.request_id, phone.answer(opening)))
        await _until_a_write_waits(world)
        world.clock.advance(millis=1)
        _, told = await world.get_result(opening.request_id, rp=rp.rp)
        await asyncio.gather(answering, return_exceptions=True)
        _, later = await world.get_result(opening.request_id, rp=rp.rp)
        assert later == told
        _, status = await world.get_status(opening.request_id)
        assert status == told


@pytest.mark.parametrize("teller", ["device", "history", "portal"])
async def test_whoever_tells_a_timeout_has_written_it_down(tmp_path: Path, teller: str) -> None:
    """Not only GetResult and GetStatus: an answer on its way to the disk can undo what nobody wrote down."""
    async with World(tmp_path, store="sqlite") as world:
        rp, _ = await world.add_rp()
        phone = await world.enrol_phone()
        opening = await world.create(rp, asking(timeout_seconds=10))
        world.clock.advance(seconds=10, millis=-1)
        answering = asyncio.create_task(world.answer(phone.device, opening.request_id, phone.answer(opening)))
        await _until_a_write_waits(world)
        world.clock.advance(millis=1)
        told = await _told_by(teller, world, rp.rp, phone.device, opening.request_id)
        await asyncio.gather(answering, return_exceptions=True)
        assert (await world.get_status(opening.request_id))[1] == told


async def _told_by(teller: str, world: World, rp: RpId, device: Device, request_id: str) -> State:
    if teller == "device":
        return (await world.show.one(device, request_id))[1]
    if teller == "history":
        return (await world.cases.account.history.one(device, request_id)).state
    ((_, state),) = await world.service.watch.page(rp, Search())
    return state


async def test_a_told_timeout_stays_when_the_clock_is_set_back(world: World) -> None:
    rp, _ = await world.add_rp()
    phone = await world.enrol_phone()
    opening = await world.create(rp, asking(timeout_seconds=10))
    world.clock.advance(seconds=10)
    _, told = await world.get_result(opening.request_id, rp=rp.rp)
    world.clock.advance(seconds=-5)
    with pytest.raises(Refusal):
        await world.answer(phone.device, opening.request_id, phone.answer(opening))
    assert (await world.get_status(opening.request_id))[1] == told


async def test_an_ending_that_was_not_written_is_never_told(world: World) -> None:
    """Decided at the deadline and refused by the store; the clock is then set back, so it still seems to wait."""
    rp, _ = await world.add_rp()
    opening = await world.create(rp, asking())
    with pytest.raises(Refusal) as refused:
        await world.end(opening, Pending(), Cancel(at=opening.expires))
    assert refused.value.message.startswith("the request has timed out")


async def test_who_waits_is_woken_also_when_the_one_who_ended_it_has_left_meanwhile(tmp_path: Path) -> None:
    """A connection breaks while the cancellation is on its way to the disk: it is written, so it must be told."""
    async with World(tmp_path, store="sqlite") as world:
        rp, _ = await world.add_rp()
        opening = await world.create(rp, asking())
        waiting = asyncio.create_task(world.get_result(opening.request_id, rp=rp.rp))
        await settle()
        ending = asyncio.create_task(world.cancel(opening.request_id, rp=rp.rp))
        await _until_a_write_waits(world)
        ending.cancel()
        _, ended = await asyncio.wait_for(waiting, 5)
        assert isinstance(ended, RpCancelled)
        assert ending.cancelled()


async def test_a_device_that_listens_hears_of_a_request_whose_creator_has_left_meanwhile(
    tmp_path: Path,
) -> None:
    """The repetition of the Create finds the request and says nothing: so the first must have said it."""
    async with World(tmp_path, store="sqlite") as world:
        rp, _ = await world.add_rp()
        phone = await world.enrol_phone()
        with world.service.bell.listen(("account", phone.account.account)) as listener:
            creating = asyncio.create_task(world.create(rp, asking(idempotent_key="order-77")))
            await _until_a_write_waits(world)
            creating.cancel()
            rung = await asyncio.wait_for(listener.wait(Millis(world.clock.now() + 60_000)), 5)
            assert rung
            assert creating.cancelled()


async def test_who_listens_hears_of_a_change_of_the_account_whose_caller_has_left_meanwhile(
    tmp_path: Path,
) -> None:
    async with World(tmp_path, store="sqlite") as world:
        phone = await world.enrol_phone()
        with world.service.bell.listen(("account", phone.account.account)) as listener:
            rename = world.cases.account.rename_device
            renaming = asyncio.create_task(rename(phone.device, phone.device.device_id, "Ada's phone"))
            await _until_a_write_waits(world)
            renaming.cancel()
            assert await asyncio.wait_for(listener.wait(Millis(world.clock.now() + 60_000)), 5)
            assert renaming.cancelled()


def test_no_use_case_rings_by_itself_after_a_write_that_its_caller_may_not_live_to_see() -> None:
    """They ring by `and_ring`. Creating and ending are seen through as a whole."""
    room = Path(inspect.getfile(see_through)).parent
    ringing = {file.stem for file in room.glob("*.py") if ".ring(" in file.read_text("utf-8")}
    assert ringing == {"create_request", "end_request", "see_through"}


async def _until_a_write_waits(world: World) -> None:
    database = world.stores.database
    assert isinstance(database, SqliteDatabase)
    while not database.batch._waiting:
        await asyncio.sleep(0)
