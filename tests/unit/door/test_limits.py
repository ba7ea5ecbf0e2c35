"""How often, and how many at once."""

from __future__ import annotations

import pytest

from autheid.door.limits import WAITS_RETRY_SECONDS, Waits
from autheid.kernel.clock import SetClock
from autheid.kernel.errors import Kind, Refusal
from autheid.kernel.rate import Rate


def _taken(rate: Rate, caller: str, tries: int) -> int:
    done = 0
    for _ in range(tries):
        try:
            rate.take(caller)
        except Refusal:
            continue
        done += 1
    return done


def _rate(clock: SetClock, *, per_second: float = 10, burst: int = 20) -> Rate:
    return Rate(per_second=per_second, burst=burst, what="calls", clock=clock)


def test_a_burst_is_taken_at_once_and_no_more() -> None:
    assert _taken(_rate(SetClock()), "a", 50) == 20


def test_one_caller_takes_nothing_from_another() -> None:
    rate = _rate(SetClock())
    _taken(rate, "a", 50)
    assert _taken(rate, "b", 50) == 20


def test_what_was_taken_comes_back_with_time_up_to_the_burst() -> None:
    clock = SetClock()
    rate = _rate(clock)
    _taken(rate, "a", 20)
    clock.advance(millis=99)
    assert _taken(rate, "a", 5) == 0
    clock.advance(millis=1)
    assert _taken(rate, "a", 5) == 1
    clock.advance(seconds=0.5)
    assert _taken(rate, "a", 50) == 5
    clock.advance(seconds=3600)
    assert _taken(rate, "a", 50) == 20


def test_over_a_long_time_exactly_the_sustained_rate_is_taken() -> None:
    clock = SetClock()
    rate = _rate(clock)
    _taken(rate, "a", 20)
    done = 0
    for _ in range(1000):
        clock.advance(millis=37)
        done += _taken(rate, "a", 3)
    assert 368 <= done <= 370


@pytest.mark.parametrize("per_second, wait", [(10, 1), (1, 1), (0.5, 2), (0.1, 10)])
def test_the_refusal_says_when_to_come_again_and_that_is_true(per_second: float, wait: int) -> None:
    clock = SetClock()
    rate = _rate(clock, per_second=per_second, burst=1)
    rate.take("a")
    with pytest.raises(Refusal) as refused:
        rate.take("a")
    assert refused.value.kind is Kind.EXHAUSTED
    assert refused.value.retry_after_seconds == wait
    clock.advance(seconds=wait)
    rate.take("a")


def test_a_clock_that_was_set_back_gives_nothing_and_locks_nobody_out() -> None:
    clock = SetClock()
    rate = _rate(clock)
    _taken(rate, "a", 20)
    clock.advance(seconds=-3600)
    assert _taken(rate, "a", 5) == 0
    clock.advance(seconds=1)
    assert _taken(rate, "a", 50) == 10


def test_many_callers_do_not_fill_the_memory_and_a_busy_one_is_not_let_off() -> None:
    clock = SetClock()
    rate = _rate(clock)
    for number in range(49_000):
        rate.take(f"early {number}")
    clock.advance(seconds=1.9)
    _taken(rate, "busy", 20)
    clock.advance(seconds=0.2)
    for number in range(2000):
        rate.take(f"late {number}")
    assert len(rate._buckets) < 5000
    assert _taken(rate, "busy", 20) == 2


def test_so_many_calls_may_wait_and_one_that_ends_makes_room() -> None:
    waits = Waits(most=2, what="calls wait")
    with waits.one("a"), waits.one("b"):
        with waits.one("a"):
            with pytest.raises(Refusal) as refused, waits.one("a"):
                pass
            assert refused.value.kind is Kind.EXHAUSTED
            assert refused.value.retry_after_seconds == WAITS_RETRY_SECONDS
            assert waits.total == 3
        with waits.one("a"):
            assert waits.total == 3
    assert waits.total == 0


def test_a_wait_that_fails_is_not_counted_any_more() -> None:
    waits = Waits(most=1, what="calls wait")
    for _ in range(3):
        with pytest.raises(RuntimeError), waits.one("a"):
            raise RuntimeError
    assert waits.total == 0
    assert not waits._open
