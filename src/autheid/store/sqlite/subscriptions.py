"""Push subscriptions in SQLite, sealed: an endpoint is an address that wakes a person (see `autheid.needs.nudge`)."""

from __future__ import annotations

import sqlite3
from typing import cast

import msgspec

from autheid.account.subscription import Subscription
from autheid.kernel.clock import Millis
from autheid.kernel.ids import AccountId, DeviceId
from autheid.kernel.secret import KeyedHash, Sealer
from autheid.store.sqlite.database import Database
from autheid.store.sqlite.statements import read_statements

_SQL = read_statements("subscriptions")
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Subscription).decode


class SqliteSubscriptions:
    """Subscriptions, found by their endpoint's keyed hash."""

    def __init__(self, database: Database, *, hasher: KeyedHash, sealer: Sealer) -> None:
        self._database = database
        self._hasher = hasher
        self._sealer = sealer

    async def subscribe(
        self, device_id: DeviceId, subscription: Subscription, *, most: int, now: Millis
    ) -> None:
        hashed = self._hasher(subscription.endpoint.encode())
        row = (hashed, device_id, self._sealer.seal(_encode(subscription), label=hashed), now)

        def job(connection: sqlite3.Connection) -> None:
            connection.execute(_SQL["subscribe"], row)
            connection.execute(_SQL["drop_oldest"], (device_id, most))

        await self._database.batch.write(job)

    async def unsubscribe(self, endpoint: str, *, device_id: DeviceId | None = None) -> bool:
        row = (self._hasher(endpoint.encode()), device_id)

        def job(connection: sqlite3.Connection) -> bool:
            return connection.execute(_SQL["unsubscribe"], row).rowcount == 1

        return await self._database.batch.write(job)

    async def is_subscribed(self, device_id: DeviceId) -> bool:
        return self._database.one(_SQL["is_subscribed"], (device_id,)) is not None

    async def subscriptions_of(self, account: AccountId) -> list[Subscription]:
        rows = cast("list[tuple[bytes, bytes]]", self._database.all(_SQL["subscriptions_of"], (account,)))
        return [_decode(self._sealer.open(sealed, label=hashed)) for hashed, sealed in rows]


def forget_subscriptions(connection: sqlite3.Connection, device_id: DeviceId) -> None:
    """Those of a device that is retired, inside the caller's transaction."""
    connection.execute(_SQL["forget_subscriptions"], (device_id,))
