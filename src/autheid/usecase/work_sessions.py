"""People at work come in: by a passkey, and with a session that ages."""

from __future__ import annotations

import msgspec

from autheid.kernel.clock import Clock, Millis, after
from autheid.kernel.errors import Kind, Refusal, invalid
from autheid.kernel.secret import Chance, KeyedHash, base64url_text, digest
from autheid.needs.staff import Staff
from autheid.pki.passkey import Assertion, Origin, Passkey, UnverifiedCredential
from autheid.pki.passkey_proof import verify_assertion, verify_new_passkey
from autheid.team.worker import (
    MOST_PASSKEYS,
    SESSION_SECONDS,
    Realm,
    Worker,
    WorkPasskey,
    WorkSession,
    at_call,
    check_proof,
    checked_name,
)
from autheid.usecase.open_session import CHALLENGE_LIFE_SECONDS, Challenges

WORK_LABEL = b"auth-eid/work/v1\0"
"""Parts what is asked for here from what a person approves: one host, and one browser, may serve both."""
PURPOSES = ("make", "sign in", "prove")
"""What a passkey is asked for."""
_TOUCH_SECONDS = 60
"""A session's last use is written down this seldom."""


class Asked(msgspec.Struct, frozen=True):
    """What a page gives back to us, and what it gives to the browser."""

    challenge: str
    webauthn_challenge: bytes
    expires: Millis


class NewPasskey(msgspec.Struct, frozen=True):
    """A passkey that a browser has made, as it came in."""

    challenge: str
    credential: UnverifiedCredential
    name: str


class WorkPasskeys:
    """What is asked of passkeys, and whether it was answered."""

    def __init__(
        self, *, staff: Staff, challenges: Challenges, hasher: KeyedHash, origin: Origin, clock: Clock
    ) -> None:
        self._staff = staff
        self._challenges = challenges
        self._hasher = hasher
        self._origin = origin
        self._clock = clock

    def ask(self, realm: Realm, purpose: str) -> Asked:
        """A challenge for one purpose in one realm: an answer to another counts for nothing here."""
        challenge, expires = self._challenges.make()
        return Asked(challenge, digest(WORK_LABEL + _statement(realm, purpose, challenge)), expires)

    async def made(self, realm: Realm, new: NewPasskey) -> WorkPasskey:
        """A passkey that was made here and now. Raises Refusal INVALID."""
        statement = _statement(realm, "make", new.challenge)
        await self._use(new.challenge)
        try:
            passkey = verify_new_passkey(
                new.credential,
                expected_challenge=digest(WORK_LABEL + statement),
                expected_origin=self._origin,
            )
        except ValueError as rule:
            raise invalid("passkey", str(rule)) from None
        now = self._clock.now()
        return WorkPasskey(
            credential_id=passkey.credential_id,
            public_key=passkey.public_key,
            name=checked_name("passkeyName", new.name),
            added=now,
            used=now,
        )

    async def used(
        self, realm: Realm, purpose: str, challenge: str, unverified: Assertion
    ) -> tuple[WorkPasskey, Worker]:
        """The passkey that answered, and whose it is.

        1. The challenge is ours, fresh, and was not used before.
        2. The credential is a worker's of this realm, who is not disabled.
        3. The assertion is over this purpose in this realm, with user verification (WebAuthn §7.2).

        Raises Refusal INVALID by 1, UNKNOWN_CALLER by 2 and 3, in one sentence for both.
        """
        # 1.
        await self._use(challenge)
        # 2.
        found = await self._staff.passkey(unverified.credential_id)
        if found is None or found[1].realm is not realm or found[1].disabled:
            raise _nobody()
        passkey, worker = found
        # 3.
        try:
            verify_assertion(
                unverified,
                passkey=Passkey(passkey.credential_id, passkey.public_key),
                expected_statement=_statement(realm, purpose, challenge),
                expected_origin=self._origin,
                label=WORK_LABEL,
            )
        except ValueError:
            raise _nobody() from None
        return passkey, worker

    async def _use(self, challenge: str) -> None:
        expires = after(self._clock.now(), seconds=CHALLENGE_LIFE_SECONDS)
        if not self._challenges.is_ours_and_fresh(challenge) or not await self._staff.use_challenge(
            self._hasher(challenge.encode()), expires=expires
        ):
            raise invalid("challenge", "is not one of ours, has expired, or was used before")


def _statement(realm: Realm, purpose: str, challenge: str) -> bytes:
    return f"{realm.value}\n{purpose}\n{challenge}".encode()


def _nobody() -> Refusal:
    return Refusal(Kind.UNKNOWN_CALLER, "this passkey is not known here")


