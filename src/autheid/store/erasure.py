"""Erasure (see `autheid.needs.erasure`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from autheid.account.letter import Letter
from autheid.kernel.clock import Clock, Millis, after
from autheid.kernel.ids import AccountId
from autheid.kernel.secret import Sealer
from autheid.request.proof import Proof
from autheid.store.certificates import let_go_of_certificates
from autheid.store.engine import Database, Transaction
from autheid.store.outbox import put_letters

# Whatever refers to a row goes before it.
_ORDER = (
    "doom_files",
    "erase_files",
    "erase_idempotency",
    "erase_requests",
    "erase_mutes",
    "erase_cases",
    "erase_documents",
    "erase_views",
    "erase_screening",
    "erase_request_screenings",
    "erase_sessions",
    "erase_pins",
    "erase_passkeys",
    "erase_subscriptions",
    "erase_joins",
    "erase_enrolments",
    "erase_devices",
    "erase_addresses",
    "erase_account",
)
_LOOK_BACK_SECONDS = 60


class StoredEraser:
    """Erases accounts."""

    def __init__(
        self, database: Database, *, letters: Sealer, clock: Clock, forget: Callable[[AccountId], None]
    ) -> None:
        """`forget` drops from memory what is kept there of an account."""
        self._database = database
        self._letters = letters
        self._clock = clock
        self._forget = forget
        self._forgotten: set[AccountId] = set()

    async def erase(
        self, account: AccountId, *, proofs: Sequence[Proof], letters: Sequence[Letter], now: Millis
    ) -> bool:
        async def job(tx: Transaction) -> bool:
            if await tx.one("erasure.exists", (account,)) is None:
                return False
            for proof in proofs:
                await tx.run("erasure.keep_proof", _row_of(proof))
            for name in _ORDER:
                await tx.run(f"erasure.{name}", (account,))
            await let_go_of_certificates(tx, now)
            await self._database.seals.destroy_key(tx, account)
            await tx.run("erasure.remember_number", (account, now))
            await put_letters(tx, self._letters, letters, now)
            return True

        def then(erased: bool) -> None:  # noqa: FBT001 - the shape of every `then`
            if erased:
                self._drop(account)

        erased = await self._database.write(job, then=then)
        if erased:
            await self._database.scrub()
        return erased

    async def forget_erased(self) -> int:
        since = after(self._clock.now(), seconds=-_LOOK_BACK_SECONDS)
        rows = cast("list[tuple[AccountId]]", await self._database.all("erasure.erased_since", (since,)))
        fresh = [account for (account,) in rows if account not in self._forgotten]
        for account in fresh:
            self._drop(account)
        return len(fresh)

    def _drop(self, account: AccountId) -> None:
        self._forgotten.add(account)
        self._database.seals.forget(account)
        self._forget(account)


def _row_of(proof: Proof) -> tuple[object, ...]:
    return (
        proof.id_digest,
        proof.kind,
        proof.ended,
        proof.device_id,
        proof.curve.value,
        proof.statement_sha256,
        proof.signature,
        proof.document_sha256,
        proof.document_signature,
    )
