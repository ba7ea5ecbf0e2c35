"""Authorities and certificates (see `autheid.needs.certificates`)."""

from __future__ import annotations

from typing import cast

from autheid.kernel.clock import Millis
from autheid.kernel.ids import DeviceId
from autheid.kernel.secret import Sealer
from autheid.needs.certificates import DeviceCertificate, Standing
from autheid.pki.authority import Authority, Role
from autheid.store.engine import Database, Row, Transaction

_AuthorityRow = tuple[int, str, bytes, bytes | None]


class StoredCertificates:
    """Private keys are sealed with a key that the database does not hold."""

    def __init__(self, database: Database, *, sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer

    async def authorities(self) -> list[Authority]:
        rows = cast("list[_AuthorityRow]", await self._database.all("certificates.authorities"))
        return [
            Authority(
                number=number,
                role=Role(role),
                certificate=certificate,
                private_der=None if sealed is None else self._sealer.open(sealed, label=_label(number)),
            )
            for number, role, certificate, sealed in rows
        ]

    async def add_authorities(self, *new: Authority, behind: int) -> bool:
        rows = [self._row_of(one) for one in new]

        async def job(tx: Transaction) -> bool:
            if await tx.first("certificates.last_authority") != (behind,):
                return False
            for row in rows:
                await tx.run("certificates.add_authority", row)
            return True

        return await self._database.write(job)

    async def give_certificate(
        self, asked: Authority, certificate: bytes, *, root: Authority | None, behind: int
    ) -> bool:
        row = None if root is None else self._row_of(root)

        async def job(tx: Transaction) -> bool:
            if await tx.first("certificates.last_authority") != (behind,):
                return False
            if await tx.run("certificates.give_certificate", (certificate, asked.number)) != 1:
                return False
            if row is not None:
                await tx.run("certificates.add_authority", row)
            return True

        return await self._database.write(job)

    async def certificate_of(self, device_id: DeviceId) -> DeviceCertificate | None:
        row = await self._database.one("certificates.youngest_of", (device_id,))
        return None if row is None else _certificate_of(row)

    async def keep(
        self, certificate: DeviceCertificate, *, instead_of: DeviceCertificate | None
    ) -> DeviceCertificate | None:
        row = (
            certificate.serial,
            certificate.issuer,
            certificate.device_id,
            certificate.der,
            certificate.since,
            certificate.until,
        )

        async def job(tx: Transaction) -> DeviceCertificate | None:
            if await tx.one("certificates.signs", (certificate.device_id,)) is None:
                return None
            there = await tx.one("certificates.youngest_of", (certificate.device_id,))
            if there is not None and (instead_of is None or there[0] != instead_of.serial):
                return _certificate_of(there)
            await tx.run("certificates.add", (*row, 0 if there is None else there[6] + 1))
            return certificate

        return await self._database.write(job)

    async def standing(self, serial: bytes) -> Standing | None:
        row = await self._database.one("certificates.standing", (serial,))
        return None if row is None else Standing(row[0], row[1], bool(row[2]))

    async def settle(self, serial: bytes, *, now: Millis) -> None:
        async def job(tx: Transaction) -> None:
            await tx.run("certificates.settle", (now, serial))

        await self._database.write(job)

    async def tidy(self, *, now: Millis) -> int:
        async def job(tx: Transaction) -> int:
            await let_go_of_certificates(tx, now)
            return await tx.run("certificates.forget", (now,))

        return await self._database.write(job)

    def _row_of(self, authority: Authority) -> Row:
        key = authority.private_der
        sealed = None if key is None else self._sealer.seal(key, label=_label(authority.number))
        return authority.number, authority.role.value, authority.certificate, sealed


async def revoke_certificates(tx: Transaction, device_id: DeviceId, now: Millis) -> None:
    """With the device, inside the caller's transaction."""
    await tx.run("certificates.revoke_of_device", (now, device_id))


async def let_go_of_certificates(tx: Transaction, now: Millis) -> None:
    """After devices were erased, inside the caller's transaction."""
    await tx.run("certificates.let_go", (now,))


def _certificate_of(row: Row) -> DeviceCertificate:
    return DeviceCertificate(row[0], row[1], DeviceId(row[2]), row[3], row[4], row[5])


def _label(number: int) -> bytes:
    return b"authority %d" % number
