from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from autheid.outside.list_download import TRIES, DownloadFailed, downloaded, plain_address

Answer = tuple[int, dict[str, str], bytes]


@contextmanager
def _serving(answers: list[Answer]) -> Iterator[str]:
    """A server on the loopback that gives these answers, the last again and again."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = answers.pop(0) if len(answers) > 1 else answers[0]
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/list.xml?token=secret"
    finally:
        server.shutdown()
        server.server_close()


def test_a_server_that_fails_is_tried_again_with_growing_pauses() -> None:
    pauses: list[float] = []
    with (
        _serving([(500, {}, b"half a list"), (503, {}, b""), (200, {}, b"the list")]) as url,
        downloaded(url, pause=pauses.append) as file,
    ):
        assert file.read() == b"the list"
    assert pauses == [2.0, 8.0]


def test_after_five_times_it_gives_up_and_names_no_token() -> None:
    pauses: list[float] = []
    with (
        _serving([(503, {}, b"")]) as url,
        pytest.raises(DownloadFailed, match="answered 503, 5 times") as failed,
        downloaded(url, pause=pauses.append),
    ):
        pass
    assert len(pauses) == TRIES - 1
    assert "secret" not in str(failed.value)


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_refusal_is_not_asked_again(status: int) -> None:
    with (
        _serving([(status, {}, b"")]) as url,
        pytest.raises(DownloadFailed, match=f"answered {status}$"),
        downloaded(url, pause=lambda _: pytest.fail("no second try")),
    ):
        pass


def test_a_redirect_to_an_address_without_tls_is_not_followed() -> None:
    moved = (302, {"Location": "http://example.com/list.xml"}, b"")
    with (
        _serving([moved]) as url,
        pytest.raises(DownloadFailed, match="must begin with https"),
        downloaded(url),
    ):
        pass


def test_redirects_come_to_an_end() -> None:
    with (
        _serving([(302, {"Location": "/again"}, b"")]) as url,
        pytest.raises(DownloadFailed, match="more than 3 redirects"),
        downloaded(url),
    ):
        pass


@pytest.mark.parametrize("url", ["http://example.com/list.xml", "file:///etc/passwd", "ftp://example.com/x"])
def test_only_https_is_asked(url: str) -> None:
    with pytest.raises(DownloadFailed, match="must begin with https"), downloaded(url):
        pass


def test_an_address_is_told_without_its_query_and_its_user() -> None:
    assert plain_address("https://user:word@example.com/a?token=1") == "https://example.com/a"
