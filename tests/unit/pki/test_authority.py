"""The certificate authority by RFC 5280, with OpenSSL as the stranger that must agree."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from autheid.device.key import P256, SECP256K1, DeviceKey
from autheid.kernel.clock import Millis, SystemClock, after
from autheid.kernel.secret import system_chance
from autheid.pki.authority import (
    DAY_SECONDS,
    DEVICE_DAYS,
    ISSUER_DAYS,
    ROOT_DAYS,
    SERIAL_BYTES,
    Authorities,
    Authority,
    Links,
    Role,
    ask_for_issuer,
    certify_device,
    check_chain,
    fingerprint_of,
    make_issuer,
    make_root,
    make_serial,
    moment_of,
    pem_of,
)
from autheid.pki.curve import Curve
from tests.support.certified import OutsideRoot, compressed_key, openssl, pem_file

NOW = SystemClock().now()
LINKS = Links("http://eid.example/ocsp", "http://eid.example/pki/2.cer")
ROOT = make_root(1, organisation="eid.example", now=NOW, chance=system_chance)
ISSUER = make_issuer(2, root=ROOT, organisation="eid.example", now=NOW, chance=system_chance)


def certified(
    key: DeviceKey, *, issuer: Authority = ISSUER, now: Millis = NOW
) -> tuple[bytes, Millis, Millis]:
    return certify_device(
        issuer,
        curve=Curve(key.curve),
        public_key=key.public_key,
        unique_user_id="ab12cd34",
        serial=make_serial(system_chance),
        links=LINKS,
        now=now,
    )


@pytest.mark.parametrize("curve", [P256, SECP256K1])
def test_openssl_believes_a_device_by_the_root_alone(tmp_path: Path, curve: str) -> None:
    key = DeviceKey.make(curve)
    certificate, _, _ = certified(key)
    said = openssl(
        *("verify", "-x509_strict", "-CAfile", pem_file(tmp_path, "root.pem", ROOT.certificate)),
        *("-untrusted", pem_file(tmp_path, "issuer.pem", ISSUER.certificate)),
        pem_file(tmp_path, "device.pem", certificate),
    )
    assert said.endswith("device.pem: OK\n")
    assert compressed_key(certificate) == key.public_key


def test_a_devices_certificate_says_what_it_is_for_and_nothing_more_of_its_person() -> None:
    certificate = x509.load_der_x509_certificate(certified(DeviceKey.make())[0])
    assert certificate.subject.rfc4514_string() == "CN=ab12cd34"
    assert {extension.oid._name: extension.critical for extension in certificate.extensions} == {
        "basicConstraints": True,
        "keyUsage": True,
        "subjectKeyIdentifier": False,
        "authorityKeyIdentifier": False,
        "authorityInfoAccess": False,
    }
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.digital_signature
    assert usage.content_commitment
    assert not usage.key_cert_sign
    assert not certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    access = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    assert [one.access_location.value for one in access] == [LINKS.status, LINKS.issuer]


def test_an_issuer_may_sign_devices_and_no_further_issuer() -> None:
    constraints = ISSUER.loaded.extensions.get_extension_for_class(x509.BasicConstraints).value
    assert (constraints.ca, constraints.path_length) == (True, 0)
    assert ROOT.loaded.subject == ROOT.loaded.issuer == ISSUER.loaded.issuer
    assert re.fullmatch(
        r"CN=Auth eID Issuer [0-9a-f]{8},O=eid\.example", ISSUER.loaded.subject.rfc4514_string()
    )


@pytest.mark.parametrize(
    "certificate, days",
    [
        (ROOT.loaded, ROOT_DAYS),
        (ISSUER.loaded, ISSUER_DAYS),
        (x509.load_der_x509_certificate(certified(DeviceKey.make())[0]), DEVICE_DAYS),
    ],
)
def test_each_is_valid_from_an_hour_ago_for_its_days(certificate: x509.Certificate, days: int) -> None:
    assert certificate.not_valid_before_utc == moment_of(NOW) - timedelta(hours=1)
    assert certificate.not_valid_after_utc == moment_of(NOW) + timedelta(days=days)


def test_nothing_outlives_who_has_signed_it() -> None:
    late = after(NOW, seconds=(ISSUER_DAYS - 1) * DAY_SECONDS)
    certificate, since, until = certified(DeviceKey.make(), now=late)
    assert (since, until) == (late // 1000 * 1000 - 3_600_000, ISSUER.until())
    assert x509.load_der_x509_certificate(certificate).not_valid_after_utc == moment_of(until)
    later = after(NOW, seconds=(ROOT_DAYS - 1) * DAY_SECONDS)
    assert (
        make_issuer(3, root=ROOT, organisation="x", now=later, chance=system_chance).until() == ROOT.until()
    )


def _after_days(days: int) -> Millis:
    return after(NOW, seconds=days * DAY_SECONDS)


def _issuer(number: int, *, root: Authority = ROOT, now: Millis = NOW) -> Authority:
    return make_issuer(number, root=root, organisation="eid.example", now=now, chance=system_chance)


def test_the_youngest_issuer_signs_to_its_end_and_none_in_its_place() -> None:
    younger = _issuer(3)
    known = Authorities([younger, ROOT, ISSUER])
    assert known.issuer(now=NOW) == younger
    assert known.issuer(now=_after_days(ISSUER_DAYS - 1)) == younger
    assert known.issuer(now=_after_days(ISSUER_DAYS + 1)) is None
    assert known.root(now=NOW) == ROOT
    assert known.root_of(younger) == ROOT
    assert (known.last, Authorities([]).last) == (3, 0)


def test_what_a_clock_that_ran_ahead_has_made_does_not_sign_before_it_begins() -> None:
    ahead = _issuer(3, now=_after_days(9 * 365))
    known = Authorities([ROOT, ISSUER, ahead])
    assert known.issuer(now=NOW) == ISSUER
    assert known.issuer(now=_after_days(9 * 365)) == ahead
    before_all = _after_days(-400)
    assert known.issuer(now=before_all) == ahead, "a clock that was set back stops nobody"
    assert Authorities([ROOT, ISSUER]).issuer(now=before_all) == ISSUER
    assert not known.wants_successor(now=before_all)


def test_our_own_issuer_is_followed_before_it_would_cut_what_it_signs() -> None:
    known = Authorities([ROOT, ISSUER])
    last = _after_days(ISSUER_DAYS - DEVICE_DAYS)
    assert not known.wants_successor(now=Millis(last - 1000))
    assert known.wants_successor(now=last)
    assert Authorities([]).wants_successor(now=NOW)
    assert Authorities([ROOT]).wants_successor(now=NOW)


def test_nothing_takes_the_place_of_an_issuer_under_a_root_of_somebody_elses() -> None:
    elsewhere = make_root(4, organisation="Bank", now=NOW, chance=system_chance)
    outside = Authority(4, Role.ROOT, elsewhere.certificate, None)
    theirs = _issuer(3, root=elsewhere)
    known = Authorities([ROOT, ISSUER, theirs, outside])
    assert known.issuer(now=NOW) == theirs
    for days in (ISSUER_DAYS - DEVICE_DAYS + 1, ISSUER_DAYS + 1):
        assert not known.wants_successor(now=_after_days(days))
    assert known.issuer(now=_after_days(ISSUER_DAYS + 1)) is None
    assert known.root(now=NOW) == ROOT, "by which an operator may go back"


def test_what_was_asked_for_or_whose_key_is_elsewhere_does_not_sign() -> None:
    asked, _ = ask_for_issuer(3, organisation="eid.example")
    outside = Authority(4, Role.ROOT, ROOT.certificate, None)
    known = Authorities([ISSUER, asked, outside])
    assert known.issuer(now=NOW) == ISSUER
    assert known.root(now=NOW) is None
    assert known.asked_for() == asked
    with pytest.raises(LookupError, match="authority 4 is not kept here"):
        outside.key  # noqa: B018


def test_a_serial_number_is_positive_and_of_one_length() -> None:
    for first in (0x00, 0x7F, 0x80, 0xFF):
        serial = make_serial(lambda count, first=first: bytes([first]) + bytes(count - 1))  # type: ignore[misc]
        assert len(serial) == SERIAL_BYTES
        assert 0x40 <= serial[0] <= 0x7F
    assert len({make_serial(system_chance) for _ in range(1000)}) == 1000


def test_a_long_organisations_name_is_cut_where_names_end() -> None:
    root = make_root(1, organisation="o" * 200, now=NOW, chance=system_chance)
    (name,) = root.loaded.subject.get_attributes_for_oid(x509.NameOID.ORGANIZATION_NAME)
    assert name.value == "o" * 64


def test_a_fingerprint_is_what_openssl_prints(tmp_path: Path) -> None:
    file = pem_file(tmp_path, "root.pem", ROOT.certificate)
    assert file.read_bytes() == pem_of(ROOT.certificate)
    said = openssl("x509", "-in", file, "-noout", "-fingerprint", "-sha256")
    assert said.strip().endswith(fingerprint_of(ROOT.certificate))


# An issuer under a root of somebody else's


def pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.PEM)


ASKED, REQUEST = ask_for_issuer(3, organisation="eid.example")


def test_what_is_asked_for_is_a_request_that_openssl_takes() -> None:
    said = openssl("req", "-verify", "-noout", "-text", given=REQUEST)
    assert "verify OK" in said
    assert "CA:TRUE, pathlen:0" in said
    assert "ecdsa-with-SHA384" in said


def test_an_issuer_of_another_root_signs_as_our_own_does(tmp_path: Path) -> None:
    root = OutsideRoot(NOW)
    wanted = x509.load_pem_x509_csr(REQUEST)
    given = root.signs(wanted.subject, ASKED.key.public_key())
    issuer_der, root_der = check_chain(ASKED, issuer_pem=pem(given), root_pem=pem(root.certificate), now=NOW)
    issuer = Authority(3, Role.ISSUER, issuer_der, ASKED.private_der)
    certificate, _, _ = certified(DeviceKey.make(), issuer=issuer)
    said = openssl(
        *("verify", "-CAfile", pem_file(tmp_path, "root.pem", root_der)),
        *("-untrusted", pem_file(tmp_path, "issuer.pem", issuer_der)),
        pem_file(tmp_path, "device.pem", certificate),
    )
    assert said.endswith("device.pem: OK\n")


def _usage(**what: bool) -> x509.KeyUsage:
    named = (
        *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment"),
        *("key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
    )
    return x509.KeyUsage(**(dict.fromkeys(named, False) | what))


def test_a_chain_that_breaks_a_rule_is_refused_by_that_rule() -> None:
    root, other = OutsideRoot(NOW), OutsideRoot(NOW)
    small = OutsideRoot(NOW, ec.SECP256R1())
    key, subject = ASKED.key.public_key(), x509.load_pem_x509_csr(REQUEST).subject
    good = root.signs(subject, key)
    broken: dict[str, tuple[bytes, x509.Certificate | bytes]] = {
        "issuer: must be one certificate in PEM": (b"no certificate", root.certificate),
        "root: must be one certificate in PEM": (pem(good), b""),
        "root: must have a key on P-384": (pem(good), small.certificate),
        "issuer: must have a key on P-384": (
            pem(root.signs(subject, small.key.public_key())),
            root.certificate,
        ),
        "issuer: must have a name": (pem(root.signs(x509.Name([]), key)), root.certificate),
        "issuer: must be the certificate of an authority": (
            pem(root.signs(subject, key, ca=False)),
            root.certificate,
        ),
        "issuer: is not valid yet": (pem(root.signs(subject, key, begins_in=1)), root.certificate),
        "issuer: is not valid any more": (
            pem(root.signs(subject, key, begins_in=-2, days=-1)),
            root.certificate,
        ),
        "issuer: is for another key": (pem(root.signs(subject, other.key.public_key())), root.certificate),
        "issuer: its key must be for signing certificates": (
            pem(root.signs(subject, key, more=[(_usage(digital_signature=True), True)])),
            root.certificate,
        ),
        "issuer: its key must be for signing statuses too": (
            pem(root.signs(subject, key, more=[(_usage(key_cert_sign=True), True)])),
            root.certificate,
        ),
        "issuer: must not have 1.2.3.4, by which": (
            pem(root.signs(subject, key, more=[(_unheard_of, True)])),
            root.certificate,
        ),
        "issuer: must not have 2.5.29.30, by which": (
            pem(root.signs(subject, key, more=[(_narrow, False)])),
            root.certificate,
        ),
        "issuer: must be signed with SHA-384": (
            pem(root.signs(subject, key, algorithm=SHA256())),
            root.certificate,
        ),
        "issuer: is not signed by this root": (pem(good), other.certificate),
        "root: is not signed by this root": (pem(good), other.signs(root.name, root.key.public_key())),
        "root: may have no authority below it": (
            pem(good),
            root.signs(root.name, root.key.public_key(), path_length=0),
        ),
        "root: its key must be for signing certificates": (
            pem(good),
            root.signs(root.name, root.key.public_key(), more=[(_usage(digital_signature=True), True)]),
        ),
    }
    for rule, (issuer_pem, root_given) in broken.items():
        root_pem = root_given if isinstance(root_given, bytes) else pem(root_given)
        with pytest.raises(ValueError, match=f"^{rule}"):
            check_chain(ASKED, issuer_pem=issuer_pem, root_pem=root_pem, now=NOW)
    assert check_chain(ASKED, issuer_pem=pem(good), root_pem=pem(root.certificate), now=NOW)
    harmless = root.signs(subject, key, more=[(_unheard_of, False)])
    assert check_chain(ASKED, issuer_pem=pem(harmless), root_pem=pem(root.certificate), now=NOW)


_unheard_of = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00")
_narrow = x509.NameConstraints([x509.DNSName("example.com")], None)
