"""What any store promises about push subscriptions (`autheid.needs.nudge`)."""

from __future__ import annotations

import asyncio

from autheid.account.device import Device, NewDevice
from autheid.account.enrolment import Enrolment
from autheid.account.subscription import Subscription
from autheid.device.key import DeviceKey
from autheid.kernel.clock import Millis
from autheid.kernel.ids import make_unique_user_id
from autheid.kernel.secret import digest, system_chance
from autheid.person.email import parse_email
from autheid.pki.curve import Curve
from tests.support.stores import Shelf, Store

NOW = Millis(1_700_000_000_000)
MOST = 5


def _at(name: str) -> Subscription:
    return Subscription(f"https://push.example.net/{name}", b"\x04" + name.encode().ljust(64), bytes(16))


async def _device(store: Store, email: str = "ada@example.com") -> Device:
    enrolment = Enrolment(
        enrolment_id=email,
        email=parse_email(email),
        account=None,
        code_hash=digest(b"code"),
        tries_left=5,
        expires=Millis(NOW + 600_000),
    )
    await store.enrolments.begin(enrolment, now=NOW)
    device = NewDevice(DeviceKey.make().public_key, Curve.P256, "Phone")
    made = await store.enrolments.complete(
        enrolment, device, fresh_id=make_unique_user_id(system_chance), now=NOW
    )
    assert made is not None
    return made[1]


async def _subscribe(store: Store, device: Device, name: str, *, now: int = NOW) -> None:
    await store.subscriptions.subscribe(device.device_id, _at(name), most=MOST, now=Millis(now))


async def test_a_subscription_is_kept_whole_and_durably(shelf: Shelf) -> None:
    device = await _device(shelf.store)
    assert not await shelf.store.subscriptions.is_subscribed(device.device_id)
    await _subscribe(shelf.store, device, "one")
    store = await shelf.reopen()
    assert await store.subscriptions.subscriptions_of([device.account]) == {device.account: [_at("one")]}
    assert await store.subscriptions.is_subscribed(device.device_id)


async def test_the_same_endpoint_again_is_still_one_and_has_the_newer_keys(store: Store) -> None:
    device = await _device(store)
    await _subscribe(store, device, "one")
    newer = Subscription(_at("one").endpoint, b"\x04" + bytes(64), bytes(16))
    await store.subscriptions.subscribe(device.device_id, newer, most=MOST, now=Millis(NOW + 1))
    assert await store.subscriptions.subscriptions_of([device.account]) == {device.account: [newer]}


async def test_of_more_than_a_device_may_have_the_oldest_go(store: Store) -> None:
    device, other = await _device(store), await _device(store, "bob@example.com")
    await _subscribe(store, other, "other", now=0)
    for number in range(8):
        await _subscribe(store, device, str(number), now=NOW + number)
    kept = {device.account: [_at(str(n)) for n in range(3, 8)], other.account: [_at("other")]}
    assert await store.subscriptions.subscriptions_of([device.account, other.account]) == kept
    assert await store.subscriptions.subscriptions_of([]) == {}


async def test_many_at_once_are_no_more_than_a_device_may_have(store: Store) -> None:
    device = await _device(store)
    await asyncio.gather(*(_subscribe(store, device, str(number)) for number in range(30)))
    assert len((await store.subscriptions.subscriptions_of([device.account]))[device.account]) == MOST


async def test_an_endpoint_goes_with_whoever_subscribed_it_last(store: Store) -> None:
    """A browser that was enrolled anew is woken for its new account alone."""
    first, second = await _device(store), await _device(store, "bob@example.com")
    await _subscribe(store, first, "one")
    await _subscribe(store, second, "one")
    assert await store.subscriptions.subscriptions_of([first.account]) == {}
    assert await store.subscriptions.subscriptions_of([second.account]) == {second.account: [_at("one")]}


async def test_a_device_forgets_its_own_endpoints_and_no_others(store: Store) -> None:
    first, second = await _device(store), await _device(store, "bob@example.com")
    await _subscribe(store, first, "one")
    endpoint = _at("one").endpoint
    assert not await store.subscriptions.unsubscribe(endpoint, device_id=second.device_id)
    assert await store.subscriptions.unsubscribe(endpoint, device_id=first.device_id)
    assert not await store.subscriptions.unsubscribe(endpoint, device_id=first.device_id)
    await _subscribe(store, first, "one")
    assert await store.subscriptions.unsubscribe(endpoint)
    assert await store.subscriptions.subscriptions_of([first.account]) == {}


async def test_a_retired_device_is_woken_no_more_and_leaves_nothing(store: Store) -> None:
    device = await _device(store)
    await _subscribe(store, device, "one")
    assert await store.people.retire_device(device.device_id, now=NOW)
    assert await store.subscriptions.subscriptions_of([device.account]) == {}
    assert not await store.subscriptions.is_subscribed(device.device_id)
    # Not even when it subscribed at the same moment.
    await _subscribe(store, device, "late")
    assert await store.subscriptions.subscriptions_of([device.account]) == {}
