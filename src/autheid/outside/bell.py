"""The bell of one process, and of one among many (see `autheid.needs.signal`)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from autheid.kernel.clock import Clock, Millis
from autheid.kernel.errors import Kind, Refusal
from autheid.needs.alarm import Alarm
from autheid.needs.signal import Topic

RETRY_AFTER_SECONDS = 1
CLOCK_SECONDS = 15.0
"""So late at most is noticed that the clock was set forward."""


class LoopAlarm:
    """Rings by the event loop's timers, and looks at the clock again and again: it may be set meanwhile."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def at(self, when: Millis, callback: Callable[[], None]) -> Callable[[], None]:
        return _LoopTimer(self._clock, when, callback).cancel


class _LoopTimer:
    """One moment that is waited for."""

    __slots__ = ("_callback", "_clock", "_handle", "_when")

    def __init__(self, clock: Clock, when: Millis, callback: Callable[[], None]) -> None:
        self._clock = clock
        self._when = when
        self._callback = callback
        self._wait()

    def cancel(self) -> None:
        self._handle.cancel()

    def _wait(self) -> None:
        # One millisecond more than asked: the loop may be early by its own resolution.
        delay = max(0, self._when - self._clock.now() + 1) / 1000
        loop = asyncio.get_running_loop()
        if delay > CLOCK_SECONDS:
            self._handle = loop.call_later(CLOCK_SECONDS, self._wait)
        else:
            self._handle = loop.call_later(delay, self._callback)


class _LoopListener:
    """One who waits on the loop."""

    __slots__ = ("_bell", "_future", "_rung")

    def __init__(self, bell: LoopBell) -> None:
        self._bell = bell
        self._rung = False
        self._future: asyncio.Future[bool] | None = None

    def wake(self) -> None:
        """Remember the ring, and wake whoever waits for it."""
        self._rung = True
        if self._future is not None and not self._future.done():
            self._future.set_result(True)

    async def wait(self, until: Millis) -> bool:
        self._bell.check_open()
        if not self._rung:
            self._future = asyncio.get_running_loop().create_future()
            take_back = self._bell.alarm.at(until, self._time_up)
            try:
                await self._future
            finally:
                take_back()
                self._future = None
            self._bell.check_open()
        rung, self._rung = self._rung, False
        return rung

    def _time_up(self) -> None:
        if self._future is not None and not self._future.done():
            self._future.set_result(False)


class LoopBell:
    """Listeners by topic, in memory."""

    def __init__(self, *, alarm: Alarm) -> None:
        self.alarm = alarm
        self._listeners: dict[Topic, dict[_LoopListener, None]] = {}
        # In the order in which they came, which is not the chance of their addresses in memory.
        self._stopped = False

    @contextmanager
    def listen(self, topic: Topic) -> Iterator[_LoopListener]:
        """Listen until the block is left."""
        self.check_open()
        listener = _LoopListener(self)
        self._listeners.setdefault(topic, {})[listener] = None
        try:
            yield listener
        finally:
            there = self._listeners[topic]
            del there[listener]
            if not there:
                del self._listeners[topic]

    def ring(self, topic: Topic) -> None:
        """Wake everyone who listens on the topic."""
        self.wake(topic)

    def topics(self) -> list[Topic]:
        """What somebody here listens for."""
        return list(self._listeners)

    def wake(self, topic: Topic) -> None:
        """Wake everyone of this process who listens on the topic."""
        for listener in self._listeners.get(topic, ()):
            listener.wake()

    def stop(self) -> None:
        """Send every listener away with an answer on which it may ask again."""
        self._stopped = True
        for there in list(self._listeners.values()):
            for listener in list(there):
                listener.wake()

    def check_open(self) -> None:
        """Raises Refusal UNAVAILABLE once stopped."""
        if self._stopped:
            raise Refusal(
                Kind.UNAVAILABLE,
                "the service is stopping; ask again",
                retry_after_seconds=RETRY_AFTER_SECONDS,
            )

    @property
    def listening(self) -> int:
        """How many wait at this moment."""
        return sum(map(len, self._listeners.values()))


class NodesBell(LoopBell):
    """Heard on every node: what is rung here is said to the others, and what they say is rung here."""

    def __init__(self, *, alarm: Alarm) -> None:
        super().__init__(alarm=alarm)
        self.say: Callable[[str], None] = _to_nobody

    def ring(self, topic: Topic) -> None:
        """Wake everyone who listens on the topic, here and elsewhere."""
        super().ring(topic)
        self.say(f"{topic[0]}:{topic[1]}")

    def heard(self, word: str) -> None:
        """A word of another node."""
        kind, _, number = word.partition(":")
        if number.isdigit():
            self.wake((kind, int(number)))

    def missed(self) -> None:
        """Words may have been missed: everyone looks again."""
        for topic in self.topics():
            self.wake(topic)


def _to_nobody(_: str) -> None:
    """Before the others can be reached: they look by themselves."""
