"""Limits that several processes hold together."""

from __future__ import annotations

import pytest

from autheid.kernel.clock import SetClock
from autheid.kernel.errors import Refusal
from autheid.kernel.rate import Rate
from autheid.kernel.secret import MasterSecret
from autheid.usecase.share_rates import ShareRates


def _node(clock: SetClock, said: list[str]) -> tuple[Rate, ShareRates]:
    rate = Rate(per_second=1, burst=20, what="calls", clock=clock)
    share = ShareRates(names=MasterSecret(bytes(32)).hasher("limits"), say=said.append)
    share.add("calls", rate)
    return rate, share


async def test_what_one_gives_away_the_other_has_no_more() -> None:
    clock, said = SetClock(0), list[str]()
    (here, share), (there, other) = _node(clock, said), _node(clock, [])
    for _ in range(15):
        here.take("ada@example.com")
    assert await share() == 1
    assert "ada" not in said[0], "a name that tells nothing"
    other.heard(said[0])
    for _ in range(5):
        there.take("ada@example.com")
    with pytest.raises(Refusal, match="too many calls"):
        there.take("ada@example.com")
    there.take("bob@example.com")
    assert await share() == 0, "told once"


async def test_what_is_given_back_is_given_back_everywhere_and_time_fills_the_bucket() -> None:
    clock, said = SetClock(0), list[str]()
    (here, share), (there, other) = _node(clock, said), _node(clock, [])
    for _ in range(20):
        here.take("x")
    await share()
    here.give_back("x")
    await share()
    for word in said:
        other.heard(word)
    there.take("x")
    with pytest.raises(Refusal):
        there.take("x")
    clock.advance(seconds=3)
    for _ in range(3):
        there.take("x")
    with pytest.raises(Refusal):
        there.take("x")


async def test_a_word_of_a_limit_that_is_not_known_is_passed_over() -> None:
    _, share = _node(SetClock(0), [])
    share.heard("rate:unknown:caller:5")
