"""The HTTP of the API doors on plain ASGI: a route table, the bearer credential, bodies with a limit, error answers.

A routing framework costs 30 µs and more a call, which is a third of what this service spends on one; the API needs
of it only what stands here. Pages for people are served by Starlette.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import NamedTuple

import msgspec
from starlette.types import Receive, Scope, Send

from autheid.door.meter import Meter
from autheid.door.problem import CODES, code_and_message
from autheid.kernel.errors import Kind, Refusal, invalid

Headers = tuple[tuple[bytes, bytes], ...]
# No cache keeps an answer: what stands in it is personal or changes.
_NO_STORE = (b"cache-control", b"no-store")
JSON_HEADERS: Headers = ((b"content-type", b"application/json"), _NO_STORE)


class Problem(msgspec.Struct):
    """The body of every REST answer that is not a success."""

    error: str
    error_code: int
    message: str


class Reply(NamedTuple):
    """A whole answer."""

    body: bytes
    status: int = 200
    headers: Headers = JSON_HEADERS


class Stream(NamedTuple):
    """An answer that goes on (server-sent events, HTML §9.2)."""

    chunks: AsyncIterator[bytes]
    headers: Headers = (
        (b"content-type", b"text/event-stream"),
        _NO_STORE,
        (b"x-accel-buffering", b"no"),  # or a proxy would hold the events back
    )


class Call:
    """One call to an endpoint."""

    __slots__ = ("_receive", "_scope", "parameters")

    def __init__(self, scope: Scope, receive: Receive, parameters: dict[str, str]) -> None:
        self._scope = scope
        self._receive = receive
        self.parameters = parameters
        """What stands in the path's braces, percent-decoded."""

    def header(self, name: bytes) -> str | None:
        """The first header of this lower-case name."""
        for there, value in self._scope["headers"]:
            if there == name:
                return str(value, "latin-1")
        return None

    def bearer(self) -> str | None:
        """The credential of `Authorization: Bearer …` (RFC 6750 §2.1)."""
        return bearer_of(self.header(b"authorization"))

    def query(self) -> str:
        """What stands behind the path's question mark."""
        return str(self._scope.get("query_string", b""), "latin-1")

    def peer(self) -> str:
        """The address that the connection comes from."""
        client = self._scope.get("client")
        return "" if client is None else str(client[0])

    async def body(self, *, most_bytes: int) -> bytes:
        """The whole body. Raises Refusal INVALID when it is larger than `most_bytes`."""
        parts: list[bytes] = []
        size = 0
        while True:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise invalid("body", "ended early")
            part = message.get("body", b"")
            size += len(part)
            if size <= most_bytes:
                parts.append(part)
            if not message.get("more_body", False):
                break
        # Only now: a client that is still sending would not hear the answer, and over HTTP/2 would wait for room
        # to send for ever. What goes on and on is cut by the server.
        if size > most_bytes:
            raise invalid("body", f"must have at most {most_bytes} bytes")
        return b"".join(parts) if len(parts) > 1 else parts[0]


Endpoint = Callable[[Call], Awaitable[Reply | Stream]]


class Route(NamedTuple):
    """One verb on one path. A segment in braces matches any one segment; `{name:path}` at the end matches the rest."""

    verb: str
    path: str
    method: str
    """The method's name in metrics, logs and the documentation."""
    endpoint: Endpoint


