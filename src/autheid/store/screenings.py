"""Screenings (see `autheid.needs.screenings`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import msgspec

from autheid.hook.event import Event
from autheid.kernel.clock import Millis
from autheid.kernel.ids import AccountId
from autheid.kernel.secret import digest
from autheid.needs.screenings import KeptScreening, Progress
from autheid.screening.standing import Standing
from autheid.store.engine import Database, Transaction
from autheid.store.hooks import put_events

_encode = msgspec.msgpack.Encoder().encode
_decode_standing = msgspec.msgpack.Decoder(Standing).decode
_decode_kept = msgspec.msgpack.Decoder(KeptScreening).decode
_STANDING = b"screening"


class StoredScreenings:
    """Standings and screenings of requests, sealed with the account's data key."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._seals = database.seals

    async def standing(self, account: AccountId) -> Standing:
        row = await self._database.one("screenings.standing", (account,))
        return Standing() if row is None else await self._standing(account, cast("bytes", row[0]))

    async def write(self, account: AccountId, standing: Standing, *, events: Sequence[Event] = ()) -> bool:
        sealed = await self._seals.seal(account, _encode(standing), label=_STANDING)
        row = (standing.token, standing.at, standing.version, standing.open_pairs, sealed)

        async def job(tx: Transaction) -> bool:
            written = (
                await tx.run("screenings.begin", (account, *row))
                if standing.version == 1
                else await tx.run("screenings.write", (*row, account, standing.version - 1))
            ) == 1
            if written:
                await put_events(tx, events, standing.at)
            return written

        return await self._database.write(job)

    async def keep(self, request_id: str, kept: KeptScreening) -> None:
        id_digest = digest(request_id.encode())
        sealed = await self._seals.seal(kept.account, _encode(kept), label=_label(id_digest))

        async def job(tx: Transaction) -> None:
            await tx.run("screenings.keep", (id_digest, kept.account, kept.at, sealed))

        await self._database.write(job)

    async def of_request(self, request_id: str) -> KeptScreening | None:
        id_digest = digest(request_id.encode())
        row = cast(
            "tuple[AccountId, bytes] | None", await self._database.one("screenings.of_request", (id_digest,))
        )
        if row is None:
            return None
        return _decode_kept(await self._seals.open(row[0], row[1], label=_label(id_digest)))

    async def waiting(self, *, most: int) -> list[tuple[AccountId, Standing]]:
        rows = cast("list[tuple[AccountId, bytes]]", await self._database.all("screenings.waiting", (most,)))
        return [(account, await self._standing(account, sealed)) for account, sealed in rows]

    async def verified(self, *, beyond: AccountId, now: Millis, most: int) -> list[tuple[AccountId, str]]:
        rows = await self._database.all("screenings.verified_beyond", (beyond, now, most))
        return cast("list[tuple[AccountId, str]]", rows)

    async def progress(self, token: str, *, now: Millis) -> Progress:
        return Progress(
            verified=await self._count("screenings.verified", (now,)),
            screened=await self._count("screenings.screened", (now, token)),
            open_pairs=await self._count("screenings.open_pairs", ()),
        )

    async def _count(self, statement: str, arguments: tuple[object, ...]) -> int:
        row = await self._database.one(statement, arguments)
        return 0 if row is None else cast("int", row[0])

    async def _standing(self, account: AccountId, sealed: bytes) -> Standing:
        return _decode_standing(await self._seals.open(account, sealed, label=_STANDING))


def _label(id_digest: bytes) -> bytes:
    return b"screening of " + id_digest
