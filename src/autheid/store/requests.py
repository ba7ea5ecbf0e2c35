"""Requests (see `autheid.needs.requests`).

The latest requests are also kept in memory, so that the calls around one request read it once and not five times.
What has ended never changes, and is noted when its commit has returned, before anyone is answered. What waits is noted
only by a store that is alone on its database (`alone`): elsewhere another process may end it.
"""

from __future__ import annotations

from typing import cast

from autheid.hook.event import events_of_ending
from autheid.kernel.clock import Millis, after
from autheid.kernel.ids import AccountId, RequestIds, RpId, first_key_at, id_digest
from autheid.kernel.secret import equal
from autheid.needs.requests import MutedParty, Opened, OpenOutcome, PromptLimits, Repeated, TooManyOpen
from autheid.request.mute import Mute
from autheid.request.opening import TIMEOUT_SECONDS, Opening
from autheid.request.state import Ended, Pending, State, TimedOut, Unclaimed, Waiting
from autheid.store.engine import Database, Row, Transaction
from autheid.store.hooks import put_events, wants_events
from autheid.store.rows import (
    KIND_NUMBERS,
    STATE_NUMBERS,
    mute_of,
    opening_of,
    sealed_ending,
    sealed_opening,
    state_of,
)
from autheid.store.seals import Seals

_REPEATED, _COUNT, _OPEN, _REMEMBER = (
    f"requests.{n}" for n in ("repeated", "count_pending", "open", "remember")
)
_MOST_LATEST = 16_384
_StoredOpening = tuple[int, AccountId | None, bytes]
_ANY_KEY = 2**63 - 1
_LOAD, _END, _TIME_OUT = (f"requests.{n}" for n in ("load", "end", "time_out"))


