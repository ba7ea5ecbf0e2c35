"""Where the proofs that a person is at a device are kept: PIN locks and passkeys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from autheid.account.device import NewPin
from autheid.account.letter import Letter
from autheid.account.pin import PinLock
from autheid.kernel.clock import Millis
from autheid.kernel.ids import DeviceId
from autheid.pki.passkey import Passkey


class Guards(Protocol):
    """One PIN lock and at most one passkey a device."""

    async def pin_lock(self, device_id: DeviceId) -> PinLock | None: ...

    async def take_pin_try(self, device_id: DeviceId) -> PinLock | None:
        """Take one of the tries that are left, durably and before the proof is looked at; None when none was left."""
        ...

    async def pin_was_right(self, device_id: DeviceId, *, request_id: str, now: Millis, tries: int) -> None:
        """Give all tries back, and note the request that the PIN was proven for."""
        ...

    async def tell(self, letters: Sequence[Letter], *, now: Millis) -> None:
        """Send letters of what changed nothing else, as a PIN's lock."""
        ...

    async def change_pin(
        self, device_id: DeviceId, pin: NewPin, *, tries: int, now: Millis, letters: Sequence[Letter] = ()
    ) -> None:
        """Keep a new PIN, with all its tries."""
        ...

    async def passkey(self, device_id: DeviceId) -> Passkey | None: ...

    async def put_passkey(
        self, device_id: DeviceId, passkey: Passkey, *, now: Millis, letters: Sequence[Letter] = ()
    ) -> None:
        """Keep the device's passkey instead of an older one."""
        ...

    async def remove_passkey(
        self, device_id: DeviceId, *, now: Millis, letters: Sequence[Letter] = ()
    ) -> bool:
        """False when there was none."""
        ...
