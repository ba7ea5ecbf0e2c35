"""One process of the service: the real use cases over the real store, on a loop of the simulation."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import suppress
from typing import cast

from autheid.account.device import Device
from autheid.assemble.certificates import certify_device, keep_authority
from autheid.assemble.ground import Ground
from autheid.assemble.nodes import LOOK_SECONDS
from autheid.assemble.person import person_cases
from autheid.assemble.rp_door import cancel_request, create_request, find_request
from autheid.assemble.stores import stores_over
from autheid.door.meter import Meter
from autheid.hook.delivery import Attempt
from autheid.kernel.clock import Millis
from autheid.kernel.errors import Refusal
from autheid.needs.signal import Mark, Topic
from autheid.outside.alone import Alone
from autheid.outside.bell import LoopAlarm, LoopBell, NodesBell
from autheid.outside.push import NoPush
from autheid.pki.passkey import Origin
from autheid.request.opening import Opening
from autheid.store.requests import StoredRequests
from autheid.store.seals import Seals
from autheid.token.jwt import TokenIssuer
from autheid.usecase.answer_request import AnswerRequest
from autheid.usecase.deliver_webhooks import DeliverWebhooks
from autheid.usecase.end_request import EndRequest
from autheid.usecase.get_result import GetResult
from autheid.usecase.get_status import GetStatus
from autheid.usecase.hear_late import HearLate
from autheid.usecase.make_evidence import MakeEvidence
from autheid.usecase.make_identity import MakeIdentity
from autheid.usecase.show_history import ShowHistory
from autheid.usecase.show_requests import ShowRequests
from autheid.usecase.sightings import Sightings
from autheid.usecase.take_turns import TakeTurns
from autheid.usecase.tidy import Tidy
from tests.sim.disk import SimCommits, SimDatabase
from tests.sim.loop import Scheduler, new_loop
from tests.sim.town import BEGIN, Town, seeded_chance

DELIVER_SECONDS = 4.0
_Chore = Callable[[], Awaitable[object]]
_METER = Meter()
"""Counts, and decides nothing."""


class SimClock:
    """The wall clock of a machine, which may be set while the time of the loop goes on."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler
        self.ahead = 0.0
        """Seconds."""

    def now(self) -> Millis:
        return Millis(BEGIN + int((self._scheduler.now + self.ahead) * 1000))


class SharedRequests(StoredRequests):
    """What is noted in memory is what is true for every process on the database."""

    alone = False


class SimMarks:
    """See `autheid.needs.signal.Marks`: what the statements of PostgreSQL look at, in SQLite's words."""

    def __init__(self, database: SimDatabase) -> None:
        self._read = database._reader

    async def marks(self, topics: Sequence[Topic], *, now: Millis) -> dict[Topic, Mark]:
        found: dict[Topic, Mark] = {}
        for topic in topics:
            statement = _MARK_OF_REQUEST if topic[0] == "request" else _MARK_OF_ACCOUNT
            row = self._read.execute(statement, (topic[1],)).fetchone()
            if row is not None:
                found[topic] = row
        return found


_MARK_OF_REQUEST = "SELECT state, presented FROM request WHERE key = ?1"
_MARK_OF_ACCOUNT = """
    SELECT version, (SELECT group_concat(key || ' ' || presented) FROM
        (SELECT key, presented FROM request WHERE request.account = account.account AND state = 0 ORDER BY key))
    FROM account WHERE account = ?1
"""


class Inbox:
    """The relying parties' servers: what they were told by webhooks outlives every process of ours."""

    def __init__(self, take: Callable[[bytes], int]) -> None:
        """`take` is given each body and says which status is answered; 0 when nobody answers."""
        self._take = take

    async def post(self, url: str, headers: object, body: bytes) -> Attempt:
        await asyncio.sleep(0.05)
        status = self._take(body)
        return Attempt(Millis(0), status, 1, "" if status else "no answer")


