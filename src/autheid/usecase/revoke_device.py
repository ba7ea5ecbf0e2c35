"""A person revokes a device of theirs, the one in hand or a lost one: its key signs nothing from then on."""

from __future__ import annotations

from autheid.account.device import Device
from autheid.account.letter import LetterKind
from autheid.account.proof import Act
from autheid.kernel.clock import Clock
from autheid.kernel.errors import Kind, Refusal
from autheid.needs.people import People
from autheid.needs.signal import Bell
from autheid.usecase.notices import Notices
from autheid.usecase.see_through import and_ring
from autheid.usecase.verify_act import UnverifiedAct, VerifyAct


class RevokeDevice:
    """Revokes devices."""

    def __init__(
        self, *, verify: VerifyAct, people: People, notices: Notices, bell: Bell, clock: Clock
    ) -> None:
        self._verify = verify
        self._people = people
        self._notices = notices
        self._bell = bell
        self._clock = clock

    async def __call__(self, device: Device, device_id: str, unverified: UnverifiedAct) -> None:
        """Revoke it at once; the act's detail is its id.

        The last device goes only when a recovery code leads back: else nobody could ever sign for the account again.
        Raises Refusal as VerifyAct, NOT_FOUND for what is no active device of the account, PRECONDITION for the last.
        """
        account = await self._verify(device, unverified, act=Act.REVOKE_DEVICE, detail=device_id)
        known = await self._people.known_devices(account.account)
        named = next((one for one in known if one.device_id == device_id), None)
        if named is None:
            raise _unknown()
        retiring = self._people.retire_device(
            named.device_id,
            now=self._clock.now(),
            may_be_last=account.recovery_hash is not None,
            letters=await self._notices(account, LetterKind.DEVICE_REVOKED, named.name),
        )
        if not await and_ring(retiring, self._bell, ("account", account.account)):
            raise Refusal(
                Kind.PRECONDITION,
                "deviceId: the last device can be revoked only when there is a recovery code; make one first",
            )


def _unknown() -> Refusal:
    return Refusal(Kind.NOT_FOUND, "deviceId: is not an active device of this account")
