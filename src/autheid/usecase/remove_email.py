"""A person takes an address out of their account; the last one stays."""

from __future__ import annotations

from autheid.account.device import Device
from autheid.account.letter import LetterKind
from autheid.account.proof import Act
from autheid.kernel.clock import Clock
from autheid.kernel.errors import Kind, Refusal
from autheid.needs.people import EmailRemoved, People
from autheid.needs.signal import Bell
from autheid.person.email import EmailAddress
from autheid.usecase.notices import Notices
from autheid.usecase.see_through import and_ring
from autheid.usecase.verify_act import UnverifiedAct, VerifyAct


class RemoveEmail:
    """Removes addresses."""

    def __init__(
        self, *, verify: VerifyAct, people: People, notices: Notices, bell: Bell, clock: Clock
    ) -> None:
        self._verify = verify
        self._people = people
        self._notices = notices
        self._bell = bell
        self._clock = clock

    async def __call__(self, device: Device, email: EmailAddress, unverified: UnverifiedAct) -> None:
        """Remove it. The removed address is told, too; the act's detail is the address as it was written.

        Raises Refusal as VerifyAct, NOT_FOUND for an address that is not the account's, PRECONDITION for its last.
        """
        account = await self._verify(device, unverified, act=Act.REMOVE_EMAIL, detail=email.written)
        removing = self._people.remove_email(
            account.account,
            email,
            now=self._clock.now(),
            letters=await self._notices(account, LetterKind.EMAIL_REMOVED, email.written),
        )
        removed = await and_ring(removing, self._bell, ("account", account.account))
        if removed is EmailRemoved.UNKNOWN:
            raise Refusal(Kind.NOT_FOUND, "email: is not an address of this account")
        if removed is EmailRemoved.LAST:
            raise Refusal(Kind.PRECONDITION, "email: the last address stays; add another one first")
