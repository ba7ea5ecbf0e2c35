"""What keeps strangers from doing harm: limits, cuts, and silence about persons."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import h2.config
import h2.connection
import h2.events
import httpx
import pytest

from tests.door.conftest import Doors
from tests.support.phone import enrol_phone
from tests.support.rp import GRPC, HTTP1, HTTP2, RefusedError, Rp, answer_of, asking, http_client, rp_at
from tests.support.server import PLENTY, TEST_KEY, serving

AUTHORIZATION = {"authorization": f"Bearer {TEST_KEY}"}
BODY_BYTES = 256 * 1024
HEAD = f"POST /v1/requests HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {TEST_KEY}\r\n"


@pytest.mark.parametrize("http2", [False, True], ids=["HTTP/1.1", "HTTP/2"])
async def test_a_body_up_to_the_limit_is_read_and_no_more(http2: bool, doors: Doors) -> None:
    """What is too large is told with the reference's error, and is cut above four times the limit."""
    async with http_client(doors.address, http2=http2) as web:
        padding = BODY_BYTES - len(json.dumps(asking(email="a@example.net")))
        too_large = f"body: must have at most {BODY_BYTES} bytes"
        for more, message in ((0, ""), (1, too_large), (2 * BODY_BYTES, too_large)):
            body = json.dumps(asking(email="a@example.net")).encode() + b" " * (padding + more)
            answer = await web.post("/v1/requests", content=body, headers=AUTHORIZATION)
            if not message:
                assert answer_of(answer)["success"] is True
                continue
            with pytest.raises(RefusedError, match=f"INVALID_ARGUMENT 3: {message}"):
                answer_of(answer)
    async with http_client(doors.address, http2=http2) as web:
        try:
            answer = await web.post("/v1/requests", content=bytes(8 * 1024 * 1024), headers=AUTHORIZATION)
            assert answer.status_code == 413
            assert "html" not in answer.headers.get("content-type", "")
        except httpx.TransportError:
            pass
    async with http_client(doors.address, http2=http2) as web:
        assert (await web.get("/healthz")).status_code == 200


async def seconds_until_cut(port: int, said: bytes, *, then: bytes = b"") -> float:
    """How long the server bears with a client that says this and then, at most every second, some more of `then`."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    began = time.monotonic()
    writer.write(said)
    try:
        while True:
            try:
                async with asyncio.timeout(1):
                    if not await reader.read(65_536):
                        return time.monotonic() - began
            except TimeoutError:
                writer.write(then)
            if time.monotonic() - began > 30:
                return 30
    except ConnectionError:
        return time.monotonic() - began
    finally:
        writer.close()


async def seconds_until_reset(port: int) -> float:
    """How long the server bears with an HTTP/2 call whose body does not end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    connection = h2.connection.H2Connection(h2.config.H2Configuration(header_encoding="utf-8"))
    connection.initiate_connection()
    connection.send_headers(
        1, [(":method", "POST"), (":scheme", "http"), (":authority", "a"), (":path", "/v1/requests")]
    )
    connection.send_data(1, b'{"title":')
    writer.write(connection.data_to_send())
    began = time.monotonic()
    ends = (h2.events.StreamReset, h2.events.StreamEnded, h2.events.ConnectionTerminated)
    try:
        async with asyncio.timeout(30):
            while data := await reader.read(65_536):
                if any(isinstance(event, ends) for event in connection.receive_data(data)):
                    break
    finally:
        writer.close()
    return time.monotonic() - began


async def test_who_is_slow_is_cut(doors: Doors) -> None:
    """Silence, half a head, half a body: five seconds for the head, ten between two parts of a body."""
    port = doors.server.port
    limits = {
        "says nothing": (seconds_until_cut(port, b""), 5),
        "half a preface": (seconds_until_cut(port, b"PRI * HTTP/2.0\r\n"), 5),
        "half a head": (seconds_until_cut(port, HEAD.encode()), 5),
        "half a body": (seconds_until_cut(port, f"{HEAD}content-length: 90\r\n\r\n{{".encode()), 10),
        "half a chunk": (
            seconds_until_cut(port, f"{HEAD}transfer-encoding: chunked\r\n\r\n5\r\n{{".encode()),
            10,
        ),
        "half a body over HTTP/2": (seconds_until_reset(port), 10),
    }
    took = await asyncio.gather(*(cut for cut, _ in limits.values()))
    for (name, (_, limit)), seconds in zip(limits.items(), took, strict=True):
        assert limit - 1 < seconds < limit + 4, f"{name}: {seconds}"


async def test_what_is_not_http_is_cut_in_the_time_for_a_head(doors: Doors) -> None:
    strange = (b"\x16\x03\x01\x02\x00\x01\x00\x01", b"SSH-2.0-OpenSSH_9.9\r\n\r\n", bytes(100))
    took = await asyncio.gather(*(seconds_until_cut(doors.server.port, said) for said in strange))
    assert max(took) < 7


