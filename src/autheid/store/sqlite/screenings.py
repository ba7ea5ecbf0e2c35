"""Screenings in SQLite (see `autheid.needs.screenings`)."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import cast

import msgspec

from autheid.hook.event import Event
from autheid.kernel.clock import Millis
from autheid.kernel.ids import AccountId
from autheid.kernel.secret import digest
from autheid.needs.screenings import KeptScreening, Progress
from autheid.screening.standing import Standing
from autheid.store.sqlite.database import Database
from autheid.store.sqlite.hooks import put_events
from autheid.store.sqlite.statements import read_statements

_SQL = read_statements("screenings")
_encode = msgspec.msgpack.Encoder().encode
_decode_standing = msgspec.msgpack.Decoder(Standing).decode
_decode_kept = msgspec.msgpack.Decoder(KeptScreening).decode
_STANDING = b"screening"


class SqliteScreenings:
    """Standings and screenings of requests, sealed with the account's data key."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._seals = database.seals

    async def standing(self, account: AccountId) -> Standing:
        row = self._database.one(_SQL["standing"], (account,))
        return Standing() if row is None else self._standing(account, cast("bytes", row[0]))

    async def write(self, account: AccountId, standing: Standing, *, events: Sequence[Event] = ()) -> bool:
        sealed = self._seals.seal(account, _encode(standing), label=_STANDING)
        row = (standing.token, standing.at, standing.version, standing.open_pairs, sealed)

        def job(connection: sqlite3.Connection) -> bool:
            written = (
                connection.execute(_SQL["begin"], (account, *row))
                if standing.version == 1
                else connection.execute(_SQL["write"], (*row, account, standing.version - 1))
            ).rowcount == 1
            if written:
                put_events(connection, events, standing.at)
            return written

        return await self._database.batch.write(job)

    async def keep(self, request_id: str, kept: KeptScreening) -> None:
        id_digest = digest(request_id.encode())
        sealed = self._seals.seal(kept.account, _encode(kept), label=_label(id_digest))

        def job(connection: sqlite3.Connection) -> None:
            connection.execute(_SQL["keep"], (id_digest, kept.account, kept.at, sealed))

        await self._database.batch.write(job)

    async def of_request(self, request_id: str) -> KeptScreening | None:
        id_digest = digest(request_id.encode())
        row = cast("tuple[AccountId, bytes] | None", self._database.one(_SQL["of_request"], (id_digest,)))
        if row is None:
            return None
        return _decode_kept(self._seals.open(row[0], row[1], label=_label(id_digest)))

    async def waiting(self, *, most: int) -> list[tuple[AccountId, Standing]]:
        rows = cast("list[tuple[AccountId, bytes]]", self._database.all(_SQL["waiting"], (most,)))
        return [(account, self._standing(account, sealed)) for account, sealed in rows]

    async def verified(self, *, beyond: AccountId, now: Millis, most: int) -> list[tuple[AccountId, str]]:
        rows = self._database.all(_SQL["verified_beyond"], (beyond, now, most))
        return cast("list[tuple[AccountId, str]]", rows)

    async def progress(self, token: str, *, now: Millis) -> Progress:
        return Progress(
            verified=self._count(_SQL["verified"], (now,)),
            screened=self._count(_SQL["screened"], (now, token)),
            open_pairs=self._count(_SQL["open_pairs"], ()),
        )

    def _count(self, statement: str, arguments: tuple[object, ...]) -> int:
        row = self._database.one(statement, arguments)
        return 0 if row is None else cast("int", row[0])

    def _standing(self, account: AccountId, sealed: bytes) -> Standing:
        return _decode_standing(self._seals.open(account, sealed, label=_STANDING))


def _label(id_digest: bytes) -> bytes:
    return b"screening of " + id_digest
