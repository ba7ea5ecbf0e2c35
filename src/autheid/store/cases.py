"""Cases of identity and their files (see `autheid.needs.cases`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import msgspec

from autheid.account.letter import Letter
from autheid.identity.case import Accepted, Case, CaseId, CaseState, Collecting, Proposed, Refused, Submitted
from autheid.kernel.clock import Millis, after
from autheid.kernel.ids import AccountId, RequestKey
from autheid.kernel.secret import Sealer
from autheid.needs.cases import CaseWritten, View
from autheid.store.engine import Database, Transaction
from autheid.store.outbox import put_letters
from autheid.store.seals import Seals

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


class StoredCases:
    """Cases and FileBook in one."""

    def __init__(self, database: Database, *, letters: Sealer) -> None:
        self._database = database
        self._seals = database.seals
        self._letters = letters

    async def case(self, case_id: CaseId) -> Case | None:
        row = await self._database.one("cases.case", (case_id,))
        return None if row is None else await _case_of(cast("_Row", row), self._seals)

    async def cases_of(self, account: AccountId) -> list[Case]:
        return await self._cases("cases.cases_of", account)

    async def waiting(self, *, most: int) -> list[Case]:
        return await self._cases("cases.waiting", most)

    async def _cases(self, statement: str, argument: int) -> list[Case]:
        rows = cast("list[_Row]", await self._database.all(statement, (argument,)))
        return [await _case_of(row, self._seals) for row in rows]

    async def add(self, case: Case) -> bool:
        sealed = await _sealed(case, self._seals)
        row = (case.case_id, case.account, _number(case), case.version, case.opened, case.changed, sealed)

        async def job(tx: Transaction) -> bool:
            return await tx.run("cases.add", row) == 1

        return await self._database.write(job)

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
        sealed = await _sealed(case, self._seals)
        row = (_number(case), case.version, case.changed, ends, sealed, case.case_id, case.version - 1)

        async def job(tx: Transaction) -> CaseWritten:
            if document is not None and not await _take(tx, document, case.account):
                return CaseWritten.DOCUMENT_TAKEN
            if await tx.run("cases.write", row) != 1:
                raise _ChangedSinceError
            for name in case.state.evidence.files():
                await tx.run("cases.bind_file", (case.case_id, name))
            for name in dropped:
                await tx.run("cases.doom_file", (name,))
            if ends is not None:
                await tx.run("cases.verify_account", (ends, case.account))
            else:
                await tx.run("cases.account_changed", (case.account,))
            await put_letters(tx, self._letters, letters, now)
            return CaseWritten.WRITTEN

        try:
            return await self._database.write(job)
        except _ChangedSinceError:
            return CaseWritten.CHANGED_SINCE

    async def withdraw(self, case: Case) -> bool:
        async def job(tx: Transaction) -> bool:
            return await _forget(tx, case.case_id, case.version)

        return await self._database.write(job)

    async def document_account(self, document: bytes) -> AccountId | None:
        row = await self._database.one("cases.document_account", (document,))
        return None if row is None else cast("AccountId", row[0])

    async def ended(self, *, since: Millis, until: Millis, most: int) -> list[tuple[AccountId, Millis]]:
        rows = await self._database.all("cases.ended", (since, until, most))
        return cast("list[tuple[AccountId, Millis]]", rows)

    async def note_view(self, account: AccountId, view: View) -> None:
        async def job(tx: Transaction) -> None:
            await tx.run("cases.note_view", (account, view.at, view.officer, view.what))

        await self._database.write(job)

    async def views_of(self, account: AccountId) -> list[View]:
        rows = cast("list[tuple[Millis, str, str]]", await self._database.all("cases.views_of", (account,)))
        return [View(*row) for row in rows]

    async def forget_old(
        self, *, drafts_before: Millis, refused_before: Millis, accepted_before: Millis
    ) -> int:
        row = (drafts_before, refused_before, accepted_before)

        async def job(tx: Transaction) -> int:
            old = await tx.all("cases.old_cases", row)
            gone = 0
            for case_id, version, _ in old:
                gone += await _forget(tx, case_id, version)
            for account in {account for _, _, account in old}:
                # What was screened goes with the evidence that it was screened by.
                await tx.run("cases.forget_screenings", (account,))
                await tx.run("cases.forget_request_screenings", (account,))
            return gone

        return await self._database.write(job)

    async def note_file(
        self, name: str, account: AccountId, *, request: RequestKey | None, now: Millis
    ) -> None:
        async def job(tx: Transaction) -> None:
            await tx.run("cases.note_file", (name, account, request, now))

        await self._database.write(job)

    async def doomed(self, *, now: Millis, most: int) -> list[str]:
        loose_since = after(now, seconds=-_LOOSE_SECONDS)

        async def job(tx: Transaction) -> list[str]:
            await tx.run("cases.doom_loose_files", (loose_since,))
            await tx.run("cases.doom_files_of_forgotten_requests", (loose_since,))
            return [name for (name,) in await tx.all("cases.doomed", (most,))]

        return await self._database.write(job)

    async def destroyed(self, names: Sequence[str]) -> None:
        async def job(tx: Transaction) -> None:
            for name in names:
                await tx.run("cases.destroyed", (name,))
                await tx.run("cases.destroyed_too", (name,))

        await self._database.write(job)


class _ChangedSinceError(Exception):
    """Takes the transaction back: the case is not what it was when it was read."""


async def _take(tx: Transaction, document: bytes, account: AccountId) -> bool:
    """Take a document for this account, which may have it already from an earlier case."""
    await tx.run("cases.take_document", (document, account))
    (owner,) = await tx.first("cases.document_account", (document,))
    return bool(owner == account)


async def _forget(tx: Transaction, case_id: str, version: int) -> bool:
    if await tx.run("cases.forget", (case_id, version)) != 1:
        return False
    await tx.run("cases.doom_files_of_case", (case_id,))
    return True


def _number(case: Case) -> int:
    return _STATE_NUMBERS[type(case.state)]


def _label(case_id: str) -> bytes:
    return b"case " + case_id.encode()


async def _sealed(case: Case, seals: Seals) -> bytes:
    return await seals.seal(case.account, _encode(case.state), label=_label(case.case_id))


async def _case_of(row: _Row, seals: Seals) -> Case:
    case_id, account, _, version, opened, changed, sealed = row
    return Case(
        case_id=CaseId(case_id),
        account=account,
        opened=opened,
        changed=changed,
        version=version,
        state=_decode(await seals.open(account, sealed, label=_label(case_id))),
    )
