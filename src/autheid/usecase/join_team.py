"""Somebody becomes a worker: by signing up in the portal, or by an invitation to a team or to the console."""

from __future__ import annotations

from autheid.account.account import Language
from autheid.account.enrolment import CODE_LIFE_SECONDS, CODE_TRIES, code_material, make_code
from autheid.account.letter import Letter, LetterKind
from autheid.account.rp import RelyingParty
from autheid.kernel.clock import Clock, Millis, after
from autheid.kernel.errors import Kind, Refusal, invalid
from autheid.kernel.ids import RpId
from autheid.kernel.secret import Chance, KeyedHash, base64url_text
from autheid.needs.parties import Parties
from autheid.needs.staff import SignUp, Staff
from autheid.person.email import EmailAddress
from autheid.team.role import Invitation, Role
from autheid.team.worker import (
    Realm,
    Worker,
    WorkPasskey,
    WorkSession,
    checked_name,
    make_worker_id,
)
from autheid.usecase.work_sessions import NewPasskey, WorkPasskeys, WorkSessions


class SignUpWorker:
    """A member-to-be proves the address, then makes a passkey."""

    def __init__(
        self,
        *,
        staff: Staff,
        passkeys: WorkPasskeys,
        sessions: WorkSessions,
        codes: KeyedHash,
        is_open: bool,
        clock: Clock,
        chance: Chance,
    ) -> None:
        """`is_open` is whether anybody may sign up; else members come by invitation alone."""
        self._staff = staff
        self._passkeys = passkeys
        self._sessions = sessions
        self._codes = codes
        self.is_open = is_open
        self._clock = clock
        self._chance = chance

    async def begin(self, name: str, email: EmailAddress, *, language: Language) -> tuple[str, Millis]:
        """Send a code. The same for an address that has a worker already: the caller learns nothing of it."""
        self.check_open()
        now, sign_up_id, code = self._clock.now(), base64url_text(self._chance(16)), make_code(self._chance)
        expires = after(now, seconds=CODE_LIFE_SECONDS)
        sign_up = SignUp(
            sign_up=sign_up_id,
            name=checked_name("name", name),
            email=email.written,
            language=language,
            code_hash=self._codes(code_material(sign_up_id, code)),
            tries_left=CODE_TRIES,
            expires=expires,
        )
        letter = Letter(
            kind=LetterKind.WORK_CODE, to=email.written, language=language, at=now, code=code, expires=expires
        )
        await self._staff.begin_sign_up(sign_up, letters=(letter,), now=now)
        return sign_up_id, expires

    async def check(self, sign_up_id: str, code: str) -> SignUp:
        """The sign-up whose code this is; it goes on. Raises Refusal NOT_FOUND, PRECONDITION, FORBIDDEN."""
        sign_up = await self._proven(sign_up_id, code)
        await self._staff.give_back_try(sign_up_id)
        return sign_up

    async def complete(self, sign_up_id: str, code: str, new: NewPasskey) -> tuple[str, WorkSession]:
        """The worker's first session.

        1. A try is taken away, then the code is compared in constant time.
        2. The passkey was made here and now.
        3. The store: the sign-up is still there, and the address has no worker.

        Raises Refusal as `check` by 1, INVALID by 2, PRECONDITION by 3.
        """
        # 1.
        sign_up = await self._proven(sign_up_id, code)
        # 2.
        passkey = await self._passkeys.made(Realm.PORTAL, new)
        # 3.
        worker = Worker(
            worker=make_worker_id(self._chance),
            realm=Realm.PORTAL,
            name=sign_up.name,
            email=sign_up.email,
            created=self._clock.now(),
            language="sv" if sign_up.language == "sv" else "en",
        )
        if not await self._staff.add_worker(worker, passkey, sign_up=sign_up_id):
            raise Refusal(Kind.PRECONDITION, "this address has signed up before: sign in")
        return await self._sessions.open(worker, credential_id=passkey.credential_id)

    def check_open(self) -> None:
        """Raises Refusal FORBIDDEN where members come by invitation alone."""
        if not self.is_open:
            raise Refusal(Kind.FORBIDDEN, "members come by invitation here: ask whoever runs this server")

    async def _proven(self, sign_up_id: str, code: str) -> SignUp:
        sign_up = await self._staff.count_try(sign_up_id)
        if sign_up is None or self._clock.now() >= sign_up.expires or sign_up.tries_left < 0:
            raise Refusal(Kind.PRECONDITION, "this sign-up is over: begin again")
        if not self._codes.matches(code_material(sign_up_id, code), sign_up.code_hash):
            raise Refusal(Kind.FORBIDDEN, "code: is not the one that was sent", field="code")
        return sign_up


