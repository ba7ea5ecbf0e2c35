"""Owners keep their team; members leave it."""

from __future__ import annotations

from autheid.account.account import Language
from autheid.account.letter import Letter, LetterKind
from autheid.account.rp import RelyingParty
from autheid.kernel.clock import Clock, after
from autheid.kernel.errors import Kind, Refusal, invalid
from autheid.kernel.ids import RpId
from autheid.kernel.secret import Chance, KeyedHash, base64url_text
from autheid.needs.staff import Staff
from autheid.person.email import EmailAddress
from autheid.team.role import RIGHTS, Invitation, Membership, Right, Role
from autheid.team.worker import Realm, WorkerId, WorkSession, checked_name

INVITATION_SECONDS = 7 * 24 * 3600
MOST_SEATS = 100
_TO_TEAM: dict[Language, str] = {"en": "the team of {}", "sv": "teamet för {}"}


class KeepTeam:
    """Every call names the party; whoever is not of its team learns not even that it exists."""

    def __init__(
        self, *, staff: Staff, hasher: KeyedHash, portal_url: str, clock: Clock, chance: Chance
    ) -> None:
        """`portal_url` is what an invitation's token is added to."""
        self._staff = staff
        self._hasher = hasher
        self._portal_url = portal_url
        self._clock = clock
        self._chance = chance

    async def seat(self, session: WorkSession, rp: str, right: Right) -> tuple[Membership, RelyingParty]:
        """The worker's part in this team. Raises Refusal NOT_FOUND outside the team, FORBIDDEN without the right."""
        found = await self._staff.membership(RpId(rp), session.worker.worker)
        if found is None:
            raise Refusal(Kind.NOT_FOUND, "there is no such organisation, or you are not of its team")
        if right not in RIGHTS[found[0].role]:
            raise Refusal(Kind.FORBIDDEN, f"your role, {found[0].role.value}, may not do this")
        return found

    async def teams(self, session: WorkSession) -> list[tuple[Membership, RelyingParty]]:
        """Every team that the worker is of."""
        return await self._staff.memberships(session.worker.worker)

    async def members(self, rp: RpId) -> list[Membership]:
        """The oldest first."""
        return await self._staff.members(rp)

    async def invitations(self, rp: RpId) -> list[Invitation]:
        """Seats that wait."""
        now = self._clock.now()
        return [one for one in await self._staff.invitations(Realm.PORTAL, rp) if now < one.expires]

    async def invite(
        self,
        party: RelyingParty,
        email: EmailAddress,
        role: Role,
        *,
        name: str = "",
        by: str,
        language: Language = "en",
    ) -> str:
        """Invite an address; the link, which also goes out by mail in this language. Raises Refusal EXHAUSTED, INVALID."""
        there = await self._staff.worker_by_email(Realm.PORTAL, email.written)
        if there is not None and await self._staff.membership(party.rp, there.worker) is not None:
            raise invalid("email", "is a member's already: change their role instead")
        seats = len(await self.members(party.rp)) + len(await self.invitations(party.rp))
        if seats >= MOST_SEATS:
            raise Refusal(Kind.EXHAUSTED, f"a team has at most {MOST_SEATS} seats")
        token, now = base64url_text(self._chance(24)), self._clock.now()
        invitation = Invitation(
            invitation=base64url_text(self._chance(12)),
            token_hash=self._hasher(token.encode()),
            realm=Realm.PORTAL,
            rp=party.rp,
            role=role,
            email=email.written,
            name=checked_name("name", name) if name else "",
            invited_by=by,
            made=now,
            expires=after(now, seconds=INVITATION_SECONDS),
        )
        link = self._portal_url + token
        letter = Letter(
            kind=LetterKind.INVITED,
            to=email.written,
            language=language,
            at=now,
            detail=_TO_TEAM[language].format(party.name),
            link=link,
            expires=invitation.expires,
        )
        await self._staff.invite(invitation, letters=(letter,), now=now)
        return link

    async def revoke_invitation(self, rp: RpId, invitation: str) -> None:
        """Raises Refusal NOT_FOUND."""
        if not await self._staff.revoke_invitation(Realm.PORTAL, rp, invitation):
            raise Refusal(Kind.NOT_FOUND, "there is no such invitation")

    async def set_role(self, rp: RpId, worker: str, role: Role | None) -> None:
        """Another role, or none. Raises Refusal NOT_FOUND, PRECONDITION for the last owner."""
        if await self._staff.membership(rp, WorkerId(worker)) is None:
            raise Refusal(Kind.NOT_FOUND, "there is no such member")
        if not await self._staff.set_role(rp, WorkerId(worker), role):
            raise Refusal(Kind.PRECONDITION, "a team keeps at least one owner: make another one first")
