"""Webhooks (see `autheid.needs.hooks`)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import cast

import msgspec

from autheid.hook.delivery import Attempt, Delivery, Standing
from autheid.hook.endpoint import Endpoint, EndpointId
from autheid.hook.event import Event, EventKind
from autheid.kernel.clock import Millis
from autheid.kernel.ids import RpId
from autheid.kernel.secret import Sealer
from autheid.store.engine import Database, Transaction

_PUT_ALL, _WANTS = "hooks.put_all", "hooks.wants"
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Endpoint).decode
_Row = tuple[int, EndpointId, str, str, bytes, Millis, Millis, int, int]


async def put_events(tx: Transaction, events: Sequence[Event], now: Millis) -> None:
    """Put events into the outbox inside the caller's transaction, for every endpoint that asked for them."""
    for one in events:
        await tx.run(_PUT_ALL, (one.rp, one.event_id, one.kind.value, one.body, now))


async def wants_events(tx: Transaction, rp: RpId) -> bool:
    """Whether it is worth making events for this relying party: most have no endpoint, and an ending must be cheap."""
    return await tx.one(_WANTS, (rp,)) is not None


class StoredHooks:
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

        async def job(tx: Transaction) -> bool:
            return await tx.run("hooks.add", row) == 1

        return await self._database.write(job)

    async def endpoint(self, endpoint_id: EndpointId) -> Endpoint | None:
        row = await self._database.one("hooks.endpoint", (endpoint_id,))
        return None if row is None else self._open(endpoint_id, cast("bytes", row[0]))

    async def endpoints(self, rp: RpId) -> list[Endpoint]:
        rows = cast("list[tuple[EndpointId, bytes]]", await self._database.all("hooks.endpoints", (rp,)))
        return [self._open(endpoint_id, sealed) for endpoint_id, sealed in rows]

    async def write(self, endpoint: Endpoint) -> bool:
        row = (_kinds(endpoint), endpoint.disabled, self._seal(endpoint), endpoint.endpoint_id)

        async def job(tx: Transaction) -> bool:
            return await tx.run("hooks.write", row) == 1

        return await self._database.write(job)

    async def remove(self, endpoint_id: EndpointId) -> bool:
        async def job(tx: Transaction) -> bool:
            await tx.run("hooks.remove_attempts", (endpoint_id,))
            await tx.run("hooks.remove_deliveries", (endpoint_id,))
            return await tx.run("hooks.remove", (endpoint_id,)) == 1

        return await self._database.write(job)

    async def put(self, endpoint_id: EndpointId, event: Event, *, due: Millis, now: Millis) -> int:
        row = (endpoint_id, event.event_id, event.kind.value, event.body, now, due)

        async def job(tx: Transaction) -> int:
            return int((await tx.first("hooks.put", row))[0])

        return await self._database.write(job)

    async def put_all(self, events: Sequence[Event], *, now: Millis) -> None:
        async def job(tx: Transaction) -> None:
            await put_events(tx, events, now)

        await self._database.write(job)

    async def due(self, *, now: Millis, most: int, without: Collection[EndpointId] = ()) -> list[Delivery]:
        return await self._deliveries("hooks.due", (now, msgspec.json.encode(sorted(without)).decode(), most))

    async def claim(self, number: int, *, now: Millis, until: Millis) -> bool:
        async def job(tx: Transaction) -> bool:
            return await tx.run("hooks.claim", (until, number, now)) == 1

        return await self._database.write(job)

    async def give_back(self, number: int, *, now: Millis) -> None:
        async def job(tx: Transaction) -> None:
            await tx.run("hooks.give_back", (now, number))

        await self._database.write(job)

    async def delivery(self, number: int) -> Delivery | None:
        return next(iter(await self._deliveries("hooks.delivery", (number,))), None)

    async def deliveries(self, endpoint_id: EndpointId, *, most: int) -> list[Delivery]:
        return await self._deliveries("hooks.deliveries", (endpoint_id, most))

    async def _deliveries(self, statement: str, arguments: tuple[object, ...]) -> list[Delivery]:
        return [
            _delivery_of(row) for row in cast("list[_Row]", await self._database.all(statement, arguments))
        ]

    async def attempts(self, number: int) -> list[Attempt]:
        rows = cast(
            "list[tuple[Millis, int, int, str]]", await self._database.all("hooks.attempts", (number,))
        )
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

        async def job(tx: Transaction) -> None:
            row = (number, attempt.at, attempt.status, attempt.millis, attempt.says)
            await tx.run("hooks.put_attempt", row)
            await tx.run("hooks.note", (due, standing.value, number))

        await self._database.write(job)

    async def send_again(self, number: int, *, now: Millis) -> bool:
        async def job(tx: Transaction) -> bool:
            return await tx.run("hooks.send_again", (now, number)) == 1

        return await self._database.write(job)

    async def forget(self, *, before: Millis) -> int:
        async def job(tx: Transaction) -> int:
            await tx.run("hooks.forget_attempts", (before,))
            return await tx.run("hooks.forget", (before,))

        return await self._database.write(job)

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
