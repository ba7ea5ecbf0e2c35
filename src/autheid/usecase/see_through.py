"""Go on with what was begun when the caller leaves: what has been written must be told to those who wait for it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

_T = TypeVar("_T")
_under_way: set[asyncio.Task[Any]] = set()
"""The loop itself remembers its tasks only weakly."""


async def see_through(work: Coroutine[Any, Any, _T]) -> _T:
    """What `work` returns. Who is cancelled meanwhile leaves at once, and the work goes on to its end."""
    task = asyncio.ensure_future(work)
    _under_way.add(task)
    task.add_done_callback(_ended)
    return await asyncio.shield(task)


def _ended(task: asyncio.Task[Any]) -> None:
    _under_way.discard(task)
    if not task.cancelled():
        task.exception()  # told to the caller; when that one has left, to nobody
