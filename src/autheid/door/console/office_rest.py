"""The deployment's owner: how everything stands, who the officers are, and what they did."""

from __future__ import annotations

import msgspec

from autheid.door.forms import answer, email_of
from autheid.door.http import Reply
from autheid.door.work import Access, Done, Form, Proof, Shown, Visit, WorkRoute, acts_shown, before_of
from autheid.team.role import Role
from autheid.team.worker import Realm
from autheid.usecase.keep_officers import KeepOfficers
from autheid.usecase.record_acts import RecordActs
from autheid.usecase.show_operations import ShowOperations

_encode = msgspec.json.Encoder().encode


class AboutConsole(Shown):
    """What a page needs to know before anybody has signed in."""

    profile: str
    origin: str


class FactShown(Shown):
    """One fact of the deployment. `mark` is fine, look or bad."""

    group: str
    name: str
    value: str
    mark: str
    at: int | None


class OfficerShown(Shown):
    """An officer."""

    worker: str
    name: str
    email: str
    owns: bool
    disabled: bool
    since: int
    is_me: bool


class SeatShown(Shown):
    """An invitation that waits."""

    invitation: str
    name: str
    email: str
    owns: bool
    expires_at: int


class OfficersPage(Shown):
    """Officers, and who is invited."""

    officers: list[OfficerShown]
    invitations: list[SeatShown]


class InviteOfficer(Form):
    """A new officer."""

    name: str
    email: str
    owns: bool = False


class OfficerInvited(Shown):
    """The link, which also went out by mail; it is shown this once."""

    link: str


class ChangeOfficer(Form):
    """Whether an officer may come in, and owns the deployment."""

    disabled: bool
    owns: bool


class OfficeDoor:
    """Routes of the office."""

    def __init__(
        self, *, about: AboutConsole, operations: ShowOperations, officers: KeepOfficers, acts: RecordActs
    ) -> None:
        self._about = about
        self._operations = operations
        self._officers = officers
        self._acts = acts

    def routes(self) -> list[WorkRoute]:
        """The table."""
        owner, alive = Access.OWNER, Proof.ALIVE
        return [
            WorkRoute("GET", "/about", "AboutConsole", self._tell, Access.ANYBODY),
            WorkRoute("GET", "/operations", "ShowOperations", self._show, owner, idle=True),
            WorkRoute("GET", "/officers", "ListOfficers", self._list, owner),
            WorkRoute("POST", "/officers", "InviteOfficer", self._invite, owner, Proof.FRESH),
            WorkRoute("POST", "/officers/{worker}", "ChangeOfficer", self._change, owner, alive),
            WorkRoute("POST", "/officers/invitations/{id}/revoke", "RevokeSeat", self._revoke, owner),
            WorkRoute("GET", "/acts", "ListConsoleActs", self._list_acts, owner),
        ]

    async def _tell(self, _: Visit) -> Reply:
        return answer(self._about)

    async def _show(self, _: Visit) -> Reply:
        facts = await self._operations()
        return Reply(
            _encode([FactShown(one.group, one.name, one.value, one.mark.value, one.at) for one in facts])
        )

    async def _list(self, visit: Visit) -> Reply:
        me = visit.session.worker.worker
        return answer(
            OfficersPage(
                officers=[
                    OfficerShown(
                        one.worker, one.name, one.email, one.owns, one.disabled, one.created, one.worker == me
                    )
                    for one in await self._officers.officers()
                ],
                invitations=[
                    SeatShown(one.invitation, one.name, one.email, one.role is Role.OWNER, one.expires)
                    for one in await self._officers.invitations()
                ],
            )
        )

    async def _invite(self, visit: Visit) -> Reply:
        body = visit.form(InviteOfficer)
        visit.says(f"{body.name}{', an owner' if body.owns else ''}")
        link = await self._officers.invite(
            body.name,
            email_of(body.email),
            owns=body.owns,
            by=visit.session.worker.name,
            language=visit.session.worker.language,
        )
        return answer(OfficerInvited(link))

    async def _change(self, visit: Visit) -> Reply:
        body = visit.form(ChangeOfficer)
        changed = await self._officers.change(
            visit.call.parameters["worker"], disabled=body.disabled, owns=body.owns
        )
        state = "disabled" if body.disabled else "active"
        visit.says(f"{changed.name}: {state}{', an owner' if body.owns else ''}")
        return answer(Done())

    async def _revoke(self, visit: Visit) -> Reply:
        await self._officers.revoke_invitation(visit.call.parameters["id"])
        return answer(Done())

    async def _list_acts(self, visit: Visit) -> Reply:
        return acts_shown(await self._acts.page(Realm.CONSOLE, None, before=before_of(visit)))
