"""The postman: how often a letter is tried, when it is given up, and that a slow one keeps no other waiting."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from autheid.account.letter import Letter, LetterKind
from autheid.kernel.clock import Millis
from autheid.needs.post import CarryError
from autheid.usecase.carry_letters import CarryLetters
from tests.support.clock import SetAlarm
from tests.support.stores import Store, open_sqlite

HOUR = 3600


class Errands:
    """A courier that does as it is told; what it carried, in order."""

    def __init__(self) -> None:
        self.carried: list[str] = []
        self.tried = 0
        self.trouble: Exception | None = None
        self.hold: dict[str, asyncio.Event] = {}
        self.on_the_way = 0
        self.most_on_the_way = 0

    async def carry(self, letter: Letter) -> None:
        self.tried += 1
        self.on_the_way += 1
        self.most_on_the_way = max(self.most_on_the_way, self.on_the_way)
        try:
            await asyncio.sleep(0)
            if (hold := self.hold.get(letter.detail)) is not None:
                await hold.wait()
            if self.trouble is not None:
                raise self.trouble
            self.carried.append(letter.detail)
        finally:
            self.on_the_way -= 1


class Post:
    """A real outbox, a courier, and the postman between them."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.clock = SetAlarm()
        self.errands = Errands()
        self.carry = CarryLetters(outbox=store.outbox, courier=self.errands, clock=self.clock)

    async def put(self, *details: str, expires: int | None = None) -> None:
        now = self.clock.now()
        letter = Letter(LetterKind.DEVICE_ADDED, "ada@example.com", "en", now)
        letters = [
            msgspec.structs.replace(
                letter, detail=detail, expires=None if expires is None else Millis(expires)
            )
            for detail in details
        ]
        await self.store.guards.tell(letters, now=now)

    async def round(self) -> int:
        begun = await self.carry()
        await self.carry.finish()
        return begun

    async def waiting(self, *, ever: bool = True) -> int:
        until = Millis(self.clock.now() + 10**12) if ever else self.clock.now()
        return len(await self.store.outbox.due(now=until, most=1000))


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    store = await open_sqlite(tmp_path)
    yield Post(store)
    await store.close()


async def test_what_was_carried_is_carried_once(post: Post) -> None:
    await post.put("one", "two")
    assert (await post.round(), await post.round()) == (2, 0)
    assert post.errands.carried == ["one", "two"]
    assert await post.waiting() == 0


async def test_a_letter_in_trouble_waits_longer_each_time_and_an_hour_at_most(post: Post) -> None:
    post.errands.trouble = CarryError("away")
    await post.put("one")
    pauses = []
    for _ in range(14):
        assert await post.round() == 1
        began = post.clock.now()
        while not await post.waiting(ever=False):
            post.clock.advance(seconds=5)
        pauses.append((post.clock.now() - began) // 1000)
    assert pauses == [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600, 3600, 3600]
    post.errands.trouble = None
    await post.round()
    assert post.errands.carried == ["one"]


async def test_a_letter_that_nobody_will_ever_take_is_dropped(post: Post) -> None:
    post.errands.trouble = CarryError("no such mailbox", for_good=True)
    await post.put("one")
    assert (await post.round(), await post.waiting()) == (1, 0)


async def test_a_letter_is_given_up_after_two_days(post: Post) -> None:
    post.errands.trouble = CarryError("away")
    await post.put("one")
    await post.round()
    post.clock.advance(seconds=48 * HOUR - 1)
    await post.round()
    assert (post.errands.tried, await post.waiting()) == (2, 1)
    post.clock.advance(seconds=2 * HOUR)
    await post.round()
    assert (post.errands.tried, await post.waiting()) == (2, 0)


async def test_a_code_that_has_expired_is_not_sent(post: Post) -> None:
    await post.put("code", expires=post.clock.now() + 600_000)
    post.clock.advance(seconds=600)
    await post.round()
    assert (post.errands.tried, await post.waiting()) == (0, 0)


async def test_a_courier_that_breaks_is_asked_again_later_not_at_once(post: Post) -> None:
    post.errands.trouble = RuntimeError("a bug")
    await post.put("one")
    assert (await post.round(), await post.round(), await post.waiting()) == (1, 0, 1)
    post.errands.trouble = None
    post.clock.advance(seconds=5)
    await post.round()
    assert post.errands.carried == ["one"]


async def test_a_slow_letter_keeps_no_other_waiting_and_is_not_begun_twice(post: Post) -> None:
    post.errands.hold["slow"] = asyncio.Event()
    await post.put("slow", "one")
    await post.carry()
    await post.put("two")
    assert await post.carry() == 1
    await asyncio.sleep(0.05)
    assert post.errands.carried == ["one", "two"]
    assert await post.carry() == 0
    post.errands.hold["slow"].set()
    await post.carry.finish()
    assert post.errands.carried == ["one", "two", "slow"]
    assert await post.waiting() == 0


async def test_only_so_many_are_on_their_way_at_once(post: Post) -> None:
    await post.put(*map(str, range(30)))
    rounds = 0
    while await post.round():
        rounds += 1
    assert sorted(post.errands.carried, key=int) == list(map(str, range(30)))
    assert (rounds, post.errands.most_on_the_way) == (4, 8)


async def test_a_stop_sets_out_once_more_and_leaves_the_slow_ones_in_the_outbox(post: Post) -> None:
    post.errands.hold["slow"] = asyncio.Event()
    await post.put("slow", "one")
    await post.carry.stop(within_seconds=0.2)
    assert post.errands.carried == ["one"]
    assert (post.errands.on_the_way, await post.waiting(ever=False)) == (0, 1)
