"""What any store promises about authorities and certificates (`autheid.needs.certificates`)."""

from __future__ import annotations

import asyncio

import msgspec

from autheid.account.account import Account
from autheid.account.device import Device, NewDevice
from autheid.account.enrolment import Enrolment
from autheid.device.key import DeviceKey
from autheid.kernel.clock import Millis
from autheid.kernel.ids import DeviceId, make_unique_user_id
from autheid.kernel.secret import digest, system_chance
from autheid.needs.certificates import DeviceCertificate, Standing
from autheid.person.email import parse_email
from autheid.pki.authority import Authority, Role, ask_for_issuer, make_issuer, make_root
from autheid.pki.curve import Curve
from autheid.store.engine import Transaction
from tests.support.stores import Shelf, Store

NOW = Millis(1_700_000_000_000)
LATER = Millis(NOW + 1_000)
UNTIL = Millis(NOW + 100_000_000)
ROOT = make_root(1, organisation="eid.example", now=NOW, chance=system_chance)
ISSUER = make_issuer(2, root=ROOT, organisation="eid.example", now=NOW, chance=system_chance)


async def _enrolled(store: Store, email: str = "ada@example.com") -> tuple[Account, Device]:
    key = DeviceKey.make()
    enrolment = Enrolment(
        enrolment_id=email,
        email=parse_email(email),
        account=None,
        code_hash=digest(b"code"),
        tries_left=5,
        expires=UNTIL,
    )
    await store.enrolments.begin(enrolment, now=NOW)
    made = await store.enrolments.complete(
        enrolment,
        NewDevice(key.public_key, Curve(key.curve), "Phone"),
        fresh_id=make_unique_user_id(system_chance),
        now=NOW,
    )
    assert made is not None
    return made


def _certificate(device: Device, serial: bytes = b"1", *, until: int = UNTIL) -> DeviceCertificate:
    return DeviceCertificate(
        serial * 16, ISSUER.number, device.device_id, b"DER of " + serial, NOW, Millis(until)
    )


async def _certified(store: Store, serial: bytes = b"1") -> tuple[Account, Device, DeviceCertificate]:
    await store.certificates.add_authorities(ROOT, ISSUER, behind=0)
    account, device = await _enrolled(store)
    certificate = _certificate(device, serial)
    assert await store.certificates.keep(certificate, instead_of=None) == certificate
    return account, device, certificate


async def test_authorities_come_back_with_their_keys(shelf: Shelf) -> None:
    assert await shelf.store.certificates.authorities() == []
    assert await shelf.store.certificates.add_authorities(ROOT, ISSUER, behind=0)
    assert await (await shelf.reopen()).certificates.authorities() == [ROOT, ISSUER]


async def test_of_many_who_make_the_first_authorities_one_does(store: Store) -> None:
    async def make(n: int) -> bool:
        root = make_root(1, organisation=f"{n}", now=NOW, chance=system_chance)
        return await store.certificates.add_authorities(
            root, make_issuer(2, root=root, organisation=f"{n}", now=NOW, chance=system_chance), behind=0
        )

    assert sum(await asyncio.gather(*(make(n) for n in range(8)))) == 1
    root, issuer = await store.certificates.authorities()
    assert issuer.loaded.issuer == root.loaded.subject


async def test_an_issuer_waits_for_its_certificate_and_gets_it_once(shelf: Shelf) -> None:
    asked, _ = ask_for_issuer(3, organisation="eid.example")
    outside = Authority(4, Role.ROOT, ROOT.certificate, None)
    certificates = shelf.store.certificates
    await certificates.add_authorities(ROOT, ISSUER, behind=0)
    assert await certificates.add_authorities(asked, behind=2)
    assert not await certificates.give_certificate(asked, b"DER", root=outside, behind=2)
    assert await certificates.give_certificate(asked, b"DER", root=outside, behind=3)
    assert not await certificates.give_certificate(asked, b"another", root=None, behind=4)
    again = await (await shelf.reopen()).certificates.authorities()
    assert again == [ROOT, ISSUER, msgspec.structs.replace(asked, certificate=b"DER"), outside]


