"""A person's device at a running server: our own client, which can do nothing that a phone could not."""

from __future__ import annotations

from autheid.device.client import DeviceClient
from autheid.device.key import P256, DeviceKey
from tests.support.server import ServerProcess


async def enrol_phone(
    server: ServerProcess, email: str, *, curve: str = P256, name: str = "Phone", key: DeviceKey | None = None
) -> DeviceClient:
    """A new account's first device, by the code that was delivered; its session is open."""
    phone = DeviceClient(server.address, key or DeviceKey.make(curve))
    enrolment_id = await phone.begin_enrolment(email)
    await phone.complete_enrolment(enrolment_id, server.code_to(email), name)
    await phone.open_session()
    return phone
