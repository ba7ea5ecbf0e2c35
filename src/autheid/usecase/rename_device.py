"""A person gives one of their devices another name."""

from __future__ import annotations

from autheid.account.device import Device
from autheid.kernel.errors import Kind, Refusal
from autheid.kernel.ids import DeviceId
from autheid.needs.people import People
from autheid.needs.signal import Bell
from autheid.usecase.see_through import and_ring


class RenameDevice:
    """Renames devices. A name proves nothing, so a session is enough for it."""

    def __init__(self, *, people: People, bell: Bell) -> None:
        self._people = people
        self._bell = bell

    async def __call__(self, device: Device, device_id: str, name: str) -> None:
        """Raises Refusal NOT_FOUND when the account has no such active device. `name` has been checked."""
        renaming = self._people.rename_device(device.account, DeviceId(device_id), name)
        if not await and_ring(renaming, self._bell, ("account", device.account)):
            raise Refusal(Kind.NOT_FOUND, "deviceId: is not an active device of this account")
