"""Relying parties, API keys and signing keys (see `autheid.needs.parties`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from autheid.account.letter import Letter
from autheid.account.rp import ApiKey, RelyingParty
from autheid.kernel.clock import Millis
from autheid.kernel.ids import RpId
from autheid.kernel.secret import Sealer
from autheid.store.engine import Database, Transaction
from autheid.store.outbox import put_letters
from autheid.store.rows import KEY_COLUMNS, key_of, party_of, rights_text
from autheid.token.algorithm import TokenAlgorithm
from autheid.token.keys import SigningKey


async def put_party(tx: Transaction, party: RelyingParty) -> bool:
    """A new party inside the caller's transaction; False when its id is taken."""
    row = (
        party.rp,
        party.name,
        party.token_algorithm.value,
        int(party.der_signatures),
        int(party.needs_domain),
        party.domain,
        party.domain_token,
        party.domain_proven,
    )
    return await tx.run("parties.create_party", row) == 1


async def read_party(database: Database, rp: RpId) -> RelyingParty | None:
    """A party by its id."""
    row = await database.one("parties.party", (rp,))
    return None if row is None else party_of(row)


class StoredParties:
    """Parties and SigningKeys in one; private keys are sealed with a key that the database does not hold."""

    def __init__(self, database: Database, *, sealer: Sealer, letters: Sealer) -> None:
        self._database = database
        self._sealer = sealer
        self._letters = letters

    async def create_party(self, party: RelyingParty) -> bool:
        return await self._database.write(lambda tx: put_party(tx, party))

    async def party(self, rp: RpId) -> RelyingParty | None:
        return await read_party(self._database, rp)

    async def parties(self) -> list[RelyingParty]:
        return [party_of(row) for row in await self._database.all("parties.parties")]

    async def write_party(self, party: RelyingParty) -> bool:
        row = (
            party.name,
            party.token_algorithm.value,
            int(party.der_signatures),
            party.domain,
            party.domain_token,
            party.domain_proven,
            party.rp,
        )
        return await self._changes("write_party", row)

    async def set_logo(self, rp: RpId, logo: str, png: bytes) -> bool:
        async def job(tx: Transaction) -> bool:
            if await tx.run("parties.name_logo", (logo, rp)) != 1:
                return False
            await tx.run("parties.forget_logo", (rp,))
            if logo:
                await tx.run("parties.put_logo", (logo, rp, png))
            return True

        return await self._database.write(job)

    async def logo_of(self, rp: RpId) -> str:
        row = await self._database.one("parties.logo_of", (rp,))
        return "" if row is None else str(row[0])

    async def logo(self, logo: str) -> bytes | None:
        row = await self._database.one("parties.logo", (logo,))
        return None if row is None else cast("bytes", row[0])

    async def disable_party(self, rp: RpId) -> bool:
        return await self._changes("disable_party", (rp,))

    async def add_key(self, key: ApiKey, *, letters: Sequence[Letter] = ()) -> bool:
        row = (
            key.prefix,
            key.rp,
            key.key_hash,
            key.created,
            key.name,
            rights_text(key),
            " ".join(key.networks),
            key.expires,
            key.made_by,
        )
        return await self._tells("add_key", row, letters)

    async def write_key(self, before: ApiKey, key: ApiKey, *, letters: Sequence[Letter] = ()) -> bool:
        row = (
            key.name,
            rights_text(key),
            " ".join(key.networks),
            key.expires,
            key.successor,
            key.prefix,
            before.expires,
            before.successor,
            rights_text(before),
            " ".join(before.networks),
        )
        return await self._tells("write_key", row, letters)

    async def note_uses(self, uses: Mapping[str, Millis]) -> None:
        async def job(tx: Transaction) -> None:
            await tx.run_many("parties.use_key", [(at, prefix) for prefix, at in uses.items()])

        await self._database.write(job)

    async def keys_of(self, rp: RpId) -> list[ApiKey]:
        return [key_of(row) for row in await self._database.all("parties.keys_of", (rp,))]

    async def revoke_key(self, prefix: str, *, letters: Sequence[Letter] = ()) -> bool:
        return await self._tells("revoke_key", (prefix,), letters)

    async def key_by_prefix(self, prefix: str) -> tuple[ApiKey, RelyingParty] | None:
        row = await self._database.one("parties.key_by_prefix", (prefix,))
        return None if row is None else (key_of(row[:KEY_COLUMNS]), party_of(row[KEY_COLUMNS:]))

    async def signing_keys(self) -> list[SigningKey]:
        rows = cast(
            "list[tuple[str, str, bytes, Millis, Millis | None]]",
            await self._database.all("parties.signing_keys"),
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

        async def job(tx: Transaction) -> None:
            await tx.run(
                "parties.add_signing_key", (key.key_id, key.algorithm.value, sealed, key.active_from)
            )
            if retire_others_at is not None:
                await tx.run(
                    "parties.retire_signing_keys", (retire_others_at, key.algorithm.value, key.key_id)
                )

        await self._database.write(job)

    async def _tells(self, statement: str, arguments: tuple[object, ...], letters: Sequence[Letter]) -> bool:
        async def job(tx: Transaction) -> bool:
            changed = await tx.run(f"parties.{statement}", arguments) == 1
            if changed and letters:
                await put_letters(tx, self._letters, letters, letters[0].at)
            return changed

        return await self._database.write(job)

    async def _changes(self, statement: str, arguments: tuple[object, ...]) -> bool:
        async def job(tx: Transaction) -> bool:
            return await tx.run(f"parties.{statement}", arguments) == 1

        return await self._database.write(job)
