"""Letters in SQLite, sealed: nobody's address or code stands in the clear (see `autheid.needs.post`)."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import cast

import msgspec

from autheid.account.letter import Letter
from autheid.kernel.clock import Millis
from autheid.kernel.secret import Sealer
from autheid.store.sqlite.database import Database
from autheid.store.sqlite.statements import read_statements

_SQL = read_statements("outbox")
_LABEL = b"letter"
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Letter).decode


def put_letters(
    connection: sqlite3.Connection, sealer: Sealer, letters: Sequence[Letter], now: Millis
) -> None:
    """Keep letters inside the caller's transaction, due at once."""
    for letter in letters:
        connection.execute(_SQL["put"], (sealer.seal(_encode(letter), label=_LABEL), now))


class SqliteOutbox:
    """What waits to be carried."""

    def __init__(self, database: Database, *, letters: Sealer) -> None:
        self._database = database
        self._letters = letters

    async def due(self, *, now: Millis, most: int) -> list[tuple[int, int, Letter]]:
        rows = cast("list[tuple[int, int, bytes]]", self._database.all(_SQL["due"], (now, most)))
        return [
            (number, tries, _decode(self._letters.open(sealed, label=_LABEL)))
            for number, tries, sealed in rows
        ]

    async def carried(self, number: int) -> None:
        def job(connection: sqlite3.Connection) -> None:
            connection.execute(_SQL["carried"], (number,))

        await self._database.batch.write(job)

    async def try_later(self, number: int, *, due: Millis) -> None:
        def job(connection: sqlite3.Connection) -> None:
            connection.execute(_SQL["try_later"], (due, number))

        await self._database.batch.write(job)
