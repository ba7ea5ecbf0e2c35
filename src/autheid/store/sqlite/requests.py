"""Requests in SQLite (see `autheid.needs.requests`).

The latest requests are also kept in memory, so that the calls around one request read it once and not five times.
That is sound because one process serves one database (see `autheid.outside.lock_file`), an opening never changes,
and what ended is noted when its commit has returned, before anyone is answered.
"""

from __future__ import annotations

import sqlite3
from typing import cast

from autheid.kernel.clock import Millis
from autheid.kernel.ids import AccountId, RequestIds, first_key_at, id_digest
from autheid.kernel.secret import equal
from autheid.needs.requests import Opened, Repeated, TooManyOpen
from autheid.request.opening import Opening
from autheid.request.state import Ended, Pending, State, TimedOut
from autheid.store.sqlite.database import Database
from autheid.store.sqlite.rows import STATE_NUMBERS, encode, opening_of, state_of
from autheid.store.sqlite.statements import read_statements

_SQL = read_statements("requests")
_REPEATED, _COUNT, _OPEN, _REMEMBER = (_SQL[n] for n in ("repeated", "count_pending", "open", "remember"))
_MOST_LATEST = 16_384
_LOAD, _END, _TIME_OUT = _SQL["load"], _SQL["end"], _SQL["time_out"]


class SqliteRequests:
    """Durable requests."""

    def __init__(self, database: Database, *, ids: RequestIds) -> None:
        self._database = database
        self._ids = ids
        self._latest: dict[str, tuple[Opening, State]] = {}

    async def open(
        self, opening: Opening, *, address: bytes, idempotency: bytes | None, most_open: int | None
    ) -> Opened | Repeated | TooManyOpen:
        blob = encode(opening)
        row = (opening.key, id_digest(opening.request_id), opening.account, address, opening.expires, blob)

        def job(connection: sqlite3.Connection) -> Opened | Repeated | TooManyOpen:
            if idempotency is not None:
                repeated = connection.execute(_REPEATED, (idempotency,)).fetchone()
                if repeated is not None:
                    return Repeated(opening_of(repeated[0]))
            if most_open is not None:
                count, soonest = connection.execute(_COUNT, (address, opening.created)).fetchone()
                if count >= most_open:
                    return TooManyOpen(max(1, -(-(soonest - opening.created) // 1000)))
            connection.execute(_OPEN, row)
            if idempotency is not None:
                connection.execute(_REMEMBER, (idempotency, opening.key))
            return Opened()

        def note(outcome: Opened | Repeated | TooManyOpen) -> None:
            if isinstance(outcome, Opened):
                self._note(opening, Pending())

        return await self._database.batch.write(job, then=note)

    async def load(self, request_id: str) -> tuple[Opening, State] | None:
        latest = self._latest.get(request_id)
        if latest is not None:
            return latest
        key = self._ids.key_of(request_id)
        if key is None:
            return None
        row = self._database.one(_LOAD, (key,))
        if row is None:
            return None
        known_digest, number, blob, ending = cast("tuple[bytes, int, bytes, bytes | None]", row)
        if not equal(known_digest, id_digest(request_id)):
            return None
        opening, state = opening_of(blob), state_of(number, ending)
        if not isinstance(state, Pending):
            # What is pending may be ending in a commit under way; only what has ended can be noted here.
            self._note(opening, state)
        return opening, state

    async def load_pending(self, account: AccountId, *, now: Millis) -> list[Opening]:
        rows = self._database.all(_SQL["load_pending"], (account, now))
        return [opening_of(cast("bytes", blob)) for (blob,) in rows]

    async def count_by_state(self, *, now: Millis) -> dict[type[State], int]:
        rows = dict(cast("list[tuple[int, int]]", self._database.all(_SQL["count_by_state"], (now,))))
        return {state: rows.get(number, 0) for state, number in STATE_NUMBERS.items()}

    async def end(self, opening: Opening, ended: Ended) -> bool:
        row: tuple[object, ...] = (STATE_NUMBERS[type(ended)], encode(ended), opening.key)
        statement, row = (_TIME_OUT, row) if isinstance(ended, TimedOut) else (_END, (*row, ended.at))

        def job(connection: sqlite3.Connection) -> bool:
            return connection.execute(statement, row).rowcount == 1

        def note(written: bool) -> None:  # noqa: FBT001 - the shape of every `then`
            if written:
                self._note(opening, ended)

        return await self._database.batch.write(job, then=note)

    def _note(self, opening: Opening, state: State) -> None:
        self._latest.pop(opening.request_id, None)
        self._latest[opening.request_id] = (opening, state)
        if len(self._latest) > _MOST_LATEST:
            del self._latest[next(iter(self._latest))]

    async def tidy(self, *, now: Millis, keep_since: Millis) -> int:
        oldest = first_key_at(keep_since)

        def job(connection: sqlite3.Connection) -> int:
            overdue = connection.execute(_SQL["overdue"], (now,)).fetchall()
            connection.executemany(
                _TIME_OUT,
                [(STATE_NUMBERS[TimedOut], encode(TimedOut(at=deadline)), key) for key, deadline in overdue],
            )
            connection.execute(_SQL["forget_idempotency"], (oldest,))
            forgotten = connection.execute(_SQL["forget"], (oldest,)).rowcount
            connection.execute(_SQL["forget_sessions"], (now,))
            connection.execute(_SQL["forget_enrolments"], (now,))
            connection.execute(_SQL["forget_joins"], (now,))
            connection.execute(_SQL["forget_challenges"], (now,))
            return len(overdue) + forgotten

        def note(_: int) -> None:
            for opening, state in list(self._latest.values()):
                if opening.key < oldest or (isinstance(state, Pending) and opening.expires <= now):
                    del self._latest[opening.request_id]

        return await self._database.batch.write(job, then=note)
