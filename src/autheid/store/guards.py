"""PIN locks and passkeys (see `autheid.needs.guards`)."""

from __future__ import annotations

from collections.abc import Sequence

from autheid.account.device import NewPin
from autheid.account.letter import Letter
from autheid.account.pin import PinLock
from autheid.kernel.clock import Millis
from autheid.kernel.ids import DeviceId
from autheid.kernel.secret import Sealer
from autheid.pki.passkey import Passkey
from autheid.store.engine import Database, Row, Transaction
from autheid.store.outbox import put_letters


class StoredGuards:
    """Guards of devices."""

    def __init__(self, database: Database, *, letters: Sealer) -> None:
        self._database = database
        self._letters = letters

    async def pin_lock(self, device_id: DeviceId) -> PinLock | None:
        row = await self._database.one("guards.pin_lock", (device_id,))
        return None if row is None else _pin_lock_of(row)

    async def take_pin_try(self, device_id: DeviceId) -> PinLock | None:
        async def job(tx: Transaction) -> PinLock | None:
            row = await tx.one("guards.take_pin_try", (device_id,))
            return None if row is None else _pin_lock_of(row)

        return await self._database.write(job)

    async def pin_was_right(self, device_id: DeviceId, *, request_id: str, now: Millis, tries: int) -> None:
        async def job(tx: Transaction) -> None:
            await tx.run("guards.pin_was_right", (tries, request_id, now, device_id))

        await self._database.write(job)

    async def tell(self, letters: Sequence[Letter], *, now: Millis) -> None:
        async def job(tx: Transaction) -> None:
            await put_letters(tx, self._letters, letters, now)

        await self._database.write(job)

    async def change_pin(
        self, device_id: DeviceId, pin: NewPin, *, tries: int, now: Millis, letters: Sequence[Letter] = ()
    ) -> None:
        async def job(tx: Transaction) -> None:
            await put_pin(tx, device_id, pin, tries=tries)
            await put_letters(tx, self._letters, letters, now)

        await self._database.write(job)

    async def passkey(self, device_id: DeviceId) -> Passkey | None:
        row = await self._database.one("guards.passkey", (device_id,))
        return None if row is None else _passkey_of(row)

    async def put_passkey(
        self, device_id: DeviceId, passkey: Passkey, *, now: Millis, letters: Sequence[Letter] = ()
    ) -> None:
        async def job(tx: Transaction) -> None:
            await tx.run("guards.put_passkey", (device_id, passkey.credential_id, passkey.public_key, now))
            await tx.run("guards.account_of_device_changed", (device_id,))
            await put_letters(tx, self._letters, letters, now)

        await self._database.write(job)

    async def remove_passkey(
        self, device_id: DeviceId, *, now: Millis, letters: Sequence[Letter] = ()
    ) -> bool:
        async def job(tx: Transaction) -> bool:
            if await tx.run("guards.remove_passkey", (device_id,)) != 1:
                return False
            await tx.run("guards.account_of_device_changed", (device_id,))
            await put_letters(tx, self._letters, letters, now)
            return True

        return await self._database.write(job)


async def put_pin(tx: Transaction, device_id: DeviceId, pin: NewPin, *, tries: int) -> None:
    """A device's PIN lock, new or anew, inside the caller's transaction."""
    await tx.run("guards.put_pin", (device_id, pin.proof_hash, pin.sealed_share, tries))


async def forget_guards(tx: Transaction, device_id: DeviceId) -> None:
    """What guards a device that is retired, inside the caller's transaction."""
    await tx.run("guards.forget_pin", (device_id,))
    await tx.run("guards.remove_passkey", (device_id,))


def _pin_lock_of(row: Row) -> PinLock:
    return PinLock(row[0], row[1], row[2], row[3], row[4], row[5])


def _passkey_of(row: Row) -> Passkey:
    return Passkey(row[0], row[1])
