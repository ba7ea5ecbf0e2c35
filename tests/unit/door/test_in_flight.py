"""A stop waits for those who are there, and not for those who come on and on."""

from __future__ import annotations

import asyncio

from autheid.door.asgi import InFlight


async def test_it_is_over_when_the_last_of_those_that_were_there_is_answered_whoever_comes_meanwhile() -> (
    None
):
    in_flight = InFlight()
    first, second = in_flight.begin(), in_flight.begin()
    waiting = asyncio.create_task(in_flight.until_answered())
    await asyncio.sleep(0)
    later = in_flight.begin()
    in_flight.end(first)
    in_flight.end(in_flight.begin())
    await asyncio.sleep(0)
    assert not waiting.done()
    assert in_flight.count == 2
    in_flight.end(second)
    await asyncio.wait_for(waiting, 1)
    in_flight.end(later)
    assert in_flight.count == 0
    await asyncio.wait_for(in_flight.until_answered(), 1)


async def test_a_second_who_waits_waits_for_the_firsts_calls_too() -> None:
    in_flight = InFlight()
    first = in_flight.begin()
    waiting = [asyncio.create_task(in_flight.until_answered())]
    await asyncio.sleep(0)
    second = in_flight.begin()
    waiting.append(asyncio.create_task(in_flight.until_answered()))
    await asyncio.sleep(0)
    in_flight.end(second)
    await asyncio.sleep(0)
    assert not any(task.done() for task in waiting)
    in_flight.end(first)
    await asyncio.wait_for(asyncio.gather(*waiting), 1)
