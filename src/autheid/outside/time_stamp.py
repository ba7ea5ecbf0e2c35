"""Asks a time-stamp server (RFC 3161 §3.4, over HTTP)."""

from __future__ import annotations

import httpx

MOST_BYTES = 64 * 1024
SECONDS = 5.0


def ask_server(url: str, query: bytes) -> bytes:
    """The response in DER. Blocks for some seconds at most. Raises OSError when there is none."""
    headers = {"content-type": "application/timestamp-query", "accept": "application/timestamp-reply"}
    try:
        with (
            httpx.Client(timeout=SECONDS, follow_redirects=False, trust_env=False) as client,
            client.stream("POST", url, content=query, headers=headers) as answer,
        ):
            if answer.status_code != httpx.codes.OK:
                raise OSError(f"the time-stamp server answers {answer.status_code}")
            found = bytearray()
            for piece in answer.iter_bytes():
                found += piece
                if len(found) > MOST_BYTES:
                    raise OSError("the time-stamp server's answer is too long")
            return bytes(found)
    except httpx.HTTPError as error:
        raise OSError(f"the time-stamp server: {type(error).__name__}") from None
