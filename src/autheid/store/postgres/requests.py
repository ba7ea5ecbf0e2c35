"""Requests in PostgreSQL: the three calls that every request makes are gathered, the rest is as in any store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from autheid.hook.event import events_of_ending
from autheid.kernel.ids import RequestIds
from autheid.kernel.secret import digest
from autheid.needs.requests import MutedParty, Opened, OpenOutcome, PromptLimits, Repeated, TooManyOpen
from autheid.request.mute import Mute
from autheid.request.opening import Opening
from autheid.request.state import Ended, TimedOut
from autheid.store.engine import Row
from autheid.store.postgres.database import PostgresDatabase
from autheid.store.postgres.gather import Gather
from autheid.store.requests import StoredRequests, refused, row_of
from autheid.store.rows import STATE_NUMBERS, sealed_ending

if TYPE_CHECKING:
    from autheid.store.postgres.transaction import Connection

_MOST = 128
"""Each open takes a lock for its address until the commit, and PostgreSQL has room for some thousand of them."""
_LANES = 1
"""One commit at a time: those who come meanwhile make the next one bigger, which costs each of them less."""


class _Open(NamedTuple):
    opening: Opening
    row: Row
    address: bytes
    idempotency: bytes | None
    limits: PromptLimits | None


class _End(NamedTuple):
    opening: Opening
    ended: Ended
    sealed: bytes


class PostgresRequests(StoredRequests):
    """Durable requests of many nodes."""

    alone = False

    def __init__(self, database: PostgresDatabase, *, ids: RequestIds) -> None:
        super().__init__(database, ids=ids)
        self._postgres = database
        self._load = Gather(self._load_all, most=512, lanes=_LANES)
        self._open = Gather(self._open_all, most=_MOST, lanes=_LANES, apart=_marks_of)
        self._end = Gather(self._end_all, most=_MOST, lanes=_LANES, apart=_key_of)

    async def open(
        self, opening: Opening, *, address: bytes, idempotency: bytes | None, limits: PromptLimits | None
    ) -> OpenOutcome:
        """See `autheid.needs.requests.Requests`."""
        row = await row_of(opening, address, self._seals)
        outcome = await self._open(_Open(opening, row, address, idempotency, limits))
        if outcome is None:
            # Another request has the key: committed before this call, or while it was under way.
            first = await self.repeated(idempotency or b"")
            if first is None:
                message = "an idempotent key led to a request that is gone"
                raise LookupError(message)
            return Repeated(first)
        return outcome

    async def end(self, opening: Opening, ended: Ended, *, mute: Mute | None = None) -> bool:
        """See `autheid.needs.requests.Requests`."""
        if mute is not None:
            return await super().end(opening, ended, mute=mute)
        sealed = await sealed_ending(opening.key, opening.account, ended, self._seals)
        written = await self._end(_End(opening, ended, sealed))
        if written:
            self._note(opening, ended)
        return written

    async def _row(self, key: int) -> Row | None:
        return await self._load(key)

    async def _load_all(self, keys: Sequence[int]) -> list[Row | None]:
        rows = {row[0]: row[1:] for row in await self._postgres.all("requests.load_all", (keys,))}
        return [rows.get(key) for key in keys]

    async def _open_all(self, asked: Sequence[_Open]) -> list[Opened | TooManyOpen | MutedParty | None]:
        locks = sorted(_lock_of(one.address) for one in asked if one.limits is not None)
        columns = [list(column) for column in zip(*(_open_row(one) for one in asked), strict=True)]
        async with self._postgres.connected() as connection:
            if not locks:
                rows = await self._opened(connection, columns)
            else:
                # Under READ COMMITTED a statement sees what was committed before it: so the locks come first, in order,
                # and what the holder before us has opened is counted.
                async with connection.transaction():
                    await connection.execute(self._postgres.statements["requests.lock_addresses"], locks)
                    rows = await self._opened(connection, columns)
        self._postgres.noted(len(asked))
        return [_outcome_of(one, row) for one, row in zip(asked, rows, strict=True)]

    async def _opened(self, connection: Connection, columns: list[list[object]]) -> list[Row]:
        rows = await connection.fetch(self._postgres.statements["requests.open_all"], *columns)
        return [tuple(row) for row in rows]

    async def _end_all(self, asked: Sequence[_End]) -> list[bool]:
        columns = zip(*(_end_row(one) for one in asked), strict=True)
        events = [
            (one.opening.key, event.event_id, event.kind.value, event.body, one.ended.at)
            for one in asked
            for event in events_of_ending(one.opening, one.ended)
        ]
        told = zip(*events, strict=True)
        rows = await self._postgres.all("requests.end_all", (*map(list, columns), *map(list, told)))
        self._postgres.noted(len(asked))
        written = {key for (key,) in rows}
        return [one.opening.key in written for one in asked]


def _marks_of(one: _Open) -> frozenset[bytes]:
    """Of one address each sees what the one before has opened, and of one idempotent key too."""
    marks = {one.address} if one.limits is not None else set()
    return frozenset(marks | ({one.idempotency} if one.idempotency is not None else set()))


def _key_of(one: _End) -> frozenset[bytes]:
    return frozenset({one.opening.key.to_bytes(8, "big")})


def _lock_of(address: bytes) -> int:
    # A number of PostgreSQL's advisory locks: two addresses that share one wait for each other, no more.
    return int.from_bytes(digest(b"address" + address)[:8], "big", signed=True)


def _open_row(one: _Open) -> tuple[object, ...]:
    limits = one.limits
    return (
        *one.row,
        one.opening.created,
        one.idempotency,
        None if limits is None else limits.in_all,
        None if limits is None else limits.of_one_party,
    )


def _outcome_of(one: _Open, row: Row) -> Opened | TooManyOpen | MutedParty | None:
    opened, repeated, *counted = row
    if opened:
        return Opened()
    if not repeated and one.limits is not None and (why := refused(tuple(counted), one.opening, one.limits)):
        return why
    return None


def _end_row(one: _End) -> tuple[object, ...]:
    return (
        one.opening.key,
        STATE_NUMBERS[type(one.ended)],
        one.sealed,
        one.ended.at,
        one.opening.presented,
        one.opening.account,
        int(isinstance(one.ended, TimedOut)),
    )
