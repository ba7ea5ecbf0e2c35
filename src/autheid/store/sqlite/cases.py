"""Cases of identity and their files in SQLite (see `autheid.needs.cases`)."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import cast

import msgspec

from autheid.account.letter import Letter
from autheid.identity.case import Accepted, Case, CaseId, CaseState, Collecting, Proposed, Refused, Submitted
from autheid.kernel.clock import Millis, after
from autheid.kernel.ids import AccountId, RequestKey
from autheid.kernel.secret import Sealer
from autheid.needs.cases import CaseWritten, View
from autheid.store.sqlite.database import Database
from autheid.store.sqlite.outbox import put_letters
from autheid.store.sqlite.seals import Seals
from autheid.store.sqlite.statements import read_statements

_SQL = read_statements("cases")
_STATE_NUMBERS: dict[type[CaseState], int] = {
    Collecting: 0,
    Submitted: 1,
    Accepted: 2,
    Refused: 3,
    Proposed: 4,
}
"""How a state is written in the column `state`. A number is never reused."""
_LOOSE_SECONDS = 24 * 3600
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(CaseState).decode
_Row = tuple[str, AccountId, int, int, Millis, Millis, bytes]


class SqliteCases:
    """Cases and FileBook in one."""

    def __init__(self, database: Database, *, letters: Sealer) -> None:
        self._database = database
        self._seals = database.seals
        self._letters = letters

    async def case(self, case_id: CaseId) -> Case | None:
        row = self._database.one(_SQL["case"], (case_id,))
        return None if row is None else _case_of(cast("_Row", row), self._seals)

    async def cases_of(self, account: AccountId) -> list[Case]:
        return self._cases(_SQL["cases_of"], account)

    async def waiting(self, *, most: int) -> list[Case]:
        return self._cases(_SQL["waiting"], most)

    def _cases(self, statement: str, argument: int) -> list[Case]:
        rows = cast("list[_Row]", self._database.all(statement, (argument,)))
        return [_case_of(row, self._seals) for row in rows]

    async def add(self, case: Case) -> bool:
        sealed = _sealed(case, self._seals)
        row = (case.case_id, case.account, _number(case), case.version, case.opened, case.changed, sealed)

        def job(connection: sqlite3.Connection) -> bool:
            return connection.execute(_SQL["add"], row).rowcount == 1

        return await self._database.batch.write(job)

    async def write(
        self,
        case: Case,
        *,
        document: bytes | None = None,
        dropped: Sequence[str] = (),
        letters: Sequence[Letter] = (),
        now: Millis,
    ) -> CaseWritten:
        ends = case.state.valid_until if isinstance(case.state, Accepted) else None
        sealed = _sealed(case, self._seals)
        row = (_number(case), case.version, case.changed, ends, sealed, case.case_id, case.version - 1)

        def job(connection: sqlite3.Connection) -> CaseWritten:
            if document is not None and not _take(connection, document, case.account):
                return CaseWritten.DOCUMENT_TAKEN
            if connection.execute(_SQL["write"], row).rowcount != 1:
                raise _ChangedSinceError
            for name in case.state.evidence.files():
                connection.execute(_SQL["bind_file"], (case.case_id, name))
            for name in dropped:
                connection.execute(_SQL["doom_file"], (name,))
            if ends is not None:
                connection.execute(_SQL["verify_account"], (ends, case.account))
            else:
                connection.execute(_SQL["account_changed"], (case.account,))
            put_letters(connection, self._letters, letters, now)
            return CaseWritten.WRITTEN

        try:
            return await self._database.batch.write(job)
        except _ChangedSinceError:
            return CaseWritten.CHANGED_SINCE

    async def withdraw(self, case: Case) -> bool:
        def job(connection: sqlite3.Connection) -> bool:
            return _forget(connection, case.case_id, case.version)

        return await self._database.batch.write(job)

    async def document_account(self, document: bytes) -> AccountId | None:
        row = self._database.one(_SQL["document_account"], (document,))
        return None if row is None else cast("AccountId", row[0])

    async def ended(self, *, since: Millis, until: Millis, most: int) -> list[tuple[AccountId, Millis]]:
        rows = self._database.all(_SQL["ended"], (since, until, most))
        return cast("list[tuple[AccountId, Millis]]", rows)

    async def note_view(self, account: AccountId, view: View) -> None:
        def job(connection: sqlite3.Connection) -> None:
            connection.execute(_SQL["note_view"], (account, view.at, view.officer, view.what))

        await self._database.batch.write(job)

    async def views_of(self, account: AccountId) -> list[View]:
        rows = cast("list[tuple[Millis, str, str]]", self._database.all(_SQL["views_of"], (account,)))
        return [View(*row) for row in rows]

    async def forget_old(
        self, *, drafts_before: Millis, refused_before: Millis, accepted_before: Millis
    ) -> int:
        row = (drafts_before, refused_before, accepted_before)

        def job(connection: sqlite3.Connection) -> int:
            old = connection.execute(_SQL["old_cases"], row).fetchall()
            gone = sum(_forget(connection, case_id, version) for case_id, version, _ in old)
            for account in {account for _, _, account in old}:
                # What was screened goes with the evidence that it was screened by.
                connection.execute(_SQL["forget_screenings"], (account,))
                connection.execute(_SQL["forget_request_screenings"], (account,))
            return gone

        return await self._database.batch.write(job)

    async def note_file(
        self, name: str, account: AccountId, *, request: RequestKey | None, now: Millis
    ) -> None:
        def job(connection: sqlite3.Connection) -> None:
            connection.execute(_SQL["note_file"], (name, account, request, now))

        await self._database.batch.write(job)

    async def doomed(self, *, now: Millis, most: int) -> list[str]:
        loose_since = after(now, seconds=-_LOOSE_SECONDS)

        def job(connection: sqlite3.Connection) -> list[str]:
            connection.execute(_SQL["doom_loose_files"], (loose_since,))
            connection.execute(_SQL["doom_files_of_forgotten_requests"], (loose_since,))
            return [name for (name,) in connection.execute(_SQL["doomed"], (most,))]

        return await self._database.batch.write(job)

    async def destroyed(self, names: Sequence[str]) -> None:
        def job(connection: sqlite3.Connection) -> None:
            for name in names:
                connection.execute(_SQL["destroyed"], (name,))
                connection.execute(_SQL["destroyed_too"], (name,))

        await self._database.batch.write(job)


class _ChangedSinceError(Exception):
    """Takes the transaction back: the case is not what it was when it was read."""


def _take(connection: sqlite3.Connection, document: bytes, account: AccountId) -> bool:
    """Take a document for this account, which may have it already from an earlier case."""
    connection.execute(_SQL["take_document"], (document, account))
    owner: tuple[int] = connection.execute(_SQL["document_account"], (document,)).fetchone()
    return owner == (account,)


def _forget(connection: sqlite3.Connection, case_id: str, version: int) -> bool:
    if connection.execute(_SQL["forget"], (case_id, version)).rowcount != 1:
        return False
    connection.execute(_SQL["doom_files_of_case"], (case_id,))
    return True


def _number(case: Case) -> int:
    return _STATE_NUMBERS[type(case.state)]


def _label(case_id: str) -> bytes:
    return b"case " + case_id.encode()


def _sealed(case: Case, seals: Seals) -> bytes:
    return seals.seal(case.account, _encode(case.state), label=_label(case.case_id))


def _case_of(row: _Row, seals: Seals) -> Case:
    case_id, account, _, version, opened, changed, sealed = row
    return Case(
        case_id=CaseId(case_id),
        account=account,
        opened=opened,
        changed=changed,
        version=version,
        state=_decode(seals.open(account, sealed, label=_label(case_id))),
    )
