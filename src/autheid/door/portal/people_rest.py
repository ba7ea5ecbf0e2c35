"""The portal before a team is chosen: sign-up, sign-in with Auth eID, invitations, and new organisations."""

from __future__ import annotations

import msgspec

from autheid.account.account import Language
from autheid.account.rp import RelyingParty
from autheid.door.entry import JoinLook, session_shown
from autheid.door.forms import answer, email_of
from autheid.door.http import Reply
from autheid.door.work import Access, Done, Form, Gate, PasskeyMade, Proof, Shown, Visit, WorkRoute
from autheid.kernel.rate import Rate
from autheid.team.role import Membership
from autheid.usecase.join_team import SignUpWorker, TakeSeat
from autheid.usecase.keep_organisation import KeepOrganisation
from autheid.usecase.keep_team import KeepTeam
from autheid.usecase.record_acts import RecordActs
from autheid.usecase.sign_in_by_eid import SignInByEid

_encode = msgspec.json.Encoder().encode


class BeginSignUp(Form):
    """Who wants to become a member."""

    name: str
    email: str
    language: Language = "en"


class SignUpBegun(Shown):
    """A code is on its way."""

    sign_up_id: str
    expires_at: int


class SignUpCode(Form):
    """The code that came."""

    code: str


class CompleteSignUp(PasskeyMade, kw_only=True):
    """The code again, and a new passkey."""

    code: str


class KnockEid(Form):
    """The address to ask at; empty for a code to scan."""

    email: str = ""
    started_from: str = ""


class Knocked(Shown):
    """A request is on its way. `ticket` is this page's alone; `matchNumber` is picked in the app."""

    request_id: str
    ticket: str
    match_number: int
    expires_at: int


class Ticket(Form):
    """A page's ticket for a request."""

    request_id: str
    ticket: str


class EidSignUp(Ticket):
    """A new member with this account."""

    name: str


class EidLooked(Shown):
    """How it stands; `qr` and `link` while it waits to be scanned."""

    status: str
    qr: str
    link: str


class EidEntered(Shown):
    """`known` is false when no member signs in with this account: sign up with it, or link it when signed in."""

    known: bool


class NewOrganisation(Form):
    """What persons will read."""

    name: str


class TeamShown(Shown):
    """A team that the worker is of."""

    rp: str
    name: str
    role: str
    logo: str
    disabled: bool


class AboutPortal(Shown):
    """What a page needs to know before anybody has signed in."""

    profile: str
    origin: str
    sign_up: bool
    mail: bool
    keep_hours: int
    servers: dict[str, str]


def team_shown(seat: tuple[Membership, RelyingParty]) -> TeamShown:
    """A team in a list."""
    member, party = seat
    return TeamShown(party.rp, party.name, member.role.value, party.logo, party.disabled)


