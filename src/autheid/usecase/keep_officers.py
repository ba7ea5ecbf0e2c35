"""The deployment's owner keeps its officers: invite, disable, hand over. Officers come in by a passkey alone."""

from __future__ import annotations

import msgspec

from autheid.account.account import Language
from autheid.account.letter import Letter, LetterKind
from autheid.kernel.clock import Clock, after
from autheid.kernel.errors import Kind, Refusal, invalid
from autheid.kernel.secret import Chance, KeyedHash, base64url_text
from autheid.needs.staff import Staff
from autheid.person.email import EmailAddress
from autheid.team.role import Invitation, Role
from autheid.team.worker import Realm, Worker, WorkerId, checked_name
from autheid.usecase.keep_team import INVITATION_SECONDS

_TO_CONSOLE: dict[Language, str] = {"en": "the officers' console", "sv": "handläggarnas konsol"}


class KeepOfficers:
    """What owners of the deployment do, on the console or at the server."""

    def __init__(
        self, *, staff: Staff, hasher: KeyedHash, console_url: str, clock: Clock, chance: Chance
    ) -> None:
        """`console_url` is what an invitation's token is added to."""
        self._staff = staff
        self._hasher = hasher
        self._console_url = console_url
        self._clock = clock
        self._chance = chance

    async def officers(self) -> list[Worker]:
        """The oldest first."""
        return await self._staff.workers(Realm.CONSOLE)

    async def invitations(self) -> list[Invitation]:
        """Seats that wait."""
        now = self._clock.now()
        return [one for one in await self._staff.invitations(Realm.CONSOLE, None) if now < one.expires]

    async def invite(
        self, name: str, email: EmailAddress, *, owns: bool, by: str, language: Language = "en"
    ) -> str:
        """The link that a new officer opens, which also goes out by mail.

        Names tell officers apart, for persons who read who has looked, and for the rule of two: each is one's own.
        Raises Refusal INVALID for a name or an address that is taken.
        """
        name = checked_name("name", name)
        taken = {one.name.casefold() for one in await self.officers()}
        if name.casefold() in taken | {one.name.casefold() for one in await self.invitations()}:
            raise invalid("name", "is another officer's: names tell officers apart")
        if await self._staff.worker_by_email(Realm.CONSOLE, email.written) is not None:
            raise invalid("email", "is another officer's")
        token, now = base64url_text(self._chance(24)), self._clock.now()
        invitation = Invitation(
            invitation=base64url_text(self._chance(12)),
            token_hash=self._hasher(token.encode()),
            realm=Realm.CONSOLE,
            rp=None,
            role=Role.OWNER if owns else Role.VIEWER,
            email=email.written,
            name=name,
            invited_by=by,
            made=now,
            expires=after(now, seconds=INVITATION_SECONDS),
        )
        link = self._console_url + token
        letter = Letter(
            kind=LetterKind.INVITED,
            to=email.written,
            language=language,
            at=now,
            detail=_TO_CONSOLE[language],
            link=link,
            expires=invitation.expires,
        )
        await self._staff.invite(invitation, letters=(letter,), now=now)
        return link

    async def revoke_invitation(self, invitation: str) -> None:
        """Raises Refusal NOT_FOUND."""
        if not await self._staff.revoke_invitation(Realm.CONSOLE, None, invitation):
            raise Refusal(Kind.NOT_FOUND, "there is no such invitation")

    async def change(self, worker_id: str, *, disabled: bool, owns: bool) -> Worker:
        """Let an officer in or not, as an owner or not. Raises Refusal NOT_FOUND, PRECONDITION for the last owner."""
        officers = await self.officers()
        found = next((one for one in officers if one.worker == WorkerId(worker_id)), None)
        if found is None:
            raise Refusal(Kind.NOT_FOUND, "there is no such officer")
        others = [one for one in officers if one.owns and not one.disabled and one.worker != found.worker]
        if found.owns and not others and (disabled or not owns):
            raise Refusal(Kind.PRECONDITION, "a deployment keeps at least one owner: make another one first")
        changed = msgspec.structs.replace(found, disabled=disabled, owns=owns)
        await self._staff.set_standing(changed.worker, owns=owns, disabled=disabled)
        if disabled:
            await self._staff.end_sessions(changed.worker)
        return changed
