"""Like calls of many callers, made as one.

While a call is under way the next callers gather, and the next call carries them all: a round trip, a plan and a
commit are shared, as `autheid.store.sqlite.batch` shares the disk's flush.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from autheid.kernel.errors import Refusal

_Asked = TypeVar("_Asked")
_Told = TypeVar("_Told")


class Gather(Generic[_Asked, _Told]):
    """`together` gets what was asked, in order, and tells as many answers in the same order."""

    def __init__(
        self,
        together: Callable[[Sequence[_Asked]], Awaitable[Sequence[_Told]]],
        *,
        most: int,
        lanes: int,
        apart: Callable[[_Asked], frozenset[bytes]] = lambda _: frozenset(),
    ) -> None:
        """`most` at once, `lanes` calls under way; two that have something of `apart` in common never share a call."""
        self._together = together
        self._most = most
        self._lanes = lanes
        self._apart = apart
        self._waiting: deque[tuple[_Asked, asyncio.Future[_Told]]] = deque()
        self._under_way: set[asyncio.Task[None]] = set()
        self._scheduled = False

    async def __call__(self, asked: _Asked) -> _Told:
        """The answer to this one. Raises what the call raised; a caller who leaves stops nothing."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[_Told] = loop.create_future()
        self._waiting.append((asked, future))
        self._schedule(loop)
        return await future

    async def finish(self) -> None:
        """Return when nothing is under way any more."""
        while self._under_way or self._waiting:
            self._schedule(asyncio.get_running_loop())
            await asyncio.sleep(0)
            if self._under_way:
                await asyncio.wait(self._under_way)

    def _schedule(self, loop: asyncio.AbstractEventLoop) -> None:
        if not self._scheduled and self._waiting and len(self._under_way) < self._lanes:
            self._scheduled = True
            # Not at once: whoever else asks in this turn of the loop comes along.
            loop.call_soon(self._begin, loop)

    def _begin(self, loop: asyncio.AbstractEventLoop) -> None:
        self._scheduled = False
        if self._waiting and len(self._under_way) < self._lanes:
            task = loop.create_task(self._make(self._take()))
            self._under_way.add(task)
            task.add_done_callback(self._done)
            self._schedule(loop)

    def _take(self) -> list[tuple[_Asked, asyncio.Future[_Told]]]:
        taken: list[tuple[_Asked, asyncio.Future[_Told]]] = []
        later: list[tuple[_Asked, asyncio.Future[_Told]]] = []
        seen: set[bytes] = set()
        while self._waiting and len(taken) < self._most:
            one = self._waiting.popleft()
            marks = self._apart(one[0])
            if marks and not seen.isdisjoint(marks):
                later.append(one)
            else:
                seen |= marks
                taken.append(one)
        self._waiting.extendleft(reversed(later))
        return taken

    async def _make(self, taken: list[tuple[_Asked, asyncio.Future[_Told]]]) -> None:
        try:
            told = await self._together([asked for asked, _ in taken])
        except Exception as failure:  # noqa: BLE001 - each caller gets it
            await self._fail(taken, failure)
            return
        for (_, future), answer in zip(taken, told, strict=True):
            if not future.done():
                future.set_result(answer)

    async def _fail(self, taken: list[tuple[_Asked, asyncio.Future[_Told]]], failure: Exception) -> None:
        if len(taken) > 1 and not isinstance(failure, Refusal):
            # One of them failed and took the others along, and nothing was kept: let each stand alone.
            for one in taken:
                await self._make([one])
            return
        for _, future in taken:
            if not future.done():
                future.set_exception(failure)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self._schedule(asyncio.get_running_loop())
