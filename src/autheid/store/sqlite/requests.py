"""Requests in SQLite (see `autheid.needs.requests`).

The latest requests are also kept in memory, so that the calls around one request read it once and not five times.
That is sound because one process serves one database (see `autheid.outside.lock_file`), an opening never changes,
and what ended is noted when its commit has returned, before anyone is answered.
"""

from __future__ import annotations

import sqlite3
from typing import cast

from autheid.hook.event import events_of_ending
from autheid.kernel.clock import Millis, after
from autheid.kernel.ids import AccountId, RequestIds, RpId, first_key_at, id_digest
from autheid.kernel.secret import equal
from autheid.needs.requests import MutedParty, Opened, OpenOutcome, PromptLimits, Repeated, TooManyOpen
from autheid.request.mute import Mute
from autheid.request.opening import TIMEOUT_SECONDS, Opening
from autheid.request.state import Ended, Pending, State, TimedOut, Unclaimed, Waiting
from autheid.store.sqlite.database import Database
from autheid.store.sqlite.hooks import put_events, wants_events
from autheid.store.sqlite.rows import (
    KIND_NUMBERS,
    STATE_NUMBERS,
    mute_of,
    opening_of,
    sealed_ending,
    sealed_opening,
    state_of,
)
from autheid.store.sqlite.statements import read_statements

_SQL = read_statements("requests")
_REPEATED, _COUNT, _OPEN, _REMEMBER = (_SQL[n] for n in ("repeated", "count_pending", "open", "remember"))
_MOST_LATEST = 16_384
_StoredOpening = tuple[int, AccountId | None, bytes]
_ANY_KEY = 2**63 - 1
_LOAD, _END, _TIME_OUT = (_SQL[n] for n in ("load", "end", "time_out"))


