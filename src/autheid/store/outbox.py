"""Letters, sealed: nobody's address or code stands in the clear (see `autheid.needs.post`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import msgspec

from autheid.account.letter import Letter
from autheid.kernel.clock import Millis
from autheid.kernel.secret import Sealer
from autheid.store.engine import Database, Transaction

_LABEL = b"letter"
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Letter).decode


async def put_letters(tx: Transaction, sealer: Sealer, letters: Sequence[Letter], now: Millis) -> None:
    """Keep letters inside the caller's transaction, due at once."""
    for letter in letters:
        await tx.run("outbox.put", (sealer.seal(_encode(letter), label=_LABEL), now))


class StoredOutbox:
    """What waits to be carried."""

    def __init__(self, database: Database, *, letters: Sealer) -> None:
        self._database = database
        self._letters = letters

    async def due(self, *, now: Millis, most: int) -> list[tuple[int, int, Letter]]:
        rows = cast("list[tuple[int, int, bytes]]", await self._database.all("outbox.due", (now, most)))
        return [
            (number, tries, _decode(self._letters.open(sealed, label=_LABEL)))
            for number, tries, sealed in rows
        ]

    async def claim(self, number: int, *, now: Millis, until: Millis) -> bool:
        async def job(tx: Transaction) -> bool:
            return await tx.run("outbox.claim", (until, number, now)) == 1

        return await self._database.write(job)

    async def give_back(self, number: int, *, now: Millis) -> None:
        async def job(tx: Transaction) -> None:
            await tx.run("outbox.give_back", (now, number))

        await self._database.write(job)

    async def carried(self, number: int) -> None:
        async def job(tx: Transaction) -> None:
            await tx.run("outbox.carried", (number,))

        await self._database.write(job)

    async def try_later(self, number: int, *, due: Millis) -> None:
        async def job(tx: Transaction) -> None:
            await tx.run("outbox.try_later", (due, number))

        await self._database.write(job)
