from __future__ import annotations

import ipaddress
import socket
from collections.abc import AsyncIterator

import pytest

from autheid.hook.delivery import Attempt
from autheid.outside.hook_post import HookSender
from autheid.outside.public_address import is_public
from tests.support.receiver import receiving


@pytest.fixture
async def sender() -> AsyncIterator[HookSender]:
    made = HookSender(allow_local=True)
    yield made
    await made.close()


async def _post(sender: HookSender, url: str) -> Attempt:
    return await sender.post(url, {"webhook-id": "msg_1"}, b"{}")


async def test_a_payload_arrives_with_its_headers(sender: HookSender) -> None:
    with receiving() as receiver:
        attempt = await _post(sender, receiver.url + "?a=1")
    assert (attempt.status, attempt.says, attempt.succeeded) == (204, "", True)
    (one,) = receiver.received
    assert (one.body, one.headers["webhook-id"], one.path) == (b"{}", "msg_1", "/hook?a=1")
    assert one.headers["host"] == receiver.url.split("/")[2]


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_no_redirect_is_followed(sender: HookSender, status: int) -> None:
    with receiving(status) as receiver:
        receiver.headers = {"location": receiver.url}
        attempt = await _post(sender, receiver.url)
    assert (attempt.status, attempt.succeeded, len(receiver.received)) == (status, False, 1)
    assert "redirects are not followed" in attempt.says


@pytest.mark.parametrize("status", [400, 404, 410, 500, 503])
async def test_every_other_answer_is_told(sender: HookSender, status: int) -> None:
    with receiving(status) as receiver:
        attempt = await _post(sender, receiver.url)
    assert (attempt.status, attempt.says) == (status, f"it answered {status}")


async def test_a_server_that_is_not_there_is_told(sender: HookSender) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        attempt = await _post(sender, f"http://127.0.0.1:{free.getsockname()[1]}/")
    assert (attempt.status, attempt.says) == (0, "the connection failed: ConnectError")


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "10.0.0.1", "192.168.1.1", "169.254.169.254", "[::1]", "[fd00::1]", "[::ffff:127.0.0.1]", "2130706433"],
)  # fmt: skip
async def test_production_calls_no_address_that_is_not_public(host: str) -> None:
    sender = HookSender(allow_local=False)
    with receiving() as receiver:
        attempt = await _post(sender, receiver.url.replace("127.0.0.1", host, 1))
    await sender.close()
    assert (attempt.status, receiver.received) == (0, [])
    assert "not public" in attempt.says or "failed" in attempt.says


@pytest.mark.parametrize(
    "address, public",
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("10.1.2.3", False),
        ("100.64.0.1", False),
        ("127.0.0.1", False),
        ("169.254.169.254", False),
        ("224.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:93.184.216.34", True),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("fe80::1", False),
        ("fc00::1", False),
        ("::", False),
    ],
)
def test_an_addressis_public_or_it_is_not(address: str, *, public: bool) -> None:
    assert is_public(ipaddress.ip_address(address)) is public


async def test_a_server_that_says_nothing_is_left() -> None:
    impatient = HookSender(allow_local=True, patience_seconds=0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        attempt = await _post(impatient, f"http://127.0.0.1:{silent.getsockname()[1]}/")
    await impatient.close()
    assert (attempt.status, attempt.says) == (0, "no answer within 0.2 seconds")
