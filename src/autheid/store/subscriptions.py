"""Push subscriptions, sealed: an endpoint is an address that wakes a person (see `autheid.needs.nudge`)."""

from __future__ import annotations

from collections.abc import Collection
from typing import cast

import msgspec

from autheid.account.subscription import Subscription
from autheid.kernel.clock import Millis
from autheid.kernel.ids import AccountId, DeviceId
from autheid.kernel.secret import KeyedHash, Sealer
from autheid.store.engine import Database, Transaction

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Subscription).decode


class StoredSubscriptions:
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

        async def job(tx: Transaction) -> None:
            await tx.run("subscriptions.subscribe", row)
            await tx.run("subscriptions.drop_oldest", (device_id, most))

        await self._database.write(job)

    async def unsubscribe(self, endpoint: str, *, device_id: DeviceId | None = None) -> bool:
        row = (self._hasher(endpoint.encode()), device_id)

        async def job(tx: Transaction) -> bool:
            return await tx.run("subscriptions.unsubscribe", row) == 1

        return await self._database.write(job)

    async def is_subscribed(self, device_id: DeviceId) -> bool:
        return await self._database.one("subscriptions.is_subscribed", (device_id,)) is not None

    async def subscriptions_of(self, accounts: Collection[AccountId]) -> dict[AccountId, list[Subscription]]:
        asked = msgspec.json.encode(sorted(accounts)).decode()
        found: dict[AccountId, list[Subscription]] = {}
        for account, hashed, sealed in cast(
            "list[tuple[AccountId, bytes, bytes]]",
            await self._database.all("subscriptions.subscriptions_of", (asked,)),
        ):
            opened = _decode(self._sealer.open(sealed, label=hashed))
            found.setdefault(account, []).append(opened)
        return found


async def forget_subscriptions(tx: Transaction, device_id: DeviceId) -> None:
    """Those of a device that is retired, inside the caller's transaction."""
    await tx.run("subscriptions.forget_subscriptions", (device_id,))
