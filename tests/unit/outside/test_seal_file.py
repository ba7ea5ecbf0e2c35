"""The files of the seal: made once, whole and the owner's alone; and what is wrong with an operator's is said."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

from autheid.outside.seal_file import open_seal

NOW = datetime(2026, 11, 23, 14, 3, 9, tzinfo=UTC)


def _opened(data: Path, *, issuer: str = "id.example.com", now: datetime = NOW) -> tuple[bytes, list[bytes]]:
    return open_seal(key=None, certificate=None, data=data, issuer=issuer, now=now)


def test_a_seal_is_made_once_and_its_key_is_its_owners_alone(tmp_path: Path) -> None:
    data = tmp_path / "data"
    first = _opened(data)
    assert (data / "seal.key").stat().st_mode & 0o777 == 0o600
    assert data.stat().st_mode & 0o777 == 0o700
    assert sorted(entry.name for entry in data.iterdir()) == ["seal.key", "seal.pem"]
    assert _opened(data, issuer="another.example.com") == first


def test_the_certificate_is_a_sealers_under_an_authority_of_its_own(tmp_path: Path) -> None:
    private, chain = _opened(tmp_path)
    sealer, authority = (x509.load_der_x509_certificate(one) for one in chain)
    key = load_der_private_key(private, None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    assert key.curve.name == "secp256r1"
    sealer.verify_directly_issued_by(authority)
    authority.verify_directly_issued_by(authority)
    assert sealer.subject.rfc4514_string() == "CN=id.example.com seal,O=id.example.com"
    usage = sealer.extensions.get_extension_for_class(x509.KeyUsage)
    assert usage.critical
    assert (usage.value.digital_signature, usage.value.content_commitment) == (True, True)
    assert not usage.value.key_cert_sign
    assert authority.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert sealer.not_valid_after_utc > NOW + timedelta(days=3600)


def test_a_long_issuer_has_a_seal_too(tmp_path: Path) -> None:
    """RFC 5280, Appendix A.1: names of 64 characters at most."""
    _, chain = _opened(tmp_path, issuer=".".join(["very-long-label"] * 10))
    assert len(chain) == 2


def test_of_many_who_come_first_at_once_all_get_the_one_seal(tmp_path: Path) -> None:
    for attempt in range(5):
        data, gate = tmp_path / str(attempt), Barrier(6)

        def first(data: Path = data, gate: Barrier = gate) -> tuple[bytes, list[bytes]]:
            gate.wait()
            return _opened(data)

        with ThreadPoolExecutor(6) as pool:
            found = [made.result() for made in [pool.submit(first) for _ in range(6)]]
        assert found == [_opened(data)] * 6


def test_a_power_cut_between_the_two_files_is_in_nobodys_way(tmp_path: Path) -> None:
    _opened(tmp_path)
    (tmp_path / "seal.key").unlink()  # the certificate is written first
    assert _opened(tmp_path) == _opened(tmp_path)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_key_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    _opened(tmp_path)
    (tmp_path / "seal.key").chmod(mode)
    with pytest.raises(PermissionError, match="chmod 600"):
        _opened(tmp_path)


def test_a_certificate_of_another_key_is_refused(tmp_path: Path) -> None:
    _opened(tmp_path / "a")
    _opened(tmp_path / "b")
    with pytest.raises(ValueError, match=r"seal\.pem is not the certificate of seal\.key"):
        open_seal(
            key=tmp_path / "a" / "seal.key",
            certificate=tmp_path / "b" / "seal.pem",
            data=tmp_path,
            issuer="x",
            now=NOW,
        )


@pytest.mark.parametrize("days", [-2, 3651])
def test_a_certificate_that_is_not_valid_now_is_refused_at_the_start(tmp_path: Path, days: int) -> None:
    _opened(tmp_path)
    with pytest.raises(ValueError, match="is valid from 2026-11-22 to 2036-11-20 only"):
        _opened(tmp_path, now=NOW + timedelta(days=days))


def test_an_operators_own_files_are_used_and_none_is_made(tmp_path: Path) -> None:
    theirs = _opened(tmp_path / "theirs")
    opened = open_seal(
        key=tmp_path / "theirs" / "seal.key",
        certificate=tmp_path / "theirs" / "seal.pem",
        data=tmp_path / "data",
        issuer="x",
        now=NOW,
    )
    assert opened == theirs
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    "kind, says",
    [
        ("ed25519", "on an elliptic curve, or RSA"),
        ("rsa-1024", "of 2048 bits"),
        ("encrypted", "is encrypted"),
    ],
)
def test_a_key_that_can_not_seal_is_refused_at_the_start(tmp_path: Path, kind: str, says: str) -> None:
    _opened(tmp_path)
    hidden = BestAvailableEncryption(b"secret") if kind == "encrypted" else NoEncryption()
    made: ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
    if kind == "ed25519":
        made = ed25519.Ed25519PrivateKey.generate()
    elif kind == "rsa-1024":
        made = rsa.generate_private_key(65537, 1024)  # noqa: S505 - too short on purpose
    else:
        made = ec.generate_private_key(ec.SECP256R1())
    (tmp_path / "seal.key").write_bytes(made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, hidden))
    with pytest.raises(ValueError, match=says):
        _opened(tmp_path)


@pytest.mark.parametrize("name", ["seal.key", "seal.pem"])
def test_a_file_that_holds_something_else_is_told(tmp_path: Path, name: str) -> None:
    _opened(tmp_path)
    (tmp_path / name).write_text("nothing of the kind")
    with pytest.raises(ValueError, match="PEM"):
        _opened(tmp_path)
