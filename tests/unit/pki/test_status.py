"""OCSP by RFC 6960, asked and read by libraries that are not ours."""

from __future__ import annotations

from pathlib import Path

import pytest
from asn1crypto import core
from asn1crypto import ocsp as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.hashes import HashAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from hypothesis import given
from hypothesis import strategies as st

from autheid.device.key import DeviceKey
from autheid.kernel.clock import Millis, SystemClock, after
from autheid.kernel.secret import system_chance
from autheid.pki.authority import Authorities, Links, certify_device, make_issuer, make_root, moment_of
from autheid.pki.curve import Curve
from autheid.pki.status import (
    QUESTION_BYTES,
    Window,
    come_again,
    good,
    not_a_question,
    not_ours,
    question_about,
    read_question,
    revoked,
    unknown,
)
from tests.support.certified import openssl, pem_file

NOW = SystemClock().now()
BY_SHA1 = hashes.SHA1()  # noqa: S303 - it names an issuer, and proves nothing
WINDOW = Window(NOW, after(NOW, seconds=3600))
ROOT = make_root(1, organisation="eid.example", now=NOW, chance=system_chance)
ISSUER = make_issuer(2, root=ROOT, organisation="eid.example", now=NOW, chance=system_chance)
SERIAL = 0x4123456789ABCDEF
DEVICE = certify_device(
    ISSUER,
    curve=Curve.P256,
    public_key=DeviceKey.make().public_key,
    unique_user_id="ab12cd34",
    serial=SERIAL.to_bytes(16, "big"),
    links=Links("http://eid.example/ocsp", "http://eid.example/pki/2.cer"),
    now=NOW,
)[0]


def asked(algorithm: HashAlgorithm | None = None, *, nonce: bytes | None = None) -> bytes:
    builder = ocsp.OCSPRequestBuilder().add_certificate(
        x509.load_der_x509_certificate(DEVICE), ISSUER.loaded, algorithm or BY_SHA1
    )
    if nonce is not None:
        builder = builder.add_extension(x509.OCSPNonce(nonce), critical=False)
    return builder.build().public_bytes(Encoding.DER)


def openssl_reads(tmp_path: Path, answer: bytes) -> str:
    (tmp_path / "answer.der").write_bytes(answer)
    return openssl(
        *("ocsp", "-respin", tmp_path / "answer.der", "-no_nonce"),
        *("-issuer", pem_file(tmp_path, "issuer.pem", ISSUER.certificate)),
        *("-cert", pem_file(tmp_path, "device.pem", DEVICE)),
        *("-CAfile", pem_file(tmp_path, "root.pem", ROOT.certificate)),
    )


def test_openssl_reads_each_status_and_believes_the_issuer(tmp_path: Path) -> None:
    question = question_about(ISSUER, SERIAL)
    at = after(NOW, seconds=-60)
    for answer, word in (
        (good(ISSUER, question, WINDOW), "device.pem: good"),
        (revoked(ISSUER, question, WINDOW, at=at), "device.pem: revoked"),
        (unknown(ISSUER, question, WINDOW), "device.pem: unknown"),
    ):
        said = openssl_reads(tmp_path, answer)
        assert "Response verify OK" in said
        assert word in said
    said = openssl_reads(tmp_path, revoked(ISSUER, question, WINDOW, at=at))
    assert "Reason: cessationOfOperation" in said
    assert f"Revocation Time: {moment_of(at):%b %e %H:%M:%S %Y} GMT" in said


@pytest.mark.parametrize(
    "algorithm", [BY_SHA1, hashes.SHA256(), hashes.SHA384(), hashes.SHA512()], ids=lambda one: one.name
)
def test_an_issuer_is_found_by_every_hash_and_answered_in_the_words_of_the_question(
    algorithm: HashAlgorithm,
) -> None:
    question = read_question(asked(algorithm))
    found = Authorities([ROOT, ISSUER]).named(question.name_hash, question.key_hash, question.algorithm)
    assert found == ISSUER
    assert question.serial == SERIAL
    answer = ocsp.load_der_ocsp_response(good(ISSUER, question, WINDOW))
    assert answer.hash_algorithm.name == algorithm.name
    assert (answer.issuer_name_hash, answer.issuer_key_hash) == (question.name_hash, question.key_hash)
    assert (answer.this_update_utc, answer.next_update_utc) == tuple(map(moment_of, WINDOW))


def test_a_question_about_the_roots_own_or_a_strangers_certificates_is_not_ours() -> None:
    known = Authorities([ROOT, ISSUER])
    for name_hash, key_hash in (ROOT.hashes(BY_SHA1), (bytes(20), bytes(20))):
        assert known.named(name_hash, key_hash, BY_SHA1) is None
    name_hash, key_hash = ISSUER.hashes(BY_SHA1)
    assert known.named(name_hash, bytes(20), BY_SHA1) is None
    assert known.named(bytes(20), key_hash, BY_SHA1) is None


@pytest.mark.parametrize("length", [1, 32, 128])
def test_a_nonce_comes_back(length: int) -> None:
    nonce = bytes(range(length))
    answer = ocsp.load_der_ocsp_response(good(ISSUER, read_question(asked(nonce=nonce)), WINDOW))
    assert answer.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce == nonce
    bare = ocsp.load_der_ocsp_response(good(ISSUER, read_question(asked()), WINDOW))
    assert list(bare.extensions) == []


def test_a_question_that_breaks_a_rule_is_refused_by_it() -> None:
    two = asn1.OCSPRequest.load(asked())
    requests = two["tbs_request"]["request_list"]
    requests.append(requests[0].copy())
    critical = asn1.OCSPRequest.load(asked())
    critical["tbs_request"]["request_extensions"] = [
        {"extn_id": "1.2.3.4", "critical": True, "extn_value": core.ParsableOctetString(b"\x05\x00")}
    ]
    for broken, rule in {
        b"": "a question has from 1 to 4096 bytes",
        asked() + bytes(QUESTION_BYTES): "a question has from 1 to 4096 bytes",
        asked(nonce=bytes(129)): "a nonce has from 1 to 128 bytes",
        asked(nonce=b""): "a nonce has from 1 to 128 bytes",
        two.dump(force=True): "a question must be about one certificate",
        critical.dump(force=True): "there is a critical extension that is not known here",
    }.items():
        with pytest.raises(ValueError, match=rule):
            read_question(broken)


@given(st.binary(max_size=300))
def test_no_bytes_are_worse_than_a_question_that_is_refused(unverified: bytes) -> None:
    with pytest.raises(ValueError):
        read_question(unverified)


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_a_question_with_a_changed_byte_is_read_or_refused(place: int, change: int) -> None:
    changed = bytearray(asked(nonce=b"nonce"))
    changed[place % len(changed)] ^= change
    try:
        question = read_question(bytes(changed))
    except ValueError:
        return
    assert ocsp.load_der_ocsp_response(unknown(ISSUER, question, WINDOW)).serial_number == question.serial


def test_failures_have_their_own_words() -> None:
    words = [
        ocsp.load_der_ocsp_response(answer).response_status
        for answer in (not_a_question(), not_ours(), come_again())
    ]
    status = ocsp.OCSPResponseStatus
    assert words == [status.MALFORMED_REQUEST, status.UNAUTHORIZED, status.TRY_LATER]


def test_whole_seconds_are_told() -> None:
    window = Window(Millis(NOW // 1000 * 1000 + 999), after(NOW, seconds=3600))
    answer = ocsp.load_der_ocsp_response(good(ISSUER, question_about(ISSUER, SERIAL), window))
    assert answer.this_update_utc.timestamp() == NOW // 1000
