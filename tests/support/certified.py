"""A verifier of certified signatures, by what deployed clients of the later generation check, and OpenSSL as a stranger."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import ocsp

from autheid.kernel.clock import Millis
from autheid.pki.authority import moment_of
from autheid.pki.curve import der_of


def check_signature(signed: bytes, sign: bytes, certificate: bytes) -> None:
    """The signature, raw or in DER, is the certified key's over these bytes. Raises InvalidSignature."""
    der = der_of(sign) if len(sign) == 64 else sign
    _key_of(x509.load_der_x509_certificate(certificate)).verify(der, signed, ec.ECDSA(SHA256()))


def check_chain(certificate: bytes, issuer: bytes, roots_pem: bytes, *, unique_user_id: str) -> None:
    """The client's certificate is signed by the issuer's and that by a root, both on P-384 with SHA-384; one CN."""
    client, above = x509.load_der_x509_certificate(certificate), x509.load_der_x509_certificate(issuer)
    roots = x509.load_pem_x509_certificates(roots_pem)
    (root,) = [one for one in roots if one.subject == above.issuer]
    for signed, signer in ((client, above), (above, root), (root, root)):
        assert isinstance(signed.signature_hash_algorithm, SHA384)
        assert isinstance(_key_of(signer).curve, ec.SECP384R1)
        signed.verify_directly_issued_by(signer)
    (name,) = list(client.subject)
    assert (name.oid, name.value) == (x509.NameOID.COMMON_NAME, unique_user_id)


def check_good(status: bytes, certificate: bytes, issuer: bytes, *, created: int, now: datetime) -> None:
    """The status is good, signed by the issuer itself with SHA-384, since before `created`, and not over."""
    answer = ocsp.load_der_ocsp_response(status)
    above = x509.load_der_x509_certificate(issuer)
    assert isinstance(answer.signature_hash_algorithm, SHA384)
    _key_of(above).verify(answer.signature, answer.tbs_response_bytes, ec.ECDSA(SHA384()))
    assert answer.certificate_status is ocsp.OCSPCertStatus.GOOD
    assert answer.serial_number == x509.load_der_x509_certificate(certificate).serial_number
    assert answer.this_update_utc <= datetime.fromtimestamp(created, UTC)
    assert answer.next_update_utc is not None
    assert answer.next_update_utc > now


def compressed_key(certificate: bytes) -> bytes:
    """The key of a certificate as `user_pub_key` has it."""
    key = _key_of(x509.load_der_x509_certificate(certificate))
    return key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)


def pem_file(folder: Path, name: str, *certificates: bytes) -> Path:
    """Certificates in DER as one file of PEM."""
    file = folder / name
    file.write_bytes(
        b"".join(x509.load_der_x509_certificate(one).public_bytes(Encoding.PEM) for one in certificates)
    )
    return file


def openssl(*arguments: object, given: bytes = b"") -> str:
    """What OpenSSL says, on both of its outputs."""
    done = subprocess.run(
        ["openssl", *map(str, arguments)], input=given, capture_output=True, check=False, timeout=30
    )
    return (done.stdout + done.stderr).decode(errors="replace")


def _key_of(certificate: x509.Certificate) -> ec.EllipticCurvePublicKey:
    key = certificate.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    return key


class OutsideRoot:
    """A root in somebody's safe."""

    def __init__(self, now: Millis, curve: ec.EllipticCurve | None = None) -> None:
        self._now = moment_of(now)
        self.key = ec.generate_private_key(curve or ec.SECP384R1())
        self.name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Bank Root")])
        self.certificate = self.signs(self.name, self.key.public_key())

    def signs(
        self,
        subject: x509.Name,
        key: CertificatePublicKeyTypes,
        *,
        ca: bool = True,
        path_length: int | None = None,
        days: int = 3650,
        begins_in: int = 0,
        algorithm: SHA256 | SHA384 | None = None,
        more: Sequence[tuple[x509.ExtensionType, bool]] = (),
    ) -> x509.Certificate:
        builder = (
            x509.CertificateBuilder(self.name, subject, key, x509.random_serial_number())
            .not_valid_before(self._now + timedelta(days=begins_in))
            .not_valid_after(self._now + timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=path_length), critical=True)
        )
        for extension, critical in more:
            builder = builder.add_extension(extension, critical=critical)
        return builder.sign(self.key, algorithm or SHA384())
