"""Asks a time-stamp server (RFC 3161 §3.4, over HTTP).

Plain http is allowed, since most public servers speak nothing else: what is sent is the digest of a signature, and what
comes back is signed and names that digest.
"""

from __future__ import annotations

import time

import httpx

MOST_BYTES = 64 * 1024
SECONDS = 5.0


def ask_server(url: str, query: bytes, *, seconds: float = SECONDS) -> bytes:
    """The response in DER. Raises OSError when there is none.

    Blocks for some seconds: `seconds` at each step, and an answer whose body drips for longer is dropped.
    """
    headers = {
        "content-type": "application/timestamp-query",
        "accept": "application/timestamp-reply",
        "accept-encoding": "identity",
    }
    until = time.monotonic() + seconds
    try:
        with (
            httpx.Client(timeout=seconds, follow_redirects=False, trust_env=False) as client,
            client.stream("POST", url, content=query, headers=headers) as answer,
        ):
            if answer.status_code != httpx.codes.OK:
                raise OSError(f"the time-stamp server answers {answer.status_code}")
            return _body(answer, until=until)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise OSError(f"the time-stamp server: {type(error).__name__}") from None


def _body(answer: httpx.Response, *, until: float) -> bytes:
    found = bytearray()
    for piece in answer.iter_raw():  # never unpacked: some kilobytes may hold gigabytes
        found += piece
        if len(found) > MOST_BYTES:
            raise OSError("the time-stamp server's answer is too long")
        if time.monotonic() > until:
            raise OSError("the time-stamp server is too slow")
    return bytes(found)
