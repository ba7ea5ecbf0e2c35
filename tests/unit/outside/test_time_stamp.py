"""The time-stamp client, at servers that answer well, wrongly, slowly and not at all."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler

import pytest
from asn1crypto import tsp

from autheid.outside.time_stamp import MOST_BYTES, ask_server
from tests.support.time_stamps import TimeStampAuthority, served

Handler = BaseHTTPRequestHandler


def _answering(status: int, body: bytes, **headers: str) -> Callable[[Handler, bytes], None]:
    def answer(handler: Handler, _: bytes) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("content-length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def test_a_query_goes_out_and_its_response_comes_back_as_they_are() -> None:
    seen: list[tuple[str, str, bytes]] = []

    def answer(handler: Handler, query: bytes) -> None:
        seen.append((handler.path, handler.headers["content-type"], query))
        _answering(200, b"the response")(handler, query)

    with served(answer) as url:
        assert ask_server(url, b"the query") == b"the response"
    assert seen == [("/tsa", "application/timestamp-query", b"the query")]


def test_a_real_authority_answers_over_http() -> None:
    authority = TimeStampAuthority(now=datetime(2026, 11, 23, tzinfo=UTC))
    query = tsp.TimeStampReq(
        {
            "version": 1,
            "message_imprint": {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": bytes(32)},
            "nonce": 5,
            "cert_req": True,
        }
    ).dump()
    with served(lambda handler, body: _answering(200, authority.answer(body))(handler, body)) as url:
        response = tsp.TimeStampResp.load(ask_server(url, query), strict=True)
    assert response["status"]["status"].native == "granted"


@pytest.mark.parametrize("status", [204, 301, 307, 400, 500, 503])
def test_every_other_status_is_an_error_and_no_redirect_is_followed(status: int) -> None:
    calls: list[int] = []

    def answer(handler: Handler, query: bytes) -> None:
        calls.append(status)
        _answering(status, b"" if status == 204 else b"x", location="/elsewhere")(handler, query)

    with served(answer) as url, pytest.raises(OSError, match=f"answers {status}"):
        ask_server(url, b"q")
    assert calls == [status]


def test_an_answer_that_is_too_long_is_dropped_while_it_comes() -> None:
    with served(_answering(200, bytes(MOST_BYTES))) as url:
        assert len(ask_server(url, b"q")) == MOST_BYTES
    with served(_answering(200, bytes(MOST_BYTES + 1))) as url, pytest.raises(OSError, match="too long"):
        ask_server(url, b"q")


def test_a_compressed_answer_is_never_unpacked() -> None:
    """Some kilobytes of gzip may hold gigabytes of zeros."""
    bomb = gzip.compress(bytes(50_000_000))
    with served(_answering(200, bomb, **{"content-encoding": "gzip"})) as url:
        assert ask_server(url, b"q") == bomb


def test_a_server_that_says_nothing_is_left_after_the_time_that_was_given() -> None:
    def answer(handler: Handler, _: bytes) -> None:
        time.sleep(0.6)

    before = time.monotonic()
    with served(answer) as url, pytest.raises(OSError, match="ReadTimeout"):
        ask_server(url, b"q", seconds=0.2)
    assert time.monotonic() - before < 2


def test_a_server_that_drips_is_left_too() -> None:
    """Each byte is in time; all of them together are not."""

    def answer(handler: Handler, query: bytes) -> None:
        handler.send_response(200)
        handler.send_header("content-length", "1000")
        handler.end_headers()
        for _ in range(20):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.1)

    before = time.monotonic()
    with served(answer) as url, pytest.raises(OSError, match="too slow"):
        ask_server(url, b"q", seconds=0.4)
    assert time.monotonic() - before < 4


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/tsa", "http://", "ftp://127.0.0.1/", "http://[", "nonsense"]
)
def test_a_server_that_is_not_there_is_an_error(url: str) -> None:
    with pytest.raises(OSError, match="the time-stamp server"):
        ask_server(url, b"q", seconds=1)
