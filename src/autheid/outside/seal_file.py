"""The key and the certificates that seal documents: the operator's, or made here at first start."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from autheid.outside.lock_file import alone_in

_DAYS = 3650
_RSA_BITS = 2048
_NAME_CHARACTERS = 64  # RFC 5280, Appendix A.1: ub-common-name, ub-organization-name


def open_seal(
    *, key: Path | None, certificate: Path | None, data: Path, issuer: str, now: datetime
) -> tuple[bytes, list[bytes]]:
    """The PKCS#8 key and the chain from the sealer's certificate up, in DER.

    Without files of the operator's: `seal.key` and `seal.pem` in the data folder, made once.
    Raises OSError, PermissionError when others may read the key, ValueError when it is no key that seals, when the two
    do not belong together, or when the certificate is not valid now.
    """
    if key is None or certificate is None:
        key, certificate = data / "seal.key", data / "seal.pem"
        with alone_in(data):
            if not key.exists():
                _make(key, certificate, issuer=issuer, now=now)
    if key.stat().st_mode & 0o077:
        raise PermissionError(f"{key.name} can be read by others: chmod 600 it")
    private = _private_key(key)
    chain = x509.load_pem_x509_certificates(certificate.read_bytes())
    sealer = chain[0]
    if sealer.public_key() != private.public_key():
        raise ValueError(f"{certificate.name} is not the certificate of {key.name}")
    if not sealer.not_valid_before_utc <= now < sealer.not_valid_after_utc:
        raise ValueError(
            f"{certificate.name} is valid from {sealer.not_valid_before_utc:%Y-%m-%d} "
            f"to {sealer.not_valid_after_utc:%Y-%m-%d} only"
        )
    pkcs8 = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return pkcs8, [one.public_bytes(Encoding.DER) for one in chain]


def _private_key(path: Path) -> ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey:
    try:
        found = load_pem_private_key(path.read_bytes(), None)
    except TypeError:
        raise ValueError(
            f"{path.name} is encrypted: give the key as it is, readable by this user alone"
        ) from None
    if isinstance(found, ec.EllipticCurvePrivateKey) or (
        isinstance(found, rsa.RSAPrivateKey) and found.key_size >= _RSA_BITS
    ):
        return found
    raise ValueError(
        f"{path.name}: a seal's key is on an elliptic curve, or RSA of {_RSA_BITS} bits at least"
    )


def _make(key: Path, certificate: Path, *, issuer: str, now: datetime) -> None:
    """A P-256 key under an authority of its own, whose key is thrown away: it signs one certificate and no other."""
    short = issuer[: _NAME_CHARACTERS - len(" sealing authority")]
    authority, sealer = ec.generate_private_key(ec.SECP384R1()), ec.generate_private_key(ec.SECP256R1())
    above = _certificate(
        f"{short} sealing authority", authority, signer=authority, above=None, issuer=issuer, now=now
    )
    below = _certificate(f"{short} seal", sealer, signer=authority, above=above, issuer=issuer, now=now)
    pem = below.public_bytes(Encoding.PEM) + above.public_bytes(Encoding.PEM)
    _write(certificate, pem, mode=0o644)
    # The key last: where it stands, its certificate does.
    _write(key, sealer.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), mode=0o600)


def _certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    *,
    signer: ec.EllipticCurvePrivateKey,
    above: x509.Certificate | None,
    issuer: str,
    now: datetime,
) -> x509.Certificate:
    """RFC 5280; a sealer's key usage as ETSI EN 319 412-2 §4.3.2 wants it."""
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, issuer[:_NAME_CHARACTERS]),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    is_authority = above is None
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject if above is None else above.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        # A machine whose clock is put right after its first start shall start again.
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=_DAYS))
        .add_extension(
            x509.BasicConstraints(ca=is_authority, path_length=0 if is_authority else None), critical=True
        )
        .add_extension(
            x509.KeyUsage(
                digital_signature=not is_authority,
                content_commitment=not is_authority,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=is_authority,
                crl_sign=is_authority,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
        .sign(signer, hashes.SHA384())
    )


def _write(path: Path, data: bytes, *, mode: int) -> None:
    draft = path.with_name(f".{path.name}.draft")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
