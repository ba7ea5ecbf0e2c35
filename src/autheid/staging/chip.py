"""Makes passports' chips: an authority, a document signer, and files that they have signed.

Staging's specimen person has a chip like that, of an authority that only staging knows; the tests make good and bad
ones of many algorithms with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from asn1crypto import algos, cms, core
from asn1crypto import x509 as asn1_x509
from asn1crypto.keys import ECDomainParameters, SpecifiedECDomain
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID, ObjectIdentifier

from autheid.passport.keys import explicit_parameters
from autheid.passport.structures import LDS_OBJECT, MASTER_LIST, CscaMasterList, LdsSecurityObject

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
_MASTER_LIST_SIGNER = ObjectIdentifier("2.23.136.1.1.3")
_YEAR = timedelta(days=365)


@dataclass(frozen=True, kw_only=True)
class Suite:
    """What an issuer signs with: `rsa2048` or a curve of `cryptography` by its name."""

    authority_key: str = "secp384r1"
    signer_key: str = "secp256r1"
    digest: str = "sha256"
    group_digest: str = ""
    """Of the data groups; the same where it is empty."""
    pss: bool = False
    explicit: bool = False
    """Whether the certificates give their curves whole, as many real ones do."""
    plain: bool = False
    """Whether ECDSA signatures are r ‖ s (BSI TR-03111)."""


@dataclass(frozen=True, kw_only=True)
class Signing:
    """How one document is signed; each default is how it should be."""

    content_type: str = LDS_OBJECT
    attributes: Mapping[str, Any] = field(default_factory=dict)
    """Signed attributes by name in place of the right ones; None leaves one out."""
    certificate: x509.Certificate | None = None
    key: Key | None = None
    times: int = 1
    """How many signers."""
    at: datetime | None = None
    digest: str = ""


def new_key(kind: str) -> Key:
    """A fresh key."""
    if kind.startswith("rsa"):
        return rsa.generate_private_key(65537, int(kind[3:]))
    return ec.generate_private_key(_CURVES[kind]())


_CURVES: dict[str, type[ec.EllipticCurve]] = {
    curve.name: curve
    for curve in (
        ec.SECP192R1,
        ec.SECP224R1,
        ec.SECP256R1,
        ec.SECP384R1,
        ec.SECP521R1,
        ec.BrainpoolP256R1,
        ec.BrainpoolP384R1,
        ec.BrainpoolP512R1,
    )
}


class ChipIssuer:
    """A country's signing authority with one document signer."""

    def __init__(
        self, *, country: str, now: datetime, suite: Suite | None = None, name: str = "Specimen"
    ) -> None:
        """`country` is ISO 3166-1 alpha-2; certificates count from a day before `now`."""
        self.suite = suite or Suite()
        self.now = now
        self._country = country
        self._name = name
        self.authority_key = new_key(self.suite.authority_key)
        self.authority = self.certify(f"{name} CSCA", self.authority_key, is_authority=True)
        self.signer_key = new_key(self.suite.signer_key)
        self.signer = self.certify(f"{name} document signer", self.signer_key)

    @property
    def anchor(self) -> bytes:
        """The authority's certificate in DER."""
        return self.der(self.authority)

    def certify(
        self,
        common_name: str,
        key: Key,
        *,
        is_authority: bool = False,
        may_sign: bool = True,
        valid: tuple[datetime, datetime] | None = None,
        usage: Sequence[ObjectIdentifier] = (),
    ) -> x509.Certificate:
        """A certificate of this authority."""
        subject = self._subject(common_name)
        begins, ends = valid or (self.now - timedelta(days=1), self.now + 15 * _YEAR)
        above = self.authority_key.public_key()
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._subject(f"{self._name} CSCA"))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(begins)
            .not_valid_after(ends)
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
            .add_extension(_usage(is_authority=is_authority, may_sign=may_sign), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(above), critical=False)
        )
        if usage:
            builder = builder.add_extension(x509.ExtendedKeyUsage(usage), critical=True)
        chosen = _certificate_hash(self.suite.digest)
        if self.suite.pss and isinstance(self.authority_key, rsa.RSAPrivateKey):
            scheme = padding.PSS(padding.MGF1(chosen), chosen.digest_size)
            return builder.sign(self.authority_key, chosen, rsa_padding=scheme)
        return builder.sign(self.authority_key, chosen)

    def der(self, certificate: x509.Certificate) -> bytes:
        """A certificate in DER; with explicit curves its key is given so and the authority signs it anew."""
        plain = certificate.public_bytes(Encoding.DER)
        if not self.suite.explicit:
            return plain
        changed = asn1_x509.Certificate.load(plain)
        changed["tbs_certificate"]["subject_public_key_info"]["algorithm"]["parameters"] = _explicit(
            certificate.public_key()
        )
        made = changed["tbs_certificate"].dump(force=True)
        changed["signature_value"] = _sign(
            self.authority_key, made, self.suite, self.suite.digest, plain=False
        )
        return bytes(changed.dump(force=True))

    def security_object(self, groups: Mapping[int, bytes], signing: Signing | None = None) -> bytes:
        """EF.SOD over these data groups."""
        algorithm = self.suite.group_digest or self.suite.digest
        lds = LdsSecurityObject(
            {
                "version": 0,
                "hashAlgorithm": {"algorithm": algorithm},
                "dataGroupHashValues": [
                    {"dataGroupNumber": number, "dataGroupHashValue": hashlib.new(algorithm, data).digest()}
                    for number, data in sorted(groups.items())
                ],
            }
        )
        return tlv(0x77, self.sign(lds.dump(), signing or Signing()))

    def sign(self, content: bytes, signing: Signing) -> bytes:
        """A CMS message."""
        certificate, key = signing.certificate or self.signer, signing.key or self.signer_key
        digest = signing.digest or self.suite.digest
        carried = asn1_x509.Certificate.load(self.der(certificate))
        attributes = _attributes(content, signing, digest=digest, now=signing.at or self.now)
        message = b"\x31" + attributes.dump()[1:]
        info = {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                "issuer_and_serial_number",
                cms.IssuerAndSerialNumber({"issuer": carried.issuer, "serial_number": carried.serial_number}),
            ),
            "digest_algorithm": {"algorithm": digest},
            "signed_attrs": attributes,
            "signature_algorithm": _scheme(key, self.suite, self.suite.digest),
            "signature": _sign(key, message, self.suite, self.suite.digest, plain=self.suite.plain),
        }
        signed = cms.SignedData(
            {
                "version": "v3",
                "digest_algorithms": [{"algorithm": digest}],
                "encap_content_info": {
                    "content_type": signing.content_type,
                    "content": core.ParsableOctetString(content),
                },
                "certificates": [cms.CertificateChoices("certificate", carried)],
                "signer_infos": [cms.SignerInfo(info)] * signing.times,
            }
        )
        return bytes(cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump())

    def master_list(self, anchors: Sequence[bytes]) -> bytes:
        """A master list of these certificates, signed under this authority."""
        key = new_key(self.suite.signer_key)
        signer = self.certify("Master list signer", key, usage=[_MASTER_LIST_SIGNER])
        listed = CscaMasterList(
            {"version": 0, "certList": [asn1_x509.Certificate.load(one) for one in anchors]}
        )
        return self.sign(listed.dump(), Signing(content_type=MASTER_LIST, certificate=signer, key=key))

    def revocation_list(self, revoked: Sequence[x509.Certificate]) -> bytes:
        """A list in DER."""
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.authority.subject)
            .last_update(self.now)
            .next_update(self.now + timedelta(days=90))
        )
        for one in revoked:
            entry = (
                x509.RevokedCertificateBuilder()
                .serial_number(one.serial_number)
                .revocation_date(self.now)
                .build()
            )
            builder = builder.add_revoked_certificate(entry)
        return builder.sign(self.authority_key, _certificate_hash(self.suite.digest)).public_bytes(
            Encoding.DER
        )

    def _subject(self, common_name: str) -> x509.Name:
        return x509.Name(
            [
                x509.NameAttribute(NameOID.COUNTRY_NAME, self._country),
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, self._name),
                x509.NameAttribute(NameOID.COMMON_NAME, common_name),
            ]
        )


