"""What any store promises about requests (`autheid.needs.requests`)."""

from __future__ import annotations

import asyncio
from itertools import count
from typing import Any

import msgspec
import pytest

from autheid.account.device import NewDevice
from autheid.account.enrolment import Enrolment
from autheid.device.key import P256, DeviceKey
from autheid.kernel.clock import Millis
from autheid.kernel.ids import AccountId, DeviceId, RequestKey, RpId, UniqueUserId, first_key_at
from autheid.kernel.secret import base64_bytes, base64_text, digest, system_chance
from autheid.needs.requests import MutedParty, Opened, OpenOutcome, PromptLimits, Repeated, TooManyOpen
from autheid.person.email import parse_email
from autheid.pki.curve import Curve
from autheid.request.kind import RequestKind
from autheid.request.mute import Mute
from autheid.request.opening import Claim, Opening, StartedBy, picked_up, presented_as
from autheid.request.state import (
    AuthenticationEvidence,
    Ended,
    NotVerified,
    Pending,
    RpCancelled,
    SignatureEvidence,
    Succeeded,
    TimedOut,
    Unclaimed,
    UserCancelled,
)
from tests.support.stores import IDS, Shelf, Store
from tests.support.world import asking

NOW = Millis(1_700_000_000_000)
ADA, BOB = AccountId(1), AccountId(2)
_numbers = count(1)
_PEOPLE = 20


@pytest.fixture(autouse=True)
async def _people(store: Store) -> None:
    """Accounts 1 to 20: what belongs to an account is sealed with its key."""

    async def enrol(number: int) -> None:
        enrolment = Enrolment(
            enrolment_id=f"person {number}",
            email=parse_email(f"person-{number}@example.com"),
            account=None,
            code_hash=digest(b"code"),
            tries_left=5,
            expires=Millis(NOW + 600_000),
        )
        await store.enrolments.begin(enrolment, now=NOW)
        device = NewDevice(DeviceKey.make(P256).public_key, Curve.P256, "Phone")
        fresh_id = UniqueUserId(f"person{number:02}")
        assert await store.enrolments.complete(enrolment, device, fresh_id=fresh_id, now=NOW)

    for number in range(1, _PEOPLE + 1):
        await enrol(number)


def _opening(*, at: int = NOW, account: AccountId | None = ADA, seconds: int = 60, **asked: Any) -> Opening:
    key = RequestKey(first_key_at(Millis(at)) + next(_numbers))
    return Opening(
        key=key,
        request_id=IDS.make(key, system_chance),
        rp=RpId("shop"),
        rp_name="The Shop",
        account=account,
        email="ada@example.com",
        created=Millis(at),
        asked=asking(timeout_seconds=seconds, **asked),
    )


async def _open(
    store: Store,
    opening: Opening,
    *,
    address: str = "ada",
    idempotency: str | None = None,
    most_open: int | None = None,
    of_one_party: int = 100,
) -> OpenOutcome:
    return await store.requests.open(
        opening,
        address=digest(address.encode()),
        idempotency=None if idempotency is None else digest(idempotency.encode()),
        limits=None if most_open is None else PromptLimits(most_open, of_one_party),
    )


def _success(at: int = NOW + 1, jwt: str = "a.b.c") -> Succeeded:
    return Succeeded(
        at=Millis(at),
        device=DeviceId("device"),
        device_name="Ada’s 📱",
        unique_user_id=UniqueUserId("oava51cj"),
        evidence=AuthenticationEvidence(jwt=jwt, is_verified=True),
        approval_signature=b"\0\xff",
    )


