"""Time as an argument, and the test's own clock that rings."""

from __future__ import annotations

import time

from autheid.kernel.clock import Millis, SetClock, SystemClock, after, seconds_of
from autheid.outside.bell import LoopBell
from tests.support.clock import SetAlarm
from tests.support.world import settle


def test_a_set_clock_stands_still_until_it_is_moved() -> None:
    clock = SetClock(1000)
    assert (clock.now(), clock.now()) == (1000, 1000)
    clock.advance(seconds=1.5, millis=3)
    assert clock.now() == 2503
    clock.advance(seconds=-2)
    assert clock.now() == 503


def test_the_system_clock_tells_milliseconds_of_the_epoch() -> None:
    assert abs(SystemClock().now() - time.time() * 1000) < 1000


def test_seconds_are_rounded_down_and_after_adds_them() -> None:
    assert seconds_of(Millis(1999)) == 1
    assert after(Millis(1000), seconds=2.5) == 3500
    assert after(Millis(1000), seconds=-1) == 0


def test_an_alarm_rings_once_when_its_moment_is_reached_and_not_before() -> None:
    clock, rung = SetAlarm(1000), list[str]()
    clock.at(Millis(2000), lambda: rung.append("b"))
    clock.at(Millis(1500), lambda: rung.append("a"))
    clock.at(Millis(1000), lambda: rung.append("now"))
    assert rung == ["now"]
    clock.advance(millis=999)
    assert rung == ["now", "a"]
    clock.advance(millis=1)
    clock.advance(seconds=100)
    assert rung == ["now", "a", "b"]


def test_an_alarm_that_was_taken_back_never_rings() -> None:
    clock, rung = SetAlarm(1000), list[int]()
    take_back = clock.at(Millis(2000), lambda: rung.append(1))
    take_back()
    take_back()
    clock.advance(seconds=5)
    assert not rung
    assert clock.waiting == 0


async def test_an_alarm_may_set_another() -> None:
    clock, rung = SetAlarm(0), list[int]()

    def again() -> None:
        rung.append(clock.now())
        if len(rung) < 3:
            clock.at(Millis(clock.now() + 1), again)

    clock.at(Millis(1), again)
    for _ in range(5):
        clock.advance(millis=1)
    assert rung == [1, 2, 3]


async def test_a_bell_on_this_alarm_leaves_nothing_behind() -> None:
    clock = SetAlarm()
    bell = LoopBell(alarm=clock)
    with bell.listen(("request", 1)) as listener:
        bell.ring(("request", 1))
        assert await listener.wait(clock.now())
        await settle()
    assert bell.listening == clock.waiting == 0
