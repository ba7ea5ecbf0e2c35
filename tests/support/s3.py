"""As much of the S3 API as a file store needs, in memory: put once, get, delete, list."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    objects: dict[str, bytes]

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", "0")))
        if self.headers.get("if-none-match") == "*" and self._key in self.objects:
            self._answer(412, b"<Error><Code>PreconditionFailed</Code></Error>")
            return
        self.objects[self._key] = body
        self._answer(200)

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query)
        if "list-type" in query:
            self._list(query.get("prefix", [""])[0])
        elif self._key in self.objects:
            self._answer(200, self.objects[self._key])
        else:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")

    def do_DELETE(self) -> None:
        self.objects.pop(self._key, None)
        self._answer(204)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", "0"))).decode()
        keys = [part.split("</Key>")[0] for part in body.split("<Key>")[1:]]
        for key in keys:
            self.objects.pop("/".join((self._key.split("/")[0], key)), None)
        deleted = "".join(f"<Deleted><Key>{key}</Key></Deleted>" for key in keys)
        self._answer(200, f"<DeleteResult>{deleted}</DeleteResult>".encode())

    def _list(self, prefix: str) -> None:
        bucket = self._key.split("/")[0]
        names = [key.split("/", 1)[1] for key in self.objects if key.startswith(f"{bucket}/")]
        items = "".join(
            f"<Contents><Key>{escape(name)}</Key><LastModified>2026-11-23T00:00:00.000Z</LastModified>"
            f"<Size>{len(self.objects[f'{bucket}/{name}'])}</Size><ETag>x</ETag></Contents>"
            for name in sorted(names)
            if name.startswith(prefix)
        )
        self._answer(
            200, f"<ListBucketResult><IsTruncated>false</IsTruncated>{items}</ListBucketResult>".encode()
        )

    @property
    def _key(self) -> str:
        return unquote(urlsplit(self.path).path).lstrip("/")

    def _answer(self, status: int, body: bytes = b"") -> None:
        assert "AWS4-HMAC-SHA256" in self.headers.get("authorization", ""), "every call is signed"
        self.send_response(status)
        for name, value in (
            ("content-length", str(len(body))),
            ("etag", '"x"'),
            ("last-modified", "Mon, 23 Nov 2026 00:00:00 GMT"),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def s3_server() -> Iterator[tuple[str, dict[str, bytes]]]:
    """Its address, and what it holds by `bucket/key`."""
    objects: dict[str, bytes] = {}
    handler = type("Handler", (_Handler,), {"objects": objects})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", objects
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
