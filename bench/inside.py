"""The same cycle without a server: the assembled application called directly, in this process and on one thread.

What is left of a cycle here is our own code, the crypto and the store; what a served cycle costs beyond it is HTTP.
"""

from __future__ import annotations

import asyncio
import base64
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import msgspec
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from autheid.account.letter import Letter
from autheid.account.proof import enrolment_statement, session_statement
from autheid.assemble.nodes import Company
from autheid.assemble.service import _built
from autheid.assemble.stores import open_stores
from autheid.config import Settings
from autheid.device.key import DeviceKey
from autheid.kernel.clock import SystemClock
from autheid.kernel.ids import DeviceId
from autheid.kernel.secret import system_chance
from autheid.outside.alone import Alone
from autheid.outside.bell import LoopAlarm, LoopBell
from autheid.outside.inbox import Inbox
from autheid.store.engine import Database
from autheid.store.requests import StoredRequests
from autheid.token.algorithm import TokenAlgorithm
from autheid.usecase.take_turns import TakeTurns
from bench.cycle import Person, asked_for
from bench.forgetful import ForgetfulRequests, RememberedPeople
from bench.server import make_parties

PEOPLE = 64
_MANY = 1_000_000


class _Answer(msgspec.Struct, rename="camel"):
    enrolment_id: str = ""
    challenge: str = ""
    token: str = ""
    statements: dict[str, bytes] = {}
    id_: str = msgspec.field(default="", name="request_id")


_answer = msgspec.json.Decoder(_Answer)
_encode = msgspec.json.Encoder().encode


class _Letters:
    """Who carries letters: nobody, but it knows each address's code."""

    def __init__(self) -> None:
        self.codes: dict[str, str] = {}

    async def carry(self, letter: Letter) -> None:
        self.codes[letter.to] = letter.code


@dataclass(frozen=True, kw_only=True)
class Cost:
    """CPU of one cycle, without what the generator itself used for signing."""

    cpu_ms: float
    loop_ms: float
    signing_ms: float
    writes_per_commit: float


class Inside:
    """An assembled service with people in it."""

    def __init__(
        self, app: ASGIApp, database: Database, people: list[Person], keys: dict[TokenAlgorithm, str]
    ) -> None:
        self._app = app
        self._database = database
        self._people = people
        self._keys = keys
        self._signing = 0.0

    async def run(self, algorithm: TokenAlgorithm, cycles: int) -> Cost:
        """That many cycles, all people at once."""
        each = max(1, cycles // len(self._people))
        self._signing = 0.0
        batch = self._database
        commits, writes = batch.commits, batch.writes
        cpu, loop = time.process_time(), time.thread_time()
        await asyncio.gather(*(self._cycles(person, self._keys[algorithm], each) for person in self._people))
        done = each * len(self._people)
        return Cost(
            cpu_ms=(time.process_time() - cpu - self._signing) / done * 1000,
            loop_ms=(time.thread_time() - loop - self._signing) / done * 1000,
            signing_ms=self._signing / done * 1000,
            writes_per_commit=(batch.writes - writes) / max(1, batch.commits - commits),
        )

    async def _cycles(self, person: Person, api_key: str, count: int) -> None:
        app, session, asked = self._app, person.session, asked_for(person.email)
        for _ in range(count):
            created = await call(app, "POST", "/v1/requests", api_key, asked)
            request_id = _answer.decode(created).id_
            waiting = asyncio.create_task(call(app, "GET", "/v1/requests/" + request_id, api_key))
            await asyncio.sleep(0)
            shown = await call(app, "GET", "/app/v1/requests/" + request_id, session)
            began = time.thread_time()
            body = approval(person.key, _answer.decode(shown).statements["approve"])
            self._signing += time.thread_time() - began
            await call(app, "POST", f"/app/v1/requests/{request_id}/approve", session, body)
            assert b'"jwt"' in await waiting


def approval(key: DeviceKey, statement: bytes) -> bytes:
    """The body that approves."""
    return b'{"signature":"' + base64.b64encode(key.sign(statement)) + b'"}'


async def call(app: ASGIApp, verb: str, path: str, token: str, body: bytes = b"") -> bytes:
    """One call as h2corn hands it over."""
    parts: list[bytes] = []
    status = 0

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
        else:
            parts.append(message.get("body", b""))

    headers = [
        (b"host", b"127.0.0.1"),
        (b"accept", b"*/*"),
        (b"user-agent", b"autheid-bench"),
        (b"authorization", b"Bearer " + token.encode()),
        (b"content-type", b"application/json"),
        (b"content-length", b"%d" % len(body)),
    ]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": verb,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": headers,
        "client": ("127.0.0.1", 40000),
        "server": ("127.0.0.1", 8080),
        "state": {},
    }
    await app(scope, receive, send)
    assert status == 200, (status, parts)
    return b"".join(parts)


