"""Clients that never give up: they go from node to node until they have an answer, and write down all that they are told."""

from __future__ import annotations

import asyncio
import base64
import json
import random
import time
import uuid
from collections.abc import Awaitable, Callable, Container, Sequence
from contextlib import AsyncExitStack
from functools import partial
from typing import Any, Self

import httpx

from autheid.device.client import DeviceClient, DoorError
from autheid.device.key import DeviceKey
from tests.fault.history import ENDS, Call, History, Operation, Outcome
from tests.support.phone import enrol_phone
from tests.support.rp import DOORS, HTTP1, HTTP2, Fields, RefusedError, RestRp, Rp, asking, rp_at
from tests.support.server import ServerProcess

WORKERS = 24
PHONES = 4
PAUSE_SECONDS = 0.05
PATIENCE_SECONDS = 60.0
"""So long a client goes on asking; longer than any fault of these runs lasts."""
_BROKEN = {"UNAVAILABLE", "CANCELLED", "UNKNOWN", "DEADLINE_EXCEEDED"}
_Answer = tuple[str, bytes]


class Crowd:
    """Some persons with a device each and some relying parties, at work on a deployment whose nodes come and go."""

    def __init__(
        self,
        addresses: Callable[[], Sequence[str]],
        *,
        seed: int = 0,
        puts_up_with: Container[str] = (),
        timeouts: Sequence[int] = (600,),
    ) -> None:
        """`addresses` are those of the nodes at this moment; `timeouts` are seconds that requests are given.

        `puts_up_with` are codes on which these clients ask again, beside those on which every client does.
        """
        self.history = History()
        self.keys = [DeviceKey.make() for _ in range(PHONES)]
        self.tries = 0
        self._addresses = addresses
        self._puts_up_with = puts_up_with
        self._timeouts = timeouts
        self._name = uuid.uuid4().hex[:12]
        self._chance = random.Random(seed)
        self._stack = AsyncExitStack()
        self._rps: dict[tuple[str, str], Rp] = {}
        self._phones: dict[tuple[str, int], DeviceClient] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    def email(self, number: int) -> str:
        """The address of a person of this crowd."""
        return f"person{number}.{self._name}@example.net"

    async def enrol(self, server: ServerProcess) -> None:
        """Give each person an account."""
        for number, key in enumerate(self.keys):
            await enrol_phone(server, self.email(number), key=key)

    async def work(self, seconds: float, meanwhile: Callable[[], Awaitable[None]]) -> None:
        """Everybody works for so long, and on until `meanwhile` has ended; then everything is looked at again."""
        until = time.monotonic() + seconds
        fault = asyncio.ensure_future(meanwhile())

        def over() -> bool:
            return time.monotonic() > until and fault.done()

        await asyncio.gather(*(self._live(number, over) for number in range(WORKERS)))
        await fault
        await self.read_back()

    async def read_back(self) -> None:
        """Look at everything that was acknowledged, at every node."""
        for address in self._addresses():
            requests = {call.says for call in self.history.done(Operation.CREATE)}
            ended = {call.request_id for call in self.history.done() if call.says in ENDS}
            for at in range(0, len(requests), WORKERS):
                some = sorted(requests)[at : at + WORKERS]
                await asyncio.gather(
                    *(self._until_answered(partial(self._look, request, address)) for request in some)
                )
                done = [request for request in some if request in ended]
                await asyncio.gather(
                    *(self._until_answered(partial(self._read, request, address)) for request in done)
                )

    async def _live(self, worker: int, over: Callable[[], bool]) -> None:
        while not over():
            await self._life(worker)

    async def _life(self, worker: int) -> None:
        """One request from its beginning to its end, or left open."""
        key = uuid.uuid4().hex
        kind = self._chance.choice(["AUTHENTICATION", "SIGNATURE"])
        person = worker % PHONES
        fields = asking(email=self.email(person), idempotent_key=key, type=kind)
        fields["timeout_seconds"] = self._chance.choice(self._timeouts)
        request, _ = await self._until_answered(lambda: self._create(key, fields))
        what = self._chance.choice(["approve", "approve", "reject", "cancel", "race", "leave"])
        if what == "leave":
            return
        acts = {
            "approve": lambda: self._answer(Operation.APPROVE, person, request),
            "reject": lambda: self._answer(Operation.REJECT, person, request),
            "cancel": lambda: self._cancel(request),
        }
        chosen = acts.values() if what == "race" else [acts[what]]
        await asyncio.gather(*(self._until_answered(once) for once in (lambda: self._read(request), *chosen)))
        await self._until_answered(lambda: self._look(request))

    async def _until_answered(self, once: Callable[[], Awaitable[_Answer | None]]) -> _Answer:
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            answer = await once()
            if answer is not None:
                return answer
            self.tries += 1
            await asyncio.sleep(PAUSE_SECONDS)
        message = "nobody has answered for too long"
        raise TimeoutError(message)

    async def _create(self, key: str, fields: Fields) -> _Answer | None:
        call = Call(Operation.CREATE, time.monotonic(), key=key, timeout_seconds=fields["timeout_seconds"])

        async def ask() -> _Answer:
            answer = await (await self._rp()).call("Create", fields)
            call.server_seconds = answer["timestamp"]
            return str(answer["request_id"]), b""

        return await self._recorded(call, ask)

    async def _cancel(self, request: str) -> _Answer | None:
        async def ask() -> _Answer:
            await (await self._rp()).cancel(request)
            return "RP_CANCELLED", b""

        return await self._recorded(self._call(Operation.CANCEL, request), ask)

    async def _look(self, request: str, address: str = "") -> _Answer | None:
        async def ask() -> _Answer:
            return str((await (await self._rp(address)).status(request))["status"]), b""

        return await self._recorded(self._call(Operation.STATUS, request), ask)

    async def _read(self, request: str, address: str = "") -> _Answer | None:
        async def ask() -> _Answer:
            rp = await self._rp(address, (HTTP1, HTTP2))
            assert isinstance(rp, RestRp)
            answer = await rp.send("GetResult", {"request_id": request})
            if answer.status_code != 200:
                error = answer.json()
                raise RefusedError(error["error"], error["error_code"], error["message"])
            fields = answer.json()
            call.server_seconds = _approved_at(fields)
            return str(fields["status"]), answer.content

        call = self._call(Operation.RESULT, request)
        return await self._recorded(call, ask)

    async def _answer(self, operation: Operation, person: int, request: str) -> _Answer | None:
        async def ask() -> _Answer:
            phone = await self._phone(person)
            prompt = await phone.prompt(request)
            if prompt.status != "NOT_READY":
                call.operation = Operation.STATUS
                return prompt.status, b""
            call.asked = time.monotonic()
            answer = phone.approve if operation is Operation.APPROVE else phone.reject
            return await answer(prompt), b""

        call = self._call(operation, request)
        return await self._recorded(call, ask)

    def _call(self, operation: Operation, request: str) -> Call:
        return Call(operation, time.monotonic(), request_id=request)

    async def _recorded(self, call: Call, ask: Callable[[], Awaitable[_Answer]]) -> _Answer | None:
        """None when nobody knows whether it was done."""
        self.history.calls.append(call)
        try:
            call.says, call.body = await ask()
        except (RefusedError, DoorError) as error:
            code = error.name if isinstance(error, DoorError) else error.code
            if code in _BROKEN or code in self._puts_up_with or _is_a_broken_stream(error):
                if isinstance(error, DoorError):
                    self._phones.clear()  # a session may be over, or was never opened
                return None
            if code not in {"FAILED_PRECONDITION", "NOT_FOUND"}:
                raise
            call.says, call.outcome = code, Outcome.REFUSED
        except (httpx.TransportError, OSError):
            self._phones.clear()
            return None
        else:
            call.outcome = Outcome.DONE
        call.told = time.monotonic()
        return call.says, call.body

    async def _rp(self, address: str = "", doors: Sequence[str] = DOORS) -> Rp:
        place = (address or self._chance.choice(list(self._addresses())), self._chance.choice(doors))
        if place not in self._rps:
            self._rps[place] = await self._stack.enter_async_context(rp_at(place[1], place[0]))
        return self._rps[place]

    async def _phone(self, person: int) -> DeviceClient:
        address = self._chance.choice(list(self._addresses()))
        phone = self._phones.get((address, person))
        if phone is None:
            phone = DeviceClient(address, self.keys[person])
            await phone.open_session()
            self._phones[address, person] = phone
        return phone


def _approved_at(result: Fields) -> int:
    """The moment in the token of an approved AUTHENTICATION (RFC 7519 §4.1.6); 0 where there is none."""
    token = result.get("authentication", {}).get("jwt", "")
    if not token:
        return 0
    body = token.split(".")[1]
    claims: dict[str, int] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return claims["iat"]


def _is_a_broken_stream(error: Exception) -> bool:
    """Stock gRPC tells a connection that broke under a call by this code too."""
    text = str(error)
    return "INTERNAL" in text and any(word in text for word in ("RST_STREAM", "GOAWAY", "Stream removed"))


def summary(crowd: Crowd) -> dict[str, Any]:
    """What was done, in figures."""
    calls = crowd.history.calls
    return {
        "calls": len(calls),
        "acknowledged": sum(call.outcome is Outcome.DONE for call in calls),
        "unknown": sum(call.outcome is Outcome.UNKNOWN for call in calls),
        "requests": len({call.says for call in crowd.history.done(Operation.CREATE)}),
    }
