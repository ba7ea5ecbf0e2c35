"""A small ASGI application and two small clients, to ask any ASGI server what it does.

The application knows nothing of h2corn and the clients write frames themselves, so another server can be
asked the same questions by changing `served` alone.
"""

from __future__ import annotations

import asyncio
import signal
import ssl
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, cast

import h2.config
import h2.connection
import h2.events
from connectrpc.code import Code
from connectrpc.errors import ConnectError
from connectrpc.method import IdempotencyLevel, MethodInfo, StreamType
from connectrpc.request import RequestContext
from connectrpc.server import ConnectASGIApplication, Endpoint
from h2corn import Config, RequestPolicy, Server
from protobuf.wkt import StringValue

Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
Headers = Mapping[str, str]
NONE: Headers = MappingProxyType({})
GRPC = {"content-type": "application/grpc", "te": "trailers"}
ECHO = "/probe.Probe/Echo"
BLOCK = "/probe.Probe/Block"
LOST = -1
"""Stands in for a reset's code when the connection went away under the stream."""
GOAWAY = 7
"""The frame type; it is kept from python-h2, which would drop the answers that still come after it."""


class Calls(ConnectASGIApplication["Probe"]):
    """The probe's two unary gRPC methods, on messages every gRPC library has."""

    def __init__(self, probe: Probe) -> None:
        super().__init__(
            service=probe,
            endpoints=lambda it: {
                ECHO: Endpoint.unary(_method("Echo"), it.call_echo),
                BLOCK: Endpoint.unary(_method("Block"), it.call_block),
            },
            read_max_bytes=256 * 1024,
        )

    @property
    def path(self) -> str:
        return "/probe.Probe"


def _method(name: str) -> MethodInfo[StringValue, StringValue]:
    return MethodInfo(
        name=name,
        service_name="probe.Probe",
        input=StringValue,
        output=StringValue,
        idempotency_level=IdempotencyLevel.UNKNOWN,
        stream_type=StreamType.UNARY,
    )