ENDINGS: list[Ended] = [
    _success(),
    Succeeded(
        at=Millis(NOW + 1),
        device=DeviceId("device"),
        device_name="",
        unique_user_id=UniqueUserId("oava51cj"),
        evidence=SignatureEvidence(
            protobuf=True, signature_data=bytes(range(256)), sign=b"s", user_pub_key=b"k", is_verified=False
        ),
        approval_signature=b"",
    ),
    NotVerified(at=Millis(NOW + 1), device=DeviceId("device"), approval_signature=b"x"),
    UserCancelled(at=Millis(NOW + 1), device=DeviceId("device"), not_me=True, approval_signature=b"x"),
    UserCancelled(at=Millis(NOW + 1), device=DeviceId("device"), not_me=False, approval_signature=b"x"),
    RpCancelled(at=Millis(NOW + 1)),
    TimedOut(at=Millis(NOW + 60_000)),
]


# Opening and loading


async def test_what_was_opened_is_pending_and_whole(shelf: Shelf) -> None:
    openings = [
        _opening(kind=RequestKind.SIGNATURE, invisible_data=bytes(range(256)), protobuf=True, der=True),
        _opening(title="Überweisung 💶", description="a\nb\nc", claims=(Claim("a", "ä"), Claim("b", ""))),
        _opening(account=None, idempotent_key="k", verified_only=True),
    ]
    for opening in openings:
        assert await _open(shelf.store, opening) == Opened()
        assert await shelf.store.requests.load(opening.request_id) == (opening, Pending())
    store = await shelf.reopen()
    for opening in openings:
        assert await store.requests.load(opening.request_id) == (opening, Pending())


async def test_an_unknown_id_is_nothing(store: Store) -> None:
    opening = _opening()
    for request_id in (opening.request_id, "", "x", "A" * 44, "\ud800" * 44):
        assert await store.requests.load(request_id) is None


@pytest.mark.parametrize("reopened", [True, False])
async def test_an_id_is_known_by_every_byte_and_in_one_spelling(shelf: Shelf, reopened: bool) -> None:
    """The 17 bytes that lead nowhere are part of the secret too."""
    opening = _opening()
    await _open(shelf.store, opening)
    store = await shelf.reopen() if reopened else shelf.store
    for place in range(44):
        other = "A" if opening.request_id[place] != "A" else "B"
        changed = opening.request_id[:place] + other + opening.request_id[place + 1 :]
        assert await store.requests.load(changed) is None
    standard = base64_text(base64_bytes(opening.request_id))
    assert standard == opening.request_id or await store.requests.load(standard) is None
    assert await store.requests.load(opening.request_id) == (opening, Pending())


async def test_of_64_writers_at_once_only_those_fail_who_must(shelf: Shelf) -> None:
    """A key that is taken already fails its own caller and takes nobody along."""
    first = _opening()
    await _open(shelf.store, first)
    openings = [
        _opening() if number % 8 else Opening(**{f: getattr(first, f) for f in Opening.__struct_fields__})
        for number in range(64)
    ]
    outcomes = await asyncio.gather(*(_open(shelf.store, o) for o in openings), return_exceptions=True)
    for opening, outcome in zip(openings, outcomes, strict=True):
        assert isinstance(outcome, Exception) if opening.key == first.key else outcome == Opened()
    store = await shelf.reopen()
    for opening in openings:
        assert await store.requests.load(opening.request_id) == (opening, Pending())


async def test_a_caller_who_leaves_does_not_take_its_write_along(store: Store) -> None:
    await _open(store, _opening())  # the account's key has been read: what follows is the write itself
    opening = _opening()
    leaving = asyncio.create_task(_open(store, opening))
    await asyncio.sleep(0)
    leaving.cancel()
    await asyncio.gather(leaving, return_exceptions=True)
    await _open(store, _opening())
    assert await store.requests.load(opening.request_id) == (opening, Pending())


# Idempotency


async def test_of_50_with_one_idempotent_key_exactly_one_opens_and_the_others_get_it(shelf: Shelf) -> None:
    openings = [_opening() for _ in range(50)]
    outcomes = await asyncio.gather(*(_open(shelf.store, o, idempotency="k") for o in openings))
    (opened,) = (o for o, outcome in zip(openings, outcomes, strict=True) if isinstance(outcome, Opened))
    assert [outcome for outcome in outcomes if outcome != Opened()] == [Repeated(opened)] * 49
    store = await shelf.reopen()
    for opening in openings:
        assert (await store.requests.load(opening.request_id) is not None) is (opening is opened)
    assert await _open(store, _opening(), idempotency="k") == Repeated(opened)


