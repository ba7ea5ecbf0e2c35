"""Posts webhooks: to public addresses alone, by TLS, without following anything (see `autheid.needs.hooks`)."""

from __future__ import annotations

import asyncio
import time
from urllib.parse import urlsplit

import httpx

from autheid.hook.delivery import Attempt
from autheid.kernel.clock import Millis
from autheid.outside.public_address import NotCalledError, judged

PATIENCE_SECONDS = 10.0
_READ_BYTES = 4096


class HookSender:
    """The name is looked up once, its addresses are judged, and the one that was judged is called: no other can slip in."""

    def __init__(self, *, allow_local: bool, patience_seconds: float = PATIENCE_SECONDS) -> None:
        """`allow_local` is for staging: private and loopback addresses may be called, and plain HTTP."""
        self._allow_local = allow_local
        self._patience = patience_seconds
        self._client = httpx.AsyncClient(timeout=patience_seconds, trust_env=False, follow_redirects=False)

    async def post(self, url: str, headers: dict[str, str], body: bytes) -> Attempt:
        began = time.monotonic()
        status, says = 0, ""
        try:
            async with asyncio.timeout(self._patience):
                status, says = await self._post(url, headers, body)
        except (TimeoutError, httpx.TimeoutException):
            says = f"no answer within {self._patience:g} seconds"
        except NotCalledError as refused:
            says = str(refused)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as error:
            says = f"the connection failed: {type(error).__name__}"
        return Attempt(Millis(0), status, int(1000 * (time.monotonic() - began)), says)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.aclose()

    async def _post(self, url: str, headers: dict[str, str], body: bytes) -> tuple[int, str]:
        parts = urlsplit(url)
        target = await judged(parts, allow_local=self._allow_local)
        async with self._client.stream(
            "POST",
            target.url,
            headers={**headers, "host": parts.netloc},
            content=body,
            extensions={"sni_hostname": target.host},
        ) as answer:
            # What it says is nobody's business; a little is read, so that the connection can serve again.
            async for piece in answer.aiter_raw(_READ_BYTES):
                if len(piece) >= _READ_BYTES:
                    break
            if 300 <= answer.status_code < 400:  # noqa: PLR2004 - RFC 9110 §15.4
                return answer.status_code, "it redirects, and redirects are not followed"
            return answer.status_code, "" if answer.is_success else f"it answered {answer.status_code}"
