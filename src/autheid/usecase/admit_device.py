"""An older device of an account lets a new one in, or keeps it out."""

from __future__ import annotations

from autheid.account.device import Device, Join
from autheid.account.letter import LetterKind
from autheid.account.proof import Act
from autheid.kernel.clock import Clock
from autheid.kernel.errors import Kind, Refusal
from autheid.needs.people import Enrolments, People
from autheid.needs.signal import Bell
from autheid.usecase.notices import Notices
from autheid.usecase.see_through import and_ring
from autheid.usecase.verify_act import UnverifiedAct, VerifyAct


class AdmitDevice:
    """Admits and refuses devices that wait."""

    def __init__(
        self,
        *,
        verify: VerifyAct,
        enrolments: Enrolments,
        people: People,
        notices: Notices,
        bell: Bell,
        clock: Clock,
    ) -> None:
        self._verify = verify
        self._enrolments = enrolments
        self._people = people
        self._notices = notices
        self._bell = bell
        self._clock = clock

    async def admit(self, device: Device, join_id: str, unverified: UnverifiedAct) -> None:
        """Let it in; the act's detail is the new device's id, so that the older key vouches for the newer one.

        Raises Refusal as VerifyAct, NOT_FOUND for what does not wait here, PRECONDITION when it waited no more.
        """
        join = await self._waiting(device, join_id)
        account = await self._verify(device, unverified, act=Act.ADMIT_DEVICE, detail=join.device.device_id)
        letters = await self._notices(account, LetterKind.DEVICE_ADDED, join.device.name)
        admitting = self._enrolments.admit(join, now=self._clock.now(), letters=letters)
        if await and_ring(admitting, self._bell, ("account", device.account)) is None:
            raise Refusal(Kind.PRECONDITION, "this device waits no more; let it ask again")

    async def refuse(self, device: Device, join_id: str) -> None:
        """Keep it out. Raises Refusal NOT_FOUND for what does not wait here."""
        join = await self._waiting(device, join_id)
        account = await self._people.account(device.account)
        letters = (
            () if account is None else await self._notices(account, LetterKind.JOIN_REFUSED, join.device.name)
        )
        refusing = self._enrolments.refuse(join, now=self._clock.now(), letters=letters)
        if not await and_ring(refusing, self._bell, ("account", device.account)):
            raise _unknown()

    async def _waiting(self, device: Device, join_id: str) -> Join:
        for join in await self._enrolments.waiting_joins(device.account, now=self._clock.now()):
            if join.join_id == join_id:
                return join
        raise _unknown()


def _unknown() -> Refusal:
    return Refusal(Kind.NOT_FOUND, "joinId: no such device waits to be admitted")
