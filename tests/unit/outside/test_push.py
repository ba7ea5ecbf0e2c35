"""Web Push against a push service on the loopback that opens what it gets, as a browser would."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import http_ece
import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jwt
from joserfc.jwk import ECKey

from autheid.kernel.clock import after
from autheid.kernel.secret import base64_bytes
from autheid.outside.push import VapidKey, WebPush
from autheid.usecase.subscribe_push import SubscribePush, check_endpoint
from tests.support.world import World

SERVICES = ("push.example",)
AUTH = bytes(range(16))


class PushService:
    """Takes one POST after another, and answers each with the status that is set."""

    def __init__(self) -> None:
        self.status = 201
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.came = asyncio.Event()
        self.origin = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")[1:-2]
                headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in head)}
                body = await reader.readexactly(int(headers["content-length"]))
                self.got.append((headers, body))
                writer.write(f"HTTP/1.1 {self.status} Done\r\ncontent-length: 0\r\n\r\n".encode())
                await writer.drain()
                self.came.set()
        writer.close()


@asynccontextmanager
async def push_service() -> AsyncIterator[PushService]:
    service = PushService()
    server = await asyncio.start_server(service.serve, "127.0.0.1", 0)
    service.origin = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield service
    server.close()


async def test_a_browser_opens_what_it_gets_and_knows_who_sent_it(tmp_path: Path) -> None:
    browser = ec.generate_private_key(ec.SECP256R1())
    point = browser.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    async with World(tmp_path) as world, push_service() as service:
        phone = await world.enrol_phone()
        subscriptions = world.stores.subscriptions
        subscribe = SubscribePush(subscriptions=subscriptions, services=(service.origin,), clock=world.clock)
        await subscribe(phone.device, endpoint=f"{service.origin}/one", p256dh=point, auth=AUTH)
        key = VapidKey(bytes(range(48)), contact="https://eid.example")
        push = WebPush(subscriptions=subscriptions, key=key, clock=world.clock)
        running = asyncio.create_task(push.run())
        push.nudge(phone.account.account, "r1", expires=after(world.clock.now(), seconds=60))
        await service.came.wait()
        headers, body = service.got[0]
        opened = http_ece.decrypt(body, private_key=browser, auth_secret=AUTH, version="aes128gcm")
        assert msgspec.json.decode(opened) == {"requestId": "r1"}
        assert (headers["ttl"], headers["urgency"]) == ("60", "high")
        token, _, public = headers["authorization"].removeprefix("vapid t=").partition(", k=")
        point_of_key = base64_bytes(public)
        assert public == key.public
        known = ECKey.import_key(ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point_of_key))
        claims = jwt.decode(token, known, algorithms=["ES256"]).claims
        assert (claims["aud"], claims["sub"]) == (service.origin, "https://eid.example")
        # A service that has forgotten the browser is asked no more (RFC 8030 §7.3).
        service.status = 410
        service.came.clear()
        push.nudge(phone.account.account, "r2", expires=after(world.clock.now(), seconds=60))
        await service.came.wait()
        while await subscriptions.subscriptions_of(phone.account.account):
            await asyncio.sleep(0.01)
        running.cancel()


async def test_a_revoked_device_is_woken_no_more(tmp_path: Path) -> None:
    point = (
        ec.generate_private_key(ec.SECP256R1())
        .public_key()
        .public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    )
    async with World(tmp_path) as world:
        phone = await world.enrol_phone()
        subscriptions = world.stores.subscriptions
        subscribe = SubscribePush(subscriptions=subscriptions, services=SERVICES, clock=world.clock)
        for number in range(7):
            world.clock.advance(seconds=1)
            endpoint = f"https://push.example/{number}"
            await subscribe(phone.device, endpoint=endpoint, p256dh=point, auth=AUTH)
        kept = {one.endpoint[-1] for one in await subscriptions.subscriptions_of(phone.account.account)}
        assert kept == set("23456"), "five a device, the newest"
        assert await world.stores.people.retire_device(phone.device.device_id, now=world.clock.now())
        assert await subscriptions.subscriptions_of(phone.account.account) == []


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.example/x",
        "https://push.example:8443/x",
        "https://evil-push.example/x",
        "https://push.example.evil.example/x",
        "https://a@push.example/x",
        "https://169.254.169.254/latest",
        "https://push.example/" + "x" * 1000,
        "file:///etc/passwd",
    ],
)
def test_a_stranger_chooses_no_address_that_our_server_calls(endpoint: str) -> None:
    with pytest.raises(ValueError, match="must be an address"):
        check_endpoint(endpoint, services=SERVICES)


def test_a_known_service_and_what_is_below_it_are_called() -> None:
    for endpoint in ("https://push.example/x", "https://eu.push.example/x"):
        assert check_endpoint(endpoint, services=SERVICES) == endpoint
