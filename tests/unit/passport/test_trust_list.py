"""What an operator loads: master lists, certificates, revocation lists."""

from __future__ import annotations

from base64 import encodebytes

import pytest

from autheid.passport.certificates import certificate_of, country_in
from autheid.passport.keys import public_key_of
from autheid.passport.trust_list import ListKind, read_trust_list
from autheid.staging.chip import ChipIssuer, Suite
from tests.support.tampering import ISSUER, NORWAY, NOW, ROGUE
from tests.support.vectors import SHARED


def _pem(label: str, der: bytes) -> bytes:
    return f"-----BEGIN {label}-----\n{encodebytes(der).decode()}-----END {label}-----\n".encode()


GERMAN = SHARED / "data" / "passport" / "DE_ML_2026-05-28-08-28-45.ml"


@pytest.mark.skipif(not GERMAN.exists(), reason="the real master list is not part of the project")
def test_the_german_master_list_loads_whole_explicit_curves_too() -> None:
    found = read_trust_list(GERMAN.read_bytes())
    assert (found.kind, len(found.anchors), found.unreadable) == (ListKind.MASTER_LIST, 588, 0)
    assert "CSCA Master List Signer" in found.signed_by
    assert found.signed_at is not None
    assert found.signed_at.isoformat() == "2026-05-28T06:28:45+00:00"
    countries = set()
    for der in found.anchors:
        certificate = certificate_of(der)
        public_key_of(certificate.public_key)
        countries.add(country_in(certificate.subject))
    assert len(countries) > 90


def test_a_master_list_of_ours_loads() -> None:
    explicit = ChipIssuer(country="FR", now=NOW, suite=Suite(authority_key="brainpoolP256r1", explicit=True))
    anchors = (ISSUER.anchor, NORWAY.anchor, explicit.anchor)
    found = read_trust_list(ISSUER.master_list(anchors))
    assert set(found.anchors) == set(anchors)
    assert "Master list signer" in found.signed_by


def test_a_master_list_whose_signer_is_under_nobody_in_it_is_refused() -> None:
    with pytest.raises(ValueError, match="not under any authority in it"):
        read_trust_list(ROGUE.master_list([NORWAY.anchor]))


def test_a_master_list_with_a_changed_byte_is_refused() -> None:
    good = ISSUER.master_list([ISSUER.anchor])
    at = good.index(b"Specimen CSCA")
    with pytest.raises(ValueError, match="not signed as it must be"):
        read_trust_list(good[:at] + b"Z" + good[at + 1 :])


def test_certificates_and_revocation_lists_load_alone_and_together() -> None:
    assert read_trust_list(ISSUER.anchor).anchors == (ISSUER.anchor,)
    both = _pem("CERTIFICATE", ISSUER.anchor) + _pem("CERTIFICATE", NORWAY.anchor)
    assert read_trust_list(both).anchors == (ISSUER.anchor, NORWAY.anchor)
    revoked = ISSUER.revocation_list([ISSUER.signer])
    for form in (revoked, _pem("X509 CRL", revoked)):
        found = read_trust_list(form)
        assert (found.kind, found.revocations) == (ListKind.REVOCATIONS, (revoked,))


@pytest.mark.parametrize(
    "bad",
    [
        b"",
        b"something else",
        bytes(1000),
        _pem("CERTIFICATE", b"abc"),
        _pem("PRIVATE KEY", b"abc"),
        _pem("CERTIFICATE", ISSUER.anchor) + _pem("X509 CRL", ISSUER.revocation_list([])),
        ISSUER.security_object({1: b"\x61\x00"}),
        ISSUER.anchor[:-4],
        b"-----BEGIN CERTIFICATE-----",
    ],
)
def test_anything_else_is_refused_with_a_sentence(bad: bytes) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read_trust_list(bad)
