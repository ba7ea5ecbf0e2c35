"""Connections that are slow on purpose, at the limits that the product itself sets."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from tests.support.rp import HTTP1, HTTP2, rp_at
from tests.support.server import PLENTY, TEST_KEY, serving

HEAD_SECONDS = 5
BODY_SECONDS = 10
_KEY = f"authorization: Bearer {TEST_KEY}\r\n".encode()
SLOW = {
    "says nothing": (b"", HEAD_SECONDS),
    "half a preface": (b"PRI * HTTP/2.0\r\n", HEAD_SECONDS),
    "half a line": (b"POST /v1/requ", HEAD_SECONDS),
    "half a head": (b"POST /v1/requests HTTP/1.1\r\nhost: a\r\n" + _KEY, HEAD_SECONDS),
    "no body": (
        b"POST /v1/requests HTTP/1.1\r\nhost: a\r\ncontent-length: 99\r\n" + _KEY + b"\r\n",
        BODY_SECONDS,
    ),
    "half a body": (
        b"POST /v1/requests HTTP/1.1\r\nhost: a\r\ncontent-length: 99\r\n" + _KEY + b'\r\n{"type"',
        BODY_SECONDS,
    ),
    "half a chunk": (
        b"POST /v1/requests HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n"
        + _KEY
        + b'\r\n63\r\n{"type"',
        BODY_SECONDS,
    ),
    "half a body at the device's door": (
        b"POST /app/v1/enrolments HTTP/1.1\r\nhost: a\r\ncontent-length: 99\r\n\r\n{",
        BODY_SECONDS,
    ),
}


async def seconds_until_cut(port: int, said: bytes) -> float:
    """How long the server put up with a client that says this and then nothing."""
    began = time.monotonic()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(said)
        while await asyncio.wait_for(reader.read(4096), BODY_SECONDS + 3):
            pass
    except ConnectionResetError:
        pass
    finally:
        writer.close()
    return time.monotonic() - began


async def test_who_is_slow_is_cut_and_who_waits_for_a_person_is_not(tmp_path: Path) -> None:
    """Slow heads after 5 seconds, slow bodies after 10, all side by side with callers whose waiting is the product."""
    with serving(tmp_path / "data", **PLENTY) as server:
        async with rp_at(HTTP1, server.address) as one, rp_at(HTTP2, server.address) as two:
            request_id = await one.create(timeout_seconds=600)
            waits = [asyncio.create_task(rp.result(request_id)) for rp in (one, one, two, two)]
            cut = await asyncio.gather(*(seconds_until_cut(server.port, said) for said, _ in SLOW.values()))
            assert not any(wait.done() for wait in waits)
            await one.cancel(request_id)
            assert {it["status_code"] for it in await asyncio.gather(*waits)} == {20003}
        assert not server.events("internal_error")
        assert not server.events("unanswered")
    for (name, (_, limit)), seconds in zip(SLOW.items(), cut, strict=True):
        assert limit - 0.5 < seconds < limit + 2, f"{name}: {seconds:.1f} s"
