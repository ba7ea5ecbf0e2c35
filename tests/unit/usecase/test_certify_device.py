"""Devices get certificates when they sign, and what has become of one is told to whoever asks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from autheid.account.proof import Act
from autheid.device.key import P256, SECP256K1
from autheid.kernel.clock import Clock, seconds_of
from autheid.kernel.errors import Kind, Refusal
from autheid.kernel.ids import RpId
from autheid.kernel.secret import system_chance
from autheid.pki.authority import DAY_SECONDS, DEVICE_DAYS, ISSUER_DAYS, RENEWED_DAYS_BEFORE, Role, pem_of
from autheid.request.kind import RequestKind
from autheid.request.opening import Opening
from autheid.request.state import Pending, SignatureEvidence, Succeeded
from autheid.usecase.keep_authority import KeepAuthority
from tests.support.certified import OutsideRoot, check_chain, check_good, check_signature, compressed_key
from tests.support.world import EnrolledPhone, World, asking


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with World(tmp_path) as world:
        yield world


async def _signed(world: World, phone: EnrolledPhone) -> tuple[Opening, SignatureEvidence]:
    party = await world.stores.parties.party(RpId("shop")) or (await world.add_rp("shop"))[0]
    opening = await world.create(party, asking(RequestKind.SIGNATURE))
    world.clock.advance(seconds=7)
    _, ended = await world.answer(phone.device, opening.request_id, phone.answer(opening))
    assert isinstance(ended, Succeeded)
    assert isinstance(ended.evidence, SignatureEvidence)
    return opening, ended.evidence


async def _roots(world: World) -> bytes:
    known = await world.stores.certificates.authorities()
    return b"".join(pem_of(one.certificate) for one in known if one.role is Role.ROOT)


def _when(clock: Clock) -> datetime:
    return datetime.fromtimestamp(clock.now() / 1000, UTC)


@pytest.mark.parametrize("curve", [P256, SECP256K1])
async def test_a_signature_comes_with_all_that_a_client_of_the_later_generation_checks(
    world: World, curve: str
) -> None:
    phone = await world.enrol_phone(curve=curve)
    opening, evidence = await _signed(world, phone)
    client, issuer = evidence.certificate_client, evidence.certificate_issuer
    check_signature(evidence.signature_data, evidence.sign, client)
    check_chain(client, issuer, await _roots(world), unique_user_id=phone.account.unique_user_id)
    check_good(
        evidence.ocsp_response,
        client,
        issuer,
        created=seconds_of(opening.created),
        now=_when(world.clock),
    )
    assert compressed_key(client) == evidence.user_pub_key


async def test_a_status_is_good_for_as_long_as_its_result_can_be_read(world: World) -> None:
    _, evidence = await _signed(world, await world.enrol_phone())
    answer = ocsp.load_der_ocsp_response(evidence.ocsp_response)
    assert answer.next_update_utc is not None
    kept = answer.next_update_utc - _when(world.clock).replace(microsecond=0)
    assert kept.total_seconds() == world.settings.keep_hours * 3600


async def test_each_device_has_one_certificate_until_it_is_about_to_end(world: World) -> None:
    phone = await world.enrol_phone()
    tablet = await world.enrol_another(phone)
    _, first = await _signed(world, phone)
    _, again = await _signed(world, phone)
    _, other = await _signed(world, tablet)
    assert first.certificate_client == again.certificate_client != other.certificate_client
    world.clock.advance(seconds=(DEVICE_DAYS - RENEWED_DAYS_BEFORE) * DAY_SECONDS - 60)
    assert (await _signed(world, phone))[1].certificate_client == first.certificate_client
    world.clock.advance(seconds=60)
    _, renewed = await _signed(world, phone)
    assert renewed.certificate_client != first.certificate_client
    assert (await world.service.certify.of_device(phone.device.device_id)).certificate == (
        renewed.certificate_client
    )


async def test_a_repeated_answer_brings_the_same_certificate_and_status(world: World) -> None:
    phone = await world.enrol_phone()
    opening, evidence = await _signed(world, phone)
    world.clock.advance(seconds=5)
    _, ended = await world.answer(phone.device, opening.request_id, phone.answer(opening))
    assert isinstance(ended, Succeeded)
    assert ended.evidence == evidence


async def test_of_a_device_its_certificate_and_status_now_are_told(world: World) -> None:
    phone = await world.enrol_phone()
    made = await world.service.certify.of_device(phone.device.device_id)
    now = world.clock.now()
    check_chain(
        made.certificate, made.issuer, await _roots(world), unique_user_id=phone.account.unique_user_id
    )
    check_good(made.status, made.certificate, made.issuer, created=seconds_of(now), now=_when(world.clock))
    assert (await _signed(world, phone))[1].certificate_client == made.certificate
    assert await world.stores.people.retire_device(phone.device.device_id, now=world.clock.now())
    revoked_at = world.clock.now()
    world.clock.advance(seconds=100)
    later = await world.service.certify.of_device(phone.device.device_id)
    assert later.certificate == made.certificate
    answer = ocsp.load_der_ocsp_response(later.status)
    assert answer.certificate_status is ocsp.OCSPCertStatus.REVOKED
    assert answer.revocation_reason is x509.ReasonFlags.cessation_of_operation
    assert answer.revocation_time_utc == datetime.fromtimestamp(seconds_of(revoked_at), UTC)


@pytest.mark.parametrize(
    "device_id, kind, message",
    [
        ("", Kind.INVALID, "device_id: is required"),
        ("AQID", Kind.INVALID, "device_id: must be a compressed key of 33 bytes in base64"),
        ("no base64 !", Kind.INVALID, "device_id: must be a compressed key of 33 bytes in base64"),
        ("A" * 44, Kind.NOT_FOUND, "no such device"),
    ],
)
async def test_what_is_no_device_has_no_certificate(
    world: World, device_id: str, kind: Kind, message: str
) -> None:
    with pytest.raises(Refusal) as refused:
        await world.service.certify.of_device(device_id)
    assert (refused.value.kind, refused.value.message) == (kind, message)


async def test_a_device_is_found_by_url_safe_base64_too(world: World) -> None:
    phone = await world.enrol_phone()
    written = phone.device.device_id.replace("+", "-").replace("/", "_").rstrip("=")
    assert await world.service.certify.of_device(written)


async def test_a_device_that_was_revoked_before_it_had_a_certificate_gets_none(world: World) -> None:
    phone = await world.enrol_phone()
    assert await world.stores.people.retire_device(phone.device.device_id, now=world.clock.now())
    with pytest.raises(Refusal, match="no such device"):
        await world.service.certify.of_device(phone.device.device_id)
    with pytest.raises(Refusal, match="this device has been revoked"):
        await world.service.certify.of_signature(
            phone.device, phone.account.unique_user_id, created=world.clock.now()
        )


async def _asked(
    world: World, certificate: bytes, issuer: bytes, serial: int | None = None
) -> ocsp.OCSPResponse:
    client, above = x509.load_der_x509_certificate(certificate), x509.load_der_x509_certificate(issuer)
    if serial is None:
        builder = ocsp.OCSPRequestBuilder().add_certificate(client, above, hashes.SHA256())
    else:
        about = ocsp.load_der_ocsp_request(
            ocsp.OCSPRequestBuilder()
            .add_certificate(client, above, hashes.SHA256())
            .build()
            .public_bytes(Encoding.DER)
        )
        builder = ocsp.OCSPRequestBuilder().add_certificate_by_hash(
            about.issuer_name_hash, about.issuer_key_hash, serial, hashes.SHA256()
        )
    answer = await world.service.certify.answer(builder.build().public_bytes(Encoding.DER))
    return ocsp.load_der_ocsp_response(answer)


async def test_anybody_is_told_the_status_of_a_certificate(world: World) -> None:
    phone = await world.enrol_phone()
    tablet = await world.enrol_another(phone)
    made = await world.service.certify.of_device(phone.device.device_id)
    assert (await _asked(world, made.certificate, made.issuer)).certificate_status is ocsp.OCSPCertStatus.GOOD
    act = world.act_of(tablet, Act.REVOKE_DEVICE, phone.device.device_id)
    await world.cases.account.revoke_device(tablet.device, phone.device.device_id, act)
    told = await _asked(world, made.certificate, made.issuer)
    assert told.certificate_status is ocsp.OCSPCertStatus.REVOKED
    for serial in (1, 2**120 + 5, 2**150):
        unknown = await _asked(world, made.certificate, made.issuer, serial)
        assert unknown.certificate_status is ocsp.OCSPCertStatus.UNKNOWN
    # The root's own: nothing is said of what it has signed.
    root = x509.load_pem_x509_certificates(await _roots(world))[0].public_bytes(Encoding.DER)
    assert (await _asked(world, made.issuer, root)).response_status is ocsp.OCSPResponseStatus.UNAUTHORIZED
    broken = ocsp.load_der_ocsp_response(await world.service.certify.answer(b"nothing"))
    assert broken.response_status is ocsp.OCSPResponseStatus.MALFORMED_REQUEST


async def test_what_was_signed_by_whom_is_erased_now_stays_verifiable_and_is_revoked(world: World) -> None:
    phone = await world.enrol_phone()
    opening, evidence = await _signed(world, phone)
    await world.identity.erase.by_person(
        phone.device, world.act_of(phone, Act.ERASE_ACCOUNT, phone.account.unique_user_id)
    )
    told = await _asked(world, evidence.certificate_client, evidence.certificate_issuer)
    assert told.certificate_status is ocsp.OCSPCertStatus.REVOKED
    with pytest.raises(Refusal, match="no such device"):
        await world.service.certify.of_device(phone.device.device_id)
    check_good(
        evidence.ocsp_response,
        evidence.certificate_client,
        evidence.certificate_issuer,
        created=seconds_of(opening.created),
        now=_when(world.clock),
    )


async def test_an_issuer_is_followed_by_another_before_it_ends_and_still_tells_statuses(world: World) -> None:
    phone = await world.enrol_phone()
    made = await world.service.certify.of_device(phone.device.device_id)
    keeper = _keeper(world)
    await keeper.refresh()
    first = keeper.issuer()
    world.clock.advance(seconds=(ISSUER_DAYS - DEVICE_DAYS) * DAY_SECONDS + 1)
    await keeper.refresh()
    assert keeper.issuer() != first
    assert keeper.issuer().loaded.issuer == first.loaded.issuer, "under the same root"
    told = await _asked(world, made.certificate, made.issuer)
    assert told.certificate_status is ocsp.OCSPCertStatus.GOOD
    # A node that has not read it yet: the authority that a certificate names is looked for.
    other = _keeper(world)
    assert await other.numbered(keeper.issuer().number) == keeper.issuer()
    with pytest.raises(LookupError, match="no authority 99"):
        await other.numbered(99)


async def test_a_root_is_followed_too(world: World) -> None:
    keeper = _keeper(world)
    await keeper.refresh()
    before = list(keeper.known)
    world.clock.advance(seconds=19 * 365 * DAY_SECONDS)
    await keeper.refresh()
    roles = [one.role for one in keeper.known]
    assert roles == [Role.ROOT, Role.ISSUER, Role.ROOT, Role.ISSUER]
    assert list(keeper.known)[:2] == before


async def test_refreshing_makes_nothing_where_somebody_signs(world: World) -> None:
    keeper = _keeper(world)
    for _ in range(3):
        await keeper.refresh()
        world.clock.advance(seconds=-3 * 365 * DAY_SECONDS)
    assert len(list(keeper.known)) == 2


async def test_nobody_signs_before_there_is_an_issuer(world: World) -> None:
    with pytest.raises(Refusal, match="no issuer signs certificates at this moment"):
        _keeper(world).issuer()


def _keeper(world: World) -> KeepAuthority:
    return KeepAuthority(
        certificates=world.stores.certificates,
        clock=world.clock,
        chance=system_chance,
        organisation="eid.example",
    )


async def test_a_device_that_is_revoked_signs_no_more_though_it_has_a_certificate(world: World) -> None:
    phone = await world.enrol_phone()
    await _signed(world, phone)
    rp = await world.stores.parties.party(RpId("shop"))
    assert rp is not None
    opening = await world.create(rp, asking(RequestKind.SIGNATURE))
    assert await world.stores.people.retire_device(phone.device.device_id, now=world.clock.now())
    with pytest.raises(Refusal, match="this device has been revoked") as refused:
        await world.answer(phone.device, opening.request_id, phone.answer(opening))
    assert refused.value.kind is Kind.UNKNOWN_CALLER
    assert isinstance((await world.stores.requests.load(opening.request_id) or (None, None))[1], Pending)


async def test_an_answer_to_what_is_over_makes_no_certificate(world: World) -> None:
    phone = await world.enrol_phone()
    rp, _ = await world.add_rp("shop")
    opening = await world.create(rp, asking(RequestKind.SIGNATURE))
    world.clock.advance(seconds=700)
    with pytest.raises(Refusal, match="has timed out"):
        await world.answer(phone.device, opening.request_id, phone.answer(opening))
    assert await world.stores.certificates.certificate_of(phone.device.device_id) is None


async def _known_again(world: World) -> None:
    """As the second after: what the running service knows of authorities."""
    await world.service.authority.refresh()


async def test_a_new_issuer_certifies_each_device_when_it_signs_next(world: World) -> None:
    phone = await world.enrol_phone()
    _, first = await _signed(world, phone)
    issuer = await _keeper(world).renew()
    await _known_again(world)
    _, second = await _signed(world, phone)
    assert second.certificate_issuer == issuer.certificate != first.certificate_issuer
    _, third = await _signed(world, phone)
    assert third.certificate_client == second.certificate_client
    told = await _asked(world, first.certificate_client, first.certificate_issuer)
    assert told.certificate_status is ocsp.OCSPCertStatus.GOOD
    rooted = await _keeper(world).renew(fresh_root=True)
    await _known_again(world)
    _, fourth = await _signed(world, phone)
    assert fourth.certificate_issuer == rooted.certificate
    assert rooted.loaded.issuer != issuer.loaded.issuer
    check_chain(
        fourth.certificate_client,
        fourth.certificate_issuer,
        await _roots(world),
        unique_user_id=phone.account.unique_user_id,
    )


async def test_a_certificate_that_a_clock_ahead_has_made_is_replaced_when_the_clock_is_right(
    world: World,
) -> None:
    phone = await world.enrol_phone()
    world.clock.advance(seconds=365 * DAY_SECONDS)
    ahead = await world.service.certify.of_device(phone.device.device_id)
    world.clock.advance(seconds=-365 * DAY_SECONDS)
    right = await world.service.certify.of_device(phone.device.device_id)
    assert right.certificate != ahead.certificate
    begins = x509.load_der_x509_certificate(right.certificate).not_valid_before_utc
    assert begins < _when(world.clock)
    assert (await world.service.certify.of_device(phone.device.device_id)).certificate == right.certificate


async def _install(world: World, root: OutsideRoot, *, days: int = 3650) -> None:
    keeper = _keeper(world)
    request = x509.load_pem_x509_csr(await keeper.ask())
    issuer = root.signs(request.subject, request.public_key(), days=days)
    await keeper.install(
        issuer_pem=issuer.public_bytes(Encoding.PEM), root_pem=root.certificate.public_bytes(Encoding.PEM)
    )
    await _known_again(world)


async def test_under_a_root_of_ones_own_nothing_is_signed_by_another_also_at_its_issuers_end(
    world: World,
) -> None:
    phone = await world.enrol_phone()
    _, before = await _signed(world, phone)
    await _install(world, OutsideRoot(world.clock.now()), days=400)
    _, first = await _signed(world, phone)
    assert first.certificate_issuer != before.certificate_issuer
    client = x509.load_der_x509_certificate(first.certificate_client)
    issuer = x509.load_der_x509_certificate(first.certificate_issuer)
    assert client.not_valid_after_utc == issuer.not_valid_after_utc, "cut at its issuer's end"
    world.clock.advance(seconds=399 * DAY_SECONDS)
    await _known_again(world)
    opening, last = await _signed(world, phone)
    assert last.certificate_client == first.certificate_client, "another would last no longer"
    status = ocsp.load_der_ocsp_response(last.ocsp_response)
    assert status.next_update_utc == client.not_valid_after_utc
    assert opening.created
    world.clock.advance(seconds=2 * DAY_SECONDS)
    await _known_again(world)
    _, without = await _signed(world, phone)
    assert (without.certificate_client, without.certificate_issuer, without.ocsp_response) == (b"", b"", b"")
    with pytest.raises(Refusal, match="no issuer signs certificates"):
        await world.service.certify.of_device(phone.device.device_id)
    await _keeper(world).renew()
    await _known_again(world)
    assert (await _signed(world, phone))[1].certificate_client


async def test_the_same_root_twice_is_published_once(world: World) -> None:
    root = OutsideRoot(world.clock.now())
    for _ in range(2):
        await _install(world, root)
    roots = x509.load_pem_x509_certificates(await _roots(world))
    assert [one.subject for one in roots].count(root.name) == 1
    assert len(await world.stores.certificates.authorities()) == 5


async def test_an_issuer_that_was_overtaken_is_not_installed(world: World) -> None:
    keeper = _keeper(world)
    await keeper.ask()
    await _keeper(world).renew()
    with pytest.raises(Refusal, match="a younger issuer was made") as refused:
        await keeper.install(issuer_pem=b"", root_pem=b"")
    assert refused.value.kind is Kind.PRECONDITION


async def test_nothing_is_installed_that_was_not_asked_for(world: World) -> None:
    with pytest.raises(Refusal, match="no issuer waits for its certificate"):
        await _keeper(world).install(issuer_pem=b"", root_pem=b"")
