"""The world around the processes of one life: their machine's power and clock, their disk, and the network to them."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from autheid.kernel.errors import Kind, Refusal
from autheid.outside.bell import NodesBell
from tests.sim.disk import PowerCut, refusal_of_the_disk
from tests.sim.loop import Scheduler, new_loop
from tests.sim.process import Inbox, Process, SimClock
from tests.sim.town import NODES, Town

_T = TypeVar("_T")
_LONGEST_OUTAGE_SECONDS = 1.0
_MOST_CRASHES = 3


class BrokenError(Exception):
    """The call broke off, or was answered UNAVAILABLE: it was done or not, nobody knows."""


@dataclass
class Plan:
    """What may happen in a life, and how often; drawn from its seed. Chances are of 1, times are seconds."""

    nodes: int
    requests: int
    in_order: bool
    cuts_at_statement: float
    cuts_at_commit: float
    kills: int
    stops: int
    commit_seconds: float
    disk_errors: float
    way_seconds: float
    lost_asks: float
    lost_answers: float
    leaves: float
    lost_words: float
    clock_steps: bool
    skew_seconds: float
    lost_hooks: float
    tidy_seconds: float

    @property
    def is_calm(self) -> bool:
        """Nothing happens that could make the service do anything twice."""
        return not (
            self.cuts_at_statement
            or self.cuts_at_commit
            or self.kills
            or self.stops
            or self.disk_errors
            or self.lost_hooks
            or self.clock_steps
        )


def drawn(chance: random.Random) -> Plan:
    """A plan: most lives know some evils, few know all."""

    def some(*values: float) -> float:
        return chance.choice(values)

    nodes = NODES if chance.random() < 0.2 else 1
    return Plan(
        nodes=nodes,
        requests=chance.choice([1, 1, 1, 1, 2]),
        in_order=chance.random() < 0.3,
        cuts_at_statement=some(0, 0, 0, 0, 0.01),
        cuts_at_commit=some(0, 0, 0, 0, 0.05),
        kills=int(some(0, 0, 0, 0, 1, 2)),
        stops=int(some(0, 0, 0, 1)),
        # Of two that want the lock, the one that waits looks each two milliseconds whether it is free.
        commit_seconds=some(0.0005, 0.005, 0.02 if nodes > 1 else 0.3),
        disk_errors=some(0, 0, 0, 0.1),
        way_seconds=some(0.001, 0.02, 0.2),
        lost_asks=some(0, 0, 0.1),
        lost_answers=some(0, 0, 0.1),
        leaves=some(0, 0, 0.3),
        lost_words=some(0, 0.3, 1),
        clock_steps=chance.random() < 0.1,
        skew_seconds=some(0, 0.25),
        lost_hooks=some(0, 0, 0.3),
        tidy_seconds=some(5, 30, 30),
    )


class World:
    """Its processes fall and come again until it is `quiet`."""

    def __init__(self, town: Town, chance: random.Random, plan: Plan) -> None:
        self.plan = plan
        self.chance = chance
        self.scheduler = Scheduler(chance, in_order=plan.in_order)
        self.loop = new_loop(self.scheduler)
        self.quiet = False
        self.crashes = 0
        self.told_by_hooks: list[bytes] = []
        """What was accepted by the relying parties' servers, even when nobody heard that it was."""
        self.nodes: list[Process | None] = [None] * plan.nodes
        self._town = town
        self._clocks = [SimClock(self.scheduler) for _ in range(plan.nodes)]
        for clock in self._clocks:
            clock.ahead = chance.uniform(-plan.skew_seconds, plan.skew_seconds)
        self._clock_way = chance.choice([-1, 1])
        self._inbox = Inbox(self._take_hook)
        self._replies: dict[asyncio.Task[Any], asyncio.Future[Any]] = {}
        for number in range(plan.nodes):
            self._start(number)

    def happens(self, how_often: float) -> bool:
        """Whether an evil comes now."""
        return bool(how_often) and not self.quiet and self.chance.random() < how_often

    # The network.

    async def call(self, number: int, use: Callable[[Process], Coroutine[Any, Any, _T]]) -> _T:
        """What a process answers. Raises what it refuses with, and BrokenError when nobody knows whether it was done."""
        reply: asyncio.Future[_T] = self.loop.create_future()
        self.loop.call_later(self._way(), self._arrive, number, use, reply)
        return await reply

    def _arrive(
        self, number: int, use: Callable[[Process], Coroutine[Any, Any, Any]], reply: asyncio.Future[Any]
    ) -> None:
        process = self.nodes[number]
        if process is None or process.stopping or self.happens(self.plan.lost_asks):
            _tell(reply, BrokenError(), None)
            return
        task = process.loop.spawn(use(process))
        process.under_way[task] = None
        self._replies[task] = reply
        task.add_done_callback(partial(self._answered, process))
        if self.happens(self.plan.leaves):
            self.loop.call_later(self.chance.uniform(0, 1), self._leave, task)

    def _way(self) -> float:
        return self.chance.random() * self.plan.way_seconds

    def _answered(self, process: Process, task: asyncio.Task[Any]) -> None:
        del process.under_way[task]
        reply = self._replies.pop(task)
        error = asyncio.CancelledError() if task.cancelled() else task.exception()
        if self.happens(self.plan.lost_answers) or _is_unknown(error):
            error = BrokenError()
        self.loop.call_later(self._way(), _tell, reply, error, None if error else task.result())

    def _leave(self, task: asyncio.Task[Any]) -> None:
        """The caller hangs up: the service takes its task back, and goes on with what must be seen through."""
        reply = self._replies.get(task)
        if reply is not None:
            _tell(reply, BrokenError(), None)
            task.cancel()

    def _say(self, number: int, word: str) -> None:
        """A notice from one process to the others: said a moment after, and lost when the speaker has fallen by then."""
        speaker = self.nodes[number]
        if speaker is not None and not self.happens(self.plan.lost_words):
            speaker.loop.call_later(self._way(), self._spread, number, word)

    def _spread(self, number: int, word: str) -> None:
        for other in self.nodes:
            if other is not None and other.number != number:
                assert isinstance(other.bell, NodesBell)
                other.loop.call_soon(other.bell.heard, word)

    def _take_hook(self, body: bytes) -> int:
        if self.happens(self.plan.lost_hooks):
            return 500
        self.told_by_hooks.append(body)
        return 0 if self.happens(self.plan.lost_hooks) else 200

    # The machine.

    def _start(self, number: int) -> None:
        process = Process(
            self._town,
            self.scheduler,
            number=number,
            nodes=self.plan.nodes,
            clock=self._clocks[number],
            chance=self.chance,
            inbox=self._inbox,
            commit=self._commit,
        )
        if isinstance(process.bell, NodesBell):
            process.bell.say = partial(self._say, number)
        if self.plan.cuts_at_statement:
            process.writer.before_statement = partial(self._may_cut, process, self.plan.cuts_at_statement)
        self.nodes[number] = process
        process.begin_chores(self.plan.tidy_seconds)

    def _commit(self, process: Process, happen: Callable[[Exception | None], None]) -> None:
        def now() -> None:
            self._may_cut(process, self.plan.cuts_at_commit)
            happen(refusal_of_the_disk() if self.happens(self.plan.disk_errors) else None)
            self._may_cut(process, self.plan.cuts_at_commit)

        process.loop.call_later(self.chance.random() * self.plan.commit_seconds, now)

    def _may_cut(self, process: Process, how_often: float) -> None:
        if self.crashes < _MOST_CRASHES and self.happens(how_often):
            self._kill(process)
            raise PowerCut

    def _kill(self, process: Process) -> None:
        self.crashes += 1
        process.fall()
        self.nodes[process.number] = None
        for task in process.under_way:
            _tell(self._replies.pop(task), BrokenError(), None)
        self.loop.call_later(self.chance.uniform(0.05, _LONGEST_OUTAGE_SECONDS), self._start, process.number)

    async def misfortunes(self) -> None:
        """What comes by itself."""
        plan, chance = self.plan, self.chance
        what = [self._kill_one] * plan.kills + [self._stop_one] * plan.stops
        what += [self._set_clock] * (2 if plan.clock_steps else 0)
        chance.shuffle(what)
        for one in what:
            await self.loop.pause(chance.uniform(0, 5))
            if not self.quiet:
                one()

    def _one(self) -> Process | None:
        return self.chance.choice(self.nodes)

    def _kill_one(self) -> None:
        if (process := self._one()) is not None:
            self._kill(process)

    def _stop_one(self) -> None:
        process = self._one()
        if process is None or process.stopping:
            return

        def stopped(_: asyncio.Task[None]) -> None:
            if self.nodes[process.number] is process:
                self._kill(process)

        process.loop.spawn(process.stop()).add_done_callback(stopped)

    def _set_clock(self) -> None:
        # One way in each life: what a clock that goes forth and back does is written in docs/faults.md.
        self.chance.choice(self._clocks).ahead += self._clock_way * self.chance.choice([1, 5, 3600])

    async def calm_down(self) -> None:
        """From now on nothing fails; return when every process is up."""
        self.quiet = True
        while any(node is None or node.stopping for node in self.nodes):
            await self.loop.pause(0.1)

    def set_clocks_on(self, seconds: float) -> None:
        """For everybody: so much later."""
        for clock in self._clocks:
            clock.ahead += seconds


def _is_unknown(error: BaseException | None) -> bool:
    if isinstance(error, Refusal):
        return error.kind is Kind.UNAVAILABLE
    return isinstance(error, asyncio.CancelledError)


def _tell(reply: asyncio.Future[Any], error: BaseException | None, answer: object) -> None:
    if reply.done():
        return
    if error is None:
        reply.set_result(answer)
    else:
        reply.set_exception(error)
