"""A relying party's server for webhooks: it answers as it is told, and keeps what came."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread

import msgspec


class Received(msgspec.Struct):
    """One call."""

    headers: dict[str, str]
    body: bytes
    path: str


class Receiver:
    """`answers` are the statuses of the first calls; after them it is 204."""

    def __init__(self, answers: list[int]) -> None:
        self._answers = answers
        self._lock = Lock()
        self.received: list[Received] = []
        self.url = ""
        self.headers: dict[str, str] = {}
        self.delay = 0.0

    def take(self, one: Received) -> int:
        with self._lock:
            self.received.append(one)
            return self._answers.pop(0) if self._answers else 204

    def wait_for(self, count: int, *, seconds: float = 15) -> list[Received]:
        """The calls, once there are so many."""
        deadline = time.monotonic() + seconds
        while len(self.received) < count:
            assert time.monotonic() < deadline, f"{len(self.received)} calls, not {count}"
            time.sleep(0.02)
        return self.received


@contextmanager
def receiving(*answers: int) -> Iterator[Receiver]:
    """A server on the loopback."""
    receiver = Receiver(list(answers))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            time.sleep(receiver.delay)
            status = receiver.take(Received(headers, body, self.path))
            self.send_response(status)
            for name, value in receiver.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    receiver.url = f"http://127.0.0.1:{server.server_port}/hook"
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