class PeopleDoor:
    """Routes that are no team's."""

    def __init__(
        self,
        *,
        gate: Gate,
        sign_up: SignUpWorker,
        eid: SignInByEid,
        take_seat: TakeSeat,
        team: KeepTeam,
        organisation: KeepOrganisation,
        acts: RecordActs,
        codes: Rate,
        about: AboutPortal,
    ) -> None:
        """`codes` is how often a code, or a question in the app, goes to one address."""
        self._gate = gate
        self._sign_up = sign_up
        self._eid = eid
        self._take_seat = take_seat
        self._team = team
        self._organisation = organisation
        self._acts = acts
        self._codes = codes
        self._about = about

    def routes(self) -> list[WorkRoute]:
        """The table."""
        anybody, worker = Access.ANYBODY, Access.WORKER
        return [
            WorkRoute("GET", "/about", "AboutPortal", self._tell, anybody),
            WorkRoute("POST", "/sign-up", "BeginSignUp", self._begin, anybody),
            WorkRoute("POST", "/sign-up/{id}/code", "CheckSignUp", self._check, anybody),
            WorkRoute("POST", "/sign-up/{id}", "CompleteSignUp", self._complete, anybody),
            WorkRoute("POST", "/eid", "KnockByEid", self._knock, anybody),
            WorkRoute("POST", "/eid/look", "LookAtEid", self._look, anybody),
            WorkRoute("POST", "/eid/enter", "EnterByEid", self._enter, anybody),
            WorkRoute("POST", "/eid/sign-up", "SignUpByEid", self._eid_sign_up, anybody),
            WorkRoute("POST", "/eid/prove", "ProveByEid", self._prove, worker, recorded=False),
            WorkRoute("POST", "/eid/link", "LinkEid", self._link, worker, Proof.FRESH),
            WorkRoute("POST", "/eid/unlink", "UnlinkEid", self._unlink, worker, Proof.FRESH),
            WorkRoute("POST", "/join/accept", "AcceptInvitation", self._accept, worker),
            WorkRoute("GET", "/organisations", "ListOrganisations", self._teams, worker),
            WorkRoute("POST", "/organisations", "CreateOrganisation", self._found, worker, Proof.ALIVE),
        ]

    async def _tell(self, _: Visit) -> Reply:
        return answer(self._about)

    async def _begin(self, visit: Visit) -> Reply:
        body = visit.form(BeginSignUp)
        email = email_of(body.email)
        self._codes.take(email.folded)
        begun = await self._sign_up.begin(body.name, email, language=body.language)
        return answer(SignUpBegun(*begun))

    async def _check(self, visit: Visit) -> Reply:
        body = visit.form(SignUpCode)
        await self._sign_up.check(visit.call.parameters["id"], body.code)
        return answer(Done())

    async def _complete(self, visit: Visit) -> Reply:
        body = visit.form(CompleteSignUp)
        token, session = await self._sign_up.complete(
            visit.call.parameters["id"], body.code, body.new_passkey()
        )
        return self._gate.signed_in(token, session_shown(session))

    async def _knock(self, visit: Visit) -> Reply:
        body = visit.form(KnockEid)
        email = email_of(body.email) if body.email else None
        if email is not None:
            # Anybody may press this button, and somebody else is asked: so it is as seldom as a code.
            self._codes.take(email.folded)
        knock = await self._eid.knock(email, started_from=body.started_from)
        opening = knock.opening
        return answer(Knocked(opening.request_id, knock.ticket, opening.match_number, opening.expires))

    async def _look(self, visit: Visit) -> Reply:
        body = visit.form(Ticket)
        return answer(EidLooked(*await self._eid.look(body.request_id, body.ticket)))

    async def _enter(self, visit: Visit) -> Reply:
        body = visit.form(Ticket)
        entered = await self._eid.enter(body.request_id, body.ticket)
        if entered is None:
            return answer(EidEntered(known=False))
        await self._acts.came_in(entered[1].worker, how="Auth eID", place=visit.call.peer())
        return self._gate.signed_in(entered[0], EidEntered(known=True))

    async def _eid_sign_up(self, visit: Visit) -> Reply:
        body = visit.form(EidSignUp)
        token, session = await self._eid.sign_up(body.request_id, body.ticket, body.name)
        return self._gate.signed_in(token, session_shown(session))

    async def _prove(self, visit: Visit) -> Reply:
        body = visit.form(Ticket)
        session = await self._eid.prove(visit.token, visit.session, body.request_id, body.ticket)
        return answer(session_shown(session))

    async def _link(self, visit: Visit) -> Reply:
        body = visit.form(Ticket)
        worker = await self._eid.link(visit.session, body.request_id, body.ticket)
        return answer(session_shown(visit.session, worker))

    async def _unlink(self, visit: Visit) -> Reply:
        return answer(session_shown(visit.session, await self._eid.unlink(visit.session)))

    async def _accept(self, visit: Visit) -> Reply:
        body = visit.form(JoinLook)
        visit.record.rp = await self._take_seat.accept(visit.session, body.token)
        return answer(Done())

    async def _teams(self, visit: Visit) -> Reply:
        return Reply(_encode([team_shown(seat) for seat in await self._team.teams(visit.session)]))

    async def _found(self, visit: Visit) -> Reply:
        body = visit.form(NewOrganisation)
        party = await self._organisation.found(visit.session, body.name)
        visit.says(party.name)
        visit.record.rp = party.rp
        return answer(TeamShown(party.rp, party.name, "owner", party.logo, disabled=False))
