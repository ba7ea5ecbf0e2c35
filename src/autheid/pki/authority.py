"""The deployment's certificate authority: a root, the issuers under it, and the certificates of devices (RFC 5280).

Every authority is ECDSA on P-384 with SHA-384, since deployed clients verify by nothing else; a device's certificate
carries the device's own key on its own curve.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from enum import Enum
from functools import cached_property
from typing import cast

import msgspec
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, Hash, HashAlgorithm
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

from autheid.kernel.clock import Millis, after, seconds_of
from autheid.kernel.secret import Chance
from autheid.pki.curve import Curve

DAY_SECONDS = 24 * 3600
ROOT_DAYS = 20 * 365
ISSUER_DAYS = 10 * 365
DEVICE_DAYS = 2 * 365
RENEWED_DAYS_BEFORE = 30
"""A device whose certificate ends sooner gets another when it signs."""
BACKDATED_SECONDS = 3600
"""Clocks lag, and a device may be enrolled while the request that it answers waits already."""
SERIAL_BYTES = 16
_NAME_CHARACTERS = 64  # ub-common-name and ub-organization-name, RFC 5280 appendix A.1
_TAG_DIGITS = 8


class Role(Enum):
    """What an authority signs: issuers, or devices. The values stand in the store."""

    ROOT = "root"
    ISSUER = "issuer"


class Authority(msgspec.Struct, frozen=True, dict=True):
    """A certificate that signs others, in DER, with its key (PKCS #8).

    A root that was made elsewhere has no key here. An issuer that was asked for has a key and no certificate yet.
    """

    number: int
    role: Role
    certificate: bytes
    private_der: bytes | None

    def __repr__(self) -> str:
        return f"Authority({self.number}, {self.role.value})"

    @cached_property
    def loaded(self) -> x509.Certificate:
        """The certificate, read."""
        return x509.load_der_x509_certificate(self.certificate)

    @cached_property
    def key(self) -> ec.EllipticCurvePrivateKey:
        """The private key. Raises LookupError when it is not here."""
        if self.private_der is None:
            message = f"the key of authority {self.number} is not kept here"
            raise LookupError(message)
        return cast("ec.EllipticCurvePrivateKey", load_der_private_key(self.private_der, None))

    @property
    def public_key(self) -> ec.EllipticCurvePublicKey:
        """The key of the certificate."""
        return cast("ec.EllipticCurvePublicKey", self.loaded.public_key())

    def until(self) -> Millis:
        """When it ends."""
        return _end_of(self.loaded)

    def signs(self, *, now: Millis) -> bool:
        """Whether it can sign what is to be valid as long as a device's certificate.

        Not whether it has begun: a clock from before that was set back, and has no say in who signs.
        """
        if not self.certificate or self.private_der is None:
            return False
        return after(now, seconds=DEVICE_DAYS * DAY_SECONDS) < self.until()

    def hashes(self, algorithm: HashAlgorithm) -> tuple[bytes, bytes]:
        """Of its name and of its key, as a question about a certificate names it (RFC 6960 §4.1.1)."""
        # Without tag, length and number of unused bits: an uncompressed point is its own bit string.
        point = self.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return _hashed(self.loaded.subject.public_bytes(), algorithm), _hashed(point, algorithm)


class Authorities:
    """All that there are, the youngest last."""

    def __init__(self, known: Iterable[Authority]) -> None:
        self._known = tuple(sorted(known, key=lambda one: one.number))

    def __iter__(self) -> Iterator[Authority]:
        return iter(self._known)

    @property
    def last(self) -> int:
        """The highest number; 0 when there are none."""
        return self._known[-1].number if self._known else 0

    def issuer(self, *, now: Millis) -> Authority | None:
        """Who signs for devices now: the youngest that outlives what it signs."""
        return self._youngest(Role.ISSUER, now)

    def root(self, *, now: Millis) -> Authority | None:
        """Who can sign an issuer here."""
        return self._youngest(Role.ROOT, now)

    def _youngest(self, role: Role, now: Millis) -> Authority | None:
        return next((one for one in reversed(self._known) if one.role is role and one.signs(now=now)), None)

    def numbered(self, number: int) -> Authority | None:
        """By its number."""
        return next((one for one in self._known if one.number == number), None)

    def asked_for(self) -> Authority | None:
        """The youngest issuer that waits for its certificate."""
        return next((one for one in reversed(self._known) if not one.certificate), None)

    def named(self, name_hash: bytes, key_hash: bytes, algorithm: HashAlgorithm) -> Authority | None:
        """The issuer that a question means."""
        wanted = (name_hash, key_hash)
        issuers = (one for one in self._known if one.role is Role.ISSUER and one.certificate)
        return next((one for one in issuers if one.hashes(algorithm) == wanted), None)


class Links(msgspec.Struct, frozen=True):
    """Where a certificate says that its status and its issuer's certificate are found (RFC 5280 §4.2.2.1)."""

    status: str
    issuer: str


def make_root(number: int, *, organisation: str, now: Millis) -> Authority:
    """A root that signs itself."""
    key = _make_key()
    name = _authority_name("Root", organisation, key)
    builder = _builder(name, name, key.public_key(), number=number, now=now, days=ROOT_DAYS)
    certificate = _as_authority(builder, key.public_key(), None).sign(key, SHA384())
    return Authority(number, Role.ROOT, certificate.public_bytes(Encoding.DER), _der_of(key))


def make_issuer(number: int, *, root: Authority, organisation: str, now: Millis) -> Authority:
    """An issuer under this root."""
    key = _make_key()
    name = _authority_name("Issuer", organisation, key)
    builder = _builder(
        name,
        root.loaded.subject,
        key.public_key(),
        number=number,
        now=now,
        days=ISSUER_DAYS,
        until=root.until(),
    )
    builder = _as_authority(builder, key.public_key(), 0).add_extension(_issued_by(root), critical=False)
    certificate = builder.sign(root.key, SHA384())
    return Authority(number, Role.ISSUER, certificate.public_bytes(Encoding.DER), _der_of(key))


def ask_for_issuer(number: int, *, organisation: str) -> tuple[Authority, bytes]:
    """An issuer's key without a certificate, and what asks another root for one (PKCS #10, RFC 2986), in PEM."""
    key = _make_key()
    wanted = (
        x509.CertificateSigningRequestBuilder()
        .subject_name(_authority_name("Issuer", organisation, key))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_AUTHORITY_USAGE, critical=True)
        .sign(key, SHA384())
    )
    return Authority(number, Role.ISSUER, b"", _der_of(key)), wanted.public_bytes(Encoding.PEM)


