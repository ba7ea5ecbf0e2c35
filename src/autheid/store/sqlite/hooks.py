"""Webhooks in SQLite (see `autheid.needs.hooks`)."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from typing import cast

import msgspec

from autheid.hook.delivery import Attempt, Delivery, Standing
from autheid.hook.endpoint import Endpoint, EndpointId
from autheid.hook.event import Event, EventKind
from autheid.kernel.clock import Millis
from autheid.kernel.ids import RpId
from autheid.kernel.secret import Sealer
from autheid.store.sqlite.database import Database
from autheid.store.sqlite.statements import read_statements

_SQL = read_statements("hooks")
_PUT_ALL, _WANTS = _SQL["put_all"], _SQL["wants"]
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Endpoint).decode
_Row = tuple[int, EndpointId, str, str, bytes, Millis, Millis, int, int]


def put_events(connection: sqlite3.Connection, events: Sequence[Event], now: Millis) -> None:
    """Put events into the outbox inside the caller's transaction, for every endpoint that asked for them."""
    for one in events:
        connection.execute(_PUT_ALL, (one.rp, one.event_id, one.kind.value, one.body, now))


def wants_events(connection: sqlite3.Connection, rp: RpId) -> bool:
    """Whether it is worth making events for this relying party: most have no endpoint, and an ending must be cheap."""
    return connection.execute(_WANTS, (rp,)).fetchone() is not None


class SqliteHooks:
    """Endpoints, sealed, and their outbox."""

    def __init__(self, database: Database, *, sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer

    async def add(self, endpoint: Endpoint) -> bool:
        row = (
            endpoint.endpoint_id,
            endpoint.rp,
            _kinds(endpoint),
            endpoint.disabled,
            endpoint.created,
            self._seal(endpoint),
        )

        def job(connection: sqlite3.Connection) -> bool:
            return connection.execute(_SQL["add"], row).rowcount == 1

        return await self._database.batch.write(job)

    async def endpoint(self, endpoint_id: EndpointId) -> Endpoint | None:
        row = self._database.one(_SQL["endpoint"], (endpoint_id,))
        return None if row is None else self._open(endpoint_id, cast("bytes", row[0]))

    async def endpoints(self, rp: RpId) -> list[Endpoint]:
        rows = cast("list[tuple[EndpointId, bytes]]", self._database.all(_SQL["endpoints"], (rp,)))
        return [self._open(endpoint_id, sealed) for endpoint_id, sealed in rows]

    async def write(self, endpoint: Endpoint) -> bool:
        row = (_kinds(endpoint), endpoint.disabled, self._seal(endpoint), endpoint.endpoint_id)

        def job(connection: sqlite3.Connection) -> bool:
            return connection.execute(_SQL["write"], row).rowcount == 1

        return await self._database.batch.write(job)

    async def remove(self, endpoint_id: EndpointId) -> bool:
        def job(connection: sqlite3.Connection) -> bool:
            connection.execute(_SQL["remove_attempts"], (endpoint_id,))
            connection.execute(_SQL["remove_deliveries"], (endpoint_id,))
            return connection.execute(_SQL["remove"], (endpoint_id,)).rowcount == 1

        return await self._database.batch.write(job)

    async def put(self, endpoint_id: EndpointId, event: Event, *, due: Millis, now: Millis) -> int:
        row = (endpoint_id, event.event_id, event.kind.value, event.body, now, due)

        def job(connection: sqlite3.Connection) -> int:
            return cast("int", connection.execute(_SQL["put"], row).lastrowid)

        return await self._database.batch.write(job)

    async def put_all(self, events: Sequence[Event], *, now: Millis) -> None:
        def job(connection: sqlite3.Connection) -> None:
            put_events(connection, events, now)

        await self._database.batch.write(job)

    async def due(self, *, now: Millis, most: int, without: Collection[EndpointId] = ()) -> list[Delivery]:
        return self._deliveries(_SQL["due"], (now, msgspec.json.encode(sorted(without)).decode(), most))

    async def delivery(self, number: int) -> Delivery | None:
        return next(iter(self._deliveries(_SQL["delivery"], (number,))), None)

    async def deliveries(self, endpoint_id: EndpointId, *, most: int) -> list[Delivery]:
        return self._deliveries(_SQL["deliveries"], (endpoint_id, most))

    def _deliveries(self, statement: str, arguments: tuple[object, ...]) -> list[Delivery]:
        return [_delivery_of(row) for row in cast("list[_Row]", self._database.all(statement, arguments))]

    async def attempts(self, number: int) -> list[Attempt]:
        rows = cast("list[tuple[Millis, int, int, str]]", self._database.all(_SQL["attempts"], (number,)))
        return [Attempt(*row) for row in rows]

    async def note(self, number: int, attempt: Attempt, *, next_try: Millis | None) -> None:
        standing = (
            Standing.DELIVERED
            if attempt.succeeded
            else Standing.GIVEN_UP
            if next_try is None
            else Standing.WAITING
        )
        due = attempt.at if next_try is None else next_try

        def job(connection: sqlite3.Connection) -> None:
            row = (number, attempt.at, attempt.status, attempt.millis, attempt.says)
            connection.execute(_SQL["put_attempt"], row)
            connection.execute(_SQL["note"], (due, standing.value, number))

        await self._database.batch.write(job)

    async def send_again(self, number: int, *, now: Millis) -> bool:
        def job(connection: sqlite3.Connection) -> bool:
            return connection.execute(_SQL["send_again"], (now, number)).rowcount == 1

        return await self._database.batch.write(job)

    async def forget(self, *, before: Millis) -> int:
        def job(connection: sqlite3.Connection) -> int:
            connection.execute(_SQL["forget_attempts"], (before,))
            return connection.execute(_SQL["forget"], (before,)).rowcount

        return await self._database.batch.write(job)

    def _seal(self, endpoint: Endpoint) -> bytes:
        return self._sealer.seal(_encode(endpoint), label=_label(endpoint.endpoint_id))

    def _open(self, endpoint_id: EndpointId, sealed: bytes) -> Endpoint:
        return _decode(self._sealer.open(sealed, label=_label(endpoint_id)))


def _label(endpoint_id: EndpointId) -> bytes:
    return b"webhook endpoint " + endpoint_id.encode()


def _kinds(endpoint: Endpoint) -> str:
    """Between spaces, so that one can be found in the text by itself."""
    return f" {' '.join(sorted(kind.value for kind in endpoint.kinds))} "


def _delivery_of(row: _Row) -> Delivery:
    return Delivery(
        number=row[0],
        endpoint_id=row[1],
        event_id=row[2],
        kind=EventKind(row[3]),
        body=row[4],
        created=row[5],
        due=row[6],
        tries=row[7],
        standing=Standing(row[8]),
    )
