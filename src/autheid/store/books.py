"""A relying party's list and figures (see `autheid.needs.books`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from autheid.kernel.clock import Millis, after
from autheid.kernel.ids import RpId, first_key_at
from autheid.needs.books import Wanted
from autheid.request.opening import TIMEOUT_SECONDS, Opening
from autheid.request.state import State
from autheid.request.usage import HOUR_MILLIS, CallRow, UsageRow, hour_of
from autheid.store.engine import Database, Transaction
from autheid.store.rows import KIND_NUMBERS, opening_of, state_of

_ANY_KEY = 2**63 - 1
_STATUS_NUMBERS = {
    "NOT_READY": 0,
    "SUCCESS": 1,
    "ACCOUNT_NOT_VERIFIED": 2,
    "USER_CANCELLED": 3,
    "RP_CANCELLED": 4,
    "TIMEOUT": 5,
    "WAITING_LOCAL_ACK": 6,
}
_STATUSES = {number: name for name, number in _STATUS_NUMBERS.items()}
_KINDS = {number: kind for kind, number in KIND_NUMBERS.items()}
_LAST_END_SECONDS = TIMEOUT_SECONDS[1] + 60
"""So long after an hour's end nothing that began in it can end any more, and the timer has written down what did."""
_Row = tuple[Any, ...]


class StoredBooks:
    """Reads the requests by their party, and sums them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._seals = database.seals

    async def requests_of(
        self, rp: RpId, wanted: Wanted, *, now: Millis, most: int
    ) -> list[tuple[Opening, State]]:
        until = _ANY_KEY if wanted.until is None else first_key_at(wanted.until)
        arguments = (
            rp,
            first_key_at(wanted.since),
            min(until, _ANY_KEY if wanted.before is None else wanted.before),
            None if wanted.kind is None else KIND_NUMBERS[wanted.kind],
            None if wanted.status is None else _STATUS_NUMBERS[wanted.status],
            wanted.address,
            now,
            most,
        )
        return [
            (
                await opening_of(key, account, blob, self._seals),
                await state_of(key, account, number, ending, self._seals),
            )
            for key, account, number, blob, ending in await self._database.slow(
                "books.requests_of", arguments
            )
        ]

    async def mark(self, rp: RpId, *, most: int) -> tuple[object, ...]:
        return tuple(await self._database.all("books.mark", (rp, most)))

    async def waiting_of(self, rp: RpId, *, now: Millis) -> int:
        since = first_key_at(after(now, seconds=-TIMEOUT_SECONDS[1]))
        (count,) = cast("tuple[int]", await self._database.one("books.waiting_of", (rp, since, now)))
        return count

    async def sum_hour(self, *, now: Millis) -> bool:
        summed = cast("tuple[Millis] | None", await self._database.one("books.summed_until"))
        begin = summed[0] if summed is not None else await self._first_hour(now)
        end = Millis(begin + HOUR_MILLIS)
        if now < after(end, seconds=_LAST_END_SECONDS):
            return False

        # Summed aside, since an hour may be long; written down at once, with how far it goes.
        sums = await self._database.slow("books.sum_hour", (first_key_at(begin), first_key_at(end)))

        async def job(tx: Transaction) -> None:
            await tx.run_many("books.put_usage", [(begin, *row) for row in sums])
            await tx.run("books.put_summed", (end,))

        await self._database.write(job)
        return True

    async def _first_hour(self, now: Millis) -> Millis:
        (key,) = cast("tuple[int | None]", await self._database.one("books.oldest"))
        return hour_of(now if key is None else Millis(key >> 22))

    async def usage(self, rp: RpId, *, since: Millis, now: Millis) -> list[UsageRow]:
        summed = cast("tuple[Millis] | None", await self._database.one("books.summed_until"))
        live = max(since, Millis(0) if summed is None else summed[0])
        rows = await self._database.slow("books.usage", (rp, since))
        rows += await self._database.slow("books.usage_now", (rp, first_key_at(live), now))
        return [
            UsageRow(hour, _KINDS[kind], _STATUSES[state], bucket, count, millis)
            for hour, kind, state, bucket, count, millis in rows
        ]

    async def note_calls(self, hour: Millis, counts: Mapping[tuple[RpId, str, str], tuple[int, int]]) -> None:
        rows = [
            (rp, hour, method, code, count, micros) for (rp, method, code), (count, micros) in counts.items()
        ]

        async def job(tx: Transaction) -> None:
            await tx.run_many("books.note_call", rows)

        await self._database.write(job)

    async def calls(self, rp: RpId, *, since: Millis) -> list[CallRow]:
        return [CallRow(*row) for row in await self._database.all("books.calls", (rp, since))]

    async def forget_usage(self, *, before: Millis) -> None:
        async def job(tx: Transaction) -> None:
            await tx.run("books.forget_usage", (before,))
            await tx.run("books.forget_calls", (before,))

        await self._database.write(job)
