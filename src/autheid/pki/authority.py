"""The deployment's certificate authority: a root, the issuers under it, and the certificates of devices (RFC 5280).

Every authority is ECDSA on P-384 with SHA-384, since deployed clients verify by nothing else; a device's certificate
carries the device's own key on its own curve.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from enum import Enum
from functools import cached_property
from typing import TypeVar, cast

import msgspec
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
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

_Extension = TypeVar("_Extension", bound=x509.ExtensionType)


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

    def since(self) -> Millis:
        """When it begins."""
        return _millis(self.loaded.not_valid_before_utc)

    def until(self) -> Millis:
        """When it ends."""
        return _millis(self.loaded.not_valid_after_utc)

    @property
    def signs(self) -> bool:
        """Whether it has both that signing takes."""
        return bool(self.certificate) and self.private_der is not None

    def outlives(self, days: int, *, now: Millis) -> bool:
        """Whether it is still valid in so many days."""
        return after(now, seconds=days * DAY_SECONDS) < self.until()

    def hashes(self, algorithm: HashAlgorithm) -> tuple[bytes, bytes]:
        """Of its name and of its key, as a question about a certificate names it (RFC 6960 §4.1.1)."""
        if algorithm.name not in self._hashes:
            # Without tag, length and number of unused bits: an uncompressed point is its own bit string.
            point = self.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
            name = self.loaded.subject.public_bytes()
            self._hashes[algorithm.name] = (_hashed(name, algorithm), _hashed(point, algorithm))
        return self._hashes[algorithm.name]

    @cached_property
    def _hashes(self) -> dict[str, tuple[bytes, bytes]]:
        return {}


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
        """Who signs for devices now: the youngest, and none in its place when that has ended."""
        youngest = self._youngest(Role.ISSUER, now)
        return youngest if youngest is not None and youngest.outlives(0, now=now) else None

    def root(self, *, now: Millis) -> Authority | None:
        """Who can sign an issuer here."""
        return self._youngest(Role.ROOT, now)

    def root_of(self, issuer: Authority) -> Authority | None:
        """Who has signed it."""
        roots = (one for one in reversed(self._known) if one.role is Role.ROOT)
        return next((one for one in roots if _has_signed(one.loaded, issuer.loaded)), None)

    def wants_successor(self, *, now: Millis) -> bool:
        """Whether an issuer is to be made: where there never was one, and before one of ours would cut what it signs.

        Whoever has put the issuer under a root of their own goes on doing that: nothing takes its place by itself.
        """
        youngest = self._youngest(Role.ISSUER, now)
        if youngest is None:
            return True
        root = self.root_of(youngest)
        is_ours = root is not None and root.private_der is not None
        return is_ours and not youngest.outlives(DEVICE_DAYS, now=now)

    def _youngest(self, role: Role, now: Millis) -> Authority | None:
        signing = [one for one in reversed(self._known) if one.role is role and one.signs]
        # One that has not begun was made by a clock that ran ahead; where there is no other, this clock was set back.
        return next((one for one in signing if one.since() <= now), signing[0] if signing else None)

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


def make_root(number: int, *, organisation: str, now: Millis, chance: Chance) -> Authority:
    """A root that signs itself."""
    key = _make_key()
    name = _authority_name("Root", organisation, key)
    builder = _builder(name, name, key.public_key(), serial=make_serial(chance), now=now, days=ROOT_DAYS)
    certificate = _as_authority(builder, key.public_key(), None).sign(key, SHA384())
    return Authority(number, Role.ROOT, certificate.public_bytes(Encoding.DER), _der_of(key))


def make_issuer(number: int, *, root: Authority, organisation: str, now: Millis, chance: Chance) -> Authority:
    """An issuer under this root."""
    key = _make_key()
    name = _authority_name("Issuer", organisation, key)
    builder = _builder(
        name,
        root.loaded.subject,
        key.public_key(),
        serial=make_serial(chance),
        now=now,
        days=ISSUER_DAYS,
        above=root,
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

    1. Both are certificates of authorities on P-384, with a name, valid now.
    2. Their keys may sign certificates, the issuer's also statuses, and nothing that they say shuts devices out.
    3. The issuer's is for the key that was asked for.
    4. The root has signed it, and itself, with SHA-384.

    Raises ValueError with the rule that is broken.
    """
    issuer, root = _read("issuer", issuer_pem), _read("root", root_pem)
    # 1.
    for what, certificate in (("issuer", issuer), ("root", root)):
        _check_authority(what, certificate, now)
    # 2.
    _check_path("issuer", issuer, below=0)
    _check_path("root", root, below=1)
    # 3.
    _must(
        issuer.public_key() == asked.key.public_key(),
        "issuer: is for another key than the one that was asked for last",
    )
    # 4.
    _check_signed("issuer", issuer, root)
    _check_signed("root", root, root)
    return issuer.public_bytes(Encoding.DER), root.public_bytes(Encoding.DER)


