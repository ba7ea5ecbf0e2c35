"""Simulated phones: each has a real key and comes through the device's door over the wire, like any other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog

from autheid.device.client import DeviceClient, DoorError, Prompt
from autheid.device.key import P256, DeviceKey
from autheid.kernel.clock import Clock
from autheid.kernel.secret import MasterSecret
from autheid.staging.grammar import Plan, TestAccount

_log = structlog.get_logger("autheid.staging")
DEVICE_NAME = "Simulated phone"
MOST_PHONES = 500
_RETRY_SECONDS = 0.5


def phone_key(master: MasterSecret, folded_email: str) -> DeviceKey:
    """The key of the phone at this address: always the same in one deployment, known to no other."""
    return DeviceKey(P256, master.derive(f"staging phone {folded_email}"))


class Phone:
    """One simulated phone, at work until it is switched off."""

    def __init__(self, client: DeviceClient, account: TestAccount, clock: Clock) -> None:
        self._client = client
        self._account = account
        self._clock = clock
        self._answering: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Watch for requests and answer each, reconnecting for as long as it takes."""
        try:
            while True:
                try:
                    await self._client.open_session()
                    async for prompts in self._client.watch():
                        for prompt in prompts:
                            self._take_up(prompt)
                except (DoorError, OSError, ValueError) as error:
                    _log.debug("phone_reconnects", error=type(error).__name__)
                await asyncio.sleep(_RETRY_SECONDS)
        finally:
            for task in self._answering.values():
                task.cancel()

    def _take_up(self, prompt: Prompt) -> None:
        if self._account.plan is Plan.IGNORE or prompt.request_id in self._answering:
            return
        task = asyncio.create_task(self._answer(prompt))
        self._answering[prompt.request_id] = task
        task.add_done_callback(lambda _: self._answering.pop(prompt.request_id, None))

    async def _answer(self, prompt: Prompt) -> None:
        due = prompt.created_at + self._account.after_seconds * 1000
        await asyncio.sleep(max(0, due - self._clock.now()) / 1000)
        try:
            # Fetched again as a person would see it on waking the phone: it may have been cancelled since.
            fresh = await self._client.prompt(prompt.request_id)
            if fresh.status != "NOT_READY":
                return
            if self._account.plan is Plan.APPROVE:
                await self._client.approve(fresh)
            else:
                await self._client.reject(fresh, not_me=self._account.plan is Plan.NOT_ME)
        except (DoorError, OSError) as error:
            _log.debug("phone_could_not_answer", error=type(error).__name__)


class PhoneFarm:
    """The phones that are switched on. The longest unused goes when there are too many."""

    def __init__(self, *, make_client: Callable[[str], DeviceClient], clock: Clock) -> None:
        self._make_client = make_client
        self._clock = clock
        self._running: dict[str, asyncio.Task[None]] = {}

    def switch_on(self, folded_email: str, account: TestAccount) -> None:
        """Make sure that this phone is at work."""
        running = self._running.pop(folded_email, None)
        if running is None or running.done():
            phone = Phone(self._make_client(folded_email), account, self._clock)
            running = asyncio.create_task(phone.run())
        self._running[folded_email] = running
        if len(self._running) > MOST_PHONES:
            oldest = next(iter(self._running))
            self._running.pop(oldest).cancel()

    async def switch_off(self) -> None:
        """Switch every phone off."""
        tasks = list(self._running.values())
        self._running.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
