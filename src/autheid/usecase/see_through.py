"""Go on with what was begun when the caller leaves: what has been written must be told to those who wait for it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from autheid.needs.signal import Bell, Topic

_T = TypeVar("_T")
_under_way: set[asyncio.Task[Any]] = set()
"""The loop itself remembers its tasks only weakly."""


async def see_through(work: Coroutine[Any, Any, _T]) -> _T:
    """What `work` returns. Who is cancelled meanwhile leaves at once, and the work goes on to its end."""
    task = asyncio.ensure_future(work)
    _under_way.add(task)
    task.add_done_callback(_ended)
    return await asyncio.shield(task)


async def and_ring(write: Coroutine[Any, Any, _T], bell: Bell, *topics: Topic) -> _T:
    """What `write` returns. Its topics are rung when it is done, also when the caller has left meanwhile.

    Also when it has found nothing to write: a ring too many costs a look.
    """
    return await see_through(_rung(write, bell, topics))


async def _rung(write: Coroutine[Any, Any, _T], bell: Bell, topics: tuple[Topic, ...]) -> _T:
    written = await write
    for topic in topics:
        bell.ring(topic)
    return written


def _ended(task: asyncio.Task[Any]) -> None:
    _under_way.discard(task)
    if not task.cancelled():
        task.exception()  # told to the caller; when that one has left, to nobody