async def test_an_idempotent_key_leads_to_its_request_also_when_that_has_ended(store: Store) -> None:
    opening = _opening()
    await _open(store, opening, idempotency="k")
    assert await store.requests.end(opening, _success())
    assert await _open(store, _opening(), idempotency="k") == Repeated(opening)


async def test_two_idempotent_keys_and_none_are_no_repetition(store: Store) -> None:
    for idempotency in ("k", "l", None, None):
        assert await _open(store, _opening(), idempotency=idempotency) == Opened()


async def test_an_open_that_fails_leaves_no_idempotent_key_behind(store: Store) -> None:
    first = _opening()
    await _open(store, first)
    twin = Opening(**{f: getattr(first, f) for f in Opening.__struct_fields__})
    with pytest.raises(Exception, match=r".+"):
        await _open(store, twin, idempotency="k")
    assert await _open(store, _opening(), idempotency="k") == Opened()


# The limit on open prompts


async def test_an_address_has_so_many_open_prompts_and_is_told_when_there_is_room(store: Store) -> None:
    for seconds in (60, 30, 45):
        assert await _open(store, _opening(seconds=seconds), most_open=3) == Opened()
    assert await _open(store, _opening(at=NOW + 1), most_open=3) == TooManyOpen(30, of_this_party=False)
    assert await _open(store, _opening(at=NOW + 29_999), most_open=3) == TooManyOpen(1, of_this_party=False)
    assert await _open(store, _opening(at=NOW + 30_000), most_open=3) == Opened()
    assert await _open(store, _opening(at=NOW + 30_000), most_open=3) == TooManyOpen(15, of_this_party=False)


async def test_the_limit_is_each_addresss_own_and_may_be_none(store: Store) -> None:
    assert await _open(store, _opening(), address="ada", most_open=1) == Opened()
    assert await _open(store, _opening(), address="bob", most_open=1) == Opened()
    assert await _open(store, _opening(), address="ada", most_open=None) == Opened()
    assert isinstance(await _open(store, _opening(), address="ada", most_open=2), TooManyOpen)


async def test_a_party_has_fewer_open_prompts_than_all_together(store: Store) -> None:
    bank = msgspec.structs.replace(_opening(seconds=30), rp=RpId("bank"))
    assert await _open(store, _opening(), most_open=3, of_one_party=1) == Opened()
    assert await _open(store, _opening(), most_open=3, of_one_party=1) == TooManyOpen(60, of_this_party=True)
    assert await _open(store, bank, most_open=3, of_one_party=1) == Opened()
    assert await _open(store, _opening(), most_open=2, of_one_party=5) == TooManyOpen(30, of_this_party=False)


# Picking up


def _claimed(opening: Opening, account: AccountId = ADA) -> Opening:
    return picked_up(opening, account=account, email="ada@example.com", started_by=StartedBy.QR)


async def test_a_request_that_is_nobodys_is_claimed_once_however_many_try(shelf: Shelf) -> None:
    opening = _opening(account=None, local=True)
    await _open(shelf.store, opening)
    assert await (await shelf.reopen()).requests.load(opening.request_id) == (opening, Unclaimed())
    claims = [_claimed(opening, AccountId(number)) for number in range(1, 20)]
    won = await asyncio.gather(*(shelf.store.requests.claim(one, now=NOW) for one in claims))
    assert won.count(True) == 1
    winner = claims[won.index(True)]
    assert winner.account is not None
    for reopened in (False, True):
        store = await shelf.reopen() if reopened else shelf.store
        assert await store.requests.load(opening.request_id) == (winner, Pending())
        assert await store.requests.load_pending(winner.account, now=NOW) == [winner]