def check_chain(asked: Authority, *, issuer_pem: bytes, root_pem: bytes, now: Millis) -> tuple[bytes, bytes]:
    """What another root has given for `asked`: the issuer's certificate and the root's, in DER.

    1. Both are certificates of authorities on P-384, valid now and for as long as a device's certificate.
    2. The issuer's is for the key that was asked for, and may sign certificates and statuses.
    3. The root has signed it, with SHA-384.
    4. The root has signed itself.

    Raises ValueError with the rule that is broken.
    """
    issuer, root = _read("issuer", issuer_pem), _read("root", root_pem)
    # 1.
    for what, certificate in (("issuer", issuer), ("root", root)):
        _check_authority(what, certificate, now)
    # 2.
    _must(
        issuer.public_key() == asked.key.public_key(),
        "issuer: is for another key than the one that was asked for last",
    )
    _check_usage(issuer)
    # 3. and 4.
    _check_signed("issuer", issuer, root)
    _check_signed("root", root, root)
    return issuer.public_bytes(Encoding.DER), root.public_bytes(Encoding.DER)


def certify_device(
    issuer: Authority,
    *,
    curve: Curve,
    public_key: bytes,
    unique_user_id: str,
    serial: int,
    links: Links,
    now: Millis,
) -> tuple[bytes, Millis]:
    """A device's certificate in DER, and when it ends.

    Its subject is one CN, the person's unique_user_id, and nothing else of them.

    It signs, and what it signs binds (RFC 5280 §4.2.1.3, nonRepudiation).
    """
    key = ec.EllipticCurvePublicKey.from_encoded_point(
        ec.SECP256R1() if curve is Curve.P256 else ec.SECP256K1(), public_key
    )
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, unique_user_id)])
    builder = _builder(
        subject,
        issuer.loaded.subject,
        key,
        number=serial,
        now=now,
        days=DEVICE_DAYS,
        until=issuer.until(),
    )
    access = x509.AuthorityInformationAccess(
        [
            x509.AccessDescription(AuthorityInformationAccessOID.OCSP, _link(links.status)),
            x509.AccessDescription(AuthorityInformationAccessOID.CA_ISSUERS, _link(links.issuer)),
        ]
    )
    certificate = (
        builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_DEVICE_USAGE, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(_issued_by(issuer), critical=False)
        .add_extension(access, critical=False)
        .sign(issuer.key, SHA384())
    )
    return certificate.public_bytes(Encoding.DER), _end_of(certificate)


