"""A relying party's server is told, by a real server; what it verifies with is the specification's own library."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from standardwebhooks import Webhook

from tests.support.lists import fsf
from tests.support.operator import operator
from tests.support.receiver import Received, receiving
from tests.support.rp import HTTP1, rp_at
from tests.support.server import PLENTY, ServerProcess, serving


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with serving(tmp_path_factory.mktemp("hooks") / "data", profile="staging", **PLENTY) as running:
        yield running


def _rp(server: ServerProcess) -> str:
    found = re.search(r"^(\S+) .*Auth eID Test", operator(server, "rp", "list"), re.MULTILINE)
    assert found is not None
    return found[1]


def _add(server: ServerProcess, url: str, *events: str) -> tuple[str, str]:
    chosen = [part for one in events for part in ("--event", one)]
    endpoint, secret = operator(server, "webhook", "add", _rp(server), url, *chosen).split()
    return endpoint, secret


def _verified(secret: str, one: Received) -> dict[str, object]:
    told: dict[str, object] = Webhook(secret).verify(one.body, one.headers)
    return told


async def _ask(server: ServerProcess, email: str, kind: str = "AUTHENTICATION", **more: object) -> str:
    async with rp_at(HTTP1, server.address) as rp:
        request_id = await rp.create(type=kind, email=email, title="Log in", **more)
        await rp.result(request_id)
        return request_id


async def test_every_ending_is_told_also_while_the_receiver_fails_at_first_and_while_secrets_rotate(
    server: ServerProcess,
) -> None:
    with receiving(500) as receiver:
        endpoint, secret = await asyncio.to_thread(_add, server, receiver.url)
        fresh = (
            await asyncio.to_thread(operator, server, "webhook", "rotate", _rp(server), endpoint)
        ).strip()
        finished = await _ask(server, "approve+0s@example.com")
        reported = await _ask(server, "notme+0s@example.com")
        received = await asyncio.to_thread(receiver.wait_for, 4)
        told = [_verified(one_secret, one) for one in received for one_secret in (secret, fresh)][::2]
        kinds = sorted((str(one["type"]), one["data"]["request_id"], one["data"]["status"]) for one in told)  # type: ignore[index]
        assert set(kinds) == {
            ("request.finished", finished, "SUCCESS"),
            ("request.finished", reported, "USER_CANCELLED"),
            ("request.reported", reported, "USER_CANCELLED"),
        }
        ids = [one.headers["webhook-id"] for one in received]
        assert len(set(ids)) == 3, "the one that failed came again under the same id"
        sent = await asyncio.to_thread(operator, server, "webhook", "sent", _rp(server), endpoint)
        assert sent.count("delivered") == 3
        again = re.findall(r"^(\d+) +request.finished", sent, re.MULTILINE)[0]
        await asyncio.to_thread(operator, server, "webhook", "send-again", _rp(server), again)
        last = (await asyncio.to_thread(receiver.wait_for, 5))[-1]
        assert last.headers["webhook-id"] in ids
        await asyncio.to_thread(operator, server, "webhook", "remove", _rp(server), endpoint)
    assert b"approve" not in b"".join(one.body for one in received), "nothing personal is told"


async def test_a_timeout_is_told_though_nobody_asks(server: ServerProcess) -> None:
    with receiving() as receiver:
        endpoint, secret = await asyncio.to_thread(_add, server, receiver.url, "request.finished")
        async with rp_at(HTTP1, server.address) as rp:
            request_id = await rp.create(
                type="AUTHENTICATION", email="ignore@example.com", title="x", timeout_seconds=10
            )
        (one,) = await asyncio.to_thread(lambda: receiver.wait_for(1, seconds=30))
        told = _verified(secret, one)
        assert told["data"] == {
            "request_id": request_id,
            "request_type": "AUTHENTICATION",
            "status": "TIMEOUT",
        }
        await asyncio.to_thread(operator, server, "webhook", "remove", _rp(server), endpoint)


async def test_who_has_a_kyc_is_told_when_a_match_comes_and_goes(
    server: ServerProcess, tmp_path: Path
) -> None:
    with receiving() as receiver:
        endpoint, secret = await asyncio.to_thread(_add, server, receiver.url, "screening.changed")
        request_id = await _ask(server, "approve+0s.kyc@example.com", "KYC")
        listed = tmp_path / "eu.xml"
        specimens = (("EU.0.1", "Screening Eu Specimen", "1980"), ("EU.9", "Test Specimen", "1980-01-01"))
        listed.write_bytes(fsf(*specimens, date="2026-02-01"))
        await asyncio.to_thread(operator, server, "lists", "update", "eu", str(listed))
        one = (await asyncio.to_thread(receiver.wait_for, 1))[0]
        told = _verified(secret, one)
        assert (told["type"], told["data"]) == (
            "screening.changed",
            {"request_id": request_id, "lists": ["EU"]},
        )
        waiting = await asyncio.to_thread(operator, server, "screening", "list")
        pair = max(re.findall(r"\d+:eu:EU\.9", waiting), key=lambda name: int(name.partition(":")[0]))
        reason = ("--reason", "Another person.")
        for officer in ("Olle Officer", "Petra Officer"):
            word = ("screening", "clear", pair, *reason, "--as", officer)
            await asyncio.to_thread(operator, server, *word)
        again = (await asyncio.to_thread(receiver.wait_for, 2))[-1]
        assert _verified(secret, again)["data"] == told["data"]
        assert again.headers["webhook-id"] != one.headers["webhook-id"]
        await asyncio.to_thread(operator, server, "webhook", "remove", _rp(server), endpoint)


def test_the_test_button_tells_at_once_what_came_of_it(server: ServerProcess) -> None:
    with receiving(404) as receiver:
        endpoint, secret = _add(server, receiver.url)
        rp = _rp(server)
        operator(server, "webhook", "test", rp, endpoint, fails=True)
        assert "given up" in operator(server, "webhook", "sent", rp, endpoint)
        assert "204 in" in operator(server, "webhook", "test", rp, endpoint)
        assert json.loads(receiver.received[-1].body)["type"] == "webhook.test"
        _verified(secret, receiver.received[-1])
        operator(server, "webhook", "change", rp, endpoint, "--disable")
        assert "disabled" in operator(server, "webhook", "list", rp)
        assert "is disabled" in operator(server, "webhook", "test", rp, endpoint, fails=True)


def test_wrong_input_is_named_and_anothers_endpoint_is_not_found(server: ServerProcess) -> None:
    rp = _rp(server)
    endpoint, _ = _add(server, "https://bank.example/hook")
    assert "url" in operator(server, "webhook", "add", rp, "http://bank.example/", fails=True)
    assert "--event" in operator(
        server, "webhook", "add", rp, "https://a.example", "--event", "x", fails=True
    )
    assert "no relying party" in operator(server, "webhook", "add", "nobody", "https://a.example", fails=True)
    for command in ("test", "rotate", "remove", "sent"):
        assert "no such endpoint" in operator(server, "webhook", command, "another", endpoint, fails=True)
    assert "no such delivery" in operator(server, "webhook", "send-again", rp, "999999", fails=True)