async def test_what_is_over_is_not_claimed_and_ends_like_any_other(store: Store) -> None:
    late, cancelled, overdue = (_opening(account=None, local=True, seconds=10) for _ in range(3))
    for opening in (late, cancelled, overdue):
        await _open(store, opening)
    assert not await store.requests.claim(_claimed(late), now=late.expires)
    assert await store.requests.end(cancelled, RpCancelled(at=NOW))
    assert not await store.requests.claim(_claimed(cancelled), now=NOW)
    assert (
        await store.requests.tidy(now=late.expires, keep_since=Millis(0), keep_history_since=Millis(0)) == 2
    )
    assert await store.requests.load(overdue.request_id) == (overdue, TimedOut(at=overdue.expires))


async def test_an_answer_counts_only_for_the_address_it_was_given_with(shelf: Shelf) -> None:
    opening = _opening(account=None, local=True)
    await _open(shelf.store, opening)
    first = _claimed(opening)
    assert await shelf.store.requests.claim(first, now=NOW)
    second = presented_as(first, "two@example.com")
    assert await shelf.store.requests.present(second, now=NOW)
    assert not await shelf.store.requests.present(presented_as(first, "three@example.com"), now=NOW)
    assert not await shelf.store.requests.end(first, _success())
    assert await (await shelf.reopen()).requests.end(second, _success())
    assert not await shelf.store.requests.present(presented_as(second, "x@example.com"), now=NOW)


# History and mutes


async def test_an_accounts_history_outlives_what_is_nobodys(store: Store) -> None:
    mine, nobodys, bobs = _opening(), _opening(account=None), _opening(account=BOB)
    for opening in (mine, nobodys, bobs):
        await _open(store, opening, idempotency=str(opening.key))
    await store.requests.end(mine, _success())
    later = Millis(NOW + 10**9)
    await store.requests.tidy(now=later, keep_since=later, keep_history_since=NOW)
    assert await store.requests.load(nobodys.request_id) is None
    assert await store.requests.history(ADA, before=None, most=9) == [(mine, _success())]
    assert await _open(store, _opening(account=BOB), idempotency=str(bobs.key)) == Opened()
    await store.requests.tidy(now=later, keep_since=later, keep_history_since=later)
    assert await store.requests.history(ADA, before=None, most=9) == []


async def test_a_history_is_read_in_steps_the_newest_first(store: Store) -> None:
    openings = [_opening(at=NOW + n) for n in range(5)]
    for opening in openings:
        await _open(store, opening)
    step = await store.requests.history(ADA, before=None, most=2)
    assert [opening for opening, _ in step] == [openings[4], openings[3]]
    step = await store.requests.history(ADA, before=openings[3].key, most=9)
    assert [opening for opening, _ in step] == [openings[2], openings[1], openings[0]]


async def test_a_mute_comes_with_the_ending_and_ends_by_time_or_by_hand(shelf: Shelf) -> None:
    opening = _opening()
    await _open(shelf.store, opening)
    mute = Mute(ADA, RpId("shop"), "The Shop", Millis(NOW + 1000))
    no = UserCancelled(at=NOW, device=DeviceId("d"), not_me=True, approval_signature=b"s")
    assert await shelf.store.requests.end(opening, no, mute=mute)
    store = await shelf.reopen()
    assert await store.requests.mutes(ADA, now=NOW) == [mute]
    assert await _open(store, _opening(), most_open=9) == MutedParty(mute.until)
    assert await _open(store, _opening(account=BOB), address="bob", most_open=9) == Opened()
    assert await _open(store, _opening(at=mute.until), most_open=9) == Opened()
    assert await store.requests.mutes(ADA, now=mute.until) == []
    assert await store.requests.lift_mute(ADA, RpId("shop"))
    assert not await store.requests.lift_mute(ADA, RpId("shop"))
    assert await _open(store, _opening(), most_open=9) == Opened()