class WorkSessions:
    """Opens, recognises and ends sessions of people at work."""

    def __init__(
        self, *, staff: Staff, passkeys: WorkPasskeys, hasher: KeyedHash, clock: Clock, chance: Chance
    ) -> None:
        self._staff = staff
        self._passkeys = passkeys
        self._hasher = hasher
        self._clock = clock
        self._chance = chance

    async def sign_in(self, realm: Realm, challenge: str, unverified: Assertion) -> tuple[str, WorkSession]:
        """A session's token and the session. Raises Refusal as `WorkPasskeys.used`."""
        passkey, worker = await self._passkeys.used(realm, "sign in", challenge, unverified)
        return await self.open(worker, credential_id=passkey.credential_id)

    async def open(self, worker: Worker, *, credential_id: bytes | None = None) -> tuple[str, WorkSession]:
        """A session for who was proven to be this worker in this very call."""
        token, now = base64url_text(self._chance(32)), self._clock.now()
        session = WorkSession(
            worker=worker, opened=now, seen=now, proven=now, expires=after(now, seconds=SESSION_SECONDS)
        )
        await self._staff.open_session(self._hasher(token.encode()), session, credential_id=credential_id)
        return token, session

    async def recognise(
        self, realm: Realm, unverified_token: str | None, *, idle: bool = False
    ) -> WorkSession:
        """The session of this token, as this call finds it. `idle` is for calls that a page makes without its person.

        Raises Refusal UNKNOWN_CALLER.
        """
        if not unverified_token:
            raise Refusal(Kind.UNKNOWN_CALLER, "sign in first")
        token_hash = self._hasher(unverified_token.encode())
        stored = await self._staff.session(token_hash)
        if stored is None or stored.worker.realm is not realm:
            raise Refusal(Kind.UNKNOWN_CALLER, "this session is over: sign in again")
        now = self._clock.now()
        session = at_call(stored, now)
        if idle:
            return session
        if session.proven != stored.proven or now >= after(stored.seen, seconds=_TOUCH_SECONDS):
            await self._staff.touch_session(token_hash, seen=now, proven=session.proven)
        return session

    async def prove(
        self, token: str, session: WorkSession, challenge: str, unverified: Assertion
    ) -> WorkSession:
        """The session, proven again by its own worker's passkey. Raises Refusal as `WorkPasskeys.used`."""
        _, worker = await self._passkeys.used(session.worker.realm, "prove", challenge, unverified)
        return await self.proven(token, session, worker)

    async def proven(self, token: str, session: WorkSession, worker: Worker) -> WorkSession:
        """The session, proven by whoever this is. Raises Refusal FORBIDDEN for another worker."""
        if worker.worker != session.worker.worker:
            raise Refusal(Kind.FORBIDDEN, "this is another worker's")
        now = self._clock.now()
        await self._staff.touch_session(self._hasher(token.encode()), seen=now, proven=now)
        return msgspec.structs.replace(session, seen=now, proven=now)

    def check_proof(self, session: WorkSession, *, fresh: bool) -> None:
        """See `autheid.team.worker.check_proof`."""
        check_proof(session, self._clock.now(), fresh=fresh)

    async def sign_out(self, token: str) -> None:
        """End this session."""
        await self._staff.end_session(self._hasher(token.encode()))

    async def sign_out_everywhere(self, token: str, session: WorkSession) -> None:
        """End every other session of this worker."""
        await self._staff.end_sessions(session.worker.worker, but=self._hasher(token.encode()))

    async def passkeys(self, session: WorkSession) -> list[WorkPasskey]:
        """The worker's own."""
        return await self._staff.passkeys(session.worker.worker)

    async def add_passkey(self, session: WorkSession, new: NewPasskey) -> None:
        """One more. Raises Refusal INVALID, EXHAUSTED."""
        if len(await self.passkeys(session)) >= MOST_PASSKEYS:
            raise Refusal(Kind.EXHAUSTED, f"you have {MOST_PASSKEYS} passkeys: remove one first")
        passkey = await self._passkeys.made(session.worker.realm, new)
        if not await self._staff.add_passkey(session.worker.worker, passkey):
            raise invalid("passkey", "is known already")

    async def remove_passkey(self, session: WorkSession, credential_id: bytes) -> None:
        """One less. Raises Refusal PRECONDITION for the last way in."""
        if not await self._staff.remove_passkey(session.worker.worker, credential_id):
            raise Refusal(Kind.PRECONDITION, "this is not a passkey of yours, or it is your last way in")

    async def change(self, session: WorkSession, *, name: str, language: str) -> Worker:
        """Name and language. Raises Refusal INVALID."""
        if language not in {"en", "sv"}:
            raise invalid("language", "must be en or sv")
        name = checked_name("name", name)
        if session.worker.realm is Realm.CONSOLE and name != session.worker.name:
            raise invalid("name", "of an officer stays: persons read who has looked, and two decide by it")
        worker = msgspec.structs.replace(
            session.worker, name=name, language="sv" if language == "sv" else "en"
        )
        await self._staff.write_worker(worker)
        return worker
