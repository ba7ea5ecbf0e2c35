"""A device that is not connected is woken by Web Push: for a push service and a browser that are not our code."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from autheid.config import Settings
from autheid.device.client import DeviceClient, DoorError
from autheid.device.key import DeviceKey
from tests.door.running import Running, running
from tests.support.push import Browser, PushService, push_service
from tests.support.rp import HTTP1, Rp, rp_at
from tests.support.world import RememberedLetters

ADA = "ada@example.net"


@pytest.fixture
async def service() -> AsyncIterator[PushService]:
    async with push_service() as it:
        yield it


@pytest.fixture
def letters() -> RememberedLetters:
    return RememberedLetters()


def _settings(tmp_path: Path, services: str) -> Settings:
    return Settings(
        profile="staging",
        data=tmp_path / "data",
        push_services=services,
        open_prompts=9,
        open_prompts_per_party=9,
        drain_seconds=5,
    )


@pytest.fixture
async def inside(tmp_path: Path, service: PushService, letters: RememberedLetters) -> AsyncIterator[Running]:
    async with running(_settings(tmp_path, service.origin), courier=letters) as it:
        yield it


@pytest.fixture
async def rp(inside: Running) -> AsyncIterator[Rp]:
    async with rp_at(HTTP1, inside.address) as it:
        yield it


async def _enrolled(inside: Running, letters: RememberedLetters, email: str = ADA) -> DeviceClient:
    phone = DeviceClient(inside.address, DeviceKey.make())
    enrolment_id = await phone.begin_enrolment(email)
    async with asyncio.timeout(5):
        while not (codes := [letter.code for letter in letters.letters if letter.to == email]):
            await asyncio.sleep(0.01)
    await phone.complete_enrolment(enrolment_id, codes[-1], "Phone")
    await phone.open_session()
    return phone


async def _subscribe(phone: DeviceClient, browser: Browser) -> None:
    assert await phone._post("/push", browser.subscription()) == {}


async def test_a_request_wakes_the_device_and_tells_its_id_alone(
    inside: Running, rp: Rp, service: PushService, letters: RememberedLetters
) -> None:
    """RFC 8030 §5, RFC 8291, RFC 8292: read by an independent decoder, signed by the key that the app was told."""
    phone, browser = await _enrolled(inside, letters), service.browser()
    assert (await phone.me())["push"] is False
    await _subscribe(phone, browser)
    assert (await phone.me())["push"] is True
    request_id = await rp.create(email=ADA, title="Sign in", timeout_seconds=120)
    pushed = await service.next()
    assert await browser.read(pushed) == {"requestId": request_id}
    assert pushed.path == "/one"
    assert pushed.headers["content-encoding"] == "aes128gcm"
    assert 110 <= int(pushed.headers["ttl"]) <= 120
    assert pushed.headers["urgency"] == "high"
    assert 0 < len(pushed.headers["topic"]) <= 32
    assert request_id not in str(pushed.headers)
    claims = pushed.sender(service.origin)
    about = await phone._call("GET", "/about")
    assert claims["key"] in about.decode()
    assert 0 < claims["exp"] - time.time() <= 24 * 3600


async def test_what_is_pushed_can_be_read_by_its_browser_alone(
    inside: Running, rp: Rp, service: PushService, letters: RememberedLetters
) -> None:
    phone = await _enrolled(inside, letters)
    await _subscribe(phone, service.browser())
    await rp.create(email=ADA)
    with pytest.raises(ValueError):
        await service.browser().read(await service.next())


async def test_every_device_of_the_account_is_woken_and_nobody_else(
    inside: Running, rp: Rp, service: PushService, letters: RememberedLetters
) -> None:
    ada, bob = await _enrolled(inside, letters), await _enrolled(inside, letters, "bob@example.net")
    await _subscribe(ada, service.browser("a1"))
    await _subscribe(ada, service.browser("a2"))
    await _subscribe(bob, service.browser("b"))
    await rp.create(email=ADA)
    assert {(await service.next()).path, (await service.next()).path} == {"/a1", "/a2"}
    assert await service.nothing()
    await rp.create()  # an address that nobody has
    assert await service.nothing()


@pytest.mark.parametrize("status", [404, 410])
async def test_a_subscription_that_is_gone_is_forgotten(
    inside: Running, rp: Rp, service: PushService, letters: RememberedLetters, status: int
) -> None:
    """RFC 8030 §7.3."""
    phone = await _enrolled(inside, letters)
    await _subscribe(phone, service.browser())
    service.status = status
    await rp.create(email=ADA)
    await service.next()
    async with asyncio.timeout(5):
        while (await phone.me())["push"]:
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("status", [301, 307, 413, 429, 500, 503])
async def test_a_push_service_in_trouble_loses_a_push_and_nothing_else(
    inside: Running, rp: Rp, service: PushService, letters: RememberedLetters, status: int
) -> None:
    """No redirect is followed: only the address that was checked is called."""
    phone, browser = await _enrolled(inside, letters), service.browser()
    await _subscribe(phone, browser)
    service.status = status
    lost = await rp.create(email=ADA)
    await service.next()
    assert [prompt.request_id for prompt in await phone.pending()] == [lost]
    service.status = 201
    request_id = await rp.create(email=ADA)
    assert await browser.read(await service.next()) == {"requestId": request_id}


async def test_a_push_service_that_is_away_keeps_no_create_waiting(
    tmp_path: Path, letters: RememberedLetters
) -> None:
    async with push_service() as service:
        away = service.origin
        browser = service.browser()
    async with (
        running(_settings(tmp_path, away), courier=letters) as inside,
        rp_at(HTTP1, inside.address) as rp,
    ):
        phone = await _enrolled(inside, letters)
        await _subscribe(phone, browser)
        for _ in range(3):
            request_id = await rp.create(email=ADA)
            assert [prompt.request_id for prompt in await phone.pending()] == [request_id]
            await rp.cancel(request_id)


async def test_a_device_that_was_revoked_or_took_it_back_is_woken_no_more(
    inside: Running, rp: Rp, service: PushService, letters: RememberedLetters
) -> None:
    phone, browser = await _enrolled(inside, letters), service.browser()
    await _subscribe(phone, browser)
    await phone._post("/push/remove", {"endpoint": browser.endpoint})
    assert (await phone.me())["push"] is False
    await rp.create(email=ADA)
    assert await service.nothing()
    await _subscribe(phone, browser)
    await phone.make_recovery_code()
    await phone.act("/devices/revoke", "revoke_device", phone._key.device_id, deviceId=phone._key.device_id)
    await rp.create(email=ADA)
    assert await service.nothing()


async def test_a_simulated_phone_is_not_pushed_to(inside: Running, rp: Rp, service: PushService) -> None:
    await rp.create(email="approve+600s@example.com")
    assert await service.nothing()


@pytest.mark.parametrize(
    "field, value",
    [
        ("endpoint", "http://127.0.0.1:1/internal"),
        ("endpoint", "https://fcm.googleapis.com/fcm/send/x"),
        ("endpoint", "https://169.254.169.254/latest"),
        ("endpoint", ""),
        ("p256dh", "AAAA"),
        ("p256dh", "not base64 at all"),
        ("auth", "AAAA"),
    ],
)
async def test_what_is_no_subscription_at_a_known_service_is_refused(
    inside: Running, service: PushService, letters: RememberedLetters, field: str, value: str
) -> None:
    """Nobody makes the server call an address of their own choosing."""
    phone = await _enrolled(inside, letters)
    with pytest.raises(DoorError, match=field):
        await phone._post("/push", service.browser().subscription() | {field: value})
    assert (await phone.me())["push"] is False


async def test_subscribing_needs_a_session(inside: Running, service: PushService) -> None:
    stranger = DeviceClient(inside.address, DeviceKey.make())
    for path, body in (
        ("/push", service.browser().subscription()),
        ("/push/remove", {"endpoint": service.browser().endpoint}),
    ):
        with pytest.raises(DoorError):
            await stranger._post(path, body)


async def test_without_push_services_there_is_no_push_key(tmp_path: Path) -> None:
    async with running(_settings(tmp_path, "")) as inside:
        about = await DeviceClient(inside.address, DeviceKey.make())._call("GET", "/about")
        assert b'"pushKey":""' in about


async def test_the_push_key_outlives_a_restart(tmp_path: Path) -> None:
    """Subscriptions are made for the key: another one would orphan them all."""
    seen = set()
    for _ in range(2):
        async with running(_settings(tmp_path, "push.example.net")) as inside:
            about = await DeviceClient(inside.address, DeviceKey.make())._call("GET", "/about")
            seen.add(about.partition(b'"pushKey":"')[2].partition(b'"')[0])
    assert len(seen) == 1
    assert len(seen.pop()) == 87
