"""People at work (see `autheid.needs.staff`). What names them stands sealed; they are found by a keyed hash."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec

from autheid.account.letter import Letter
from autheid.account.rp import RelyingParty
from autheid.kernel.clock import Millis
from autheid.kernel.ids import RpId
from autheid.kernel.secret import Sealer
from autheid.needs.staff import SignUp
from autheid.person.email import parse_email
from autheid.store.engine import Database, Transaction
from autheid.store.outbox import put_letters
from autheid.store.parties import put_party, read_party
from autheid.team.act import Act, Outcome
from autheid.team.role import Invitation, Membership, Role
from autheid.team.worker import Realm, Worker, WorkerId, WorkPasskey, WorkSession

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


class StoredStaff:
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

        async def job(tx: Transaction) -> None:
            await tx.run("staff.begin_sign_up", row)
            await put_letters(tx, self._letters, letters, now)

        await self._database.write(job)

    async def count_try(self, sign_up: str) -> SignUp | None:
        async def job(tx: Transaction) -> _Row | None:
            row: _Row | None = await tx.one("staff.count_try", (sign_up,))
            return row

        row = await self._database.write(job)
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

        async def job(tx: Transaction) -> bool:
            # Checked before anything is written: a batch keeps what a refused job has written.
            taken = await tx.one("staff.worker_by_address", (row[1], row[2]))
            if taken is not None:
                return False
            if sign_up and await tx.run("staff.end_sign_up", (sign_up,)) != 1:
                return False
            used: _Row | None = None
            if invitation:
                used = await tx.one("staff.use_invitation", (invitation,))
                if used is None:
                    return False
            await tx.run("staff.add_worker", row)
            if passkey is not None:
                await tx.run("staff.add_passkey", _passkey_row(worker.worker, passkey))
            if used is not None:
                await self._seat(tx, used, worker.worker, worker.created)
            return True

        return await self._database.write(job)

    async def accept_invitation(self, invitation: str, worker: WorkerId, *, now: Millis) -> bool:
        async def job(tx: Transaction) -> bool:
            used = await tx.one("staff.use_invitation", (invitation,))
            if used is None:
                return False
            await self._seat(tx, used, worker, now)
            return True

        return await self._database.write(job)

    async def _seat(self, tx: Transaction, used: _Row, worker: WorkerId, now: Millis) -> None:
        if used[3] is not None:
            role = self._open(used[5], used[0], _Invited).role
            await tx.run("staff.add_member", (used[3], worker, role, now))

    async def worker(self, worker: WorkerId) -> Worker | None:
        return self._worker_of(await self._database.one("staff.worker", (worker,)))

    async def worker_by_email(self, realm: Realm, email: str) -> Worker | None:
        arguments = (realm.value, self._address(email))
        return self._worker_of(await self._database.one("staff.worker_by_address", arguments))

    async def worker_by_user(self, unique_user_id: str) -> Worker | None:
        return self._worker_of(await self._database.one("staff.worker_by_user", (unique_user_id,)))

    async def workers(self, realm: Realm) -> list[Worker]:
        rows = await self._database.all("staff.workers", (realm.value,))
        return [worker for row in rows if (worker := self._worker_of(row)) is not None]

    async def write_worker(self, worker: Worker) -> bool:
        sealed = self._seal(_Named(worker.name, worker.email, worker.language), worker.worker)
        return await self._changes("write_worker", (worker.unique_user_id or None, sealed, worker.worker))

    async def set_standing(self, worker: WorkerId, *, owns: bool, disabled: bool) -> bool:
        return await self._changes("set_standing", (int(owns), int(disabled), worker))

    async def passkeys(self, worker: WorkerId) -> list[WorkPasskey]:
        return [_passkey_of(row) for row in await self._database.all("staff.passkeys", (worker,))]

    async def passkey(self, credential_id: bytes) -> tuple[WorkPasskey, Worker] | None:
        row = await self._database.one("staff.passkey", (credential_id,))
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

        async def job(tx: Transaction) -> None:
            await tx.run("staff.open_session", row)
            if credential_id is not None:
                await tx.run("staff.use_passkey", (session.opened, credential_id))

        await self._database.write(job)

    async def session(self, token_hash: bytes) -> WorkSession | None:
        row = await self._database.one("staff.session", (token_hash,))
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
        rows = await self._database.all("staff.memberships", (worker,))
        found = [await self._seated(row) for row in rows]
        return sorted((one for one in found if one is not None), key=lambda one: one[1].name.casefold())

    async def membership(self, rp: RpId, worker: WorkerId) -> tuple[Membership, RelyingParty] | None:
        row = await self._database.one("staff.membership", (rp, worker))
        return None if row is None else await self._seated(row)

    async def _seated(self, row: _Row) -> tuple[Membership, RelyingParty] | None:
        member, party = await self._member_of(row), await read_party(self._database, row[0])
        return None if member is None or party is None else (member, party)

    async def members(self, rp: RpId) -> list[Membership]:
        rows = await self._database.all("staff.members", (rp,))
        return [member for row in rows if (member := await self._member_of(row)) is not None]

    async def found_party(self, party: RelyingParty, owner: WorkerId, *, now: Millis) -> bool:
        async def job(tx: Transaction) -> bool:
            if not await put_party(tx, party):
                return False
            await tx.run("staff.add_member", (party.rp, owner, Role.OWNER.value, now))
            return True

        return await self._database.write(job)

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

        async def job(tx: Transaction) -> None:
            await tx.run("staff.invite", row)
            await put_letters(tx, self._letters, letters, now)

        await self._database.write(job)

    async def invitation_by_token(self, token_hash: bytes) -> Invitation | None:
        row = await self._database.one("staff.invitation_by_token", (token_hash,))
        return None if row is None else self._invitation_of(row)

    async def invitations(self, realm: Realm, rp: RpId | None) -> list[Invitation]:
        rows = await self._database.all("staff.invitations", (realm.value, rp))
        return [self._invitation_of(row) for row in rows]

    async def revoke_invitation(self, realm: Realm, rp: RpId | None, invitation: str) -> bool:
        return await self._changes("revoke_invitation", (realm.value, rp, invitation))

    async def begin_act(self, act: Act) -> int:
        row = (act.realm.value, act.rp, act.outcome.value, self._sealed_act(act))

        async def job(tx: Transaction) -> int:
            return int((await tx.first("staff.begin_act", row))[0])

        return await self._database.write(job)

    async def end_act(self, number: int, act: Act, outcome: Outcome) -> None:
        row = (outcome.value, act.rp, self._sealed_act(act), number)

        async def job(tx: Transaction) -> None:
            await tx.run("staff.end_act", row)

        await self._database.write(job)

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
            for row in await self._database.all("staff.acts", arguments)
        ]

    async def forget_old(self, *, now: Millis) -> None:
        async def job(tx: Transaction) -> None:
            await tx.run("staff.forget_worker_sessions", (now,))
            await tx.run("staff.forget_sign_ups", (now,))
            await tx.run("staff.forget_worker_challenges", (now,))
            await tx.run("staff.forget_invitations", (now,))

        await self._database.write(job)

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

    async def _member_of(self, row: _Row) -> Membership | None:
        worker = self._worker_of(await self._database.one("staff.worker", (row[1],)))
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
        async def job(tx: Transaction) -> bool:
            return await tx.run(f"staff.{statement}", arguments) == 1

        return await self._database.write(job)


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
