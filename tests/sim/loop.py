"""Time, order and chance of a simulation: an event loop whose clock is a number and whose order is drawn.

Nothing sleeps and no thread runs. What is ready runs one after another, which one is drawn; only when nothing is ready
does the clock go to the next timer. The order is the seed's, so the same seed lives the same life.
"""

from __future__ import annotations

import asyncio
import random
from asyncio import events
from collections.abc import Callable, Coroutine
from functools import partial
from heapq import heappop, heappush
from itertools import count
from typing import Any, TypeVar

_T = TypeVar("_T")
_STEP_SECONDS = 1e-6
"""So long takes each callback; so no two things happen at one moment."""


class StuckError(Exception):
    """Somebody waits, and nothing will ever happen any more; or far too much has happened."""


class SimHandle:
    """One callback that is to run. What asyncio calls a Handle."""

    # Without an __init__: its call would cost as much as all the rest, for each of hundreds of steps.
    __slots__ = ("args", "callback", "loop")
    loop: SimLoop
    callback: Callable[..., object]
    args: tuple[Any, ...]

    def cancel(self) -> None:
        self.loop = _NOWHERE

    def cancelled(self) -> bool:
        return self.loop is _NOWHERE


class Scheduler:
    """What is to run next, of all loops."""

    def __init__(self, chance: random.Random, *, in_order: bool) -> None:
        """`in_order` is the order of a real loop; else what is ready is shuffled."""
        self.now = 0.0
        self.steps = 0
        self.ready: list[SimHandle] = []
        self.timers: list[tuple[float, int, SimHandle]] = []
        self.numbers = count()
        """Of two timers for one moment the first that was set comes first."""
        self._draw = chance.random
        self._in_order = in_order

    def moment(self) -> float:
        """The time, later at each look."""
        self.now += _STEP_SECONDS
        return self.now

    def run_until(self, done: asyncio.Future[Any], *, most_steps: int) -> None:
        """Run until `done`. Raises StuckError when that can't be reached."""
        # In one piece: it runs hundreds of callbacks in each of hundreds of lives a second.
        ready, draw, in_order = self.ready, self._draw, self._in_order
        running: SimLoop | None = None
        try:
            while not done.done():
                if not ready:
                    self._wait()
                if in_order:
                    handle = ready.pop(0)
                elif len(ready) == 1:
                    handle = ready.pop()
                else:
                    place = int(draw() * len(ready))
                    handle, ready[place] = ready[place], ready[-1]
                    ready.pop()
                loop = handle.loop
                if not loop.alive:
                    continue
                self.steps += 1
                self.now += _STEP_SECONDS
                if loop is not running:
                    running = loop
                    events._set_running_loop(loop)
                handle.callback(*handle.args)
                if self.steps > most_steps:
                    message = f"there was no end after {self.steps} steps"
                    raise StuckError(message)
        finally:
            events._set_running_loop(None)

    def _wait(self) -> None:
        """Nothing is ready: the time of the next timer comes."""
        timers = self.timers
        while timers and not timers[0][2].loop.alive:
            heappop(timers)
        if not timers:
            raise StuckError("somebody waits, and nothing will ever happen any more")
        when = timers[0][0]
        self.now = max(self.now, when)
        while timers and timers[0][0] <= when:
            self.ready.append(heappop(timers)[2])


class SimLoop(asyncio.AbstractEventLoop):
    """The loop of one process, or of the world around the processes. One that has fallen runs nothing more."""

    def __init__(self, scheduler: Scheduler) -> None:
        self.scheduler = scheduler
        self.alive = True
        self._put = scheduler.ready.append
        # No function of Python's own: some sixty futures are made in each life.
        self.create_future = partial(asyncio.Future, loop=self)  # type: ignore[method-assign]
        self.unheard: list[str] = []
        """Errors that nobody was told of."""

    def fall(self) -> None:
        """As a process that was killed: nothing of it runs any more, no `finally` and no callback."""
        self.alive = False

    def spawn(self, work: Coroutine[Any, Any, _T]) -> asyncio.Task[_T]:
        """A task that says nothing when its process falls."""
        task = asyncio.Task(work, loop=self)
        task._log_destroy_pending = False  # type: ignore[attr-defined]
        return task

    def pause(self, seconds: float) -> asyncio.Future[None]:
        """As asyncio's sleep, at half its cost, for whoever is never taken back meanwhile."""
        over = self.create_future()
        self.call_later(seconds, over.set_result, None)
        return over

    # What asyncio asks of a loop. Contexts are left alone: nothing here speaks by way of them.

    def time(self) -> float:
        return self.scheduler.now

    def call_soon(  # type: ignore[override]
        self, callback: Callable[..., object], *args: Any, context: object = None
    ) -> SimHandle:
        handle = SimHandle()
        handle.loop, handle.callback, handle.args = self, callback, args
        self._put(handle)
        return handle

    call_soon_threadsafe = call_soon  # type: ignore[assignment]

    def call_later(  # type: ignore[override]
        self, delay: float, callback: Callable[..., object], *args: Any, context: object = None
    ) -> SimHandle:
        handle = SimHandle()
        handle.loop, handle.callback, handle.args = self, callback, args
        scheduler = self.scheduler
        heappush(scheduler.timers, (scheduler.now + delay, next(scheduler.numbers), handle))
        return handle

    def create_task(self, work: Coroutine[Any, Any, _T], **_: object) -> asyncio.Task[_T]:  # type: ignore[override]
        return self.spawn(work)

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        if self.alive:
            self.unheard.append(f"{context.get('message')}: {context.get('exception')!r}")

    get_debug = staticmethod(bool)
    """False: the same, for each task and each future asks."""

    def is_running(self) -> bool:
        return self.alive

    def is_closed(self) -> bool:
        return not self.alive


def new_loop(scheduler: Scheduler) -> SimLoop:
    """A loop that answers what tasks, futures and timers ask; of sockets and threads it knows nothing."""
    return SimLoop(scheduler)  # type: ignore[abstract]


_NOWHERE = new_loop(Scheduler(random.Random(0), in_order=True))
"""Where what was cancelled would run."""
_NOWHERE.fall()
