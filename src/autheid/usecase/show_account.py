"""A device asks whose it is."""

from __future__ import annotations

from autheid.account.account import Account
from autheid.account.device import Device
from autheid.kernel.errors import Kind, Refusal
from autheid.needs.people import People


class ShowAccount:
    """The account of a device."""

    def __init__(self, *, people: People) -> None:
        self._people = people

    async def __call__(self, device: Device) -> Account:
        """Raises Refusal NOT_FOUND when the account is gone."""
        account = await self._people.account(device.account)
        if account is None:
            raise Refusal(Kind.NOT_FOUND, "no such account")
        return account
