"""Push subscriptions in SQLite (see `autheid.needs.push`)."""

from __future__ import annotations

import sqlite3

from autheid.account.push import Subscription
from autheid.kernel.clock import Millis
from autheid.kernel.ids import AccountId, DeviceId
from autheid.store.sqlite.database import Database
from autheid.store.sqlite.rows import Row
from autheid.store.sqlite.statements import read_statements

_SQL = read_statements("push")


class SqliteSubscriptions:
    """Subscriptions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def subscribe(self, subscription: Subscription, *, now: Millis, most: int) -> None:
        row = (
            subscription.endpoint,
            subscription.device,
            subscription.p256dh,
            subscription.auth,
            now,
        )

        def job(connection: sqlite3.Connection) -> None:
            connection.execute(_SQL["subscribe"], row)
            connection.execute(_SQL["forget_oldest"], (subscription.device, most))

        await self._database.batch.write(job)

    async def unsubscribe(self, endpoint: str, *, device: DeviceId | None) -> None:
        def job(connection: sqlite3.Connection) -> None:
            connection.execute(_SQL["unsubscribe"], (endpoint, device))

        await self._database.batch.write(job)

    async def subscriptions_of(self, account: AccountId) -> list[Subscription]:
        return [_subscription_of(row) for row in self._database.all(_SQL["subscriptions_of"], (account,))]


def _subscription_of(row: Row) -> Subscription:
    return Subscription(row[0], row[1], row[2], row[3])
