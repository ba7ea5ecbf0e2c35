"""A push service on the loopback, and browsers that are subscribed to it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jwt
from joserfc.jwk import ECKey

from autheid.kernel.secret import base64_bytes, base64url_text, system_chance

_BROWSER = Path(__file__).parents[1] / "node" / "browser.mjs"


class Pushed(NamedTuple):
    """One message as the push service got it."""

    path: str
    headers: dict[str, str]
    body: bytes

    def sender(self, service: str) -> dict[str, Any]:
        """Who signed it, for this push service. Raises when it is signed by another key than it shows (RFC 8292 §4)."""
        scheme, _, parameters = self.headers["authorization"].partition(" ")
        assert scheme == "vapid"
        shown = dict(part.strip().split("=", 1) for part in parameters.split(","))
        point = base64_bytes(shown["k"])
        x, y = base64url_text(point[1:33]), base64url_text(point[33:])
        key = ECKey.import_key({"kty": "EC", "crv": "P-256", "x": x, "y": y})
        claims = jwt.decode(shown["t"], key, algorithms=["ES256"]).claims
        assert claims["aud"] == service
        return {**claims, "key": shown["k"]}


class Browser:
    """A browser's keys for one subscription."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._auth = system_chance(16)

    def subscription(self) -> dict[str, str]:
        """As `PushSubscription.toJSON` gives it, without what is not sent."""
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {
            "endpoint": self.endpoint,
            "p256dh": base64url_text(point),
            "auth": base64url_text(self._auth),
        }

    async def read(self, pushed: Pushed) -> Any:
        """What stands in the message, by a decoder that is not ours. Raises when it is for another browser."""
        secret = self._key.private_numbers().private_value.to_bytes(32, "big")
        words = [base64url_text(part) for part in (secret, self._auth, pushed.body)]
        node = await asyncio.create_subprocess_exec(
            "node", str(_BROWSER), *words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        out, err = await node.communicate()
        if node.returncode != 0:
            raise ValueError(err.decode())
        return json.loads(out)


class PushService:
    """Takes messages and answers as it is told to."""

    def __init__(self) -> None:
        self.status = 201
        self.pushed: asyncio.Queue[Pushed] = asyncio.Queue()
        self.origin = ""
        self.open: set[asyncio.StreamWriter] = set()

    def browser(self, name: str = "one") -> Browser:
        """A browser with an endpoint here."""
        return Browser(f"{self.origin}/{name}")

    async def next(self, *, within_seconds: float = 5.0) -> Pushed:
        """The next message. Raises TimeoutError."""
        return await asyncio.wait_for(self.pushed.get(), within_seconds)

    async def nothing(self, *, for_seconds: float = 0.3) -> bool:
        """Whether nothing comes for this long."""
        await asyncio.sleep(for_seconds)
        return self.pushed.empty()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        self.open.add(writer)
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                first, *lines = head.decode("latin-1").strip().split("\r\n")
                headers = {
                    name.lower(): value.strip() for name, _, value in (it.partition(":") for it in lines)
                }
                body = await reader.readexactly(int(headers.get("content-length", "0")))
                self.pushed.put_nowait(Pushed(first.split()[1], headers, body))
                location = "location: http://127.0.0.1:1/elsewhere\r\n" if self.status in {301, 307} else ""
                writer.write(f"HTTP/1.1 {self.status} So\r\n{location}content-length: 0\r\n\r\n".encode())
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self.open.discard(writer)
            writer.close()


@asynccontextmanager
async def push_service() -> AsyncIterator[PushService]:
    """A push service until the block is left."""
    service = PushService()
    server = await asyncio.start_server(service.serve, "127.0.0.1", 0)
    service.origin = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield service
    finally:
        server.close()
        for writer in list(service.open):
            writer.close()
        await server.wait_closed()