async def test_what_has_ended_makes_room(store: Store) -> None:
    opening = _opening()
    await _open(store, opening, most_open=1)
    assert await store.requests.end(opening, RpCancelled(at=NOW))
    assert await _open(store, _opening(), most_open=1) == Opened()


async def test_of_20_at_once_only_as_many_open_as_may(store: Store) -> None:
    outcomes = await asyncio.gather(*(_open(store, _opening(), most_open=3) for _ in range(20)))
    assert outcomes.count(Opened()) == 3
    assert outcomes.count(TooManyOpen(60, of_this_party=False)) == 17


async def test_a_repetition_needs_no_room_and_a_refusal_uses_up_no_key(store: Store) -> None:
    opening = _opening()
    assert await _open(store, opening, idempotency="k", most_open=1) == Opened()
    assert await _open(store, _opening(), idempotency="k", most_open=1) == Repeated(opening)
    assert isinstance(await _open(store, _opening(), idempotency="l", most_open=1), TooManyOpen)
    assert await store.requests.end(opening, RpCancelled(at=NOW))
    assert await _open(store, _opening(), idempotency="l", most_open=1) == Opened()


# Ending


@pytest.mark.parametrize("ended", ENDINGS, ids=lambda ended: type(ended).__name__)
async def test_an_ending_is_kept_whole(shelf: Shelf, ended: Ended) -> None:
    opening = _opening()
    await _open(shelf.store, opening)
    assert await shelf.store.requests.end(opening, ended)
    assert await shelf.store.requests.load(opening.request_id) == (opening, ended)
    assert await (await shelf.reopen()).requests.load(opening.request_id) == (opening, ended)


async def test_of_20_endings_at_once_exactly_one_is_written(shelf: Shelf) -> None:
    opening = _opening()
    await _open(shelf.store, opening)
    endings = [
        _success(jwt=str(number)) if number % 2 else RpCancelled(at=Millis(NOW + number))
        for number in range(20)
    ]
    written = await asyncio.gather(*(shelf.store.requests.end(opening, ended) for ended in endings))
    assert written.count(True) == 1
    expected = (opening, endings[written.index(True)])
    assert await shelf.store.requests.load(opening.request_id) == expected
    assert await (await shelf.reopen()).requests.load(opening.request_id) == expected


@pytest.mark.parametrize("ended", ENDINGS[:-1], ids=lambda ended: type(ended).__name__)
async def test_what_has_ended_ends_no_more(store: Store, ended: Ended) -> None:
    opening = _opening()
    await _open(store, opening)
    assert await store.requests.end(opening, ended)
    for other in ENDINGS:
        assert not await store.requests.end(opening, other)
    assert await store.requests.load(opening.request_id) == (opening, ended)


@pytest.mark.parametrize("late", [0, 1, 10**6])
async def test_an_answer_from_the_deadline_on_touches_nothing_and_a_timeout_still_can(
    store: Store, late: int
) -> None:
    opening = _opening()
    await _open(store, opening)
    assert not await store.requests.end(opening, _success(opening.expires + late))
    assert not await store.requests.end(opening, RpCancelled(at=Millis(opening.expires + late)))
    assert await store.requests.load(opening.request_id) == (opening, Pending())
    assert await store.requests.end(opening, TimedOut(at=opening.expires))


async def test_an_answer_in_the_last_millisecond_counts(store: Store) -> None:
    opening = _opening()
    await _open(store, opening)
    assert await store.requests.end(opening, _success(opening.expires - 1))


async def test_what_was_never_opened_does_not_end(store: Store) -> None:
    assert not await store.requests.end(_opening(), _success())


# What waits


