"""People at work in SQLite (see `autheid.needs.staff`). What names them stands sealed; they are found by a keyed hash."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any, TypeVar, cast

import msgspec

from autheid.account.letter import Letter
from autheid.account.rp import RelyingParty
from autheid.kernel.clock import Millis
from autheid.kernel.ids import RpId
from autheid.kernel.secret import Sealer
from autheid.needs.staff import SignUp
from autheid.person.email import parse_email
from autheid.store.sqlite.database import Database
from autheid.store.sqlite.outbox import put_letters
from autheid.store.sqlite.parties import put_party, read_party
from autheid.store.sqlite.statements import read_statements
from autheid.team.act import Act, Outcome
from autheid.team.role import Invitation, Membership, Role
from autheid.team.worker import Realm, Worker, WorkerId, WorkPasskey, WorkSession

_SQL = read_statements("staff")
_ANY_ACT = 2**63 - 1
_encode = msgspec.msgpack.Encoder().encode
_Row = tuple[Any, ...]
_T = TypeVar("_T")


class _Named(msgspec.Struct, frozen=True):
    name: str
    email: str
    language: str


class _Invited(msgspec.Struct, frozen=True):
    role: str
    email: str
    name: str
    invited_by: str
    made: Millis


class _Acted(msgspec.Struct, frozen=True):
    at: Millis
    worker: str
    name: str
    what: str
    detail: str


class SqliteStaff:
    """Workers, teams and the record of acts."""

    def __init__(self, database: Database, *, sealer: Sealer, letters: Sealer) -> None:
        self._database = database
        self._sealer = sealer
        self._letters = letters

    async def begin_sign_up(self, sign_up: SignUp, *, letters: Sequence[Letter], now: Millis) -> None:
        named = _Named(sign_up.name, sign_up.email, sign_up.language)
        row = (
            sign_up.sign_up,
            sign_up.code_hash,
            sign_up.tries_left,
            sign_up.expires,
            self._seal(named, sign_up.sign_up),
        )

        def job(connection: sqlite3.Connection) -> None:
            connection.execute(_SQL["begin_sign_up"], row)
            put_letters(connection, self._letters, letters, now)

        await self._database.batch.write(job)

    async def count_try(self, sign_up: str) -> SignUp | None:
        def job(connection: sqlite3.Connection) -> _Row | None:
            row: _Row | None = connection.execute(_SQL["count_try"], (sign_up,)).fetchone()
            return row

        row = await self._database.batch.write(job)
        if row is None:
            return None
        named = self._open(row[4], row[0], _Named)
        return SignUp(
            sign_up=row[0],
            name=named.name,
            email=named.email,
            language=named.language,
            code_hash=row[1],
            tries_left=row[2],
            expires=row[3],
        )

    async def give_back_try(self, sign_up: str) -> None:
        await self._changes("give_back_try", (sign_up,))

    async def add_worker(
        self, worker: Worker, passkey: WorkPasskey | None, *, sign_up: str = "", invitation: str = ""
    ) -> bool:
        row = (
            worker.worker,
            worker.realm.value,
            self._address(worker.email),
            worker.unique_user_id or None,
            int(worker.owns),
            int(worker.disabled),
            worker.created,
            self._seal(_Named(worker.name, worker.email, worker.language), worker.worker),
        )

        def job(connection: sqlite3.Connection) -> bool:
            # Checked before anything is written: a batch keeps what a refused job has written.
            taken = connection.execute(_SQL["worker_by_address"], (row[1], row[2])).fetchone()
            if taken is not None:
                return False
            if sign_up and connection.execute(_SQL["end_sign_up"], (sign_up,)).rowcount != 1:
                return False
            used: _Row | None = None
            if invitation:
                used = connection.execute(_SQL["use_invitation"], (invitation,)).fetchone()
                if used is None:
                    return False
            connection.execute(_SQL["add_worker"], row)
            if passkey is not None:
                connection.execute(_SQL["add_passkey"], _passkey_row(worker.worker, passkey))
            if used is not None:
                self._seat(connection, used, worker.worker, worker.created)
            return True

        return await self._database.batch.write(job)

    async def accept_invitation(self, invitation: str, worker: WorkerId, *, now: Millis) -> bool:
        def job(connection: sqlite3.Connection) -> bool:
            used = connection.execute(_SQL["use_invitation"], (invitation,)).fetchone()
            if used is None:
                return False
            self._seat(connection, used, worker, now)
            return True

        return await self._database.batch.write(job)

    def _seat(self, connection: sqlite3.Connection, used: _Row, worker: WorkerId, now: Millis) -> None:
        if used[3] is not None:
            role = self._open(used[5], used[0], _Invited).role
            connection.execute(_SQL["add_member"], (used[3], worker, role, now))

    async def worker(self, worker: WorkerId) -> Worker | None:
        return self._worker_of(self._database.one(_SQL["worker"], (worker,)))

    async def worker_by_email(self, realm: Realm, email: str) -> Worker | None:
        arguments = (realm.value, self._address(email))
        return self._worker_of(self._database.one(_SQL["worker_by_address"], arguments))

    async def worker_by_user(self, unique_user_id: str) -> Worker | None:
        return self._worker_of(self._database.one(_SQL["worker_by_user"], (unique_user_id,)))

    async def workers(self, realm: Realm) -> list[Worker]:
        rows = self._database.all(_SQL["workers"], (realm.value,))
        return [worker for row in rows if (worker := self._worker_of(row)) is not None]

    async def write_worker(self, worker: Worker) -> bool:
        sealed = self._seal(_Named(worker.name, worker.email, worker.language), worker.worker)
        row = (worker.unique_user_id or None, int(worker.owns), int(worker.disabled), sealed, worker.worker)
        return await self._changes("write_worker", row)

    async def passkeys(self, worker: WorkerId) -> list[WorkPasskey]:
        return [_passkey_of(row) for row in self._database.all(_SQL["passkeys"], (worker,))]

    async def passkey(self, credential_id: bytes) -> tuple[WorkPasskey, Worker] | None:
        row = cast("_Row | None", self._database.one(_SQL["passkey"], (credential_id,)))
        worker = None if row is None else await self.worker(row[5])
        return None if row is None or worker is None else (_passkey_of(row), worker)

    async def add_passkey(self, worker: WorkerId, passkey: WorkPasskey) -> bool:
        return await self._changes("add_passkey", _passkey_row(worker, passkey))

    async def remove_passkey(self, worker: WorkerId, credential_id: bytes) -> bool:
        return await self._changes("remove_passkey", (credential_id, worker))

    async def use_challenge(self, challenge_hash: bytes, *, expires: Millis) -> bool:
        return await self._changes("use_challenge", (challenge_hash, expires))

    async def open_session(
        self, token_hash: bytes, session: WorkSession, *, credential_id: bytes | None
    ) -> None:
        row = (
            token_hash,
            session.worker.worker,
            session.opened,
            session.seen,
            session.proven,
            session.expires,
        )

        def job(connection: sqlite3.Connection) -> None:
            connection.execute(_SQL["open_session"], row)
            if credential_id is not None:
                connection.execute(_SQL["use_passkey"], (session.opened, credential_id))

        await self._database.batch.write(job)

    async def session(self, token_hash: bytes) -> WorkSession | None:
        row = cast("_Row | None", self._database.one(_SQL["session"], (token_hash,)))
        worker = None if row is None else await self.worker(row[0])
        if row is None or worker is None:
            return None
        return WorkSession(worker=worker, opened=row[1], seen=row[2], proven=row[3], expires=row[4])

    async def touch_session(self, token_hash: bytes, *, seen: Millis, proven: Millis) -> None:
        await self._changes("touch_session", (seen, proven, token_hash))

    async def end_session(self, token_hash: bytes) -> None:
        await self._changes("end_session", (token_hash,))

    async def end_sessions(self, worker: WorkerId, *, but: bytes = b"") -> None:
        await self._changes("end_sessions", (worker, but))

    async def memberships(self, worker: WorkerId) -> list[tuple[Membership, RelyingParty]]:
        rows = self._database.all(_SQL["memberships"], (worker,))
        found = [self._seated(row) for row in rows]
        return sorted((one for one in found if one is not None), key=lambda one: one[1].name.casefold())

    async def membership(self, rp: RpId, worker: WorkerId) -> tuple[Membership, RelyingParty] | None:
        row = self._database.one(_SQL["membership"], (rp, worker))
        return None if row is None else self._seated(row)

    def _seated(self, row: _Row) -> tuple[Membership, RelyingParty] | None:
        member, party = self._member_of(row), read_party(self._database, row[0])
        return None if member is None or party is None else (member, party)

    async def members(self, rp: RpId) -> list[Membership]:
        rows = self._database.all(_SQL["members"], (rp,))
        return [member for row in rows if (member := self._member_of(row)) is not None]

    async def found_party(self, party: RelyingParty, owner: WorkerId, *, now: Millis) -> bool:
        def job(connection: sqlite3.Connection) -> bool:
            if not put_party(connection, party):
                return False
            connection.execute(_SQL["add_member"], (party.rp, owner, Role.OWNER.value, now))
            return True

        return await self._database.batch.write(job)

    async def set_role(self, rp: RpId, worker: WorkerId, role: Role | None) -> bool:
        if role is None:
            return await self._changes("remove_member", (rp, worker))
        return await self._changes("set_role", (rp, worker, role.value))

    async def invite(self, invitation: Invitation, *, letters: Sequence[Letter], now: Millis) -> None:
        invited = _Invited(
            invitation.role.value, invitation.email, invitation.name, invitation.invited_by, invitation.made
        )
        row = (
            invitation.invitation,
            invitation.token_hash,
            invitation.realm.value,
            invitation.rp,
            invitation.expires,
            self._seal(invited, invitation.invitation),
        )

        def job(connection: sqlite3.Connection) -> None:
            connection.execute(_SQL["invite"], row)
            put_letters(connection, self._letters, letters, now)

        await self._database.batch.write(job)

    async def invitation_by_token(self, token_hash: bytes) -> Invitation | None:
        row = self._database.one(_SQL["invitation_by_token"], (token_hash,))
        return None if row is None else self._invitation_of(row)

    async def invitations(self, realm: Realm, rp: RpId | None) -> list[Invitation]:
        rows = self._database.all(_SQL["invitations"], (realm.value, rp))
        return [self._invitation_of(row) for row in rows]

    async def revoke_invitation(self, realm: Realm, rp: RpId | None, invitation: str) -> bool:
        return await self._changes("revoke_invitation", (realm.value, rp, invitation))

    async def begin_act(self, act: Act) -> int:
        row = (act.realm.value, act.rp, act.outcome.value, self._sealed_act(act))

        def job(connection: sqlite3.Connection) -> int:
            return connection.execute(_SQL["begin_act"], row).lastrowid or 0

        return await self._database.batch.write(job)

    async def end_act(self, number: int, act: Act, outcome: Outcome) -> None:
        row = (outcome.value, act.rp, self._sealed_act(act), number)

        def job(connection: sqlite3.Connection) -> None:
            connection.execute(_SQL["end_act"], row)

        await self._database.batch.write(job)

    async def acts(
        self, realm: Realm, rp: RpId | None, *, before: int | None, most: int
    ) -> list[tuple[int, Act]]:
        arguments = (realm.value, rp, _ANY_ACT if before is None else before, most)
        return [
            (
                row[0],
                Act(
                    realm=Realm(row[1]),
                    rp=row[2],
                    outcome=Outcome(row[3]),
                    **msgspec.structs.asdict(self._open(row[4], "act", _Acted)),
                ),
            )
            for row in cast("list[_Row]", self._database.all(_SQL["acts"], arguments))
        ]

    async def forget_old(self, *, now: Millis) -> None:
        def job(connection: sqlite3.Connection) -> None:
            connection.execute(_SQL["forget_worker_sessions"], (now,))
            connection.execute(_SQL["forget_sign_ups"], (now,))
            connection.execute(_SQL["forget_worker_challenges"], (now,))
            connection.execute(_SQL["forget_invitations"], (now,))

        await self._database.batch.write(job)

    def _sealed_act(self, act: Act) -> bytes:
        return self._seal(_Acted(act.at, act.worker, act.name, act.what, act.detail), "act")

    def _seal(self, value: msgspec.Struct, label: str) -> bytes:
        return self._sealer.seal(_encode(value), label=label.encode())

    def _open(self, sealed: bytes, label: str, form: type[_T]) -> _T:
        return msgspec.msgpack.decode(self._sealer.open(sealed, label=label.encode()), type=form)

    def _address(self, email: str) -> bytes:
        return self._database.seals.address_hash(parse_email(email).folded)

    def _worker_of(self, row: _Row | None) -> Worker | None:
        if row is None:
            return None
        named = self._open(row[6], row[0], _Named)
        return Worker(
            worker=WorkerId(row[0]),
            realm=Realm(row[1]),
            name=named.name,
            email=named.email,
            language="sv" if named.language == "sv" else "en",
            unique_user_id=row[2] or "",
            owns=bool(row[3]),
            disabled=bool(row[4]),
            created=row[5],
        )

    def _member_of(self, row: _Row) -> Membership | None:
        worker = self._worker_of(self._database.one(_SQL["worker"], (row[1],)))
        return None if worker is None else Membership(row[0], worker, Role(row[2]), row[3])

    def _invitation_of(self, row: _Row) -> Invitation:
        invited = self._open(row[5], row[0], _Invited)
        return Invitation(
            invitation=row[0],
            token_hash=row[1],
            realm=Realm(row[2]),
            rp=row[3],
            role=Role(invited.role),
            email=invited.email,
            name=invited.name,
            invited_by=invited.invited_by,
            made=invited.made,
            expires=row[4],
        )

    async def _changes(self, statement: str, arguments: tuple[object, ...]) -> bool:
        def job(connection: sqlite3.Connection) -> bool:
            return connection.execute(_SQL[statement], arguments).rowcount == 1

        return await self._database.batch.write(job)


def _passkey_of(row: _Row) -> WorkPasskey:
    return WorkPasskey(credential_id=row[0], public_key=row[1], name=row[2], added=row[3], used=row[4])


def _passkey_row(worker: WorkerId, passkey: WorkPasskey) -> tuple[object, ...]:
    return (
        passkey.credential_id,
        worker,
        passkey.public_key,
        passkey.name,
        passkey.added,
        passkey.used,
    )
