"""What any store promises about webhooks (`autheid.needs.hooks`), and that events come with what they tell of."""

from __future__ import annotations

import msgspec
import pytest

from autheid.account.rp import RelyingParty
from autheid.hook.delivery import Attempt, Standing
from autheid.hook.endpoint import Endpoint, EndpointId, HookSecret, rotated
from autheid.hook.event import Event, EventKind, event
from autheid.kernel.clock import Millis
from autheid.kernel.ids import RpId
from autheid.kernel.secret import system_chance
from tests.contract.test_cases import NOW
from tests.support.stores import Shelf, Store

BANK, SHOP = RpId("bank"), RpId("shop")


async def _endpoint(store: Store, name: str, *kinds: EventKind, rp: RpId = BANK) -> Endpoint:
    await store.parties.create_party(RelyingParty(rp, "Name"))
    made = Endpoint(
        endpoint_id=EndpointId(name),
        rp=rp,
        url="https://bank.example/hook",
        kinds=frozenset(kinds or {EventKind.REQUEST_FINISHED}),
        secrets=(HookSecret(b"s" * 32),),
        created=NOW,
    )
    assert await store.hooks.add(made)
    return made


def _event(unique: str = "r", *, rp: RpId = BANK, kind: EventKind = EventKind.REQUEST_FINISHED) -> Event:
    return event(kind, rp, at=NOW, unique=unique, data={"request_id": unique})


async def test_an_endpoint_comes_back_as_it_was_and_as_it_was_changed(shelf: Shelf) -> None:
    made = await _endpoint(shelf.store, "ep_1")
    store = await shelf.reopen()
    assert await store.hooks.endpoint(made.endpoint_id) == made
    changed = msgspec.structs.replace(rotated(made, now=NOW, chance=system_chance), disabled=True)
    assert await store.hooks.write(changed)
    assert await store.hooks.endpoints(BANK) == [changed]
    assert await store.hooks.endpoints(SHOP) == []


async def test_an_endpoint_of_nobody_is_not_kept(shelf: Shelf) -> None:
    nobody = msgspec.structs.replace(
        await _endpoint(shelf.store, "ep_1"), rp=RpId("nobody"), endpoint_id=EndpointId("ep_2")
    )
    assert not await shelf.store.hooks.add(nobody)
    assert not await shelf.store.hooks.write(nobody)


async def test_an_event_goes_to_who_asked_for_its_kind_and_once(shelf: Shelf) -> None:
    store = shelf.store
    await _endpoint(store, "ep_1")
    await _endpoint(store, "ep_2", EventKind.REQUEST_REPORTED)
    await _endpoint(store, "ep_3", rp=SHOP)
    off = await _endpoint(store, "ep_4")
    await store.hooks.write(msgspec.structs.replace(off, disabled=True))
    for _ in range(2):
        await store.hooks.put_all([_event()], now=NOW)
    (one,) = await (await shelf.reopen()).hooks.due(now=NOW, most=10)
    assert (one.endpoint_id, one.event_id, one.body, one.tries) == (
        "ep_1",
        _event().event_id,
        _event().body,
        0,
    )


async def test_a_try_that_failed_waits_and_one_that_succeeded_does_not(shelf: Shelf) -> None:
    store = shelf.store
    await _endpoint(store, "ep_1")
    await store.hooks.put_all([_event()], now=NOW)
    (one,) = await store.hooks.due(now=NOW, most=10)
    failed, worked = Attempt(NOW, 500, 12, "it answered 500"), Attempt(Millis(NOW + 5000), 204, 3, "")
    await store.hooks.note(one.number, failed, next_try=Millis(NOW + 5000))
    assert await store.hooks.due(now=Millis(NOW + 4999), most=10) == []
    (again,) = await store.hooks.due(now=Millis(NOW + 5000), most=10)
    assert again.tries == 1
    await store.hooks.note(one.number, worked, next_try=None)
    assert await store.hooks.due(now=Millis(NOW + 10**9), most=10) == []
    assert await store.hooks.attempts(one.number) == [failed, worked]
    (told,) = await store.hooks.deliveries(EndpointId("ep_1"), most=5)
    assert told.standing is Standing.DELIVERED


async def test_what_was_given_up_can_be_sent_again_and_is_forgotten_in_time(shelf: Shelf) -> None:
    store = shelf.store
    await _endpoint(store, "ep_1")
    await store.hooks.put_all([_event()], now=NOW)
    (one,) = await store.hooks.due(now=NOW, most=10)
    await store.hooks.note(one.number, Attempt(NOW, 0, 1, "gone"), next_try=None)
    assert (await store.hooks.deliveries(EndpointId("ep_1"), most=5))[0].standing is Standing.GIVEN_UP
    assert await store.hooks.send_again(one.number, now=NOW)
    assert [due.tries for due in await store.hooks.due(now=NOW, most=10)] == [0]
    assert await store.hooks.forget(before=Millis(NOW + 1)) == 0, "it waits again"
    await store.hooks.note(one.number, Attempt(NOW, 200, 1, ""), next_try=None)
    assert await store.hooks.forget(before=Millis(NOW + 1)) == 1
    assert await store.hooks.attempts(one.number) == []
    assert not await store.hooks.send_again(one.number, now=NOW)


@pytest.mark.parametrize("reopened", [False, True])
async def test_removing_an_endpoint_removes_what_was_on_its_way(shelf: Shelf, *, reopened: bool) -> None:
    await _endpoint(shelf.store, "ep_1")
    await shelf.store.hooks.put_all([_event()], now=NOW)
    (one,) = await shelf.store.hooks.due(now=NOW, most=10)
    await shelf.store.hooks.note(one.number, Attempt(NOW, 500, 1, "x"), next_try=Millis(NOW))
    store = await shelf.reopen() if reopened else shelf.store
    assert await store.hooks.remove(EndpointId("ep_1"))
    assert await store.hooks.due(now=NOW, most=10) == []
    assert await store.hooks.attempts(one.number) == []
    assert not await store.hooks.remove(EndpointId("ep_1"))


async def test_what_piles_up_for_one_endpoint_hides_no_others(shelf: Shelf) -> None:
    store = shelf.store
    await _endpoint(store, "ep_1")
    await store.hooks.put_all([_event(str(number)) for number in range(20)], now=NOW)
    await _endpoint(store, "ep_2", rp=SHOP)
    await store.hooks.put_all([_event(rp=SHOP)], now=Millis(NOW + 1))
    due = await store.hooks.due(now=Millis(NOW + 1), most=10, without=[EndpointId("ep_1")])
    assert [one.endpoint_id for one in due] == ["ep_2"]
