"""Trust lists (see `autheid.needs.trust`)."""

from __future__ import annotations

from typing import cast

from autheid.kernel.clock import Millis
from autheid.needs.trust import LoadedList
from autheid.passport.trust_list import ListKind, TrustList
from autheid.store.engine import Database, Transaction

_Row = tuple[bytes, str, str, str, Millis | None, Millis, int, int]


class StoredTrust:
    """Lists in use, and what was loaded when."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def load(self, trust_list: TrustList, *, source: str, now: Millis) -> bool:
        items = trust_list.anchors or trust_list.revocations
        kind, signed_at = trust_list.kind.value, trust_list.signed_at
        row = (
            trust_list.sha256,
            kind,
            source,
            trust_list.signed_by,
            None if signed_at is None else int(signed_at.timestamp() * 1000),
            now,
            len(items),
        )

        async def job(tx: Transaction) -> bool:
            if await tx.one("trust.known", (trust_list.sha256,)) == (1,):
                return False
            await tx.run("trust.put_list", row)
            await tx.run_many(
                "trust.put_item", [(trust_list.sha256, number, der) for number, der in enumerate(items)]
            )
            await tx.run("trust.retire_older", (kind, trust_list.signed_by, trust_list.sha256))
            await tx.run("trust.drop_unused_items")
            return True

        return await self._database.write(job)

    async def remove(self, sha256: bytes) -> bool:
        async def job(tx: Transaction) -> bool:
            removed = await tx.run("trust.remove", (sha256,)) == 1
            await tx.run("trust.drop_unused_items")
            return removed

        return await self._database.write(job)

    async def lists(self) -> list[LoadedList]:
        return [_list_of(row) for row in cast("list[_Row]", await self._database.all("trust.lists"))]

    async def anchors(self) -> list[bytes]:
        return await self._items(revocations=False)

    async def revocations(self) -> list[bytes]:
        return await self._items(revocations=True)

    async def _items(self, *, revocations: bool) -> list[bytes]:
        rows = cast("list[tuple[bytes]]", await self._database.all("trust.items", (int(revocations),)))
        return list(dict.fromkeys(der for (der,) in rows))


def _list_of(row: _Row) -> LoadedList:
    return LoadedList(
        sha256=row[0],
        kind=ListKind(row[1]),
        source=row[2],
        signed_by=row[3],
        signed_at=row[4],
        loaded=row[5],
        items=row[6],
        in_use=bool(row[7]),
    )