class Routes:
    """An ASGI application from a table of routes."""

    def __init__(self, table: Sequence[Route], *, door: str, meter: Meter) -> None:
        self._door = door
        self._meter = meter
        self._shapes: dict[int, list[_Shape]] = {}
        self._tails: list[tuple[str, str, Route]] = []
        for route in table:
            head, _, tail = route.path.partition("{")
            if tail.endswith(":path}"):
                self._tails.append((head, tail.removesuffix(":path}"), route))
            else:
                self._add(route)

    def _add(self, route: Route) -> None:
        segments = route.path.split("/")
        open_at = tuple(i for i, segment in enumerate(segments) if segment.startswith("{"))
        shapes = self._shapes.setdefault(len(segments), [])
        shape = next((there for there in shapes if there.open_at == open_at), None)
        if shape is None:
            shape = _Shape(open_at, {})
            shapes.append(shape)
        shape.verbs.setdefault(_fixed(segments, open_at), {})[route.verb] = (
            route,
            tuple(segments[i].strip("{}") for i in open_at),
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Reply one call; every failure becomes an answer here."""
        method = "none"
        try:
            route, parameters = self._find(scope["method"], scope["path"])
            method = route.method
            answer = await route.endpoint(Call(scope, receive, parameters))
        except Exception as error:  # noqa: BLE001 - the one place where every failure becomes an answer
            code, answer = problem(error, where=method)
            self._meter.call(self._door, method, code)
        else:
            self._meter.call(self._door, method, "OK")
        if isinstance(answer, Reply):
            await send(
                {"type": "http.response.start", "status": answer.status, "headers": _with_length(answer)}
            )
            await send({"type": "http.response.body", "body": answer.body})
        else:
            await _pass_on(answer, send)

    def _find(self, verb: str, path: str) -> tuple[Route, dict[str, str]]:
        segments = path.split("/")
        wrong_verb = False
        for shape in self._shapes.get(len(segments), ()):
            verbs = shape.verbs.get(_fixed(segments, shape.open_at))
            if verbs is None:
                continue
            if verb in verbs:
                route, names = verbs[verb]
                return route, {name: segments[i] for name, i in zip(names, shape.open_at, strict=True)}
            wrong_verb = True
        for head, name, route in self._tails:
            if path.startswith(head):
                if route.verb == verb:
                    return route, {name: path[len(head) :]}
                wrong_verb = True
        if wrong_verb:
            raise WrongVerbError
        raise Refusal(Kind.NOT_FOUND, "there is nothing at this path")


class _Shape(NamedTuple):
    """Paths of one length that are open at the same places: by what is fixed, then by verb."""

    open_at: tuple[int, ...]
    verbs: dict[tuple[str, ...], dict[str, tuple[Route, tuple[str, ...]]]]


def _fixed(segments: list[str], open_at: tuple[int, ...]) -> tuple[str, ...]:
    if not open_at:
        return tuple(segments)
    return tuple([segment for i, segment in enumerate(segments) if i not in open_at])


class WrongVerbError(Exception):
    """The path is known, the verb is not one of its own (RFC 9110 §15.5.6)."""


def bearer_of(header: str | None) -> str | None:
    """The credential in an Authorization header or in metadata; None under any other scheme."""
    if header is None:
        return None
    scheme, _, credential = header.partition(" ")
    return credential.strip() if scheme.lower() == "bearer" else None


_encode = msgspec.json.Encoder().encode


def problem(error: Exception, *, where: str) -> tuple[str, Reply]:
    """The reference's error object and its code's name, with what HTTP adds to it (RFC 9110 §10.2.3, §11.6.1)."""
    if isinstance(error, WrongVerbError):
        code = CODES[Kind.INVALID]
        body = _encode(Problem(code.name, code.number, "this path takes another verb"))
        return code.name, Reply(body, 405)
    code, message = code_and_message(error, where=where)
    headers = JSON_HEADERS
    if isinstance(error, Refusal):
        if error.retry_after_seconds is not None:
            headers = (*headers, (b"retry-after", str(error.retry_after_seconds).encode()))
        if error.kind is Kind.UNKNOWN_CALLER:
            headers = (*headers, (b"www-authenticate", b"Bearer"))
    return code.name, Reply(_encode(Problem(code.name, code.number, message)), code.http, headers)


def _with_length(answer: Reply) -> list[tuple[bytes, bytes]]:
    return [*answer.headers, (b"content-length", b"%d" % len(answer.body))]


async def continued(first: bytes, stream: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """A stream whose first event was made before its answer began, so that a refusal could still be told as one."""
    try:
        yield first
        async for event in stream:
            yield event
    except Refusal:
        # The answer has begun, so this is how the caller is told to come anew.
        yield b"event: come-again\ndata: {}\n\n"


async def _pass_on(stream: Stream, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": list(stream.headers)})
    async for chunk in stream.chunks:
        await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body", "body": b""})
