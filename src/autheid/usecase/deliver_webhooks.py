"""Carry the events that wait to the endpoints that asked for them. A crash may bring one twice, never none."""

from __future__ import annotations

import asyncio
from collections import Counter
from itertools import compress

import msgspec
import structlog

from autheid.hook.delivery import Attempt, Delivery, pause_after
from autheid.hook.endpoint import EndpointId, headers_of
from autheid.hook.event import EventKind
from autheid.kernel.clock import Clock, after
from autheid.needs.hooks import HookPost, Hooks

_AT_ONCE = 32
_AT_ONCE_PER_ENDPOINT = 4
"""Of one endpoint, so that a slow server keeps no other waiting."""
_CLAIM_SECONDS = 60
"""Longer than any try takes: so long a delivery is nobody else's."""
_KEEP_SECONDS = 30 * 24 * 3600
_GONE = 410
_log = structlog.get_logger("autheid.webhooks")


class DeliverWebhooks:
    """Each round sets out with what is due, as far as there are hands for it."""

    def __init__(self, *, hooks: Hooks, post: HookPost, clock: Clock) -> None:
        self._hooks = hooks
        self._post = post
        self._clock = clock
        self._on_the_way: dict[int, asyncio.Task[None]] = {}
        self._busy: Counter[EndpointId] = Counter()

    async def __call__(self) -> int:
        """How many deliveries were begun."""
        # Without those who have all that may go to them at once: what piles up for one must not hide another's.
        full = [endpoint for endpoint, count in self._busy.items() if count >= _AT_ONCE_PER_ENDPOINT]
        now = self._clock.now()
        until = after(now, seconds=_CLAIM_SECONDS)
        most = _AT_ONCE + len(self._on_the_way)
        due = await self._hooks.due(now=now, most=most, without=full)
        if not due:
            return 0
        free = self._free(due)
        mine = await asyncio.gather(*(self._hooks.claim(one.number, now=now, until=until) for one in free))
        begun = list(compress(free, mine))
        for delivery in begun:
            self._busy[delivery.endpoint_id] += 1
            self._on_the_way[delivery.number] = asyncio.create_task(self._take(delivery))
        return len(begun)

    def _free(self, due: list[Delivery]) -> list[Delivery]:
        """Those that there are hands for, in all and of each endpoint."""
        free: list[Delivery] = []
        busy = self._busy.copy()
        for delivery in due:
            if len(self._on_the_way) + len(free) >= _AT_ONCE:
                break
            if delivery.number not in self._on_the_way and busy[delivery.endpoint_id] < _AT_ONCE_PER_ENDPOINT:
                busy[delivery.endpoint_id] += 1
                free.append(delivery)
        return free

    async def finish(self) -> None:
        """Return when nothing is on its way."""
        while self._on_the_way:
            await asyncio.wait(self._on_the_way.values())

    async def stop(self) -> None:
        """Drop what is on its way: it stands in the outbox, and is carried after the next start."""
        left = dict(self._on_the_way)
        for task in left.values():
            task.cancel()
        await asyncio.gather(*left.values(), return_exceptions=True)
        for number in left:
            await self._hooks.give_back(number, now=self._clock.now())

    async def forget(self) -> int:
        """Deliveries that ended more than thirty days ago."""
        return await self._hooks.forget(before=after(self._clock.now(), seconds=-_KEEP_SECONDS))

    async def _take(self, delivery: Delivery) -> None:
        try:
            await self.carry(delivery)
        except Exception as error:  # noqa: BLE001 - it stays in the outbox, and is tried in the next round
            _log.error("webhook_stuck", kind=delivery.kind.value, reason=type(error).__name__)
        finally:
            del self._on_the_way[delivery.number]
            self._busy[delivery.endpoint_id] -= 1
            if not self._busy[delivery.endpoint_id]:
                del self._busy[delivery.endpoint_id]

    async def carry(self, delivery: Delivery) -> Attempt:
        """One try, written down."""
        now = self._clock.now()
        endpoint = await self._hooks.endpoint(delivery.endpoint_id)
        if endpoint is None or endpoint.disabled:
            attempt = Attempt(now, 0, 0, "the endpoint is disabled")
            await self._hooks.note(delivery.number, attempt, next_try=None)
            return attempt
        headers = headers_of(endpoint, delivery.event_id, delivery.body, now=now)
        attempt = await self._post.post(endpoint.url, headers, delivery.body)
        attempt = msgspec.structs.replace(attempt, at=now)
        # Whoever pressed the button for a test has the answer already.
        is_over = attempt.succeeded or attempt.status == _GONE or delivery.kind is EventKind.TEST
        pause = None if is_over else pause_after(delivery.tries + 1)
        next_try = None if pause is None else after(self._clock.now(), seconds=pause)
        await self._hooks.note(delivery.number, attempt, next_try=next_try)
        if attempt.status == _GONE:
            # Standard Webhooks, *Deliverability and reliability*: 410 asks to be told no more.
            await self._hooks.write(msgspec.structs.replace(endpoint, disabled=True))
        if not attempt.succeeded:
            _log.warning(
                "webhook_failed", endpoint=endpoint.endpoint_id, rp=endpoint.rp, status=attempt.status
            )
        return attempt