async def test_what_waits_is_the_accounts_own_oldest_first_without_what_is_over(store: Store) -> None:
    openings = [_opening(at=NOW + number, seconds=10 if number == 2 else 60) for number in range(5)]
    for opening in [openings[3], openings[0], openings[4], openings[1], openings[2]]:
        await _open(store, opening)
    await _open(store, _opening(account=BOB))
    await _open(store, _opening(account=None))
    await store.requests.end(openings[1], _success())
    pending = await store.requests.load_pending(ADA, now=Millis(NOW + 10_001))
    assert pending == [openings[0], openings[2], openings[3], openings[4]]
    pending = await store.requests.load_pending(ADA, now=Millis(NOW + 10_002))
    assert pending == [openings[0], openings[3], openings[4]]
    assert await store.requests.load_pending(AccountId(99), now=NOW) == []


# Tidying


async def test_tidying_writes_timeouts_down_at_their_deadline(shelf: Shelf) -> None:
    overdue, waiting = _opening(seconds=10), _opening(seconds=60)
    for opening in (overdue, waiting):
        await _open(shelf.store, opening)
    assert (
        await shelf.store.requests.tidy(
            now=Millis(NOW + 9_999), keep_since=Millis(0), keep_history_since=Millis(0)
        )
        == 0
    )
    assert (
        await shelf.store.requests.tidy(
            now=Millis(NOW + 30_000), keep_since=Millis(0), keep_history_since=Millis(0)
        )
        == 1
    )
    assert (
        await shelf.store.requests.tidy(
            now=Millis(NOW + 30_000), keep_since=Millis(0), keep_history_since=Millis(0)
        )
        == 0
    )
    for reopened in (False, True):
        store = await shelf.reopen() if reopened else shelf.store
        assert await store.requests.load(overdue.request_id) == (overdue, TimedOut(at=overdue.expires))
        assert await store.requests.load(waiting.request_id) == (waiting, Pending())


async def test_tidying_forgets_what_is_old_with_its_idempotent_key_and_nothing_younger(shelf: Shelf) -> None:
    old, edge = _opening(at=NOW), _opening(at=NOW + 1000)
    await _open(shelf.store, old, idempotency="old")
    await _open(shelf.store, edge, idempotency="edge")
    await shelf.store.requests.end(old, _success())
    now = Millis(NOW + 2000)
    assert await shelf.store.requests.tidy(now=now, keep_since=NOW, keep_history_since=NOW) == 0
    assert (
        await shelf.store.requests.tidy(now=now, keep_since=edge.created, keep_history_since=edge.created)
        == 1
    )
    for reopened in (False, True):
        store = await shelf.reopen() if reopened else shelf.store
        assert await store.requests.load(old.request_id) is None
        assert await store.requests.load(edge.request_id) == (edge, Pending())
    store = shelf.store
    assert await _open(store, _opening(), idempotency="edge") == Repeated(edge)
    assert await _open(store, _opening(), idempotency="old") == Opened()


async def test_tidying_comes_to_an_end_however_much_there_is(store: Store) -> None:
    openings = [_opening(seconds=10) for _ in range(1200)]
    await asyncio.gather(*(_open(store, o, idempotency=str(o.key)) for o in openings))
    now = Millis(NOW + 10_000)
    timed_out = [
        await store.requests.tidy(now=now, keep_since=Millis(0), keep_history_since=Millis(0))
        for _ in range(5)
    ]
    assert sum(timed_out) == 1200
    assert timed_out[-1] == 0
    forgotten = [await store.requests.tidy(now=now, keep_since=now, keep_history_since=now) for _ in range(5)]
    assert sum(forgotten) == 1200
    assert forgotten[-1] == 0
    assert await _open(store, _opening(), idempotency=str(openings[0].key)) == Opened()


async def test_a_smaller_key_can_be_stored_after_a_larger_one(store: Store) -> None:
    """A clock that was set back over a restart makes such keys."""
    late, early = _opening(at=NOW + 10**6), _opening(at=NOW)
    for opening in (late, early):
        assert await _open(store, opening) == Opened()
    assert await store.requests.load_pending(ADA, now=NOW) == [early, late]
