"""How one part of the work wakes another, and how the world is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from autheid.kernel.clock import Millis

Topic = tuple[str, int]
"""What is listened for: ("request", key) or ("account", id)."""
Mark = tuple[object, ...]
"""What a topic looks like: another mark, and something has happened that it is rung for."""


class Listener(Protocol):
    """One who waits. It hears every ring since it began to listen."""

    async def wait(self, until: Millis) -> bool:
        """True when rung, False when the moment `until` came first.

        Raises Refusal UNAVAILABLE when the service is stopping: the caller may ask again elsewhere.
        """
        ...


class Bell(Protocol):
    """Wakes those who listen on a topic. A lost ring costs time, never correctness: readers read the store."""

    def listen(self, topic: Topic) -> AbstractContextManager[Listener]: ...

    def ring(self, topic: Topic) -> None: ...


class Ears(Protocol):
    """The bell of one process, as the other processes' rings reach it."""

    def topics(self) -> list[Topic]:
        """What somebody here listens for."""
        ...

    def wake(self, topic: Topic) -> None:
        """Ring here, and nowhere else."""
        ...


class Marks(Protocol):
    """Looks at many topics at once."""

    async def marks(self, topics: Sequence[Topic], *, now: Millis) -> Mapping[Topic, Mark]:
        """What each looks like now; one that is gone is not in it."""
        ...