def certify_device(
    issuer: Authority,
    *,
    curve: Curve,
    public_key: bytes,
    unique_user_id: str,
    serial: bytes,
    links: Links,
    now: Millis,
) -> tuple[bytes, Millis, Millis]:
    """A device's certificate in DER, when it begins and when it ends.

    Its subject is one CN, the person's unique_user_id, and nothing else of them. It signs, and what it signs binds
    (RFC 5280 §4.2.1.3, nonRepudiation).
    """
    key = ec.EllipticCurvePublicKey.from_encoded_point(
        ec.SECP256R1() if curve is Curve.P256 else ec.SECP256K1(), public_key
    )
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, unique_user_id)])
    builder = _builder(
        subject,
        issuer.loaded.subject,
        key,
        serial=serial,
        now=now,
        days=DEVICE_DAYS,
        above=issuer,
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
    return (
        certificate.public_bytes(Encoding.DER),
        _millis(certificate.not_valid_before_utc),
        _millis(certificate.not_valid_after_utc),
    )


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


def _millis(at: datetime) -> Millis:
    return Millis(int(at.timestamp()) * 1000)


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
    serial: bytes,
    now: Millis,
    days: int,
    above: Authority | None = None,
) -> x509.CertificateBuilder:
    begin, end = after(now, seconds=-BACKDATED_SECONDS), after(now, seconds=days * DAY_SECONDS)
    if above is not None:
        # Nothing is valid when who has signed it is not; but a clock that was set back begins before that.
        begin, end = min(max(begin, above.since()), now), min(end, above.until())
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(int.from_bytes(serial, "big"))
        .not_valid_before(moment_of(begin))
        .not_valid_after(moment_of(end))
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
        certificate = x509.load_pem_x509_certificate(pem)
        list(certificate.extensions)
    except (ValueError, x509.DuplicateExtension, UnsupportedAlgorithm):
        message = f"{what}: must be one certificate in PEM"
        raise ValueError(message) from None
    return certificate


def _must(holds: bool, rule: str) -> None:  # noqa: FBT001 - it is what must hold
    if not holds:
        raise ValueError(rule)


def _check_authority(what: str, certificate: x509.Certificate, now: Millis) -> None:
    _must(_is_on_p384(certificate), f"{what}: must have a key on P-384")
    _must(len(list(certificate.subject)) > 0, f"{what}: must have a name (RFC 5280 §4.1.2.6)")
    _must(certificate.not_valid_before_utc <= moment_of(now), f"{what}: is not valid yet")
    _must(certificate.not_valid_after_utc > moment_of(now), f"{what}: is not valid any more")


def _check_path(what: str, certificate: x509.Certificate, *, below: int) -> None:
    constraints = _extension(certificate, x509.BasicConstraints)
    _must(
        constraints is not None and constraints.ca,
        f"{what}: must be the certificate of an authority (basicConstraints CA)",
    )
    length = None if constraints is None else constraints.path_length
    _must(length is None or length >= below, f"{what}: may have no authority below it (pathLenConstraint)")
    usage = _extension(certificate, x509.KeyUsage)
    _must(usage is None or usage.key_cert_sign, f"{what}: its key must be for signing certificates")
    if below == 0:
        _must(usage is None or usage.digital_signature, f"{what}: its key must be for signing statuses too")
    for extension in certificate.extensions:
        understood = isinstance(extension.value, x509.BasicConstraints | x509.KeyUsage)
        narrows = isinstance(extension.value, x509.NameConstraints | x509.PolicyConstraints)
        _must(
            not narrows and (understood or not extension.critical),
            f"{what}: must not have {extension.oid.dotted_string}, by which devices would not be believed",
        )


def _extension(certificate: x509.Certificate, kind: type[_Extension]) -> _Extension | None:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def _is_on_p384(certificate: x509.Certificate) -> bool:
    try:
        key = certificate.public_key()
    except (UnsupportedAlgorithm, ValueError):
        return False
    return isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP384R1)


def _check_signed(what: str, certificate: x509.Certificate, root: x509.Certificate) -> None:
    _must(_is_by_sha384(certificate), f"{what}: must be signed with SHA-384")
    _must(_has_signed(root, certificate), f"{what}: is not signed by this root")


def _is_by_sha384(certificate: x509.Certificate) -> bool:
    try:
        return isinstance(certificate.signature_hash_algorithm, SHA384)
    except UnsupportedAlgorithm:
        return False


def _has_signed(signer: x509.Certificate, certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(signer)
    except (InvalidSignature, TypeError, ValueError, UnsupportedAlgorithm):
        return False
    return True
