"""How people at work come in, in either realm: by a passkey, by an invitation; and what each does with their own session."""

from __future__ import annotations

import msgspec

from autheid.door.forms import answer, credential_id_of
from autheid.door.http import Reply
from autheid.door.work import (
    Access,
    Done,
    Form,
    Gate,
    PasskeyMade,
    PasskeyUsed,
    Proof,
    Shown,
    Visit,
    WorkRoute,
)
from autheid.kernel.errors import invalid
from autheid.kernel.secret import base64url_text
from autheid.team.worker import FRESH_SECONDS, Realm, Worker, WorkSession
from autheid.usecase.join_team import TakeSeat
from autheid.usecase.record_acts import RecordActs
from autheid.usecase.work_sessions import PURPOSES, WorkPasskeys, WorkSessions

_encode = msgspec.json.Encoder().encode


class Purpose(Form):
    """What a passkey is asked for."""

    purpose: str


class JoinLook(Form):
    """An invitation's token, as the link has it."""

    token: str


class Join(PasskeyMade, kw_only=True):
    """A new passkey for the seat of an invitation."""

    token: str
    name: str = ""


class InvitationShown(Shown):
    """What somebody is invited to. `organisation` is empty for the console."""

    organisation: str
    role: str
    email: str
    name: str
    invited_by: str
    expires_at: int


class ChangeMe(Form):
    """Name and language."""

    name: str
    language: str


class PasskeyShown(Shown):
    """A passkey of the worker's own."""

    credential_id: str
    name: str
    added_at: int
    used_at: int


class SessionShown(Shown):
    """Who is signed in, and for how long. `freshUntil` is until when secrets are shown without asking again."""

    worker: str
    name: str
    email: str
    language: str
    owns: bool
    has_eid: bool
    opened_at: int
    expires_at: int
    fresh_until: int


def session_shown(session: WorkSession, worker: Worker | None = None) -> SessionShown:
    """A session as its page gets it; `worker` when it has changed in this call."""
    worker = worker or session.worker
    return SessionShown(
        worker=worker.worker,
        name=worker.name,
        email=worker.email,
        language=worker.language,
        owns=worker.owns,
        has_eid=bool(worker.unique_user_id),
        opened_at=session.opened,
        expires_at=session.expires,
        fresh_until=session.proven + FRESH_SECONDS * 1000 if session.proven else 0,
    )


class EntryDoor:
    """The routes that both realms have."""

    def __init__(
        self,
        *,
        realm: Realm,
        gate: Gate,
        passkeys: WorkPasskeys,
        sessions: WorkSessions,
        take_seat: TakeSeat,
        acts: RecordActs,
    ) -> None:
        self._realm = realm
        self._gate = gate
        self._passkeys = passkeys
        self._sessions = sessions
        self._take_seat = take_seat
        self._acts = acts

    def routes(self) -> list[WorkRoute]:
        """The table."""
        anybody, worker = Access.ANYBODY, Access.WORKER
        return [
            WorkRoute("POST", "/passkeys/ask", "AskPasskey", self._ask, anybody),
            WorkRoute("POST", "/sign-in", "SignIn", self._sign_in, anybody),
            WorkRoute("POST", "/join/look", "LookAtInvitation", self._look, anybody),
            WorkRoute("POST", "/join", "Join", self._join, anybody),
            WorkRoute("GET", "/me", "ShowMe", self._me, worker, idle=True),
            WorkRoute("POST", "/me", "ChangeMe", self._change, worker),
            WorkRoute("POST", "/sign-out", "SignOut", self._sign_out, worker),
            WorkRoute("POST", "/sign-out/others", "SignOutOthers", self._sign_out_others, worker),
            WorkRoute("POST", "/prove", "Prove", self._prove, worker, recorded=False),
            WorkRoute("GET", "/me/passkeys", "ListPasskeys", self._list_passkeys, worker),
            WorkRoute("POST", "/me/passkeys", "AddPasskey", self._add_passkey, worker, Proof.FRESH),
            WorkRoute("POST", "/me/passkeys/{id}/remove", "RemovePasskey", self._remove, worker, Proof.FRESH),
        ]

    async def _ask(self, visit: Visit) -> Reply:
        body = visit.form(Purpose)
        if body.purpose not in PURPOSES:
            raise invalid("purpose", f"must be one of {', '.join(PURPOSES)}")
        return answer(self._gate.asked(self._passkeys.ask(self._realm, body.purpose)))

    async def _sign_in(self, visit: Visit) -> Reply:
        body = visit.form(PasskeyUsed)
        token, session = await self._sessions.sign_in(self._realm, body.challenge, body.assertion())
        await self._acts.came_in(session.worker, how="passkey", place=visit.call.peer())
        return self._gate.signed_in(token, session_shown(session))

    async def _look(self, visit: Visit) -> Reply:
        body = visit.form(JoinLook)
        invitation, party = await self._take_seat.look(self._realm, body.token)
        return answer(
            InvitationShown(
                organisation="" if party is None else party.name,
                role=invitation.role.value,
                email=invitation.email,
                name=invitation.name,
                invited_by=invitation.invited_by,
                expires_at=invitation.expires,
            )
        )

    async def _join(self, visit: Visit) -> Reply:
        body = visit.form(Join)
        invitation, _ = await self._take_seat.look(self._realm, body.token)
        token, session = await self._take_seat.join(self._realm, body.token, body.name, body.new_passkey())
        await self._acts.note(session.worker, rp=invitation.rp, what="Join", detail=visit.call.peer())
        return self._gate.signed_in(token, session_shown(session))

    async def _me(self, visit: Visit) -> Reply:
        return answer(session_shown(visit.session))

    async def _change(self, visit: Visit) -> Reply:
        body = visit.form(ChangeMe)
        worker = await self._sessions.change(visit.session, name=body.name, language=body.language)
        return answer(session_shown(visit.session, worker))

    async def _sign_out(self, visit: Visit) -> Reply:
        await self._sessions.sign_out(visit.token)
        return self._gate.signed_out()

    async def _sign_out_others(self, visit: Visit) -> Reply:
        await self._sessions.sign_out_everywhere(visit.token, visit.session)
        return answer(Done())

    async def _prove(self, visit: Visit) -> Reply:
        body = visit.form(PasskeyUsed)
        session = await self._sessions.prove(visit.token, visit.session, body.challenge, body.assertion())
        return answer(session_shown(session))

    async def _list_passkeys(self, visit: Visit) -> Reply:
        return Reply(
            _encode(
                [
                    PasskeyShown(base64url_text(one.credential_id), one.name, one.added, one.used)
                    for one in await self._sessions.passkeys(visit.session)
                ]
            )
        )

    async def _add_passkey(self, visit: Visit) -> Reply:
        body = visit.form(PasskeyMade)
        await self._sessions.add_passkey(visit.session, body.new_passkey())
        visit.says(body.passkey_name)
        return answer(Done())

    async def _remove(self, visit: Visit) -> Reply:
        await self._sessions.remove_passkey(visit.session, credential_id_of(visit.call.parameters["id"]))
        return answer(Done())
