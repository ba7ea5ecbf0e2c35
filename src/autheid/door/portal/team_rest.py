"""A team's own: the organisation, its domain and logo, members, invitations, and the record of acts."""

from __future__ import annotations

import msgspec

from autheid.account.rp import RelyingParty
from autheid.door.forms import answer, email_of
from autheid.door.http import Reply
from autheid.door.work import Done, Form, Proof, Shown, Visit, WorkRoute, acts_shown, before_of
from autheid.team.domain import WELL_KNOWN, record_name
from autheid.team.role import Right, Role
from autheid.token.algorithm import TokenAlgorithm
from autheid.usecase.keep_organisation import LOGO_BYTES, KeepOrganisation
from autheid.usecase.keep_team import KeepTeam
from autheid.usecase.record_acts import RecordActs

_encode = msgspec.json.Encoder().encode


class OrganisationShown(Shown):
    """An organisation and its domain's proof: where the token must stand."""

    rp: str
    name: str
    token_algorithm: str
    der_signatures: bool
    logo: str
    disabled: bool
    needs_domain: bool
    domain: str
    domain_token: str
    domain_record: str
    domain_file: str
    domain_proven_at: int | None
    role: str


class ChangeOrganisation(Form):
    """What persons read, and how tokens and signatures are made."""

    name: str
    token_algorithm: TokenAlgorithm
    der_signatures: bool


class ClaimDomain(Form):
    """The domain that is to be proven."""

    domain: str


class MemberShown(Shown):
    """A member."""

    worker: str
    name: str
    email: str
    role: str
    since: int
    is_me: bool


class Invite(Form):
    """A seat for an address."""

    email: str
    role: Role
    name: str = ""


class Invited(Shown):
    """The link, which also went out by mail; it is shown this once."""

    link: str


class InvitationListed(Shown):
    """A seat that waits."""

    invitation: str
    email: str
    role: str
    invited_by: str
    made_at: int
    expires_at: int


class SetRole(Form):
    """A member's part."""

    role: Role


def organisation_shown(party: RelyingParty, role: Role) -> OrganisationShown:
    """An organisation as its page gets it. The token is for who may prove the domain."""
    rules = role is Role.OWNER
    return OrganisationShown(
        rp=party.rp,
        name=party.name,
        token_algorithm=party.token_algorithm.value,
        der_signatures=party.der_signatures,
        logo=party.logo,
        disabled=party.disabled,
        needs_domain=party.needs_domain,
        domain=party.domain,
        domain_token=party.domain_token if rules else "",
        domain_record=record_name(party.domain) if party.domain else "",
        domain_file=f"https://{party.domain}{WELL_KNOWN}" if party.domain else "",
        domain_proven_at=party.domain_proven,
        role=role.value,
    )


