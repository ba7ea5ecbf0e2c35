"""The full cycle: Create, the device's fetch, the signed approval, and the blocked GetResult that it answers."""

from __future__ import annotations

import asyncio
import base64
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import msgspec

from autheid.device.client import DeviceClient
from autheid.device.key import DeviceKey
from bench.http1 import Broken, Connection, call_of
from bench.server import HOST, Server

IN_FLIGHT = 64
WARM_SECONDS = 1.0
_JWT_MARK = b'"jwt"'


class _Created(msgspec.Struct):
    request_id: str


class _Shown(msgspec.Struct):
    statements: dict[str, bytes]


_created = msgspec.json.Decoder(_Created)
_shown = msgspec.json.Decoder(_Shown)


@dataclass(frozen=True, kw_only=True)
class Person:
    """Someone with an account and one enrolled device with an open session."""

    email: str
    key: DeviceKey
    session: str


@dataclass(kw_only=True)
class Sizes:
    """Bytes on the wire of each exchange of a cycle, there and back."""

    create: tuple[int, int] = (0, 0)
    show: tuple[int, int] = (0, 0)
    approve: tuple[int, int] = (0, 0)
    result: tuple[int, int] = (0, 0)


@dataclass(kw_only=True)
class Window:
    """What was seen in one measured window."""

    cycles: int
    seconds: float
    cpu: float
    threads: dict[str, float]
    commits: float = 0
    writes: float = 0
    speed: float = 0
    """Milliseconds that a bare P-256 verification took just before: how fast the machine was."""
    waits: list[float] = field(default_factory=list)

    @property
    def cpu_ms(self) -> float:
        """Server CPU per cycle."""
        return self.cpu / self.cycles * 1000

    @property
    def database_ms(self) -> float:
        """The database's own CPU per cycle, where one is behind the server."""
        return self.threads.get("postgres", 0.0) / self.cycles * 1000

    @property
    def whole_ms(self) -> float:
        """CPU per cycle of the server and its database."""
        return self.cpu_ms + self.database_ms

    @property
    def per_second(self) -> float:
        """Cycles per second."""
        return self.cycles / self.seconds

    def wait_ms(self, percent: int) -> float:
        """A percentile of approval → answer."""
        return percentile(self.waits, percent) * 1000


def percentile(values: list[float], percent: int) -> float:
    """By linear interpolation."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


async def enrol_people(server: Server, count: int) -> list[Person]:
    """Enrol that many devices of as many accounts through the door, with the codes that come by mail."""

    async def enrol(number: int) -> Person:
        email = f"person-{number:05}@bench.example"
        key = DeviceKey.make()
        device = DeviceClient(f"http://{HOST}:{server.port}", key)
        enrolment = await device.begin_enrolment(email)
        await device.complete_enrolment(enrolment, await _code_of(server, email), "Bench phone")
        await device.open_session()
        assert device._token is not None
        return Person(email=email, key=key, session=device._token)

    return await asyncio.gather(*(enrol(number) for number in range(count)))


async def _code_of(server: Server, email: str) -> str:
    for _ in range(100):
        if code := server.codes.get(email):
            return code
        await asyncio.sleep(0.1)
    message = "no enrolment code came"
    raise RuntimeError(message)


def asked_for(email: str, *, idempotent_key: str = "", timeout_seconds: int = 120) -> bytes:
    """The body of a Create."""
    asked = {
        "email": email,
        "title": "Log in to Example Bank",
        "description": "Requested at our counter in Malmö",
        "timeout_seconds": timeout_seconds,
        "type": "AUTHENTICATION",
    }
    if idempotent_key:
        asked["idempotent_key"] = idempotent_key
    return msgspec.json.encode(asked)


def create_call(api_key: str, email: str, *, idempotent_key: str = "", timeout_seconds: int = 120) -> bytes:
    """Create as a relying party sends it."""
    body = asked_for(email, idempotent_key=idempotent_key, timeout_seconds=timeout_seconds)
    return call_of("POST", "/v1/requests", token=api_key, body=body)


def created_id(answer: bytes) -> str:
    """The request's id in what Create answered."""
    return _created.decode(answer).request_id


