"""What an operator's log says of people and secrets, after everything that goes well and much that does not: nothing."""

from __future__ import annotations

import asyncio
import base64
import json
from pathlib import Path

import httpx
import pytest

from autheid.device.client import DeviceClient, DoorError
from autheid.device.key import DeviceKey
from tests.support.phone import enrol_phone
from tests.support.rp import (
    HTTP1,
    HTTP2,
    Fields,
    RefusedError,
    RestRp,
    Rp,
    http_client,
    rp_at,
    rp_at_each_door,
)
from tests.support.server import PLENTY, TEST_KEY, ServerProcess, serving

ADDRESS = "grace.hopper@navy.example.net"
SIMULATED = "approve+0s.secretlabel@example.com"
ABSENT = "nobody.knows@where.example.net"
TITLE, DESCRIPTION = "Quokka transfer", "Pay Wombat Ltd\n4711 doubloons"
INVISIBLE = base64.b64encode(b"invisible platypus").decode()
CLAIM = "numbat-claim-value"
DEVICE_NAME = "Grace's echidna phone"
WRONG_KEY = "Zm9yZ2VkIGtleSBvZiBub2JvZHkgYXQgYWxsLCBldmVy"


async def well(server: ServerProcess, rps: dict[str, Rp]) -> list[str]:
    """Whole walks at every door, by a simulated phone and by a real one; the secrets that they brought up."""
    secrets: list[str] = []
    key = DeviceKey.make()
    phone = await enrol_phone(server, ADDRESS, name=DEVICE_NAME, key=key)
    for rp in rps.values():
        signature: Fields = {"invisible_data": INVISIBLE}
        authenticate: Fields = {"claims": [{"key": "order", "val": CLAIM}]}
        for fields in (
            {"email": SIMULATED, "authenticate": authenticate},
            {"email": SIMULATED, "type": "SIGNATURE", "signature": signature},
            {"email": ADDRESS, "authenticate": authenticate},
            {"email": ADDRESS, "type": "SIGNATURE", "signature": signature},
        ):
            request_id = await rp.create(title=TITLE, description=DESCRIPTION, idempotent_key="", **fields)
            for prompt in await phone.pending():
                await phone.approve(prompt)
            result = await rp.result(request_id)
            assert result["status"] == "SUCCESS"
            secrets += [request_id, result["unique_user_id"], result["device_id"]]
            if "authentication" in result:
                secrets += result["authentication"]["jwt"].split(".")
            else:
                secrets += [result["signature"]["sign"], result["signature"]["signature_data"]]
        await rp.cancel(await rp.create(email=ABSENT, title=TITLE))
    assert phone._token is not None
    return [*secrets, phone._token]


async def badly(server: ServerProcess, rps: dict[str, Rp]) -> None:
    """Callers who are refused, who break off, and who speak no protocol at all; each names what must stay unsaid."""
    for rp in rps.values():
        request_id = await rp.create(email=ABSENT, title=TITLE)
        waiting = asyncio.create_task(rp.result(request_id))
        await asyncio.sleep(0.1)
        waiting.cancel()
        with pytest.raises(RefusedError):
            await rp.create(email=f"{ADDRESS} {ADDRESS}", title=TITLE)
        with pytest.raises(RefusedError):
            await rp.create(email=ABSENT, title=f"{TITLE}\n{TITLE}")
    for door in rps:
        async with rp_at(door, server.address, key=WRONG_KEY) as stranger:
            with pytest.raises(RefusedError):
                await stranger.create(email=ABSENT, title=TITLE)
    async with http_client(server.address) as web:
        headers = {"authorization": f"Bearer {TEST_KEY}"}
        for body in (f'{{"email": "{ABSENT}', json.dumps({"email": ABSENT, ABSENT: TITLE})):
            assert (await web.post("/v1/requests", headers=headers, content=body)).status_code == 400
        for path in (f"/{ABSENT}", f"/v1/requests/{ABSENT}", f"/app/v1/requests/{ABSENT}?key={TEST_KEY}"):
            assert (await web.get(path, headers=headers)).status_code in {401, 404}
    phone = DeviceClient(server.address, DeviceKey.make())
    enrolment_id = await phone.begin_enrolment(ABSENT)
    with pytest.raises(DoorError):
        await phone.complete_enrolment(enrolment_id, "000000000", DEVICE_NAME)
    with pytest.raises(DoorError):
        await phone.open_session()


async def garbled(server: ServerProcess) -> None:
    """Bytes that no protocol allows."""
    for said in (
        f"GET /{ABSENT} HTTP/9.9\r\nauthorization: Bearer {TEST_KEY}\r\n\r\n",
        f"{ABSENT}\r\n\r\n",
        f"POST /v1/requests HTTP/1.1\r\nhost : {ABSENT}\r\nauthorization: Bearer {TEST_KEY}\r\n\r\n",
        f"POST /v1/requests HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nzz{TITLE}\r\n{ABSENT}",
        f"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n{ABSENT}{TITLE}{TEST_KEY}",
        f"POST /v1/requests HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {TEST_KEY}\r\ncontent-length: 999\r\n\r\n{ABSENT}",
    ):
        _, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(said.encode())
        await writer.drain()
        await asyncio.sleep(0.05)
        writer.close()
        await writer.wait_closed()


async def test_the_log_tells_nothing_of_people_and_no_secret(tmp_path: Path) -> None:
    """Standard output and error together, from the start to a stop with callers waiting."""
    with serving(tmp_path / "data", **PLENTY) as server:
        async with rp_at_each_door(server.address) as rps:
            secrets = await well(server, rps)
            await badly(server, rps)
            await garbled(server)
            request_id = await rps[HTTP2].create(email=ADDRESS, title=TITLE)
            waiting = asyncio.create_task(rps[HTTP2].result(request_id))
            await asyncio.sleep(0.2)
            assert await asyncio.to_thread(server.stop) == 0
            with pytest.raises((RefusedError, httpx.TransportError)):
                await waiting
        log = server.log()
    assert server.events("stopped")
    told = [ADDRESS, SIMULATED, ABSENT, TITLE, *DESCRIPTION.split("\n"), DEVICE_NAME, CLAIM, INVISIBLE]
    words = ["grace", "secretlabel", "navy", "quokka", "wombat", "echidna", "platypus"]
    for secret in {*told, *words, *secrets, TEST_KEY, WRONG_KEY, request_id}:
        assert secret
        assert secret.lower() not in log.lower()
    assert "@" not in log
    assert not server.events("internal_error")
    assert not server.events("unanswered")
    for line in log.splitlines():
        assert isinstance(json.loads(line), dict), line


async def test_a_callers_line_break_makes_no_line_of_the_log(tmp_path: Path) -> None:
    """Whoever reads the log reads only the server's own words."""
    forged = '{"event": "serving", "address": "http://evil.example"}'
    with serving(tmp_path / "data", **PLENTY) as server:
        async with rp_at(HTTP1, server.address) as rp:
            assert isinstance(rp, RestRp)
            for field in ("email", "title", "idempotent_key", f"x\n{forged}\n"):
                with pytest.raises(RefusedError):
                    await rp.create(**{field: f"x\n{forged}\n" * 3})
        assert len(server.events("serving")) == 1
        assert "evil" not in server.log()