async def test_metrics_count_and_name_nobody(doors: Doors) -> None:
    async with http_client(doors.address) as web, rp_at(GRPC, doors.address) as rpc:
        email = "metrics.person@example.net"
        request_id = await rpc.create(email=email, title="Metrics title")
        await web.post("/v1/requests", json=asking(email=email, title=""), headers=AUTHORIZATION)
        answer = await web.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    page = answer.text
    assert 'autheid_calls_total{code="OK",door="grpc",method="Create"}' in page
    assert 'autheid_calls_total{code="INVALID_ARGUMENT",door="rest",method="Create"}' in page
    for gauge in ("open_waits", "listeners", "in_flight", "store_commits", "store_writes"):
        assert f"\nautheid_{gauge} " in page
    for secret in (email, "Metrics title", request_id, TEST_KEY, "example.net"):
        assert secret not in page


@pytest.mark.parametrize("header", ["x-forwarded-for", "forwarded", "X-Forwarded-For"])
async def test_metrics_are_refused_behind_a_proxy(header: str, doors: Doors) -> None:
    async with http_client(doors.address) as web:
        answer = await web.get("/metrics", headers={header: "for=127.0.0.1"})
    assert answer.status_code == 403
    assert "autheid_" not in answer.text


async def test_health_and_readiness_are_told(doors: Doors) -> None:
    async with http_client(doors.address) as web:
        alive, ready = await web.get("/healthz"), await web.get("/readyz")
    assert (alive.status_code, alive.text) == (200, "ok\n")
    assert (ready.status_code, ready.text) == (200, "ready\n")


SECRETS = {
    "email": "a.very.particular.person@example.net",
    "simulated": "approve+0s.particular@example.com",
    "title": "A very particular title",
    "description": "A very particular description",
    "idempotent_key": "particular-key-4711",
    "invisible": "cGFydGljdWxhciBieXRlcw",
    "claim": "particular claim value",
}


@asynccontextmanager
async def both_doors(address: str) -> AsyncIterator[list[Rp]]:
    async with rp_at(HTTP1, address) as one, rp_at(HTTP2, address) as two, rp_at(GRPC, address) as three:
        yield [one, two, three]


async def refused(rp: Rp, **fields: object) -> None:
    with pytest.raises(RefusedError):
        await rp.create(**fields)


async def test_the_log_names_nobody(tmp_path: Path) -> None:
    """After walks, refusals, repeats, strangers and broken calls: no address, no text, no key, no token, no id."""
    learnt: list[str] = []
    with serving(tmp_path / "data", **PLENTY) as server:
        await enrol_phone(server, SECRETS["email"])
        async with both_doors(server.address) as rps:
            for number, rp in enumerate(rps):
                fields = {
                    "title": SECRETS["title"],
                    "description": SECRETS["description"],
                    "idempotent_key": f"{SECRETS['idempotent_key']}.{number}",
                }
                claims = {"claims": [{"key": "particular", "val": SECRETS["claim"]}]}
                request_id = await rp.create(**fields, email=SECRETS["simulated"], authenticate=claims)
                result = await rp.result(request_id)
                learnt += [request_id, result["authentication"]["jwt"], result["unique_user_id"]]
                learnt.append(result["device_id"])
                learnt.append(await rp.create(email=SECRETS["email"], title=SECRETS["title"]))
                await rp.cancel(learnt[-1])
                await refused(rp, **fields | {"title": "Another"}, email=SECRETS["simulated"])
                await refused(rp, email=SECRETS["email"] + "@", title=SECRETS["title"])
                await refused(rp, email=SECRETS["email"], title=SECRETS["title"] + "\u202e")
        await break_calls(server.address)
    log = server.log()
    assert "stopped" in log
    for secret in (*SECRETS.values(), *learnt, TEST_KEY, "example.net", "example.com", "particular"):
        assert secret not in log


async def break_calls(address: str) -> None:
    """What a stranger with a bad client does."""
    async with http_client(address) as web:
        secret = SECRETS["email"]
        await web.get(f"/v1/requests/{secret}/status?email={secret}")
        await web.get(f"/{secret}")
        await web.post("/v1/requests", content=f'{{"{secret}": 1}}', headers=AUTHORIZATION)
        await web.post("/v1/requests", content=f'["{secret}"', headers={"authorization": f"Bearer {secret}"})
        await web.post("/app/v1/enrolments", json={"email": secret + "@"})
        await web.post("/app/v1/enrolments", json={"e-mail": secret})
        await web.post(f"/autheid.rp.Requests/{secret}", json={"email": secret})
        await web.post("/autheid.rp.Requests/Create", json={"email": secret, "title": "\u202e" + secret})
        await web.post(
            "/autheid.rp.Requests/Create",
            content=secret.encode(),
            headers={"content-type": "application/grpc"},
        )
    reader, writer = await asyncio.open_connection(*address.partition("://")[2].split(":"))
    writer.write(f"GET /{secret} HTTP/9\r\n{secret}\r\n\r\n".encode())
    await reader.read()
    writer.close()
