"""One life: relying parties, persons and strangers at work on a service around which things go wrong.

Everybody asks until they are answered, writes down what they were told, and looks at everything again at the end.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple, TypeVar
from zlib import crc32

import msgspec

from autheid.account.rp import RelyingParty
from autheid.hook.event import STATUS_NAMES
from autheid.kernel.errors import Kind, Refusal
from autheid.person.email import parse_email
from autheid.request.approval import Answer, UnverifiedApproval
from autheid.request.kind import RequestKind
from autheid.request.opening import AuthenticationOptions, NewRequest, Opening, SignatureOptions, StartedBy
from autheid.request.start_code import StartSecrets, start_mac
from autheid.request.state import Pending, State, Succeeded, Unclaimed, Waiting
from autheid.request.statement import approval_statement, document
from autheid.usecase.see_through import _under_way
from tests.fault.history import ENDS, Call, History, Operation, Outcome
from tests.sim.disk import PowerCut
from tests.sim.loop import StuckError
from tests.sim.process import DELIVER_SECONDS, Process
from tests.sim.town import HOOKED, NOBODYS_ADDRESS, OwnedDevice, Person, Town
from tests.sim.world import BrokenError, Plan, World, drawn

_T = TypeVar("_T")
_MOST_STEPS = 60_000
_PATIENCE_SECONDS = 60.0
_LAST_SECONDS = 14.0
_CODES = {
    Kind.INVALID: "INVALID_ARGUMENT",
    Kind.NOT_FOUND: "NOT_FOUND",
    Kind.FORBIDDEN: "PERMISSION_DENIED",
    Kind.EXHAUSTED: "RESOURCE_EXHAUSTED",
    Kind.PRECONDITION: "FAILED_PRECONDITION",
}
_encode = msgspec.msgpack.Encoder().encode
Use = Callable[[Process], Coroutine[Any, Any, _T]]


class Told(NamedTuple):
    """What a call was answered."""

    says: str
    body: bytes = b""
    server_seconds: int = 0


@dataclass
class Asked:
    """One request as its relying party knows it."""

    party: RelyingParty
    person: Person | None
    new: NewRequest
    create: Call
    opening: Opening | None = None
    began: float = 0.0
    """When its key was first asked with."""
    first_told: float = 0.0
    """When it was first told to be open."""
    approvers: set[str] = field(default_factory=set)
    """The devices that have tried to approve it."""

    @property
    def request_id(self) -> str:
        assert self.opening is not None
        return self.opening.request_id


@dataclass
class Claimed:
    """Somebody picked a request up, and was told that it is theirs."""

    request_id: str
    account: int


@dataclass
class Watch:
    """A phone waited on its channel for what it did not know yet."""

    person: Person
    asked: float
    known: frozenset[str]
    over: float = float("inf")


@dataclass
class Life:
    """What was done and told in a life; `judge` says whether that can all be true."""

    seed: int
    plan: Plan
    history: History = field(default_factory=History)
    over: dict[int, float] = field(default_factory=dict)
    """When a call ended that was told nothing, by its place in the history."""
    asked: list[Asked] = field(default_factory=list)
    claimed: list[Claimed] = field(default_factory=list)
    watches: list[Watch] = field(default_factory=list)
    muted: list[tuple[Asked, float]] = field(default_factory=list)
    """Requests whose persons said that they did not start them, and when they were told that this is known."""
    wrongs: list[str] = field(default_factory=list)
    """What should never have been answered."""
    past: dict[int, dict[str, str]] = field(default_factory=dict)
    """At the end: of each account its history, by request."""
    left: dict[int, set[str]] = field(default_factory=dict)
    """At the end: of each account what is shown as waiting."""
    told_by_hooks: list[bytes] = field(default_factory=list)
    heard_all: bool = False
    """Whether the life went on until every webhook was delivered."""
    quiet_at: float = 0.0
    """From when on nothing failed any more."""
    ended_at: float = 0.0
    steps: int = 0
    crashes: int = 0

    @property
    def digest(self) -> int:
        """The same for the same life."""
        lines = [
            f"{call.operation.value} {call.asked:.6f} {call.told:.6f} {call.outcome.value} {call.says}"
            for call in self.history.calls
        ]
        return crc32("\n".join(lines).encode())


def live(town: Town, seed: int) -> Life:
    """A whole life by its seed, from the town as it is at first."""
    town.disk.as_it_was()
    chance = random.Random(seed)
    plan = drawn(chance)
    world = World(town, chance, plan)
    life = Life(seed, plan)
    life.history.clock_steps = plan.clock_steps
    scheduler, people = world.scheduler, _People(town, world, life)
    task = world.loop.spawn(people.live())
    try:
        while not task.done():
            try:
                scheduler.run_until(task, most_steps=_MOST_STEPS)
            except PowerCut:
                continue
        task.result()
    except StuckError as stuck:
        life.wrongs.append(str(stuck))
    except Exception as error:  # noqa: BLE001 - whatever it is, the service should not have done it
        life.wrongs.append(f"{type(error).__name__}: {error}")
    life.told_by_hooks = world.told_by_hooks
    life.steps, life.crashes, life.ended_at = scheduler.steps, world.crashes, scheduler.now
    for node in world.nodes:
        if node is not None:
            life.wrongs.extend(node.loop.unheard)
            node.fall()
    world.loop.fall()
    _under_way.clear()  # a process that has ended remembers nothing of what it was to see through
    return life


class _People:
    """Everybody of one life."""

    def __init__(self, town: Town, world: World, life: Life) -> None:
        self._town = town
        self._world = world
        self._life = life
        self._chance = world.chance
        self._moment = world.scheduler.moment
        self._secrets = StartSecrets(town.master.hasher("start secret"))

    async def live(self) -> None:
        """From the first request to the last look."""
        spawn = self._world.loop.spawn
        misfortunes = spawn(self._world.misfortunes())
        phones = [spawn(self._phone(person)) for person in self._town.persons if self._chance.random() < 0.25]
        await asyncio.gather(*(self._request(n) for n in range(self._life.plan.requests)))
        await misfortunes
        await self._world.calm_down()
        self._life.quiet_at = self._moment()
        for phone in phones:
            phone.cancel()
        for end in await asyncio.gather(*phones, return_exceptions=True):
            assert isinstance(end, asyncio.CancelledError), f"a phone has left its channel: {end!r}"
        await self._look_again()
        await self._hear_hooks()

    # A request from its beginning to its end, or left open.

    async def _request(self, number: int) -> None:
        chance = self._chance
        await self._world.loop.pause(chance.uniform(0, 4))
        person = None if chance.random() < 0.1 else chance.choice(self._town.persons)
        local = chance.random() < 0.2
        asked = self._new(number, None if local else person, local=local)
        self._life.asked.append(asked)
        await self._until_answered(partial(self._create, asked))
        if asked.opening is None:
            return
        if local:
            person = await self._pick_up(asked)
        await self._acted(asked, person)
        await self._until_answered(partial(self._look, asked.request_id))

    async def _acted(self, asked: Asked, person: Person | None) -> None:
        """Those who wait and those who act, all at once."""
        chance = self._chance
        waits: list[Callable[[], Coroutine[Any, Any, Told | None]]]
        waits = [partial(self._read, asked)] * chance.choice([0, 1, 1, 2])
        acts: list[Callable[[], Coroutine[Any, Any, Told | None]]] = [partial(self._cancel, asked)]
        if person is not None:
            for answer in (Answer.APPROVE, Answer.CANCEL, Answer.NOT_ME):
                device = chance.choice(person.devices)
                acts.append(partial(self._answer, asked, device, answer))
            acts.append(partial(self._answer, asked, person.devices[0], Answer.APPROVE))
            if asked.new.local:
                acts.append(partial(self._present, asked, person))
        acts += [
            partial(self._stranger, asked),
            partial(self._repeat, asked),
            partial(self._look, asked.request_id),
        ]
        weights = [2, 6, 1, 1, 2, 1] if asked.new.local else [2, 6, 1, 1, 2]
        weights = (weights if person is not None else [2]) + [1, 1, 1]
        chosen = chance.choices(acts, weights, k=chance.choice([0, 1, 2, 2, 3]))
        is_long = asked.new.timeout_seconds > _LAST_SECONDS or self._life.plan.clock_steps
        last = [self._in_the_end(asked)] if waits and is_long else []
        await asyncio.gather(
            *(self._until_answered(once) for once in waits), *(self._late(once) for once in chosen), *last
        )

    async def _in_the_end(self, asked: Asked) -> None:
        """Nobody waits ten minutes: whoever is asked for so long has been cancelled by then."""
        await self._world.loop.pause(_LAST_SECONDS)
        await self._until_answered(partial(self._cancel, asked))
        await self._until_answered(partial(self._look, asked.request_id))

    async def _late(self, once: Callable[[], Coroutine[Any, Any, Told | None]]) -> None:
        spread = self._chance.choice([0, 0.05, 1, 12])
        await asyncio.sleep(self._chance.uniform(0, spread))
        await self._until_answered(once)

    async def _until_answered(self, once: Callable[[], Coroutine[Any, Any, Told | None]]) -> None:
        until = self._moment() + _PATIENCE_SECONDS
        while await once() is None:
            if self._moment() > until:
                raise TimeoutError("nobody has answered for too long")
            await asyncio.sleep(self._chance.uniform(0.02, 0.5))

    def _new(self, number: int, person: Person | None, *, local: bool) -> Asked:
        chance = self._chance
        kind = RequestKind.SIGNATURE if chance.random() < 0.3 else RequestKind.AUTHENTICATION
        verified_only = chance.random() < 0.2
        timeout = 10 if chance.random() < (0.4 if self._life.plan.clock_steps else 0.8) else 600
        key = f"order {number}"
        address = NOBODYS_ADDRESS if person is None else person.account.email
        new = NewRequest(
            kind=kind,
            email=None if local else parse_email(address),
            unique_user_id=None,
            timeout_seconds=timeout,
            title="Log in",
            description=key,
            ra_pub_key=b"",
            idempotent_key=key,
            pin_only=False,
            authentication=AuthenticationOptions(
                verified_only=verified_only and kind is RequestKind.AUTHENTICATION
            ),
            signature=SignatureOptions(
                protobuf=True, verified_only=verified_only and kind is RequestKind.SIGNATURE
            ),
            local=local,
        )
        create = Call(Operation.CREATE, self._moment(), key=key, timeout_seconds=timeout)
        return Asked(chance.choice(self._town.parties), person, new, create)

    # What each of them asks.

    async def _recorded(self, call: Call, use: Use[Told], node: int | None = None) -> Told | None:
        """None when nobody knows whether it was done."""
        number = self._chance.randrange(self._life.plan.nodes) if node is None else node
        place = len(self._life.history.calls)
        self._life.history.calls.append(call)
        call.asked = self._moment()
        try:
            told = await self._world.call(number, use)
        except BrokenError:
            self._life.over[place] = self._moment()
            return None
        except Refusal as refusal:
            call.outcome, told = Outcome.REFUSED, Told(_CODES[refusal.kind])
        else:
            call.outcome = Outcome.DONE
        call.says, call.body, call.server_seconds = told
        call.told = self._moment()
        return told

    async def _create(self, asked: Asked) -> Told | None:
        opening: Opening | None = None

        async def use(process: Process) -> Told:
            nonlocal opening
            opening = await process.create(asked.party, asked.new)
            return Told(opening.request_id, b"", opening.created // 1000)

        call = Call(
            Operation.CREATE, 0, key=asked.new.idempotent_key, timeout_seconds=asked.new.timeout_seconds
        )
        told = await self._recorded(call, use)
        asked.began = asked.began or call.asked
        if call.outcome is Outcome.DONE:
            asked.opening = opening
            asked.first_told = asked.first_told or call.told
        if call.outcome is not Outcome.UNKNOWN:
            asked.create = call
        return told

    async def _repeat(self, asked: Asked) -> Told | None:
        """The same order once more, or another one by the same key."""
        if self._chance.random() < 0.5:
            return await self._create(asked)
        other = msgspec.structs.replace(asked.new, title="Pay")
        return await self._refused(
            f"another order by the key of {asked.request_id}", partial(_create_again, asked.party, other)
        )

    async def _refused(self, what: str, use: Use[object]) -> Told | None:
        """What nobody may get."""
        try:
            await self._world.call(self._chance.randrange(self._life.plan.nodes), use)
        except BrokenError:
            return None
        except Refusal:
            return Told("")
        self._life.wrongs.append(f"{what} was answered")
        return Told("")

    async def _cancel(self, asked: Asked) -> Told | None:
        async def use(process: Process) -> Told:
            await process.cancel(asked.request_id, rp=asked.party.rp)
            return Told("RP_CANCELLED")

        return await self._recorded(Call(Operation.CANCEL, 0, request_id=asked.request_id), use)

    async def _look(self, request_id: str, node: int | None = None) -> Told | None:
        async def use(process: Process) -> Told:
            return Told(_status((await process.status(request_id))[1]))

        return await self._recorded(Call(Operation.STATUS, 0, request_id=request_id), use, node)

    async def _read(self, asked: Asked, node: int | None = None) -> Told | None:
        async def use(process: Process) -> Told:
            opening, ended = await process.result(asked.request_id, rp=asked.party.rp)
            at = ended.at // 1000 if isinstance(ended, Succeeded) else 0
            return Told(_status(ended), _encode((opening.email, ended)), at)

        return await self._recorded(Call(Operation.RESULT, 0, request_id=asked.request_id), use, node)

    async def _answer(self, asked: Asked, owned: OwnedDevice, answer: Answer) -> Told | None:
        approves = answer is Answer.APPROVE
        call = Call(Operation.APPROVE if approves else Operation.REJECT, 0, request_id=asked.request_id)

        async def shown(process: Process) -> tuple[Opening, State]:
            return await process.show.one(await process.device(owned.session), asked.request_id)

        try:
            opening, state = await self._world.call(self._chance.randrange(self._life.plan.nodes), shown)
        except BrokenError:
            return None
        except Refusal as refusal:
            if refusal.kind is not Kind.NOT_FOUND or not asked.new.local:
                self._life.wrongs.append(f"{asked.request_id} is not shown to its person: {refusal}")
            return Told("")
        if not isinstance(state, Pending):
            return Told("")
        if approves:
            asked.approvers.add(owned.device.device_id)
        signed = _signed(opening, owned, answer)

        async def use(process: Process) -> Told:
            device = await process.device(owned.session)
            return Told(_status((await process.answer(device, asked.request_id, signed))[1]))

        told = await self._recorded(call, use)
        if answer is Answer.NOT_ME and call.outcome is Outcome.DONE and not asked.new.local:
            self._life.muted.append((asked, call.told))
        return told

    async def _pick_up(self, asked: Asked) -> Person | None:
        """Two persons see the code; whoever is told that it is theirs answers it."""
        persons = [person for person in self._town.persons if self._chance.random() < 0.7]
        theirs = await asyncio.gather(*(self._scan(asked, person) for person in persons))
        return next((person for person in theirs if person is not None), None)

    async def _scan(self, asked: Asked, person: Person) -> Person | None:
        assert asked.opening is not None
        secret = self._secrets.secret_of(asked.opening)
        for _ in range(5):
            seconds = int(self._moment() - asked.create.told)
            mac = start_mac(secret, StartedBy.QR, seconds)
            code = f"{asked.request_id}.qr.{seconds}.{mac}"

            async def use(process: Process, code: str = code) -> int:
                device = await process.device(person.devices[0].session)
                return (await process.picking(device, code))[0].account or 0

            try:
                account = await self._world.call(self._chance.randrange(self._life.plan.nodes), use)
            except BrokenError:
                await asyncio.sleep(self._chance.uniform(0.02, 0.5))
                continue
            except Refusal:
                return None
            self._life.claimed.append(Claimed(asked.request_id, account))
            return person
        return None

    async def _present(self, asked: Asked, person: Person) -> Told | None:
        """Choose the address once more."""

        async def use(process: Process) -> None:
            device = await process.device(person.devices[-1].session)
            await process.picking.present(device, asked.request_id, person.account.email)

        try:
            await self._world.call(self._chance.randrange(self._life.plan.nodes), use)
        except BrokenError:
            return None
        except Refusal:
            pass
        return Told("")

    async def _stranger(self, asked: Asked) -> Told | None:
        """Somebody tries what is not theirs."""
        opening = asked.opening
        assert opening is not None
        what = self._chance.randrange(3)
        if what == 0:
            other = next(party for party in self._town.parties if party.rp != asked.party.rp)
            return await self._refused(
                f"another's result of {asked.request_id}",
                lambda process: process.result(asked.request_id, rp=other.rp),
            )
        owner = asked.person or self._town.persons[0]
        foreign = next(person for person in self._town.persons if person is not owner).devices[0]
        thief = owner.devices[0] if what == 1 else foreign
        # Another's key over the right words, or the right key over other words.
        signed = _signed(opening, foreign if what == 1 else thief, Answer.APPROVE)
        if what == 2 and asked.new.local:
            return Told("")

        async def use(process: Process) -> object:
            return await process.answer(await process.device(thief.session), asked.request_id, signed)

        return await self._refused(f"a stranger's approval of {asked.request_id}", use)

    async def _phone(self, person: Person) -> None:
        """A phone on its live channel, whose owner answers some of what comes."""
        owned = self._chance.choice(person.devices)
        known: set[str] = set()
        by_id = {asked.opening.request_id: asked for asked in self._life.asked if asked.opening is not None}
        while True:
            watch = Watch(person, self._moment(), frozenset(known))
            self._life.watches.append(watch)
            try:
                waiting = await self._world.call(
                    self._chance.randrange(self._life.plan.nodes),
                    lambda process: process.next_waiting(owned.session, set(known)),
                )
            except BrokenError:
                watch.over = self._moment()
                await asyncio.sleep(self._chance.uniform(0.02, 0.5))
                continue
            watch.over = self._moment()
            for opening in waiting:
                known.add(opening.request_id)
                by_id = {one.opening.request_id: one for one in self._life.asked if one.opening is not None}
                asked = by_id.get(opening.request_id)
                if asked is not None and self._chance.random() < 0.3:
                    answer = Answer.APPROVE if self._chance.random() < 0.7 else Answer.CANCEL
                    await self._until_answered(partial(self._answer, asked, owned, answer))

    # The last look.

    async def _look_again(self) -> None:
        ended = {call.request_id for call in self._life.history.done() if call.says in ENDS}
        for node in range(self._life.plan.nodes):
            for asked in self._life.asked:
                if asked.opening is not None:
                    await self._until_answered(partial(self._look, asked.request_id, node))
                    if asked.request_id in ended:
                        await self._until_answered(partial(self._read, asked, node))
        busy = {call.account for call in self._life.claimed}
        busy |= {asked.person.account.account for asked in self._life.asked if asked.person is not None}
        for person in self._town.persons:
            if person.account.account not in busy:
                continue
            session, account = person.devices[0].session, person.account.account

            async def past(process: Process, session: str = session) -> dict[str, str]:
                everything = await process.history.all(await process.device(session))
                return {one.opening.request_id: _status(one.state) for one in everything}

            async def left(process: Process, session: str = session) -> set[str]:
                waiting = await process.show.pending(await process.device(session))
                return {opening.request_id for opening in waiting}

            self._life.past[account] = await self._world.call(0, past)
            self._life.left[account] = await self._world.call(0, left)

    async def _hear_hooks(self) -> None:
        """An hour later everything has timed out, and some rounds later everything was told."""
        if all(asked.party.rp != HOOKED for asked in self._life.asked):
            return
        self._world.set_clocks_on(3600)
        process = self._world.nodes[0]
        assert process is not None
        tidying = process.loop.spawn(process.tidy())
        await self._world.loop.pause(2 * DELIVER_SECONDS + 1)
        assert tidying.done()
        self._life.heard_all = True


async def _create_again(party: RelyingParty, new: NewRequest, process: Process) -> object:
    return await process.create(party, new)


def _signed(opening: Opening, owned: OwnedDevice, answer: Answer) -> UnverifiedApproval:
    """What a phone sends."""
    signature = owned.key.sign(approval_statement(opening, answer))
    what = document(opening) if answer is Answer.APPROVE else None
    return UnverifiedApproval(answer, signature, b"" if what is None else owned.key.sign(what))


def _status(state: State) -> str:
    """As the API names it."""
    if isinstance(state, Waiting):
        return "WAITING_LOCAL_ACK" if isinstance(state, Unclaimed) else "NOT_READY"
    return STATUS_NAMES[type(state)]
