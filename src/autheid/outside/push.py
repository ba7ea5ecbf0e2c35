"""Wakes browsers by Web Push (RFC 8030, 8291, 8292), off the path of whoever asks for it.

What is posted is sealed for the browser and holds a request's id alone. The push service learns that there is
something, and when.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple

import httpx
import msgspec
import structlog

from autheid.account.subscription import Subscription
from autheid.kernel.clock import Clock, Millis
from autheid.kernel.ids import AccountId
from autheid.kernel.secret import Chance, base64url_text, digest
from autheid.needs.nudge import Subscriptions
from autheid.pki.web_push import VAPID_LIFE_SECONDS, VapidKey, encrypt

_MOST_WAITING = 1000
_AT_ONCE = 32
_PATIENCE_SECONDS = 10.0
_GONE = {404, 410}  # RFC 8030 §7.3
_TOPIC_CHARACTERS = 32  # RFC 8030 §5.4
_log = structlog.get_logger("autheid.push")


class _Wake(NamedTuple):
    account: AccountId
    request_id: str
    until: Millis


class WebPush:
    """A bounded queue and those who empty it. When it is full the oldest is lost, which is the least likely to matter."""

    def __init__(
        self,
        *,
        subscriptions: Subscriptions,
        key: VapidKey,
        subject: str,
        clock: Clock,
        chance: Chance,
    ) -> None:
        """`subject` is whom a push service's operator may turn to (RFC 8292 §2.1)."""
        self._subscriptions = subscriptions
        self._key = key
        self._subject = subject
        self._clock = clock
        self._chance = chance
        self._waiting: deque[_Wake] = deque(maxlen=_MOST_WAITING)
        self._woken = asyncio.Event()
        self._free = asyncio.Semaphore(_AT_ONCE)
        self._posting: set[asyncio.Task[None]] = set()
        self._headers: dict[str, tuple[Millis, str]] = {}
        self.sent = 0
        self.lost = 0

    def nudge(self, account: AccountId, request_id: str, *, until: Millis) -> None:
        self._waiting.append(_Wake(account, request_id, until))
        self._woken.set()

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """Send what comes until the block is left. What waits then is dropped: the devices ask again by themselves."""
        # No redirect is followed: only the service that was checked is called.
        async with httpx.AsyncClient(timeout=_PATIENCE_SECONDS, trust_env=False) as client:
            working = asyncio.create_task(self._work(client))
            try:
                yield
            finally:
                for task in (working, *self._posting):
                    task.cancel()
                await asyncio.gather(working, *self._posting, return_exceptions=True)

    async def _work(self, client: httpx.AsyncClient) -> None:
        # One task looks who is to be woken, all who wait at once, since nearly always nobody is;
        # only a post gets a task of its own.
        while True:
            await self._woken.wait()
            self._woken.clear()
            while self._waiting:
                wakes = list(self._waiting)
                self._waiting.clear()
                try:
                    subscribed = await self._subscriptions.subscriptions_of({wake.account for wake in wakes})
                except Exception as error:  # noqa: BLE001 - the next ones may fare better
                    self._lost(error, count=len(wakes))
                    continue
                for wake in wakes:
                    for subscription in subscribed.get(wake.account, ()):
                        await self._free.acquire()
                        self._begin_to_post(client, subscription, wake)

    def _begin_to_post(self, client: httpx.AsyncClient, subscription: Subscription, wake: _Wake) -> None:
        posting = asyncio.create_task(self._try_to_post(client, subscription, wake))
        self._posting.add(posting)
        posting.add_done_callback(self._posted)

    def _posted(self, posting: asyncio.Task[None]) -> None:
        self._posting.discard(posting)
        self._free.release()

    async def _try_to_post(self, client: httpx.AsyncClient, subscription: Subscription, wake: _Wake) -> None:
        try:
            await self._post(client, subscription, wake)
        except Exception as error:  # noqa: BLE001 - one that is lost must not end the others
            self._lost(error)

    def _lost(self, error: Exception, *, count: int = 1) -> None:
        self.lost += count
        # Its type alone: an error's words may hold the endpoint, which wakes a person.
        _log.warning("push_failed", reason=type(error).__name__)

    async def _post(self, client: httpx.AsyncClient, subscription: Subscription, wake: _Wake) -> None:
        left = (wake.until - self._clock.now()) // 1000
        if left <= 0:
            return
        body = encrypt(
            msgspec.json.encode({"requestId": wake.request_id}),
            key=subscription.key,
            auth=subscription.auth,
            chance=self._chance,
        )
        headers = {
            "authorization": self._authorization(subscription.service),
            "content-encoding": "aes128gcm",
            "content-type": "application/octet-stream",
            "ttl": str(left),  # RFC 8030 §5.2: nothing is delivered after the request has ended
            "urgency": "high",  # RFC 8030 §5.3
            "topic": base64url_text(digest(wake.request_id.encode()))[:_TOPIC_CHARACTERS],
        }
        answer = await client.post(subscription.endpoint, content=body, headers=headers)
        if answer.status_code in _GONE:
            await self._subscriptions.unsubscribe(subscription.endpoint)
        if answer.is_success:
            self.sent += 1
        else:
            self.lost += 1
            _log.info("push_refused", status=answer.status_code, service=subscription.service)

    def _authorization(self, service: str) -> str:
        """One signature serves a push service for hours."""
        now = self._clock.now()
        made, header = self._headers.get(service, (Millis(0), ""))
        if not header or not 0 <= now - made < VAPID_LIFE_SECONDS * 500:
            header = self._key.authorization(service, subject=self._subject, now=now)
            self._headers[service] = (now, header)
        return header


class NoPush:
    """Where nobody is woken."""

    def nudge(self, account: AccountId, request_id: str, *, until: Millis) -> None:
        """Do nothing."""
