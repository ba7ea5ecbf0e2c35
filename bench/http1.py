"""A light HTTP/1.1 client, so that the load generator's own cost does not hide the server's."""

from __future__ import annotations

import asyncio
from typing import cast

HEAD_END = b"\r\n\r\n"
LENGTH = b"content-length:"
OK = b"200"


class Broken(Exception):
    """The server answered something else than 200, or closed."""


class Connection(asyncio.Protocol):
    """One keep-alive connection with one call at a time. Bodies must come with a Content-Length."""

    def __init__(self) -> None:
        self._transport: asyncio.WriteTransport | None = None
        self._pending: asyncio.Future[bytes] | None = None
        self._buffer = b""
        self._whole = 0
        self._body_at = 0
        self.answer_bytes = 0

    @classmethod
    async def open(cls, host: str, port: int) -> Connection:
        """Connect."""
        _, connection = await asyncio.get_running_loop().create_connection(cls, host, port)
        return connection

    def send(self, call: bytes) -> asyncio.Future[bytes]:
        """Send a call made by `call_of`; the body of its answer comes by the future."""
        if self._transport is None or self._transport.is_closing():
            message = "the connection is closed"
            raise Broken(message)
        self._pending = asyncio.get_running_loop().create_future()
        self._transport.write(call)
        return self._pending

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are asyncio's by what they do, not by their class.
        self._transport = cast(asyncio.WriteTransport, transport)

    def data_received(self, data: bytes) -> None:
        buffer = self._buffer = self._buffer + data if self._buffer else data
        if not self._whole:
            end = buffer.find(HEAD_END)
            if end < 0:
                return
            head = buffer[:end].lower()
            self._body_at = end + len(HEAD_END)
            at = head.find(LENGTH)
            if at < 0:
                self._fail(Broken(f"no content-length in {head!r}"))
                return
            self._whole = self._body_at + int(head[at + len(LENGTH) :].split(b"\r\n", 1)[0])
        if len(buffer) < self._whole:
            return
        body = buffer[self._body_at : self._whole]
        status = buffer[9:12]
        self.answer_bytes = self._whole
        self._buffer, self._whole = b"", 0
        if status != OK:
            self._fail(Broken(f"{status.decode()} {body[:300]!r}"))
        elif self._pending is not None and not self._pending.done():
            self._pending.set_result(body)

    def connection_lost(self, error: Exception | None) -> None:
        self._fail(Broken(f"the server hung up: {error}"))

    def _fail(self, error: Exception) -> None:
        if self._pending is not None and not self._pending.done():
            self._pending.set_exception(error)


def call_of(
    verb: str, path: str, *, token: str = "", body: bytes | None = None, kind: str = "application/json"
) -> bytes:
    """The bytes of one call."""
    head = f"{verb} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: */*\r\nuser-agent: autheid-bench\r\n"
    if token:
        head += f"authorization: Bearer {token}\r\n"
    if body is None:
        return head.encode() + b"\r\n"
    return f"{head}content-type: {kind}\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body