class Process:
    """From its start to its end, by a crash or a stop."""

    def __init__(
        self,
        town: Town,
        scheduler: Scheduler,
        *,
        number: int,
        nodes: int,
        clock: SimClock,
        chance: random.Random,
        inbox: Inbox,
        commit: Callable[[Process, Callable[[Exception | None], None]], None],
    ) -> None:
        """The one with this `number` of so many `nodes` on the database."""
        self.loop = new_loop(scheduler)
        self.number = number
        self.clock = clock
        self.writer = town.disk.writers[number]
        self.commits = SimCommits(lambda happen: commit(self, happen))
        self.stopping = False
        self.under_way: dict[asyncio.Task[object], None] = {}
        """The calls that somebody waits for."""
        seals = Seals(wrapper=town.wrapper, addresses=town.master.hasher("e-mail address"))
        self.database = SimDatabase(town.disk, self.writer, seals=seals, commits=self.commits)
        requests = (StoredRequests if nodes == 1 else SharedRequests)(self.database, ids=town.ids)
        stores = stores_over(self.database, requests, town.master)
        self.bell: LoopBell = (LoopBell if nodes == 1 else NodesBell)(alarm=LoopAlarm(clock))
        ground = Ground(
            settings=town.settings,
            stores=stores,
            bell=self.bell,
            clock=clock,
            turns=TakeTurns(Alone()),
            chance=seeded_chance(chance),
            meter=_METER,
            origin=Origin("https://eid.example", "eid.example"),
        )
        self.create = create_request(ground, directory=stores.people, nudge=NoPush())
        find = find_request(ground)
        self.result = GetResult(find=find, bell=self.bell)
        self.status = GetStatus(find=find)
        self.cancel = cancel_request(ground)
        cases = person_cases(ground)
        self.recognise, self.picking = cases.recognise, cases.picking
        sightings = Sightings()
        self.show = ShowRequests(
            requests=requests, parties=stores.parties, bell=self.bell, sightings=sightings, clock=clock
        )
        self.history = ShowHistory(requests=requests, people=stores.people, ids=town.ids, clock=clock)
        authority = keep_authority(ground)
        authority.known = town.authorities
        self.answer = AnswerRequest(
            requests=requests,
            people=stores.people,
            end=EndRequest(requests=requests, bell=self.bell, clock=clock),
            make_evidence=MakeEvidence(
                issuer=TokenIssuer(
                    ring=town.ring,
                    issuer=town.settings.issuer,
                    lifetime_seconds=town.settings.token_lifetime_seconds,
                ),
                certify=certify_device(ground, authority),
            ),
            # For an IDENTIFICATION or a KYC, which nobody here asks for.
            make_identity=cast("MakeIdentity", None),
            prove_person=cases.prove_person,
            sightings=sightings,
            clock=clock,
        )
        self.tidy = Tidy(
            requests=requests,
            clock=clock,
            keep_hours=town.settings.keep_hours,
            history_days=town.settings.history_days,
        )
        self.deliver = DeliverWebhooks(hooks=stores.hooks, post=inbox, clock=clock)
        self._chores: list[tuple[float, _Chore]] = [(DELIVER_SECONDS, self.deliver)]
        if nodes > 1:
            late = HearLate(ears=self.bell, marks=SimMarks(self.database), clock=clock)
            self._chores.append((LOOK_SECONDS, late))

    def begin_chores(self, tidy_seconds: float) -> None:
        """What time asks for, again and again: where the disk refuses, the next turn may fare better."""
        tidying: tuple[float, _Chore] = (tidy_seconds, self.tidy)
        chores = [*self._chores, tidying]
        self._running = [self.loop.spawn(self._again(pause, chore)) for pause, chore in chores]

    async def _again(self, pause: float, chore: _Chore) -> None:
        while not self.stopping:
            with suppress(Refusal):
                await chore()
            await self.loop.pause(pause)

    def fall(self) -> None:
        """It is killed: what it has not committed is gone, and nobody is told anything."""
        self.loop.fall()
        self.writer.after_crash()

    async def stop(self) -> None:
        """As at SIGTERM: who waits is sent away, what has begun is ended, and what waits for the disk is written."""
        self.stopping = True
        self.bell.stop()
        while self.under_way:
            await asyncio.wait(list(self.under_way))
        self.commits.hurry()
        await self.deliver.stop()
        await self.database.close()

    async def device(self, session: str) -> Device:
        """The device whose session it is."""
        return await self.recognise(session)

    async def next_waiting(self, session: str, known: set[str]) -> list[Opening]:
        """Watch, as a live channel does, until something waits that is not `known`."""
        # Nothing is awaited in a `finally`: there is none when the process falls.
        channel = self.show.watch(await self.device(session))
        async for waiting in channel:
            new = [opening for opening in waiting or () if opening.request_id not in known]
            if new:
                await cast("AsyncGenerator[object]", channel).aclose()
                return new
        raise AssertionError("the channel has ended by itself")