class SqliteRequests:
    """Durable requests."""

    def __init__(self, database: Database, *, ids: RequestIds) -> None:
        self._database = database
        self._seals = database.seals
        self._ids = ids
        self._latest: dict[str, tuple[Opening, State]] = {}

    async def open(
        self, opening: Opening, *, address: bytes, idempotency: bytes | None, limits: PromptLimits | None
    ) -> OpenOutcome:
        state = Unclaimed() if opening.asked.local else Pending()
        row = (
            opening.key,
            id_digest(opening.request_id),
            opening.account,
            address,
            opening.expires,
            sealed_opening(opening, self._seals),
            STATE_NUMBERS[type(state)],
            opening.rp,
            KIND_NUMBERS[opening.asked.kind],
        )

        def job(connection: sqlite3.Connection) -> OpenOutcome:
            if idempotency is not None:
                repeated = connection.execute(_REPEATED, (idempotency,)).fetchone()
                if repeated is not None:
                    return Repeated(opening_of(*cast("_StoredOpening", repeated), self._seals))
            if limits is not None and (refused := _refused(connection, opening, address, limits)) is not None:
                return refused
            connection.execute(_OPEN, row)
            if idempotency is not None:
                connection.execute(_REMEMBER, (idempotency, opening.key))
            return Opened()

        def note(outcome: OpenOutcome) -> None:
            if isinstance(outcome, Opened):
                self._note(opening, state)

        return await self._database.batch.write(job, then=note)

    async def repeated(self, idempotency: bytes) -> Opening | None:
        row = self._database.one(_REPEATED, (idempotency,))
        return None if row is None else opening_of(*cast("_StoredOpening", row), self._seals)

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
        known_digest, number, account, blob, ending = cast(
            "tuple[bytes, int, AccountId | None, bytes, bytes | None]", row
        )
        if not equal(known_digest, id_digest(request_id)):
            return None
        opening = opening_of(key, account, blob, self._seals)
        state = state_of(key, account, number, ending, self._seals)
        if not isinstance(state, Waiting):
            # What waits may be ending in a commit under way; only what has ended can be noted here.
            self._note(opening, state)
        return opening, state

    async def load_pending(self, account: AccountId, *, now: Millis) -> list[Opening]:
        since = first_key_at(after(now, seconds=-TIMEOUT_SECONDS[1]))
        rows = self._database.all(_SQL["load_pending"], (account, since, now))
        stored = cast("list[tuple[int, bytes]]", rows)
        return [opening_of(key, account, blob, self._seals) for key, blob in stored]

    async def count_by_state(self, *, now: Millis) -> dict[type[State], int]:
        rows = dict(cast("list[tuple[int, int]]", self._database.all(_SQL["count_by_state"], (now,))))
        return {state: rows.get(number, 0) for state, number in STATE_NUMBERS.items()}

    async def end(self, opening: Opening, ended: Ended, *, mute: Mute | None = None) -> bool:
        sealed = sealed_ending(opening.key, opening.account, ended, self._seals)
        row: tuple[object, ...] = (STATE_NUMBERS[type(ended)], sealed, ended.at, opening.key)
        statement, row = (
            (_TIME_OUT, (*row, opening.account))
            if isinstance(ended, TimedOut)
            else (_END, (*row, opening.presented, ended.at))
        )

        def job(connection: sqlite3.Connection) -> bool:
            written = connection.execute(statement, row).rowcount == 1
            if written and mute is not None:
                connection.execute(_SQL["put_mute"], (mute.account, mute.rp, mute.rp_name, mute.until))
                connection.execute(_SQL["account_changed"], (mute.account,))
            if written and wants_events(connection, opening.rp):
                put_events(connection, events_of_ending(opening, ended), ended.at)
            return written

        def note(written: bool) -> None:  # noqa: FBT001 - the shape of every `then`
            if written:
                self._note(opening, ended)

        return await self._database.batch.write(job, then=note)

    async def claim(self, opening: Opening, *, now: Millis) -> bool:
        sealed = sealed_opening(opening, self._seals)
        row = (opening.account, opening.presented, sealed, opening.key, now)
        return await self._rewrite(_SQL["claim"], row, opening)

    async def present(self, opening: Opening, *, now: Millis) -> bool:
        sealed = sealed_opening(opening, self._seals)
        row = (opening.presented, sealed, opening.key, opening.account, now)
        return await self._rewrite(_SQL["present"], row, opening)

    async def _rewrite(self, statement: str, row: tuple[object, ...], opening: Opening) -> bool:
        def job(connection: sqlite3.Connection) -> bool:
            return connection.execute(statement, row).rowcount == 1

        def note(written: bool) -> None:  # noqa: FBT001 - the shape of every `then`
            if written:
                self._note(opening, Pending())

        return await self._database.batch.write(job, then=note)

    async def history(
        self, account: AccountId, *, before: int | None, most: int
    ) -> list[tuple[Opening, State]]:
        rows = self._database.all(_SQL["history"], (account, _ANY_KEY if before is None else before, most))
        return [
            (
                opening_of(key, account, blob, self._seals),
                state_of(key, account, number, ending, self._seals),
            )
            for key, number, blob, ending in cast("list[tuple[int, int, bytes, bytes | None]]", rows)
        ]

    async def mutes(self, account: AccountId, *, now: Millis) -> list[Mute]:
        return [mute_of(row) for row in self._database.all(_SQL["mutes"], (account, now))]

    async def lift_mute(self, account: AccountId, rp: RpId) -> bool:
        def job(connection: sqlite3.Connection) -> bool:
            connection.execute(_SQL["account_changed"], (account,))
            return connection.execute(_SQL["lift_mute"], (account, rp)).rowcount == 1

        return await self._database.batch.write(job)

    def _note(self, opening: Opening, state: State) -> None:
        self._latest.pop(opening.request_id, None)
        self._latest[opening.request_id] = (opening, state)
        if len(self._latest) > _MOST_LATEST:
            del self._latest[next(iter(self._latest))]

    def forget_account(self, account: AccountId) -> None:
        """Keep nothing of an erased account in memory."""
        for opening, _ in list(self._latest.values()):
            if opening.account == account:
                del self._latest[opening.request_id]

    async def tidy(self, *, now: Millis, keep_since: Millis, keep_history_since: Millis) -> int:
        oldest, oldest_in_history = first_key_at(keep_since), first_key_at(keep_history_since)

        def job(connection: sqlite3.Connection) -> int:
            overdue = connection.execute(_SQL["overdue"], (now,)).fetchall()
            for key, deadline, account, sealed in overdue:
                ended = TimedOut(at=deadline)
                ending = sealed_ending(key, account, ended, self._seals)
                connection.execute(_TIME_OUT, (STATE_NUMBERS[TimedOut], ending, deadline, key, account))
                put_events(
                    connection, events_of_ending(opening_of(key, account, sealed, self._seals), ended), now
                )
            connection.execute(_SQL["forget_idempotency"], (oldest,))
            forgotten = connection.execute(_SQL["forget_nobodys"], (oldest,)).rowcount
            forgotten += connection.execute(_SQL["forget"], (oldest_in_history,)).rowcount
            connection.execute(_SQL["forget_mutes"], (now,))
            connection.execute(_SQL["forget_sessions"], (now,))
            connection.execute(_SQL["forget_enrolments"], (now,))
            connection.execute(_SQL["forget_joins"], (now,))
            connection.execute(_SQL["forget_challenges"], (now,))
            return len(overdue) + forgotten

        def note(_: int) -> None:
            for opening, state in list(self._latest.values()):
                if opening.key < oldest or (isinstance(state, Waiting) and opening.expires <= now):
                    del self._latest[opening.request_id]

        return await self._database.batch.write(job, then=note)


def _refused(
    connection: sqlite3.Connection, opening: Opening, address: bytes, limits: PromptLimits
) -> TooManyOpen | MutedParty | None:
    row = (address, opening.created, opening.rp, opening.account)
    in_all, soonest, of_party, soonest_of_party, muted_until = connection.execute(_COUNT, row).fetchone()
    if muted_until is not None:
        return MutedParty(muted_until)
    if in_all >= limits.in_all:
        return TooManyOpen(_seconds_until(soonest, opening.created), of_this_party=False)
    if of_party >= limits.of_one_party:
        return TooManyOpen(_seconds_until(soonest_of_party, opening.created), of_this_party=True)
    return None


def _seconds_until(moment: int, now: int) -> int:
    return max(1, -(-(moment - now) // 1000))
