"""A person adds an address to their account: the device's key asks, and a code that comes to the address answers."""

from __future__ import annotations

from autheid.account.account import MOST_EMAILS, Language
from autheid.account.device import Device
from autheid.account.enrolment import check_code
from autheid.account.letter import LetterKind
from autheid.account.proof import Act
from autheid.kernel.clock import Clock, Millis
from autheid.kernel.errors import Kind, Refusal
from autheid.kernel.secret import Chance, KeyedHash
from autheid.needs.people import EmailAdded, Enrolments, People
from autheid.needs.signal import Bell
from autheid.person.email import EmailAddress
from autheid.usecase.enrol_device import new_enrolment
from autheid.usecase.notices import Notices
from autheid.usecase.see_through import and_ring
from autheid.usecase.verify_act import UnverifiedAct, VerifyAct

_REFUSED = {
    EmailAdded.TAKEN: "email: belongs to another account, or to this one already",
    EmailAdded.FULL: f"email: an account has at most {MOST_EMAILS} addresses; remove one first",
    EmailAdded.OVER: "this enrolment is over; begin again",
}


class AddEmail:
    """Adds addresses, up to three an account."""

    def __init__(
        self,
        *,
        verify: VerifyAct,
        enrolments: Enrolments,
        people: People,
        notices: Notices,
        bell: Bell,
        codes: KeyedHash,
        clock: Clock,
        chance: Chance,
    ) -> None:
        self._verify = verify
        self._enrolments = enrolments
        self._people = people
        self._notices = notices
        self._bell = bell
        self._codes = codes
        self._clock = clock
        self._chance = chance

    async def begin(
        self, device: Device, email: EmailAddress, unverified: UnverifiedAct, *, language: Language
    ) -> tuple[str, Millis]:
        """Send a code to the address; the enrolment's id and when it expires.

        The act's detail is the address as it was written. Whether somebody has it is told only to who reads its mail.
        Raises Refusal as VerifyAct, and PRECONDITION when the account has as many addresses as it may.
        """
        account = await self._verify(device, unverified, act=Act.ADD_EMAIL, detail=email.written)
        if len(await self._people.mailboxes(account.account)) >= MOST_EMAILS:
            raise _refusal(EmailAdded.FULL)
        now = self._clock.now()
        enrolment, letter = new_enrolment(
            email, language=language, hasher=self._codes, chance=self._chance, now=now, account=account
        )
        await self._enrolments.begin(enrolment, now=now, letters=(letter,))
        return enrolment.enrolment_id, enrolment.expires

    async def confirm(self, device: Device, enrolment_id: str, *, code: str) -> None:
        """Add the address that the code came to.

        Raises Refusal NOT_FOUND for an enrolment that is not this account's, FORBIDDEN for a wrong code,
        PRECONDITION when it is over or the address can't be added any more.
        """
        enrolment = await self._enrolments.count_try(enrolment_id)
        account = await self._people.account(device.account)
        if enrolment is None or account is None or enrolment.account != device.account:
            raise Refusal(Kind.NOT_FOUND, "no such enrolment")
        now = self._clock.now()
        check_code(enrolment, code, now=now, hasher=self._codes)
        letters = await self._notices(account, LetterKind.EMAIL_ADDED, enrolment.email.written)
        adding = self._people.add_email(enrolment, most=MOST_EMAILS, now=now, letters=letters)
        added = await and_ring(adding, self._bell, ("account", device.account))
        if added is not EmailAdded.ADDED:
            raise _refusal(added)


def _refusal(why: EmailAdded) -> Refusal:
    return Refusal(Kind.PRECONDITION, _REFUSED[why])