class TakeSeat:
    """Who has an invitation's link takes the seat that it gives. The link came by mail, so it proves the address."""

    def __init__(
        self,
        *,
        staff: Staff,
        parties: Parties,
        passkeys: WorkPasskeys,
        sessions: WorkSessions,
        hasher: KeyedHash,
        clock: Clock,
        chance: Chance,
    ) -> None:
        self._staff = staff
        self._parties = parties
        self._passkeys = passkeys
        self._sessions = sessions
        self._hasher = hasher
        self._clock = clock
        self._chance = chance

    async def look(self, realm: Realm, token: str) -> tuple[Invitation, RelyingParty | None]:
        """The invitation and its party. Raises Refusal NOT_FOUND, the same for one that was used or has expired."""
        found = await self._staff.invitation_by_token(self._hasher(token.encode()))
        if found is None or found.realm is not realm or self._clock.now() >= found.expires:
            raise Refusal(Kind.NOT_FOUND, "this invitation was used, revoked, or has expired")
        return found, None if found.rp is None else await self._parties.party(found.rp)

    async def join(self, realm: Realm, token: str, name: str, new: NewPasskey) -> tuple[str, WorkSession]:
        """A new worker in the seat, and a first session. Raises Refusal as `look`, INVALID, PRECONDITION."""
        invitation, _ = await self.look(realm, token)
        # An officer is who was invited, under the name that tells officers apart.
        name = invitation.name if realm is Realm.CONSOLE else checked_name("name", name or invitation.name)
        passkey: WorkPasskey = await self._passkeys.made(realm, new)
        worker = Worker(
            worker=make_worker_id(self._chance),
            realm=realm,
            name=name,
            email=invitation.email,
            created=self._clock.now(),
            owns=realm is Realm.CONSOLE and invitation.role is Role.OWNER,
        )
        if not await self._staff.add_worker(worker, passkey, invitation=invitation.invitation):
            raise Refusal(
                Kind.PRECONDITION, "this address has signed up before: sign in, then open the link again"
            )
        return await self._sessions.open(worker, credential_id=passkey.credential_id)

    async def accept(self, session: WorkSession, token: str) -> RpId:
        """The seat for somebody who is signed in; whose team it is in. Raises Refusal as `look`, FORBIDDEN when it is another's."""
        invitation, _ = await self.look(session.worker.realm, token)
        if invitation.rp is None:
            raise invalid("token", "is an officer's: open the link where you are not signed in")
        mine = await self._staff.worker_by_email(session.worker.realm, invitation.email)
        if mine is None or mine.worker != session.worker.worker:
            raise Refusal(Kind.FORBIDDEN, "this invitation is for another address than yours")
        if await self._staff.membership(invitation.rp, session.worker.worker) is not None:
            # Another role is an owner's to give, and the last owner stays one.
            raise Refusal(Kind.PRECONDITION, "you are of this team already")
        if not await self._staff.accept_invitation(
            invitation.invitation, session.worker.worker, now=self._clock.now()
        ):
            raise Refusal(Kind.NOT_FOUND, "this invitation was used, revoked, or has expired")
        return invitation.rp