@asynccontextmanager
async def inside(data: Path, *, forgetful: bool = False) -> AsyncIterator[Inside]:
    """The service by its real assembly on this folder, with people enrolled; `forgetful` without its database."""
    keys = await make_parties(data)
    settings = Settings(
        data=data,
        creates_per_second=_MANY,
        creates_burst=_MANY,
        open_prompts=_MANY,
        open_prompts_per_party=_MANY,
        prompts_per_address=_MANY,
        device_calls_per_second=_MANY,
    )
    letters = _Letters()
    clock = SystemClock()
    stores = await open_stores(settings)
    if forgetful:
        stores = replace(
            stores,
            requests=cast(StoredRequests, ForgetfulRequests()),
            people=RememberedPeople(stores.database, letters=stores.master.sealer("letter")),
        )
    bell = LoopBell(alarm=LoopAlarm(clock))
    async with _built(
        settings,
        stores,
        base_url="http://127.0.0.1:1",
        clock=clock,
        bell=bell,
        company=Company(turns=TakeTurns(Alone()), rates=None),
        chance=system_chance,
        courier=letters,
        inbox=Inbox(),
        troubles=None,
    ) as service:
        app = service.application
        people = [await _enrol(app, letters, number) for number in range(PEOPLE)]
        world = Inside(app, stores.database, people, keys)
        await world.run(TokenAlgorithm.ES256, PEOPLE * 4)
        yield world
    await stores.database.close()


async def harness_ms() -> float:
    """What the four calls of a cycle cost in this harness with nothing behind them."""

    async def nothing(_scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"{}"})

    rounds = 5000
    began = time.thread_time()
    for _ in range(rounds):
        for verb in ("POST", "GET", "POST"):
            await call(nothing, verb, "/", "token")
        await asyncio.create_task(call(nothing, "GET", "/", "token"))
    return (time.thread_time() - began) / rounds * 1000


async def _enrol(app: ASGIApp, letters: _Letters, number: int) -> Person:
    email, key = f"person-{number}@bench.example", DeviceKey.make()
    device_id = DeviceId(key.device_id)
    begun = await call(app, "POST", "/app/v1/enrolments", "", _encode({"email": email}))
    enrolment_id = _answer.decode(begun).enrolment_id
    while email not in letters.codes:
        await asyncio.sleep(0.01)
    statement = enrolment_statement(
        enrolment_id=enrolment_id, device_id=device_id, curve=key.curve, device_name="Bench phone"
    )
    body = {
        "code": letters.codes[email],
        "curve": key.curve,
        "publicKey": key.public_key,
        "deviceName": "Bench phone",
        "signature": key.sign(statement),
    }
    await call(app, "POST", f"/app/v1/enrolments/{enrolment_id}", "", _encode(body))
    challenge = _answer.decode(await call(app, "POST", "/app/v1/challenges", "", b"{}")).challenge
    signature = key.sign(session_statement(device_id=device_id, challenge=challenge))
    opening = {"deviceId": device_id, "challenge": challenge, "signature": signature}
    session = _answer.decode(await call(app, "POST", "/app/v1/sessions", "", _encode(opening))).token
    return Person(email=email, key=key, session=session)
