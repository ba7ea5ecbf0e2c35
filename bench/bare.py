"""A yardstick: the bare exchanges of a cycle on the same server with the same settings, and nothing behind them.

The same four calls with as many bytes, one of them blocked until another; no routing, no JSON, no store, and no crypto
unless it is asked for. Started as a program of its own: `python -m bench.bare PORT`, or `python -m bench.bare PORT crypto`.
"""

from __future__ import annotations

import asyncio
import socket
import sys
import time
from collections.abc import Callable

import uvloop
from h2corn import Server as H2Corn
from starlette.types import Receive, Scope, Send

from autheid.cli.server import server_config
from autheid.config import Settings
from bench.cycle import Sizes, Window, walked
from bench.http1 import Connection, call_of
from bench.server import HOST, Server
from bench.yardstick import bare_approval

_HEAD_BYTES = 120
"""About what an answer's head takes, which the sizes of a cycle include."""


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """`/wait/NAME` blocks until `/wake/NAME`; the last segment of a path is how many bytes the answer has."""
    parts = scope["path"].split("/")
    if scope["method"] == "POST":
        while (await receive()).get("more_body"):
            pass
    if parts[1] == "wait":
        await _rung(parts[2])
        del _waiting[parts[2]]
    elif parts[1] == "wake":
        # Two connections have no order between them: the wake may well come first.
        _approve()
        _rung(parts[2]).set_result(None)
    body = b"x" * int(parts[-1])
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _rung(name: str) -> asyncio.Future[None]:
    if name not in _waiting:
        _waiting[name] = asyncio.get_running_loop().create_future()
    return _waiting[name]


_waiting: dict[str, asyncio.Future[None]] = {}


def _approve() -> None:
    for work in _crypto:
        work()


_crypto: tuple[Callable[[], object], ...] = ()
"""One verification and one signature, where they are asked for."""


async def _serve(port: int) -> None:
    listener = socket.create_server((HOST, port), backlog=4096)
    server = H2Corn(application, server_config(Settings(host=HOST, port=port), listener))
    await server.serve()


class _Walker:
    def __init__(self, name: str, rp: Connection, phone: Connection, sizes: Sizes) -> None:
        self.cycles = 0
        self.waits: list[float] = []
        self._rp, self._phone = rp, phone
        self._create = _call("POST", "/create", sizes.create)
        self._show = _call("GET", "/show", sizes.show)
        self._wake = _call("POST", f"/wake/{name}", sizes.approve)
        self._wait = _call("GET", f"/wait/{name}", sizes.result)

    async def walk_until(self, end: float) -> None:
        while time.monotonic() < end:
            await self._rp.send(self._create)
            waiting = self._rp.send(self._wait)
            await self._phone.send(self._show)
            answered = self._phone.send(self._wake)
            await waiting
            await answered
            self.cycles += 1


def _call(verb: str, path: str, size: tuple[int, int]) -> bytes:
    there, back = size
    path += f"/{max(0, back - _HEAD_BYTES)}"
    body = None if verb == "GET" else b""
    missing = there - len(call_of(verb, path, token="x", body=body))
    if body is None:
        return call_of(verb, path, token="x" * max(1, missing))
    return call_of(verb, path, token="x" * 44, body=b"x" * max(0, missing - 45))


async def measure_bare(server: Server, sizes: Sizes, *, in_flight: int, seconds: float) -> Window:
    """The same number in flight as the cycles had."""
    walkers = [
        _Walker(
            str(number),
            await Connection.open(HOST, server.port),
            await Connection.open(HOST, server.port),
            sizes,
        )
        for number in range(in_flight)
    ]
    return await walked(server, walkers, seconds=seconds)


if __name__ == "__main__":
    if sys.argv[2:] == ["crypto"]:
        _crypto = bare_approval()
    uvloop.run(_serve(int(sys.argv[1])))
