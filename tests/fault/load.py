"""Clients that work until their server is gone, and remember every answer that they were given."""

from __future__ import annotations

import asyncio
import random
import uuid
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import httpx

from autheid.device.client import DeviceClient, DoorError
from autheid.device.key import DeviceKey
from tests.support.phone import enrol_phone
from tests.support.rp import HTTP1, HTTP2, Fields, RefusedError, RestRp, Rp, asking, rp_at, rp_at_each_door
from tests.support.server import ServerProcess

WORKERS = 24
PHONES = 4


@dataclass
class Remembered:
    """What was acknowledged, over all rounds. What is only in `asked` may or may not have happened."""

    asked: dict[str, Fields] = field(default_factory=dict)
    """Create calls that were sent, by idempotent key."""
    created: dict[str, Fields] = field(default_factory=dict)
    """Their answers."""
    ended: dict[str, set[str]] = field(default_factory=dict)
    """The ends that anyone was told, by request id."""
    results: dict[str, set[bytes]] = field(default_factory=dict)
    """The bodies of GetResult over REST, by request id."""

    def end(self, request_id: str, status: str) -> None:
        self.ended.setdefault(request_id, set()).add(status)

    def result(self, request_id: str, answer: httpx.Response) -> None:
        assert answer.status_code == 200
        self.results.setdefault(request_id, set()).add(answer.content)
        self.end(request_id, answer.json()["status"])


class Load:
    """Some devices and relying parties, at work on one server after the other."""

    def __init__(self) -> None:
        self.remembered = Remembered()
        self.keys = [DeviceKey.make() for _ in range(PHONES)]
        self._enrolled = False

    async def work(self, server: ServerProcess, seconds: float) -> None:
        """Work, kill the server after `seconds`, and let everyone notice."""
        phones = [await self._phone(server, number) for number in range(PHONES)]
        self._enrolled = True
        async with AsyncExitStack() as stack:
            rps = [await stack.enter_async_context(rp_at_each_door(server.address)) for _ in range(2)]
            tasks = [
                asyncio.create_task(self._until_gone(self._one_by_one(rps[n % 2], phones[n % PHONES], n)))
                for n in range(WORKERS)
            ]
            await asyncio.sleep(seconds)
            server.kill()
            await asyncio.gather(*tasks)

    async def _phone(self, server: ServerProcess, number: int) -> DeviceClient:
        if not self._enrolled:
            return await enrol_phone(server, self.email(number), key=self.keys[number])
        phone = DeviceClient(server.address, self.keys[number])
        await phone.open_session()
        return phone

    @staticmethod
    def email(number: int) -> str:
        """The address of a phone."""
        return f"person{number}@example.net"

    @staticmethod
    async def _until_gone(work: Awaitable[None]) -> None:
        try:
            await work
        except (httpx.TransportError, OSError):
            return
        except (DoorError, RefusedError) as error:
            if name_of(error) != "UNAVAILABLE":
                raise

    async def _one_by_one(self, rps: dict[str, Rp], phone: DeviceClient, worker: int) -> None:
        chance = random.Random(uuid.uuid4().int)
        email = self.email(worker % PHONES)
        while True:
            rp = chance.choice(list(rps.values()))
            rest = rps[chance.choice([HTTP1, HTTP2])]
            assert isinstance(rest, RestRp)
            key = uuid.uuid4().hex
            fields = asking(
                email=email,
                idempotent_key=key,
                type=chance.choice(["AUTHENTICATION", "SIGNATURE"]),
                timeout_seconds=600,
            )
            self.remembered.asked[key] = fields
            # Now and then the same call twice at once, as a caller in doubt does.
            twice = (rp, chance.choice(list(rps.values())))[: chance.choice([1, 1, 2])]
            await asyncio.gather(*(self._create(door, key) for door in twice))
            request_id = str(self.remembered.created[key]["request_id"])
            await chance.choice([self._approve, self._cancel, self._race, self._leave])(rp, phone, request_id)
            if chance.random() < 0.5 and request_id in self.remembered.ended:
                answer = await rest.send("GetResult", {"request_id": request_id})
                self.remembered.result(request_id, answer)

    async def _create(self, rp: Rp, key: str) -> None:
        created = await rp.call("Create", self.remembered.asked[key])
        assert self.remembered.created.setdefault(key, created) == created

    async def _approve(self, rp: Rp, phone: DeviceClient, request_id: str) -> None:
        prompt = await phone.prompt(request_id)
        self.remembered.end(request_id, await phone.approve(prompt))

    async def _cancel(self, rp: Rp, phone: DeviceClient, request_id: str) -> None:
        await rp.cancel(request_id)
        self.remembered.end(request_id, "RP_CANCELLED")

    async def _race(self, rp: Rp, phone: DeviceClient, request_id: str) -> None:
        prompt = await phone.prompt(request_id)
        ways: tuple[Callable[[], Awaitable[object]], ...] = (
            lambda: phone.approve(prompt),
            lambda: phone.reject(prompt),
            lambda: rp.cancel(request_id),
        )
        told = await asyncio.gather(*(way() for way in ways), return_exceptions=True)
        for status, answer in zip(("SUCCESS", "USER_CANCELLED", "RP_CANCELLED"), told, strict=True):
            if not isinstance(answer, BaseException):
                self.remembered.end(request_id, status)
        for answer in told:
            refused = isinstance(answer, (DoorError, RefusedError))
            if isinstance(answer, BaseException) and not (
                refused and "FAILED_PRECONDITION" in name_of(answer)
            ):
                raise answer

    async def _leave(self, rp: Rp, phone: DeviceClient, request_id: str) -> None:
        """Stays open."""


def name_of(error: BaseException) -> str:
    """The error's name in the reference."""
    return error.name if isinstance(error, DoorError) else str(getattr(error, "code", ""))


async def check(remembered: Remembered, server: ServerProcess) -> None:
    """Everything that anyone was told holds at this server."""
    async with rp_at(HTTP2, server.address) as rp:
        assert isinstance(rp, RestRp)
        await _together(_check_end(remembered, rp, request_id) for request_id in list(remembered.ended))
        await _together(_check_key(remembered, rp, key) for key in remembered.asked)


async def _check_end(remembered: Remembered, rp: RestRp, request_id: str) -> None:
    ends = set(remembered.ended[request_id])
    assert len(ends) == 1, f"two ends: {ends}"
    remembered.result(request_id, await rp.send("GetResult", {"request_id": request_id}))
    assert remembered.ended[request_id] == ends
    assert len(remembered.results[request_id]) == 1


async def _check_key(remembered: Remembered, rp: RestRp, key: str) -> None:
    created = await rp.call("Create", remembered.asked[key])
    assert remembered.created.setdefault(key, created) == created
    status = (await rp.status(created["request_id"]))["status"]
    assert remembered.ended.get(created["request_id"], {status}) == {status}


async def _together(checks: Iterable[Coroutine[Any, Any, None]]) -> None:
    todo = list(checks)
    for at in range(0, len(todo), WORKERS):
        await asyncio.gather(*todo[at : at + WORKERS])