@dataclass(slots=True)
class Probe:
    """An application that answers, blocks, streams, and writes down what the server told it.

    `/echo` answers with the body's length, `/block` waits for `release`, `/watch` does too with a task on
    receive() beside it, `/waiting` tells how many wait, `/stream` sends one event a `release`, `/large` 8 MiB.
    """

    waiting: set[asyncio.Future[str]] = field(default_factory=set)
    told: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    scopes: list[Mapping[str, Any]] = field(default_factory=list)
    draining: bool = False
    calls: Calls = field(init=False)

    def __post_init__(self) -> None:
        self.calls = Calls(self)

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["path"].startswith("/probe.Probe/"):
            await self.calls(scope, receive, send)
        else:
            self.scopes.append(scope)
            await getattr(self, "_" + scope["path"].strip("/"))(receive, send)

    async def blocked(self, count: int, within: float = 10) -> None:
        """Returns once exactly `count` handlers block; raises TimeoutError after `within` seconds."""
        async with asyncio.timeout(within):
            while len(self.waiting) != count:
                await asyncio.sleep(0.01)

    async def hears(self, word: str, within: float = 3) -> None:
        """Returns once the server has told the application `word`; raises TimeoutError if it does not."""
        async with asyncio.timeout(within):
            while await self.told.get() != word:
                pass

    async def freed(self) -> str:
        """How `/large` ended: "sent", or the name of what send() raised."""
        while (word := await self.told.get()) not in ("sent", "CancelledError", "SendAfterCloseError"):
            pass
        return word

    def release(self, answer: str = "done") -> None:
        """Gives every blocked handler its answer."""
        for future in list(self.waiting):
            if not future.done():
                future.set_result(answer)

    def drain(self) -> None:
        """Answers every blocked handler with "draining", and from now on every handler that would block."""
        self.draining = True
        self.release("draining")

    async def wait(self) -> str:
        """Blocks until `release`."""
        if self.draining:
            return "draining"
        future: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.waiting.add(future)
        try:
            return await future
        except asyncio.CancelledError:
            self.told.put_nowait("cancelled")
            raise
        finally:
            self.waiting.discard(future)

    async def call_echo(
        self, request: StringValue, _: RequestContext[StringValue, StringValue]
    ) -> StringValue:
        return request

    async def call_block(self, _: StringValue, __: RequestContext[StringValue, StringValue]) -> StringValue:
        if (answer := await self.wait()) == "draining":
            raise ConnectError(Code.UNAVAILABLE, answer)
        return StringValue(value=answer)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        for word in ("startup", "shutdown"):
            await receive()
            self.told.put_nowait(f"{word} with {len(self.waiting)} blocked")
            await send({"type": f"lifespan.{word}.complete"})

    async def _echo(self, receive: Receive, send: Send) -> None:
        if (body := await self._read(receive)) is not None:
            await _answer(send, 200, str(len(body)))

    async def _waiting(self, receive: Receive, send: Send) -> None:
        await self._read(receive)
        await _answer(send, 200, str(len(self.waiting)))

    async def _block(self, receive: Receive, send: Send) -> None:
        await self._read(receive)
        await self._answer_waiter(send)

    async def _watch(self, receive: Receive, send: Send) -> None:
        await self._read(receive)
        watch = asyncio.create_task(self._tell_next(receive))
        try:
            await self._answer_waiter(send)
        finally:
            watch.cancel()

    async def _answer_waiter(self, send: Send) -> None:
        answer = await self.wait()
        try:
            await _answer(send, 503 if answer == "draining" else 200, answer)
        except OSError as error:
            self.told.put_nowait(type(error).__name__)
        else:
            self.told.put_nowait("sent")

    async def _stream(self, receive: Receive, send: Send) -> None:
        await self._read(receive)
        watch = asyncio.create_task(self._tell_next(receive))
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [(b"content-type", b"text/event-stream")],
            }
        )
        with suppress(OSError):
            while (word := await self.wait()) != "draining":
                await send(
                    {"type": "http.response.body", "body": f"data: {word}\n\n".encode(), "more_body": True}
                )
            await send({"type": "http.response.body", "body": b""})
        watch.cancel()

    async def _large(self, receive: Receive, send: Send) -> None:
        await self._read(receive)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        try:
            for _ in range(128):
                await send({"type": "http.response.body", "body": bytes(65_536), "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        except (OSError, asyncio.CancelledError) as error:
            self.told.put_nowait(type(error).__name__)
            raise
        self.told.put_nowait("sent")

    async def _read(self, receive: Receive) -> bytes | None:
        body: bytes = b""
        while (message := await receive())["type"] == "http.request":
            body += message.get("body", b"")
            if not message.get("more_body", False):
                return body
        self.told.put_nowait(message["type"])
        return None

    async def _tell_next(self, receive: Receive) -> None:
        self.told.put_nowait((await receive())["type"])


async def _answer(send: Send, status: int, text: str) -> None:
    body = text.encode()
    headers = [(b"content-type", b"text/plain"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@dataclass(slots=True)
class Running:
    """A server that accepts connections."""

    ports: tuple[int, ...]
    clients: list[H1 | H2] = field(default_factory=list)

    @property
    def port(self) -> int:
        return self.ports[0]

    async def http1(self, *, at: int = 0, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> H1:
        """A new HTTP/1.1 client of the listener number `at`."""
        client = await H1.connect(self.ports[at], host=host, tls=tls)
        self.clients.append(client)
        return client

    async def http2(self, *, tls: ssl.SSLContext | None = None, credit: bool = True) -> H2:
        """A new HTTP/2 client; without `credit` it never reads what flow control can hold back."""
        client = await H2.connect(self.port, tls=tls, credit=credit)
        self.clients.append(client)
        return client


def door(**changes: Any) -> Config:
    """The product's own settings, on a free port of the loopback; `changes` win."""
    grpc = RequestPolicy(
        path="/probe.Probe/*",
        max_request_body_size=1024 * 1024,
        timeout_request_body_idle=changes.get("timeout_request_body_idle", 15.0),
        h2_timeout_response_stall=changes.get("h2_timeout_response_stall", 30.0),
    )
    settings: dict[str, Any] = {
        "bind": ("127.0.0.1:0",),
        "grpc": True,
        "request_policies": (grpc,),
        "access_log": False,
        "max_concurrent_streams": 20_000,
        "runtime_threads": 1,
        "h2_initial_stream_window_size": 524_288,
        "h2_initial_connection_window_size": 2_097_152,
        "max_request_body_size": 256 * 1024,
        "limit_request_head_size": 32_768,
        "h2_max_header_list_size": 32_768,
        "timeout_graceful_shutdown": 3.0,
    }
    return Config(**settings | changes)


@asynccontextmanager
async def served(app: Any, config: Config) -> AsyncIterator[Running]:
    """Serves `app` in this loop; on leaving asks for a stop and waits for it, then hangs up its clients.

    Raises OSError if a port is taken.
    """
    server = Server(app, config)
    serving = asyncio.create_task(server.serve())
    started = asyncio.create_task(server.wait_started())
    await asyncio.gather(started, return_exceptions=True)
    if started.exception() is not None:
        await serving
    running = Running(tuple(int(it.rpartition(":")[2]) for it in server.addresses))
    try:
        yield running
    finally:
        server.shutdown()
        await serving
        for client in running.clients:
            client.close()
        await asyncio.sleep(0.01)


@dataclass(slots=True)
class Answer:
    """What one HTTP/2 stream got so far; `ended` has the reset's error code, or None for a whole answer."""

    ended: asyncio.Future[int | None]
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    trailers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    grew: asyncio.Event = field(default_factory=asyncio.Event)

    async def whole(self, within: float = 10) -> Answer:
        """The answer once complete; raises ConnectionResetError if the server reset it, TimeoutError if slow."""
        code = await asyncio.wait_for(asyncio.shield(self.ended), within)
        if code is not None:
            raise ConnectionResetError(code)
        return self

    async def until(self, part: bytes, within: float = 3) -> None:
        """Returns once the body contains `part`."""
        async with asyncio.timeout(within):
            while part not in self.body:
                self.grew.clear()
                await self.grew.wait()


class H2(asyncio.Protocol):
    """One HTTP/2 connection. `credit=False` never opens the flow-control window again: a client that does not read."""

    def __init__(self, *, credit: bool = True) -> None:
        self.http = h2.connection.H2Connection(h2.config.H2Configuration(header_encoding="utf-8"))
        self.answers: dict[int, Answer] = {}
        self.lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.greeted = asyncio.Event()
        self._unread = b""
        self._credit = credit

    @classmethod
    async def connect(cls, port: int, *, tls: ssl.SSLContext | None = None, credit: bool = True) -> H2:
        """Connects to 127.0.0.1 and waits for the server's settings."""
        name = "localhost" if tls else None
        _, it = await asyncio.get_running_loop().create_connection(
            lambda: cls(credit=credit), "127.0.0.1", port, ssl=tls, server_hostname=name
        )
        async with asyncio.timeout(5):
            await it.greeted.wait()
        return it

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's is not a subclass
        self.http.initiate_connection()
        self._flush()

    def data_received(self, data: bytes) -> None:
        self._unread += data
        while len(self._unread) >= 9 and len(self._unread) >= (
            size := 9 + int.from_bytes(self._unread[:3], "big")
        ):
            frame, self._unread = self._unread[:size], self._unread[size:]
            if frame[3] != GOAWAY:
                for event in self.http.receive_data(frame):
                    self._on(event)
        self._flush()

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost.set_result(None)
        for at in self.answers:
            self._end(at, LOST)

    def _on(self, event: h2.events.Event) -> None:
        match event:
            case h2.events.RemoteSettingsChanged():
                self.greeted.set()
            case h2.events.ResponseReceived(stream_id=int(at), headers=list(headers)):
                self.answers[at].headers = {str(k): str(v) for k, v in headers}
                self.answers[at].status = int(self.answers[at].headers[":status"])
            case h2.events.TrailersReceived(stream_id=int(at), headers=list(headers)):
                self.answers[at].trailers = {str(k): str(v) for k, v in headers}
            case h2.events.DataReceived(
                stream_id=int(at), data=bytes(data), flow_controlled_length=int(size)
            ):
                self.answers[at].body += data
                self.answers[at].grew.set()
                if self._credit:
                    self.http.acknowledge_received_data(size, at)
            case h2.events.StreamEnded(stream_id=int(at)):
                self._end(at, None)
            case h2.events.StreamReset(stream_id=int(at), error_code=int(code)):
                self._end(at, code)
            case _:
                pass

    def _end(self, at: int, code: int | None) -> None:
        if not self.answers[at].ended.done():
            self.answers[at].ended.set_result(code)

    def _flush(self) -> None:
        if data := self.http.data_to_send():
            self.transport.write(data)

    def ask(self, path: str, body: bytes = b"", *, headers: Headers = NONE, end: bool = True) -> Answer:
        """Starts a POST with a body or a GET without; `end=False` leaves its body open."""
        return self.answers[self.start(path, body, headers=headers, end=end)]

    def start(self, path: str, body: bytes = b"", *, headers: Headers = NONE, end: bool = True) -> int:
        """Like `ask`, and tells the stream's number."""
        method = "GET" if end and not body else "POST"
        at = self.http.get_next_available_stream_id()
        self.answers[at] = Answer(asyncio.get_running_loop().create_future())
        head = [(":method", method), (":path", path), (":scheme", "http"), (":authority", "localhost")]
        head += headers.items()
        self.http.send_headers(at, head, end_stream=end and not body)
        for start in range(0, len(body), 16_384):
            part = body[start : start + 16_384]
            self.http.send_data(at, part, end_stream=end and start + 16_384 >= len(body))
        self._flush()
        return at

    def call(self, path: str, value: str = "", *, timeout: str = "") -> Answer:
        """Starts a gRPC call; `timeout` is a grpc-timeout such as "200m"."""
        message = StringValue(value=value).to_binary()
        frame = b"\0" + len(message).to_bytes(4, "big") + message
        return self.ask(path, frame, headers=GRPC | ({"grpc-timeout": timeout} if timeout else {}))

    def cancel(self, at: int) -> None:
        """Resets a stream with CANCEL, as a gRPC client does when its caller leaves."""
        self.http.reset_stream(at, 8)
        self._flush()

    def close(self) -> None:
        self.transport.abort()


class H1:
    """One HTTP/1.1 connection, written by hand."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    @classmethod
    async def connect(cls, port: int, *, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> H1:
        name = "localhost" if tls else None
        return cls(*await asyncio.open_connection(host, port, ssl=tls, server_hostname=name))

    def ask(self, path: str, body: bytes = b"", *, length: int | None = None) -> None:
        """Writes a POST with a body or a GET without; a `length` above the body's own leaves it unfinished."""
        size = len(body) if length is None else length
        method = "POST" if size else "GET"
        self.writer.write(
            f"{method} {path} HTTP/1.1\r\nhost: probe\r\ncontent-length: {size}\r\n\r\n".encode() + body
        )

    async def answer(self, within: float = 10) -> tuple[int, dict[str, str], bytes]:
        """The status, headers and body of the next answer; raises IncompleteReadError if the server hangs up."""
        async with asyncio.timeout(within):
            head = (await self.reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
            body = await self.reader.readexactly(int(headers.get("content-length", "0")))
        return int(head[0].split()[1]), headers, body

    async def until(self, part: bytes, within: float = 3) -> None:
        """Returns once the server has sent `part`."""
        async with asyncio.timeout(within):
            await self.reader.readuntil(part)

    async def hung_up(self, within: float) -> bytes:
        """What the server still said before it closed; raises TimeoutError if it does not close."""
        async with asyncio.timeout(within):
            try:
                return await self.reader.read(-1)
            except ConnectionResetError:
                return b""

    def close(self) -> None:
        self.writer.transport.abort()


async def main() -> None:
    """Serves the probe until SIGTERM, tells its port on standard output, and stops as the product does."""
    probe, asked = Probe(), asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, asked.set)
    async with served(probe, door()) as running:
        sys.stdout.write(f"{running.port}\n")
        sys.stdout.flush()
        await asked.wait()
        probe.drain()
        await probe.blocked(0)


if __name__ == "__main__":
    asyncio.run(main())
