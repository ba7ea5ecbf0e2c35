"""What an operator loads to believe chips by: master lists, single certificates, revocation lists.

Trust in a master list is the operator's act of loading it. Its signature shows that it came unchanged from its
signer, and that this signer stands under one of the authorities in it; nobody above says that the signer may be
believed (ICAO 9303-12 §8: lists come from a country that one trusts, by a way that one trusts).
"""

from __future__ import annotations

import re
from base64 import b64decode
from datetime import datetime
from enum import Enum

import msgspec

from autheid.kernel.secret import digest
from autheid.passport.certificates import (
    candidates,
    certificate_of,
    is_signed_by,
    revocation_list_of,
    signer_of,
)
from autheid.passport.signed_data import NotSigned, check_signer
from autheid.passport.structures import MASTER_LIST, UNREADABLE, CscaMasterList, signed_data_of

MOST_BYTES = 32 * 1024 * 1024
_PEM = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\s]+)-----END \1-----")


class ListKind(Enum):
    """What was loaded."""

    MASTER_LIST = "master_list"
    CERTIFICATES = "certificates"
    REVOCATIONS = "revocations"


class TrustList(msgspec.Struct, frozen=True, kw_only=True):
    """One loaded file: certificates or revocation lists, each in DER."""

    kind: ListKind
    sha256: bytes
    signed_by: str
    """Of a master list; empty for the others."""
    signed_at: datetime | None
    anchors: tuple[bytes, ...] = ()
    revocations: tuple[bytes, ...] = ()
    unreadable: int = 0
    """Certificates in it that can't be read, and are left out."""


def read_trust_list(data: bytes) -> TrustList:
    """A master list (CMS), certificates or revocation lists (DER, or PEM with several).

    Raises ValueError with a sentence when it is none of them, or when a master list is not signed as it must be.
    """
    if not data or len(data) > MOST_BYTES:
        raise ValueError(f"a trust list has from 1 to {MOST_BYTES} bytes")
    if b"-----BEGIN " in data:
        return _read_pem(data)
    for read in (_read_master_list, _read_certificate, _read_revocations):
        try:
            return read(data)
        except _OtherKindError:
            continue
    raise ValueError("it is no master list, no certificate and no revocation list")


class _OtherKindError(Exception):
    """It is not of this kind; perhaps of the next."""


def _read_master_list(data: bytes) -> TrustList:
    """ICAO 9303-12 §8: the signer's certificate is in the message, and issued by an authority in the list."""
    try:
        signed, content = signed_data_of(data, content_type=MASTER_LIST)
    except ValueError:
        raise _OtherKindError from None
    try:
        listed = [one.dump() for one in CscaMasterList.load(content, strict=True)["certList"]]
    except UNREADABLE:
        raise ValueError("the master list can't be read") from None
    try:
        signer = check_signer(signed, content, expected_content_type=MASTER_LIST)
    except NotSigned as error:
        raise ValueError(f"the master list is not signed as it must be: {error}") from None
    if not any(is_signed_by(signer.certificate, one) for one in candidates(signer.certificate, listed)):
        raise ValueError("the master list's signer is not under any authority in it")
    anchors = tuple(dict.fromkeys(der for der in listed if _is_readable(der)))
    return TrustList(
        kind=ListKind.MASTER_LIST,
        sha256=digest(data),
        signed_by=signer_of(signer.certificate).subject,
        signed_at=signer.signed_at,
        anchors=anchors,
        unreadable=len(set(listed)) - len(anchors),
    )


def _read_certificate(data: bytes) -> TrustList:
    if not _is_readable(data):
        raise _OtherKindError
    return _of_certificates(data, (data,))


def _read_revocations(data: bytes) -> TrustList:
    try:
        revocation_list_of(data)
    except ValueError:
        raise _OtherKindError from None
    return _of_revocations(data, (data,))


def _read_pem(data: bytes) -> TrustList:
    certificates, lists = [], []
    for label, body in _PEM.findall(data):
        der = b64decode(body)
        if label in {b"CERTIFICATE", b"X509 CERTIFICATE"}:
            certificate_of(der)
            certificates.append(der)
        elif label == b"X509 CRL":
            revocation_list_of(der)
            lists.append(der)
        else:
            raise ValueError("a PEM file may hold certificates or revocation lists")
    if bool(certificates) is bool(lists):
        raise ValueError("a PEM file must hold certificates, or revocation lists")
    if certificates:
        return _of_certificates(data, tuple(dict.fromkeys(certificates)))
    return _of_revocations(data, tuple(dict.fromkeys(lists)))


def _of_certificates(data: bytes, certificates: tuple[bytes, ...]) -> TrustList:
    return TrustList(
        kind=ListKind.CERTIFICATES,
        sha256=digest(data),
        signed_by="",
        signed_at=None,
        anchors=certificates,
    )


def _of_revocations(data: bytes, lists: tuple[bytes, ...]) -> TrustList:
    return TrustList(
        kind=ListKind.REVOCATIONS, sha256=digest(data), signed_by="", signed_at=None, revocations=lists
    )


def _is_readable(der: bytes) -> bool:
    try:
        signer_of(certificate_of(der))
    except ValueError:
        return False
    return True
