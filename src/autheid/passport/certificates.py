"""Certificates and revocation lists of country signing authorities (ICAO 9303-12 §7), and who signed what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
from asn1crypto import crl, x509
from cryptography.exceptions import InvalidSignature

from autheid.passport.keys import WeakOrUnknown, check_signature, public_key_of
from autheid.passport.structures import UNREADABLE

MOST_CERTIFICATE_BYTES = 16 * 1024


class Signer(msgspec.Struct, frozen=True):
    """A certificate in words. Times are UTC."""

    subject: str
    country: str
    """ISO 3166-1 alpha-2, upper case; empty where the certificate has none."""
    not_before: datetime
    not_after: datetime


def certificate_of(der: bytes) -> x509.Certificate:
    """A certificate whose every part can be read. Raises ValueError."""
    if len(der) > MOST_CERTIFICATE_BYTES:
        raise ValueError("a certificate is too long")
    try:
        certificate = x509.Certificate.load(der, strict=True)
        certificate.native  # noqa: B018 - reads all of it
    except UNREADABLE:
        raise ValueError("a certificate can't be read") from None
    return certificate


def signer_of(certificate: x509.Certificate) -> Signer:
    """A certificate in words. Raises ValueError."""
    try:
        validity = certificate["tbs_certificate"]["validity"]
        return Signer(
            certificate.subject.human_friendly,
            country_in(certificate.subject),
            validity["not_before"].native,
            validity["not_after"].native,
        )
    except UNREADABLE:
        raise ValueError("a certificate can't be read") from None


def country_in(name: x509.Name) -> str:
    """The country of a name, upper case; real ones are written in either."""
    country = name.native.get("country_name", "")
    return country.upper() if isinstance(country, str) else ""


def candidates(certificate: x509.Certificate, anchors: Sequence[bytes]) -> list[x509.Certificate]:
    """The anchors that may have issued a certificate: by key identifier first, then by name, whatever its case.

    Of some thousand anchors only those are read that hold the identifier or the name as bytes; where there is none,
    all are, since names of real ones differ in case or in their string type.
    """
    identifier: bytes | None = certificate.authority_key_identifier
    name: bytes = certificate.issuer.dump()
    near = [der for der in anchors if (identifier is not None and identifier in der) or name in der]
    wanted = certificate.issuer.hashable.lower()
    for some in (near, anchors):
        read = [one for one in map(_readable, some) if one is not None]
        by_identifier = [one for one in read if identifier is not None and one.key_identifier == identifier]
        by_name = [one for one in read if one not in by_identifier and one.subject.hashable.lower() == wanted]
        if by_identifier or by_name:
            return by_identifier + by_name
    return []


def _readable(der: bytes) -> x509.Certificate | None:
    try:
        return certificate_of(der)
    except ValueError:
        return None


def is_signed_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Whether the issuer's key has signed the certificate. A key or scheme that is not accepted has signed nothing."""
    try:
        check_signature(
            public_key_of(issuer.public_key),
            signature=certificate["signature_value"].native,
            message=certificate["tbs_certificate"].dump(),
            algorithm=certificate["signature_algorithm"],
        )
    except (InvalidSignature, WeakOrUnknown, *UNREADABLE):
        return False
    return True


def revocation_list_of(der: bytes) -> crl.CertificateList:
    """A revocation list. Raises ValueError."""
    try:
        found = crl.CertificateList.load(der, strict=True)
        found["tbs_cert_list"]["revoked_certificates"].native  # noqa: B018 - reads all of it
        found.issuer.native  # noqa: B018
    except UNREADABLE:
        raise ValueError("a revocation list can't be read") from None
    return found


def revoked_serials(lists: Sequence[bytes], *, issuer: x509.Certificate) -> set[int] | None:
    """What this issuer has revoked, by its own signed lists; None when none of them is its.

    A list counts also when a newer one is due: what was revoked stays revoked (RFC 5280 §3.3).
    """
    wanted = issuer.subject.hashable.lower()
    found: set[int] | None = None
    for der in lists:
        try:
            one = revocation_list_of(der)
        except ValueError:
            continue
        if one.issuer.hashable.lower() != wanted or not _list_is_signed_by(one, issuer):
            continue
        revoked = one["tbs_cert_list"]["revoked_certificates"]
        found = (found or set()) | {entry["user_certificate"].native for entry in revoked}
    return found


def _list_is_signed_by(one: crl.CertificateList, issuer: x509.Certificate) -> bool:
    try:
        check_signature(
            public_key_of(issuer.public_key),
            signature=one["signature"].native,
            message=one["tbs_cert_list"].dump(),
            algorithm=one["signature_algorithm"],
        )
    except (InvalidSignature, WeakOrUnknown, *UNREADABLE):
        return False
    return True