class Walker:
    """One of those that are in flight: an RP's connection, a person's connection, one cycle after the other."""

    def __init__(self, person: Person, api_key: str, *, with_idempotent_key: bool = False) -> None:
        self.person = person
        self.api_key = api_key
        self.cycles = 0
        self.waits: list[float] = []
        self.sizes = Sizes()
        self._create = create_call(api_key, person.email)
        self._with_idempotent_key = with_idempotent_key
        self._rp = self._phone = Connection()

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
        """One cycle."""
        if self._with_idempotent_key:
            name = f"{self.person.email}-{time.monotonic_ns()}"
            self._create = create_call(self.api_key, self.person.email, idempotent_key=name)
        rp, phone, token = self._rp, self._phone, self.person.session
        request_id = _created.decode(await rp.send(self._create)).request_id
        self.sizes.create = (len(self._create), rp.answer_bytes)

        call = call_of("GET", f"/v1/requests/{request_id}", token=self.api_key)
        waiting = rp.send(call)
        show = call_of("GET", f"/app/v1/requests/{request_id}", token=token)
        shown = _shown.decode(await phone.send(show))
        self.sizes.show = (len(show), phone.answer_bytes)

        signature = self.person.key.sign(shown.statements["approve"])
        body = b'{"signature":"' + base64.b64encode(signature) + b'"}'
        approve = call_of("POST", f"/app/v1/requests/{request_id}/approve", token=token, body=body)
        began = time.perf_counter()
        answered = phone.send(approve)
        result = await waiting
        self.waits.append(time.perf_counter() - began)
        await answered
        self.sizes.approve = (len(approve), phone.answer_bytes)
        self.sizes.result = (len(call), rp.answer_bytes)
        if _JWT_MARK not in result:
            message = f"no token in {result!r}"
            raise Broken(message)
        self.cycles += 1


class Walking(Protocol):
    """What walks cycles, and counts them."""

    cycles: int
    waits: list[float]

    async def walk_until(self, end: float) -> None: ...


async def measure_cycles(
    server: Server,
    people: list[Person],
    api_key: str,
    *,
    seconds: float,
    with_idempotent_key: bool = False,
) -> tuple[Window, Sizes]:
    """As many in flight as there are people, for so long after a warm-up."""
    walkers = [Walker(person, api_key, with_idempotent_key=with_idempotent_key) for person in people]
    for walker in walkers:
        await walker.connect(server.port)
    window = await walked(server, walkers, seconds=seconds, gauges=server.gauges)
    for walker in walkers:
        walker.close()
    return window, walkers[0].sizes


async def _no_gauges() -> dict[str, float]:
    return {}


async def walked(
    server: Server,
    walkers: Sequence[Walking],
    *,
    seconds: float,
    gauges: Callable[[], Awaitable[dict[str, float]]] = _no_gauges,
) -> Window:
    """What all of them did in so many seconds after a warm-up, and what it cost the server."""
    begin = time.monotonic() + WARM_SECONDS
    end = begin + seconds
    walking = asyncio.gather(*(walker.walk_until(end + 0.2) for walker in walkers))
    await asyncio.sleep(begin - time.monotonic())
    for walker in walkers:
        walker.waits.clear()
    before = await gauges()
    first, done = server.meters(), sum(walker.cycles for walker in walkers)
    await asyncio.sleep(end - time.monotonic())
    after = await gauges()
    last, done = server.meters(), sum(walker.cycles for walker in walkers) - done
    waits = [wait for walker in walkers for wait in walker.waits]
    await walking
    return Window(
        cycles=done,
        seconds=last.wall - first.wall,
        cpu=last.cpu - first.cpu,
        threads={name: cpu - first.threads.get(name, 0.0) for name, cpu in last.threads.items()},
        commits=after.get("autheid_store_commits", 0) - before.get("autheid_store_commits", 0),
        writes=after.get("autheid_store_writes", 0) - before.get("autheid_store_writes", 0),
        waits=waits,
    )