def tlv(tag: int, value: bytes) -> bytes:
    """A BER-TLV element."""
    length = len(value)
    size = b"" if length < 128 else length.to_bytes((length.bit_length() + 7) // 8, "big")  # noqa: PLR2004
    head = bytes((length,)) if not size else bytes((0x80 | len(size),)) + size
    return tag.to_bytes((tag.bit_length() + 7) // 8, "big") + head + value


def data_group_1(lines: tuple[str, str]) -> bytes:
    """DG1 with this zone."""
    return tlv(0x61, tlv(0x5F1F, "".join(lines).encode("ascii")))


def data_group_2(picture: bytes) -> bytes:
    """DG2 with one face (ISO/IEC 19794-5:2005 §5)."""
    image = bytes((1, 0)) + (480).to_bytes(2, "big") + (640).to_bytes(2, "big") + bytes(6)
    facial = (20 + len(image) + len(picture)).to_bytes(4, "big") + bytes(16)
    length = 14 + len(facial) + len(image) + len(picture)
    record = b"FAC\x00010\x00" + length.to_bytes(4, "big") + b"\x00\x01" + facial + image + picture
    header = tlv(0xA1, tlv(0x80, b"\x01\x01") + tlv(0x81, b"\x02") + tlv(0x87, b"\x01\x01"))
    template = tlv(0x7F60, header + tlv(0x5F2E, record))
    return tlv(0x75, tlv(0x7F61, tlv(0x02, b"\x01") + template))


def data_group_11(full_name: str, *, personal_number: str = "", place_of_birth: str = "") -> bytes:
    """DG11; the full name as `SURNAME<<GIVEN<NAMES`."""
    texts = {0x5F0E: full_name, 0x5F10: personal_number, 0x5F11: place_of_birth}
    present = {tag: text.encode() for tag, text in texts.items() if text}
    tags = tlv(0x5C, b"".join(tag.to_bytes(2, "big") for tag in present))
    return tlv(0x6B, tags + b"".join(tlv(tag, text) for tag, text in present.items()))


def _usage(*, is_authority: bool, may_sign: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=may_sign and not is_authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=not may_sign,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )


def _attributes(content: bytes, signing: Signing, *, digest: str, now: datetime) -> cms.CMSAttributes:
    values: dict[str, Any] = {
        "content_type": cms.ContentType(signing.content_type),
        "message_digest": core.OctetString(hashlib.new(digest, content).digest()),
        "signing_time": cms.Time({"utc_time": core.UTCTime(now)}),
        **signing.attributes,
    }
    return cms.CMSAttributes(
        [
            cms.CMSAttribute({"type": name, "values": [value]})
            for name, value in values.items()
            if value is not None
        ]
    )


def _hash(name: str) -> hashes.HashAlgorithm:
    kinds = {
        "md5": hashes.MD5,
        "sha1": hashes.SHA1,
        "sha224": hashes.SHA224,
        "sha256": hashes.SHA256,
        "sha384": hashes.SHA384,
        "sha512": hashes.SHA512,
    }
    return kinds[name]()  # type: ignore[abstract]


def _certificate_hash(name: str) -> hashes.SHA224 | hashes.SHA256 | hashes.SHA384 | hashes.SHA512:
    """No library makes certificates with SHA-1 any more."""
    chosen = _hash(name)
    allowed = hashes.SHA224 | hashes.SHA256 | hashes.SHA384 | hashes.SHA512
    return chosen if isinstance(chosen, allowed) else hashes.SHA256()


def _scheme(key: Key, suite: Suite, digest: str) -> algos.SignedDigestAlgorithm:
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return algos.SignedDigestAlgorithm({"algorithm": f"{digest}_ecdsa"})
    if not suite.pss:
        return algos.SignedDigestAlgorithm({"algorithm": f"{digest}_rsa"})
    parameters = algos.RSASSAPSSParams(
        {
            "hash_algorithm": {"algorithm": digest},
            "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": {"algorithm": digest}},
            "salt_length": _hash(digest).digest_size,
        }
    )
    return algos.SignedDigestAlgorithm({"algorithm": "rsassa_pss", "parameters": parameters})


def _sign(key: Key, message: bytes, suite: Suite, digest: str, *, plain: bool) -> bytes:
    chosen = _hash(digest)
    if isinstance(key, rsa.RSAPrivateKey):
        scheme = padding.PSS(padding.MGF1(chosen), chosen.digest_size) if suite.pss else padding.PKCS1v15()
        return key.sign(message, scheme, chosen)
    signature = key.sign(message, ec.ECDSA(chosen))
    if not plain:
        return signature
    size = (key.curve.key_size + 7) // 8
    return b"".join(number.to_bytes(size, "big") for number in decode_dss_signature(signature))


def _explicit(key: Any) -> Any:
    p, a, b, x, y, order = explicit_parameters(key.curve)
    size = (p.bit_length() + 7) // 8
    domain = SpecifiedECDomain(
        {
            "version": "ecdpVer1",
            "field_id": {"field_type": "prime_field", "parameters": p},
            "curve": {"a": a.to_bytes(size, "big"), "b": b.to_bytes(size, "big")},
            "base": b"\x04" + x.to_bytes(size, "big") + y.to_bytes(size, "big"),
            "order": order,
            "cofactor": 1,
        }
    )
    return ECDomainParameters("specified", domain)
