"""Fetches a list over HTTPS into a file without a name."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import IO
from urllib.parse import urlsplit

import httpx

from autheid.screening.lists.source import MOST_BYTES

TRIES = 5
_LONGEST_SECONDS = 600
_MOST_REDIRECTS = 3
_WAIT = httpx.Timeout(30, read=120)
"""The Commission's server takes more than a minute to begin."""
_TRY_AGAIN = frozenset({429, 500, 502, 503, 504})
_LOCAL = frozenset({"127.0.0.1", "::1", "localhost"})


class DownloadFailed(OSError):
    """The list could not be fetched; the message says why, without the address's query."""


def plain_address(url: str) -> str:
    """An address without its query, which may hold a token."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


@contextmanager
def downloaded(url: str, *, pause: Callable[[float], None] = time.sleep) -> Iterator[IO[bytes]]:
    """The file, at its beginning. Tries five times with growing pauses. Raises DownloadFailed."""
    with TemporaryFile() as file:
        problem: str | None = None
        for number in range(TRIES):
            if number:
                pause(2.0 * 4 ** (number - 1))
            file.seek(0)
            file.truncate()
            problem = _fetch(url, file)
            if problem is None:
                break
        else:
            raise DownloadFailed(f"{plain_address(url)}: {problem}, {TRIES} times")
        file.seek(0)
        yield file


def _fetch(url: str, file: IO[bytes]) -> str | None:
    """None when it is there; a sentence when another try may help. Raises DownloadFailed when none will."""
    deadline = time.monotonic() + _LONGEST_SECONDS
    try:
        with httpx.Client(timeout=_WAIT, follow_redirects=False) as client:
            for _ in range(_MOST_REDIRECTS + 1):
                _check(url)
                with client.stream("GET", url) as answer:
                    if answer.is_redirect and answer.next_request is not None:
                        url = str(answer.next_request.url)
                        continue
                    if answer.status_code in _TRY_AGAIN:
                        return f"the server answered {answer.status_code}"
                    if not answer.is_success:
                        raise DownloadFailed(
                            f"{plain_address(url)}: the server answered {answer.status_code}"
                        )
                    _copy(answer, file, deadline)
                    return None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return type(error).__name__
    raise DownloadFailed(f"{plain_address(url)}: more than {_MOST_REDIRECTS} redirects")


def _check(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOCAL):
        raise DownloadFailed(f"{plain_address(url)}: must begin with https://")


def _copy(answer: httpx.Response, file: IO[bytes], deadline: float) -> None:
    left = MOST_BYTES
    for piece in answer.iter_bytes(1 << 20):
        left -= len(piece)
        if left < 0:
            raise DownloadFailed(f"the list is larger than {MOST_BYTES:,} bytes")
        if time.monotonic() > deadline:
            raise DownloadFailed(f"the list took more than {_LONGEST_SECONDS} seconds")
        file.write(piece)
