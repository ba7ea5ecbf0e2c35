"""Health is looked at at most once a second, and once for all who ask meanwhile."""

from __future__ import annotations

import asyncio

from autheid.kernel.clock import SetClock
from autheid.usecase.check_health import CheckHealth


class _Store:
    """Takes writes when told to, and counts those that it was asked for."""

    def __init__(self) -> None:
        self.asked = 0
        self.refuses = False
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()

    async def try_write(self) -> None:
        self.asked += 1
        await self.may_go_on.wait()
        if self.refuses:
            raise OSError


async def test_what_was_found_is_good_for_a_second_and_no_longer() -> None:
    store, clock = _Store(), SetClock()
    health = CheckHealth(try_write=store.try_write, clock=clock)
    assert [await health.is_ready() for _ in range(3)] == [True] * 3
    assert store.asked == 1
    store.refuses = True
    clock.advance(millis=999)
    assert await health.is_ready()
    clock.advance(millis=1)
    assert not await health.is_ready()
    assert store.asked == 2


async def test_all_who_ask_while_it_is_looked_at_are_told_what_the_one_look_found() -> None:
    """Also when the first of them leaves."""
    store = _Store()
    store.may_go_on.clear()
    health = CheckHealth(try_write=store.try_write, clock=SetClock())
    first, *others = [asyncio.create_task(health.is_ready()) for _ in range(5)]
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.sleep(0)
    store.may_go_on.set()
    assert await asyncio.gather(*others) == [True] * 4
    assert store.asked == 1


async def test_who_stops_is_not_ready_and_writes_nothing() -> None:
    store = _Store()
    health = CheckHealth(try_write=store.try_write, clock=SetClock())
    health.stop()
    assert not await health.is_ready()
    assert store.asked == 0
