"""Relying parties, API keys and signing keys in SQLite (see `autheid.needs.parties`)."""

from __future__ import annotations

import sqlite3
from typing import cast

from autheid.account.rp import ApiKey, RelyingParty
from autheid.kernel.clock import Millis
from autheid.kernel.ids import RpId
from autheid.kernel.secret import Sealer
from autheid.store.sqlite.database import Database
from autheid.store.sqlite.rows import key_of, party_of
from autheid.store.sqlite.statements import read_statements
from autheid.token.algorithm import TokenAlgorithm
from autheid.token.keys import SigningKey

_SQL = read_statements("parties")


class SqliteParties:
    """Parties and SigningKeys in one; private keys are sealed with a key that the database does not hold."""

    def __init__(self, database: Database, *, sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer

    async def create_party(self, party: RelyingParty) -> bool:
        row = (party.rp, party.name, party.token_algorithm.value, int(party.der_signatures))
        return await self._changes("create_party", row)

    async def parties(self) -> list[RelyingParty]:
        return [party_of(row) for row in self._database.all(_SQL["parties"])]

    async def disable_party(self, rp: RpId) -> bool:
        return await self._changes("disable_party", (rp,))

    async def add_key(self, key: ApiKey) -> bool:
        return await self._changes("add_key", (key.prefix, key.rp, key.key_hash, key.created))

    async def keys_of(self, rp: RpId) -> list[ApiKey]:
        return [key_of(row) for row in self._database.all(_SQL["keys_of"], (rp,))]

    async def revoke_key(self, prefix: str) -> bool:
        return await self._changes("revoke_key", (prefix,))

    async def key_by_prefix(self, prefix: str) -> tuple[ApiKey, RelyingParty] | None:
        row = self._database.one(_SQL["key_by_prefix"], (prefix,))
        return None if row is None else (key_of(row[:5]), party_of(row[5:]))

    async def signing_keys(self) -> list[SigningKey]:
        rows = cast(
            "list[tuple[str, str, bytes, Millis, Millis | None]]", self._database.all(_SQL["signing_keys"])
        )
        return [
            SigningKey(
                key_id=key_id,
                algorithm=TokenAlgorithm(algorithm),
                private_der=self._sealer.open(sealed, label=key_id.encode()),
                active_from=active_from,
                published_until=published_until,
            )
            for key_id, algorithm, sealed, active_from, published_until in rows
        ]

    async def add_signing_key(self, key: SigningKey, *, retire_others_at: Millis | None) -> None:
        sealed = self._sealer.seal(key.private_der, label=key.key_id.encode())

        def job(connection: sqlite3.Connection) -> None:
            connection.execute(
                _SQL["add_signing_key"], (key.key_id, key.algorithm.value, sealed, key.active_from)
            )
            if retire_others_at is not None:
                connection.execute(
                    _SQL["retire_signing_keys"], (retire_others_at, key.algorithm.value, key.key_id)
                )

        await self._database.batch.write(job)

    async def _changes(self, statement: str, arguments: tuple[object, ...]) -> bool:
        def job(connection: sqlite3.Connection) -> bool:
            return connection.execute(_SQL[statement], arguments).rowcount == 1

        return await self._database.batch.write(job)