class TeamDoor:
    """Routes of one team."""

    def __init__(self, *, team: KeepTeam, organisation: KeepOrganisation, acts: RecordActs) -> None:
        self._team = team
        self._organisation = organisation
        self._acts = acts

    def routes(self) -> list[WorkRoute]:
        """The table."""
        see, rule = Right.SEE, Right.RULE
        alive = Proof.ALIVE
        base = "/organisations/{rp}"
        return [
            WorkRoute("GET", base, "ShowOrganisation", self._show, see),
            WorkRoute("POST", base, "ChangeOrganisation", self._change, rule, alive),
            WorkRoute("POST", base + "/logo", "SetLogo", self._set_logo, rule, alive, most_bytes=LOGO_BYTES),
            WorkRoute("POST", base + "/domain", "ClaimDomain", self._claim, rule, alive),
            WorkRoute("POST", base + "/domain/check", "CheckDomain", self._check, rule),
            WorkRoute("POST", base + "/domain/mark", "MarkDomain", self._mark, rule, alive),
            WorkRoute("GET", base + "/members", "ListMembers", self._members, see),
            WorkRoute("POST", base + "/members/{worker}", "SetRole", self._set_role, rule, alive),
            WorkRoute("POST", base + "/members/{worker}/remove", "RemoveMember", self._remove, rule, alive),
            WorkRoute("POST", base + "/leave", "LeaveTeam", self._leave, see),
            WorkRoute("GET", base + "/invitations", "ListInvitations", self._invitations, rule),
            WorkRoute("POST", base + "/invitations", "InviteMember", self._invite, rule, alive),
            WorkRoute("POST", base + "/invitations/{id}/revoke", "RevokeInvitation", self._revoke, rule),
            WorkRoute("GET", base + "/acts", "ListActs", self._list_acts, rule),
        ]

    async def _show(self, visit: Visit) -> Reply:
        return answer(organisation_shown(visit.party, visit.seat.role))

    async def _change(self, visit: Visit) -> Reply:
        body = visit.form(ChangeOrganisation)
        visit.says(body.name)
        changed = await self._organisation.change(
            visit.party,
            name=body.name,
            token_algorithm=body.token_algorithm,
            der_signatures=body.der_signatures,
        )
        return answer(organisation_shown(changed, visit.seat.role))

    async def _set_logo(self, visit: Visit) -> Reply:
        await self._organisation.set_logo(visit.party, visit.body)
        return answer(Done())

    async def _claim(self, visit: Visit) -> Reply:
        body = visit.form(ClaimDomain)
        claimed = await self._organisation.claim_domain(visit.party, body.domain)
        visit.says(claimed.domain)
        return answer(organisation_shown(claimed, visit.seat.role))

    async def _check(self, visit: Visit) -> Reply:
        visit.says(visit.party.domain)
        return answer(organisation_shown(await self._organisation.check_domain(visit.party), visit.seat.role))

    async def _mark(self, visit: Visit) -> Reply:
        visit.says(visit.party.domain)
        return answer(organisation_shown(await self._organisation.mark_domain(visit.party), visit.seat.role))

    async def _members(self, visit: Visit) -> Reply:
        me = visit.session.worker.worker
        return Reply(
            _encode(
                [
                    MemberShown(
                        worker=one.worker.worker,
                        name=one.worker.name,
                        email=one.worker.email,
                        role=one.role.value,
                        since=one.since,
                        is_me=one.worker.worker == me,
                    )
                    for one in await self._team.members(visit.party.rp)
                ]
            )
        )

    async def _set_role(self, visit: Visit) -> Reply:
        body = visit.form(SetRole)
        worker = visit.call.parameters["worker"]
        visit.says(f"{await self._name_of(visit, worker)}: {body.role.value}")
        await self._team.set_role(visit.party.rp, worker, body.role)
        return answer(Done())

    async def _remove(self, visit: Visit) -> Reply:
        worker = visit.call.parameters["worker"]
        visit.says(await self._name_of(visit, worker))
        await self._team.set_role(visit.party.rp, worker, None)
        return answer(Done())

    async def _leave(self, visit: Visit) -> Reply:
        await self._team.set_role(visit.party.rp, visit.session.worker.worker, None)
        return answer(Done())

    async def _name_of(self, visit: Visit, worker: str) -> str:
        members = await self._team.members(visit.party.rp)
        return next((one.worker.name for one in members if one.worker.worker == worker), worker)

    async def _invitations(self, visit: Visit) -> Reply:
        return Reply(
            _encode(
                [
                    InvitationListed(
                        one.invitation, one.email, one.role.value, one.invited_by, one.made, one.expires
                    )
                    for one in await self._team.invitations(visit.party.rp)
                ]
            )
        )

    async def _invite(self, visit: Visit) -> Reply:
        body = visit.form(Invite)
        email = email_of(body.email)
        visit.says(f"{email.written}: {body.role.value}")
        link = await self._team.invite(
            visit.party,
            email,
            body.role,
            name=body.name,
            by=visit.session.worker.name,
            language=visit.session.worker.language,
        )
        return answer(Invited(link))

    async def _revoke(self, visit: Visit) -> Reply:
        await self._team.revoke_invitation(visit.party.rp, visit.call.parameters["id"])
        return answer(Done())

    async def _list_acts(self, visit: Visit) -> Reply:
        before = before_of(visit)
        page = await self._acts.page(visit.session.worker.realm, visit.party.rp, before=before)
        return acts_shown(page)