def make_serial(chance: Chance) -> bytes:
    """A serial number, positive and of one length: 127 bits, of which all but one are chance (RFC 5280 §4.1.2.2)."""
    drawn = chance(SERIAL_BYTES)
    return bytes([drawn[0] & 0x7F | 0x40]) + drawn[1:]


def moment_of(at: Millis) -> datetime:
    """Whole seconds, as certificates tell the time."""
    return datetime.fromtimestamp(seconds_of(at), UTC)


def fingerprint_of(certificate: bytes) -> str:
    """SHA-256 of a certificate in DER, as operators compare it."""
    return _hashed(certificate, SHA256()).hex(":").upper()


def pem_of(certificate: bytes) -> bytes:
    """A certificate in DER as PEM (RFC 7468 §5)."""
    return x509.load_der_x509_certificate(certificate).public_bytes(Encoding.PEM)


def _end_of(certificate: x509.Certificate) -> Millis:
    return Millis(int(certificate.not_valid_after_utc.timestamp()) * 1000)


def _usage(*, devices: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,  # an issuer signs statuses itself (RFC 6960 §4.2.2.2)
        content_commitment=devices,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=not devices,
        crl_sign=not devices,
        encipher_only=False,
        decipher_only=False,
    )


_AUTHORITY_USAGE = _usage(devices=False)
_DEVICE_USAGE = _usage(devices=True)


def _make_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP384R1())


def _der_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def _authority_name(role: str, organisation: str, key: ec.EllipticCurvePrivateKey) -> x509.Name:
    # With a piece of its key's hash, so that no two of a deployment have one name.
    tag = x509.SubjectKeyIdentifier.from_public_key(key.public_key()).digest.hex()[:_TAG_DIGITS]
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:_NAME_CHARACTERS]),
            x509.NameAttribute(NameOID.COMMON_NAME, f"Auth eID {role} {tag}"),
        ]
    )


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    *,
    number: int,
    now: Millis,
    days: int,
    until: Millis | None = None,
) -> x509.CertificateBuilder:
    end = after(now, seconds=days * DAY_SECONDS)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(number)
        .not_valid_before(moment_of(after(now, seconds=-BACKDATED_SECONDS)))
        .not_valid_after(moment_of(end if until is None else min(end, until)))
    )


def _as_authority(
    builder: x509.CertificateBuilder, key: ec.EllipticCurvePublicKey, path_length: int | None
) -> x509.CertificateBuilder:
    return (
        builder.add_extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True)
        .add_extension(_AUTHORITY_USAGE, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _issued_by(authority: Authority) -> x509.AuthorityKeyIdentifier:
    try:
        own = authority.loaded.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    except x509.ExtensionNotFound:
        return x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.public_key)
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(own)


def _link(address: str) -> x509.UniformResourceIdentifier:
    return x509.UniformResourceIdentifier(address)


def _hashed(value: bytes, algorithm: HashAlgorithm) -> bytes:
    hashing = Hash(algorithm)
    hashing.update(value)
    return hashing.finalize()


def _read(what: str, pem: bytes) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(pem)
    except ValueError:
        message = f"{what}: must be one certificate in PEM"
        raise ValueError(message) from None


def _must(holds: bool, rule: str) -> None:  # noqa: FBT001 - it is what must hold
    if not holds:
        raise ValueError(rule)


def _check_authority(what: str, certificate: x509.Certificate, now: Millis) -> None:
    key = certificate.public_key()
    _must(
        isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP384R1),
        f"{what}: must have a key on P-384",
    )
    try:
        is_authority = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (x509.ExtensionNotFound, ValueError):
        is_authority = False
    _must(is_authority, f"{what}: must be the certificate of an authority (basicConstraints CA)")
    _must(certificate.not_valid_before_utc <= moment_of(now), f"{what}: is not valid yet")
    _must(
        certificate.not_valid_after_utc > moment_of(after(now, seconds=DEVICE_DAYS * DAY_SECONDS)),
        f"{what}: must be valid for more than {DEVICE_DAYS} days, as long as a device's certificate",
    )


def _check_usage(issuer: x509.Certificate) -> None:
    try:
        usage = issuer.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return
    _must(
        usage.key_cert_sign and usage.digital_signature,
        "issuer: its key must be for signing certificates and statuses (keyCertSign, digitalSignature)",
    )


def _check_signed(what: str, certificate: x509.Certificate, root: x509.Certificate) -> None:
    _must(isinstance(certificate.signature_hash_algorithm, SHA384), f"{what}: must be signed with SHA-384")
    try:
        certificate.verify_directly_issued_by(root)
    except (InvalidSignature, TypeError, ValueError):
        raise ValueError(f"{what}: is not signed by this root") from None
