"""A member signs in with Auth eID itself: the product is its own first relying party."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from autheid.account.rp import RelyingParty
from autheid.kernel.clock import Clock, Millis
from autheid.kernel.errors import Kind, Refusal
from autheid.kernel.ids import RpId
from autheid.kernel.secret import Chance, KeyedHash, base64url_text, equal
from autheid.needs.parties import Parties
from autheid.needs.staff import Staff
from autheid.person.email import EmailAddress
from autheid.request.kind import RequestKind
from autheid.request.opening import AuthenticationOptions, NewRequest, Opening, SignatureOptions, StartedBy
from autheid.request.start_code import StartSecrets
from autheid.request.state import Succeeded, Waiting
from autheid.team.worker import Realm, Worker, WorkSession, checked_name, make_worker_id
from autheid.usecase.create_request import CreateRequest
from autheid.usecase.find_request import FindRequest
from autheid.usecase.join_team import SignUpWorker
from autheid.usecase.work_sessions import WorkSessions

PORTAL_PARTY = RelyingParty(rp=RpId("auth-eid-portal"), name="Auth eID portal")
_SECONDS = 120


class Knock(NamedTuple):
    """A request that was opened for somebody who wants to come in. `ticket` is for the page that asked, alone."""

    opening: Opening
    ticket: str


class SignInByEid:
    """Asks the person's app, and lets in who approves there."""

    def __init__(
        self,
        *,
        create: CreateRequest,
        find: FindRequest,
        starts: StartSecrets,
        staff: Staff,
        parties: Parties,
        sessions: WorkSessions,
        sign_up: SignUpWorker,
        tickets: KeyedHash,
        start_url: str,
        clock: Clock,
        chance: Chance,
    ) -> None:
        """`start_url` is what a start code is added to."""
        self._create = create
        self._find = find
        self._starts = starts
        self._staff = staff
        self._parties = parties
        self._sessions = sessions
        self._sign_up = sign_up
        self._tickets = tickets
        self._start_url = start_url
        self._clock = clock
        self._chance = chance

    async def knock(self, email: EmailAddress | None, *, started_from: str) -> Knock:
        """Ask at this address, with a number to compare, or whoever scans the code. Raises Refusal as `CreateRequest`."""
        await self._parties.create_party(PORTAL_PARTY)
        asked = NewRequest(
            kind=RequestKind.AUTHENTICATION,
            email=email,
            unique_user_id=None,
            timeout_seconds=_SECONDS,
            title="Sign in to the portal",
            description="",
            ra_pub_key=b"",
            idempotent_key="",
            pin_only=False,
            authentication=AuthenticationOptions(),
            signature=SignatureOptions(),
            local=email is None,
            match_code=email is not None,
            started_from=started_from,
        )
        opening = await self._create(PORTAL_PARTY, asked)
        return Knock(opening, self._ticket(opening))

    async def look(self, request_id: str, ticket: str) -> tuple[str, str, str]:
        """The status, and for a request that waits to be scanned what the code and the link are now."""
        opening, state = await self._mine(request_id, ticket)
        if not isinstance(state, Waiting):
            return type(state).__name__, "", ""
        if not opening.asked.local:
            return "Waiting", "", ""
        now = self._clock.now()
        qr, link = (
            self._start_url + self._starts.code_of(opening, mode, now=now)
            for mode in (StartedBy.QR, StartedBy.LINK)
        )
        return "Waiting", qr, link

    async def enter(self, request_id: str, ticket: str) -> tuple[str, WorkSession] | None:
        """A session for who approved; None when no member signs in with that account. The ticket is used up by a session.

        Raises Refusal NOT_FOUND, PRECONDITION when it was not approved, or the ticket was used.
        """
        opening, approved = await self._approved(request_id, ticket)
        worker = await self._staff.worker_by_user(approved.unique_user_id)
        if worker is None or worker.disabled:
            return None
        await self._use(opening)
        return await self._sessions.open(worker)

    async def sign_up(self, request_id: str, ticket: str, name: str) -> tuple[str, WorkSession]:
        """A new member with this account; the address that the person presented is proven. Raises Refusal as `enter`."""
        self._sign_up.check_open()
        name = checked_name("name", name)
        opening, approved = await self._approved(request_id, ticket)
        await self._use(opening)
        worker = Worker(
            worker=make_worker_id(self._chance),
            realm=Realm.PORTAL,
            name=name,
            email=opening.email,
            created=self._clock.now(),
            unique_user_id=approved.unique_user_id,
        )
        if await self._staff.worker_by_user(
            approved.unique_user_id
        ) is not None or not await self._staff.add_worker(worker, None):
            raise Refusal(Kind.PRECONDITION, "this address has signed up before: sign in with its passkey")
        return await self._sessions.open(worker)

    async def prove(self, token: str, session: WorkSession, request_id: str, ticket: str) -> WorkSession:
        """The session, proven again. Raises Refusal as `enter`, FORBIDDEN for another's account."""
        opening, approved = await self._approved(request_id, ticket)
        worker = await self._staff.worker_by_user(approved.unique_user_id)
        if worker is None:
            raise Refusal(Kind.FORBIDDEN, "no member signs in with this account")
        await self._use(opening)
        return await self._sessions.proven(token, session, worker)

    async def link(self, session: WorkSession, request_id: str, ticket: str) -> Worker:
        """Let this account sign in as this worker. Raises Refusal as `enter`, PRECONDITION when it is another's."""
        opening, approved = await self._approved(request_id, ticket)
        await self._use(opening)
        worker = msgspec.structs.replace(session.worker, unique_user_id=approved.unique_user_id)
        other = await self._staff.worker_by_user(approved.unique_user_id)
        if (other is not None and other.worker != worker.worker) or not await self._staff.write_worker(
            worker
        ):
            raise Refusal(Kind.PRECONDITION, "another member signs in with this account")
        return worker

    async def unlink(self, session: WorkSession) -> Worker:
        """No account signs in as this worker any more. Raises Refusal PRECONDITION for the last way in."""
        if not await self._staff.passkeys(session.worker.worker):
            raise Refusal(Kind.PRECONDITION, "this is your last way in: add a passkey first")
        worker = msgspec.structs.replace(session.worker, unique_user_id="")
        await self._staff.write_worker(worker)
        return worker

    async def _approved(self, request_id: str, ticket: str) -> tuple[Opening, Succeeded]:
        opening, state = await self._mine(request_id, ticket)
        if not isinstance(state, Succeeded):
            raise Refusal(Kind.PRECONDITION, "this was not approved")
        return opening, state

    async def _mine(self, request_id: str, ticket: str) -> tuple[Opening, object]:
        opening, state = await self._find(request_id, expected_rp=PORTAL_PARTY.rp)
        if not equal(self._ticket(opening).encode(), ticket.encode()):
            raise Refusal(Kind.NOT_FOUND, "no such request")
        return opening, state

    async def _use(self, opening: Opening) -> None:
        expires = Millis(opening.expires + 1000 * 24 * 3600 * 366)
        if not await self._staff.use_challenge(self._tickets(opening.request_id.encode()), expires=expires):
            raise Refusal(Kind.PRECONDITION, "this approval was used before")

    def _ticket(self, opening: Opening) -> str:
        return base64url_text(self._tickets(b"ticket of " + opening.request_id.encode()))