async def test_a_device_has_its_youngest_certificate(shelf: Shelf) -> None:
    _, device, first = await _certified(shelf.store)
    second = _certificate(device, b"2", until=UNTIL - 1000)
    assert await shelf.store.certificates.keep(second, instead_of=first) == second
    store = await shelf.reopen()
    assert await store.certificates.certificate_of(device.device_id) == second
    for one in (first, second):
        assert await store.certificates.standing(one.serial) == Standing(ISSUER.number, None, is_active=True)
    assert await store.certificates.standing(b"3" * 16) is None


async def test_of_many_who_certify_a_device_one_does_and_the_others_get_that_one(store: Store) -> None:
    await store.certificates.add_authorities(ROOT, ISSUER, behind=0)
    _, device = await _enrolled(store)
    mine = [_certificate(device, b"%d" % n) for n in range(8)]
    kept = await asyncio.gather(*(store.certificates.keep(one, instead_of=None) for one in mine))
    assert len({one.serial for one in kept if one is not None}) == 1
    assert await store.certificates.certificate_of(device.device_id) == kept[0]


async def test_a_device_that_signs_no_more_gets_none(store: Store) -> None:
    account, device, first = await _certified(store)
    assert await store.people.retire_device(device.device_id, now=LATER)
    assert await store.certificates.keep(_certificate(device, b"2"), instead_of=first) is None
    stranger = msgspec.structs.replace(_certificate(device, b"3"), device_id=DeviceId(account.unique_user_id))
    assert await store.certificates.keep(stranger, instead_of=None) is None
    for serial in (b"2", b"3"):
        assert await store.certificates.standing(serial * 16) is None


async def test_a_certificate_is_revoked_with_its_device_and_at_that_moment(shelf: Shelf) -> None:
    _, device, certificate = await _certified(shelf.store)
    assert await shelf.store.people.retire_device(device.device_id, now=LATER)
    store = await shelf.reopen()
    assert await store.certificates.standing(certificate.serial) == Standing(
        ISSUER.number, LATER, is_active=False
    )
    assert await store.certificates.certificate_of(device.device_id) == certificate
    await store.certificates.settle(certificate.serial, now=Millis(LATER + 5))
    standing = await store.certificates.standing(certificate.serial)
    assert standing is not None
    assert standing.revoked == LATER, "what is revoked stays so since then"


async def test_a_device_that_an_older_node_retired_is_settled(store: Store) -> None:
    _, device, certificate = await _certified(store)

    async def of_older_node(tx: Transaction) -> None:
        await tx.one("people.retire_device", (device.device_id, 1))

    await store.database.write(of_older_node)
    assert await store.certificates.standing(certificate.serial) == Standing(
        ISSUER.number, None, is_active=False
    )
    await store.certificates.settle(certificate.serial, now=LATER)
    assert await store.certificates.standing(certificate.serial) == Standing(
        ISSUER.number, LATER, is_active=False
    )


async def test_of_an_erased_person_stays_that_a_number_was_given_and_revoked(shelf: Shelf) -> None:
    account, device, certificate = await _certified(shelf.store)
    other, others = await _enrolled(shelf.store, "bob@example.com")
    kept = _certificate(others, b"2")
    await shelf.store.certificates.keep(kept, instead_of=None)
    assert await shelf.store.eraser.erase(account.account, proofs=(), letters=(), now=LATER)
    store = await shelf.reopen()
    assert await store.certificates.standing(certificate.serial) == Standing(
        ISSUER.number, LATER, is_active=False
    )
    assert await store.certificates.certificate_of(device.device_id) is None
    assert await store.certificates.certificate_of(others.device_id) == kept
    assert await store.people.account(other.account) == other


async def test_tidying_lets_go_of_whom_an_older_node_has_erased_and_of_what_has_ended(shelf: Shelf) -> None:
    account, device, certificate = await _certified(shelf.store)

    async def of_older_node(tx: Transaction) -> None:
        await tx.run("erasure.erase_devices", (account.account,))

    await shelf.store.database.write(of_older_node)
    assert await shelf.store.certificates.standing(certificate.serial) == Standing(
        ISSUER.number, None, is_active=False
    )
    assert await shelf.store.certificates.tidy(now=LATER) == 0
    store = await shelf.reopen()
    assert await store.certificates.standing(certificate.serial) == Standing(
        ISSUER.number, LATER, is_active=False
    )
    assert await store.certificates.tidy(now=UNTIL) == 0
    assert await store.certificates.tidy(now=Millis(UNTIL + 1)) == 1
    assert await store.certificates.standing(certificate.serial) is None
    assert await store.certificates.certificate_of(device.device_id) is None
