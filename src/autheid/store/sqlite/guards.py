"""PIN locks and passkeys in SQLite (see `autheid.needs.guards`)."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from autheid.account.device import NewPin
from autheid.account.letter import Letter
from autheid.account.pin import PinLock
from autheid.kernel.clock import Millis
from autheid.kernel.ids import DeviceId
from autheid.kernel.secret import Sealer
from autheid.pki.passkey import Passkey
from autheid.store.sqlite.database import Database
from autheid.store.sqlite.outbox import put_letters
from autheid.store.sqlite.rows import Row
from autheid.store.sqlite.statements import read_statements

_SQL = read_statements("guards")


class SqliteGuards:
    """Guards of devices."""

    def __init__(self, database: Database, *, letters: Sealer) -> None:
        self._database = database
        self._letters = letters

    async def pin_lock(self, device_id: DeviceId) -> PinLock | None:
        row = self._database.one(_SQL["pin_lock"], (device_id,))
        return None if row is None else _pin_lock_of(row)

    async def take_pin_try(self, device_id: DeviceId) -> PinLock | None:
        def job(connection: sqlite3.Connection) -> PinLock | None:
            row = connection.execute(_SQL["take_pin_try"], (device_id,)).fetchone()
            return None if row is None else _pin_lock_of(row)

        return await self._database.batch.write(job)

    async def pin_was_right(self, device_id: DeviceId, *, request_id: str, now: Millis, tries: int) -> None:
        def job(connection: sqlite3.Connection) -> None:
            connection.execute(_SQL["pin_was_right"], (tries, request_id, now, device_id))

        await self._database.batch.write(job)

    async def tell(self, letters: Sequence[Letter], *, now: Millis) -> None:
        def job(connection: sqlite3.Connection) -> None:
            put_letters(connection, self._letters, letters, now)

        await self._database.batch.write(job)

    async def change_pin(
        self, device_id: DeviceId, pin: NewPin, *, tries: int, now: Millis, letters: Sequence[Letter] = ()
    ) -> None:
        def job(connection: sqlite3.Connection) -> None:
            put_pin(connection, device_id, pin, tries=tries)
            put_letters(connection, self._letters, letters, now)

        await self._database.batch.write(job)

    async def passkey(self, device_id: DeviceId) -> Passkey | None:
        row = self._database.one(_SQL["passkey"], (device_id,))
        return None if row is None else _passkey_of(row)

    async def put_passkey(
        self, device_id: DeviceId, passkey: Passkey, *, now: Millis, letters: Sequence[Letter] = ()
    ) -> None:
        def job(connection: sqlite3.Connection) -> None:
            connection.execute(
                _SQL["put_passkey"], (device_id, passkey.credential_id, passkey.public_key, now)
            )
            connection.execute(_SQL["account_of_device_changed"], (device_id,))
            put_letters(connection, self._letters, letters, now)

        await self._database.batch.write(job)

    async def remove_passkey(
        self, device_id: DeviceId, *, now: Millis, letters: Sequence[Letter] = ()
    ) -> bool:
        def job(connection: sqlite3.Connection) -> bool:
            if connection.execute(_SQL["remove_passkey"], (device_id,)).rowcount != 1:
                return False
            connection.execute(_SQL["account_of_device_changed"], (device_id,))
            put_letters(connection, self._letters, letters, now)
            return True

        return await self._database.batch.write(job)


def put_pin(connection: sqlite3.Connection, device_id: DeviceId, pin: NewPin, *, tries: int) -> None:
    """A device's PIN lock, new or anew, inside the caller's transaction."""
    connection.execute(_SQL["put_pin"], (device_id, pin.proof_hash, pin.sealed_share, tries))


def forget_guards(connection: sqlite3.Connection, device_id: DeviceId) -> None:
    """What guards a device that is retired, inside the caller's transaction."""
    connection.execute(_SQL["forget_pin"], (device_id,))
    connection.execute(_SQL["remove_passkey"], (device_id,))


def _pin_lock_of(row: Row) -> PinLock:
    return PinLock(row[0], row[1], row[2], row[3], row[4], row[5])


def _passkey_of(row: Row) -> Passkey:
    return Passkey(row[0], row[1])
