"""Look for what a lost ring would have told: another node may fall between its write and its word of it."""

from __future__ import annotations

from autheid.kernel.clock import Clock
from autheid.needs.signal import Ears, Mark, Marks, Topic


class HearLate:
    """One look at everything that somebody here listens for, in two statements however many they are."""

    def __init__(self, *, ears: Ears, marks: Marks, clock: Clock) -> None:
        self._ears = ears
        self._marks = marks
        self._clock = clock
        self._seen: dict[Topic, Mark | None] = {}

    async def __call__(self) -> int:
        """How many topics were rung: those that look otherwise than at the last look.

        Also those that are new: whether they have changed since their listeners looked, nobody knows.
        """
        topics = self._ears.topics()
        found = await self._marks.marks(topics, now=self._clock.now()) if topics else {}
        seen = {topic: found.get(topic) for topic in topics}
        changed = [
            topic for topic, mark in seen.items() if topic not in self._seen or self._seen[topic] != mark
        ]
        self._seen = seen
        for topic in changed:
            self._ears.wake(topic)
        return len(changed)