class StoredRequests:
    """Durable requests."""

    alone = True

    def __init__(self, database: Database, *, ids: RequestIds) -> None:
        self._database = database
        self._seals = database.seals
        self.ids = ids
        self._latest: dict[str, tuple[Opening, State]] = {}

    async def open(
        self, opening: Opening, *, address: bytes, idempotency: bytes | None, limits: PromptLimits | None
    ) -> OpenOutcome:
        row = await row_of(opening, address, self._seals)

        async def job(tx: Transaction) -> OpenOutcome:
            if idempotency is not None:
                repeated = await tx.one(_REPEATED, (idempotency,))
                if repeated is not None:
                    return Repeated(await opening_of(*cast("_StoredOpening", repeated), self._seals, tx))
            if limits is not None:
                counted = await tx.first(_COUNT, (address, opening.created, opening.rp, opening.account))
                if (refusal := refused(counted, opening, limits)) is not None:
                    return refusal
            await tx.run(_OPEN, row)
            if idempotency is not None:
                await tx.run(_REMEMBER, (idempotency, opening.key))
            return Opened()

        def note(outcome: OpenOutcome) -> None:
            if isinstance(outcome, Opened):
                self._note(opening, _beginning(opening))

        return await self._database.write(job, then=note)

    async def repeated(self, idempotency: bytes) -> Opening | None:
        row = await self._database.one(_REPEATED, (idempotency,))
        return None if row is None else await opening_of(*cast("_StoredOpening", row), self._seals)

    async def load(self, request_id: str) -> tuple[Opening, State] | None:
        latest = self._latest.get(request_id)
        if latest is not None:
            return latest
        key = self.ids.key_of(request_id)
        if key is None:
            return None
        row = await self._row(key)
        if row is None:
            return None
        known_digest, number, account, blob, ending = cast(
            "tuple[bytes, int, AccountId | None, bytes, bytes | None]", row
        )
        if not equal(known_digest, id_digest(request_id)):
            return None
        opening = await opening_of(key, account, blob, self._seals)
        state = await state_of(key, account, number, ending, self._seals)
        if not isinstance(state, Waiting):
            # What waits may be ending in a commit under way; only what has ended can be noted here.
            self._note(opening, state)
        return opening, state

    async def _row(self, key: int) -> Row | None:
        return await self._database.one(_LOAD, (key,))

    async def load_pending(self, account: AccountId, *, now: Millis) -> list[Opening]:
        since = first_key_at(after(now, seconds=-TIMEOUT_SECONDS[1]))
        rows = await self._database.all("requests.load_pending", (account, since, now))
        stored = cast("list[tuple[int, bytes]]", rows)
        return [await opening_of(key, account, blob, self._seals) for key, blob in stored]

    async def count_by_state(self, *, now: Millis) -> dict[type[State], int]:
        rows = dict(
            cast("list[tuple[int, int]]", await self._database.all("requests.count_by_state", (now,)))
        )
        return {state: rows.get(number, 0) for state, number in STATE_NUMBERS.items()}

    async def end(self, opening: Opening, ended: Ended, *, mute: Mute | None = None) -> bool:
        sealed = await sealed_ending(opening.key, opening.account, ended, self._seals)
        row: tuple[object, ...] = (STATE_NUMBERS[type(ended)], sealed, ended.at, opening.key)
        statement, row = (
            (_TIME_OUT, (*row, opening.account))
            if isinstance(ended, TimedOut)
            else (_END, (*row, opening.presented, ended.at))
        )

        async def job(tx: Transaction) -> bool:
            written = await tx.run(statement, row) == 1
            if written and mute is not None:
                await tx.run("requests.put_mute", (mute.account, mute.rp, mute.rp_name, mute.until))
                await tx.run("requests.account_changed", (mute.account,))
            if written and await wants_events(tx, opening.rp):
                await put_events(tx, events_of_ending(opening, ended), ended.at)
            return written

        def note(written: bool) -> None:  # noqa: FBT001 - the shape of every `then`
            if written:
                self._note(opening, ended)

        return await self._database.write(job, then=note)

    async def claim(self, opening: Opening, *, now: Millis) -> bool:
        sealed = await sealed_opening(opening, self._seals)
        row = (opening.account, opening.presented, sealed, opening.key, now)
        return await self._rewrite("requests.claim", row, opening)

    async def present(self, opening: Opening, *, now: Millis) -> bool:
        sealed = await sealed_opening(opening, self._seals)
        row = (opening.presented, sealed, opening.key, opening.account, now)
        return await self._rewrite("requests.present", row, opening)

    async def _rewrite(self, statement: str, row: tuple[object, ...], opening: Opening) -> bool:
        async def job(tx: Transaction) -> bool:
            return await tx.run(statement, row) == 1

        def note(written: bool) -> None:  # noqa: FBT001 - the shape of every `then`
            if written:
                self._note(opening, Pending())

        return await self._database.write(job, then=note)

    async def history(
        self, account: AccountId, *, before: int | None, most: int
    ) -> list[tuple[Opening, State]]:
        rows = await self._database.all(
            "requests.history", (account, _ANY_KEY if before is None else before, most)
        )
        return [
            (
                await opening_of(key, account, blob, self._seals),
                await state_of(key, account, number, ending, self._seals),
            )
            for key, number, blob, ending in cast("list[tuple[int, int, bytes, bytes | None]]", rows)
        ]

    async def mutes(self, account: AccountId, *, now: Millis) -> list[Mute]:
        return [mute_of(row) for row in await self._database.all("requests.mutes", (account, now))]

    async def lift_mute(self, account: AccountId, rp: RpId) -> bool:
        async def job(tx: Transaction) -> bool:
            await tx.run("requests.account_changed", (account,))
            return await tx.run("requests.lift_mute", (account, rp)) == 1

        return await self._database.write(job)

    def _note(self, opening: Opening, state: State) -> None:
        self._latest.pop(opening.request_id, None)
        if isinstance(state, Waiting) and not self.alone:
            return
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

        async def job(tx: Transaction) -> int:
            overdue = await tx.all("requests.overdue", (now,))
            for key, deadline, account, sealed in overdue:
                ended = TimedOut(at=deadline)
                ending = await sealed_ending(key, account, ended, self._seals, tx)
                await tx.run(_TIME_OUT, (STATE_NUMBERS[TimedOut], ending, deadline, key, account))
                await put_events(
                    tx, events_of_ending(await opening_of(key, account, sealed, self._seals, tx), ended), now
                )
            await tx.run("requests.forget_idempotency", (oldest,))
            forgotten = await tx.run("requests.forget_nobodys", (oldest,))
            forgotten += await tx.run("requests.forget", (oldest_in_history,))
            await tx.run("requests.forget_mutes", (now,))
            await tx.run("requests.forget_sessions", (now,))
            await tx.run("requests.forget_enrolments", (now,))
            await tx.run("requests.forget_joins", (now,))
            await tx.run("requests.forget_challenges", (now,))
            return len(overdue) + forgotten

        def note(_: int) -> None:
            for opening, state in list(self._latest.values()):
                if opening.key < oldest or (isinstance(state, Waiting) and opening.expires <= now):
                    del self._latest[opening.request_id]

        return await self._database.write(job, then=note)


async def row_of(opening: Opening, address: bytes, seals: Seals) -> Row:
    """The row of a request that begins."""
    return (
        opening.key,
        id_digest(opening.request_id),
        opening.account,
        address,
        opening.expires,
        await sealed_opening(opening, seals),
        STATE_NUMBERS[type(_beginning(opening))],
        opening.rp,
        KIND_NUMBERS[opening.asked.kind],
    )


def _beginning(opening: Opening) -> Waiting:
    return Unclaimed() if opening.asked.local else Pending()


def refused(row: Row, opening: Opening, limits: PromptLimits) -> TooManyOpen | MutedParty | None:
    """Why a request may not be opened, from what `count_pending` has counted."""
    in_all, soonest, of_party, soonest_of_party, muted_until = row
    if muted_until is not None:
        return MutedParty(muted_until)
    if in_all >= limits.in_all:
        return TooManyOpen(_seconds_until(soonest, opening.created), of_this_party=False)
    if of_party >= limits.of_one_party:
        return TooManyOpen(_seconds_until(soonest_of_party, opening.created), of_this_party=True)
    return None


def _seconds_until(moment: int, now: int) -> int:
    return max(1, -(-(moment - now) // 1000))
