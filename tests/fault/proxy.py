"""A network between clients and a server: it delays, it cuts, and it loses the answers to what has been done."""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from typing import Self

_CHUNK = 64 * 1024
_Pipe = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Proxy:
    """Passes the bytes of connections on, in order, and does to them what its fields say at this moment.

    Bytes of one connection are never changed or swapped: TCP does not let a network do that. Messages are reordered
    by delaying one connection against another, and doubled by losing an answer, upon which the client asks again.
    """

    def __init__(self, port: int, *, seed: int = 0) -> None:
        """In front of `port` of the loopback; `port` may change when the server does."""
        self.target = port
        self.port = 0
        self.longest_delay = 0.0
        """Seconds: what arrives is passed on after any time up to this."""
        self.lost_answers = 0.0
        """How often, of 1, a connection is cut when an answer comes: what was asked has been done."""
        self.cuts = 0.0
        """How often a connection is cut in the middle of what its client says."""
        self.cut_answers = 0
        self._chance = random.Random(seed)
        self._open = asyncio.Event()
        self._open.set()
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = int(self._server.sockets[0].getsockname()[1])
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    @property
    def address(self) -> str:
        """Where clients reach the server through it."""
        return f"http://127.0.0.1:{self.port}"

    def part(self) -> None:
        """From now on nothing comes through, and nobody is told: packets vanish."""
        self._open.clear()

    def mend(self) -> None:
        """Everything comes through as it is, also what was held back."""
        self.longest_delay = self.lost_answers = self.cuts = 0.0
        self._open.set()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = asyncio.create_task(self._serve((reader, writer)))
        self._connections.add(connection)
        connection.add_done_callback(self._connections.discard)
        # Not in the task itself: one that is cancelled before it began never gets there.
        connection.add_done_callback(lambda _: writer.transport.abort())

    async def _serve(self, client: _Pipe) -> None:
        with suppress(OSError):
            await self._open.wait()
            server = await asyncio.open_connection("127.0.0.1", self.target)
            await self._join(client, server)

    async def _join(self, client: _Pipe, server: _Pipe) -> None:
        ways = [
            asyncio.create_task(self._pass(client[0], server[1], answers=False)),
            asyncio.create_task(self._pass(server[0], client[1], answers=True)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            server[1].transport.abort()
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, answers: bool
    ) -> None:
        """Until one side has ended, or the connection is to be cut."""
        while chunk := await reader.read(_CHUNK):
            if self.longest_delay:
                await asyncio.sleep(self._chance.uniform(0, self.longest_delay))
            await self._open.wait()
            if answers and self._chance.random() < self.lost_answers:
                self.cut_answers += 1
                return
            if not answers and self._chance.random() < self.cuts:
                writer.write(chunk[: self._chance.randrange(len(chunk))])
                await writer.drain()
                return
            writer.write(chunk)
            await writer.drain()
