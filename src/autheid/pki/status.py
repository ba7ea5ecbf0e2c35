"""What a certificate's status is, asked and told (OCSP, RFC 6960). The issuer itself signs, with SHA-384."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.hashes import SHA1, SHA384, HashAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from autheid.kernel.clock import Millis
from autheid.pki.authority import Authority, moment_of

QUESTION_BYTES = 4096
_NONCE_BYTES = 128  # RFC 9654 §2.1
_SERIAL_BITS = 159  # RFC 5280 §4.1.2.2: 20 bytes, and positive


class Question(NamedTuple):
    """Which certificate somebody asks about (CertID, RFC 6960 §4.1.1)."""

    name_hash: bytes
    key_hash: bytes
    serial: int
    algorithm: HashAlgorithm
    nonce: bytes | None = None


class Window(NamedTuple):
    """From when the status was known to be so, and when something newer is there at the latest."""

    this_update: Millis
    next_update: Millis


def question_about(issuer: Authority, serial: int) -> Question:
    """The question that nobody had to ask.

    By SHA-1, since clients look for it (RFC 5019 §2.1.1): here it tells issuers apart, and proves nothing.
    """
    return Question(*issuer.hashes(SHA1()), serial, SHA1())  # noqa: S303


def read_question(unverified: bytes) -> Question:
    """A question as it comes over HTTP. Raises ValueError when it is none, or asks for more than one certificate."""
    if not 0 < len(unverified) <= QUESTION_BYTES:
        message = f"a question has from 1 to {QUESTION_BYTES} bytes"
        raise ValueError(message)
    try:
        asked = ocsp.load_der_ocsp_request(unverified)
        question = Question(
            asked.issuer_name_hash, asked.issuer_key_hash, asked.serial_number, asked.hash_algorithm
        )
        extensions = asked.extensions
    except (UnsupportedAlgorithm, NotImplementedError, x509.DuplicateExtension):
        message = "a question must be about one certificate, in words that are known here"
        raise ValueError(message) from None
    if not 0 <= question.serial < 1 << _SERIAL_BITS:
        message = "a serial number is not negative and has at most 20 bytes"
        raise ValueError(message)
    return question._replace(nonce=_nonce(extensions))


def _nonce(extensions: x509.Extensions) -> bytes | None:
    nonce: bytes | None = None
    for extension in extensions:
        if isinstance(extension.value, x509.OCSPNonce):
            nonce = extension.value.nonce
        elif extension.critical:
            message = "there is a critical extension that is not known here"
            raise ValueError(message)
    if nonce is not None and not 0 < len(nonce) <= _NONCE_BYTES:
        message = f"a nonce has from 1 to {_NONCE_BYTES} bytes"
        raise ValueError(message)
    return nonce


def good(issuer: Authority, question: Question, window: Window) -> bytes:
    """It is in order."""
    return _told(issuer, question, window, ocsp.OCSPCertStatus.GOOD)


def revoked(issuer: Authority, question: Question, window: Window, *, at: Millis) -> bytes:
    """It has been revoked: its device signs nothing any more."""
    return _told(issuer, question, window, ocsp.OCSPCertStatus.REVOKED, moment_of(at))


def unknown(issuer: Authority, question: Question, window: Window) -> bytes:
    """This issuer has made none of this number."""
    return _told(issuer, question, window, ocsp.OCSPCertStatus.UNKNOWN)


def _told(
    issuer: Authority,
    question: Question,
    window: Window,
    status: ocsp.OCSPCertStatus,
    revoked_at: datetime | None = None,
) -> bytes:
    builder = (
        ocsp.OCSPResponseBuilder()
        .add_response_by_hash(
            question.name_hash,
            question.key_hash,
            question.serial,
            question.algorithm,
            status,
            moment_of(window.this_update),
            moment_of(window.next_update),
            revoked_at,
            x509.ReasonFlags.cessation_of_operation if revoked_at is not None else None,
        )
        .responder_id(ocsp.OCSPResponderEncoding.HASH, issuer.loaded)
    )
    if question.nonce is not None:
        builder = builder.add_extension(x509.OCSPNonce(question.nonce), critical=False)
    return builder.sign(issuer.key, SHA384()).public_bytes(Encoding.DER)


def not_a_question() -> bytes:
    """malformedRequest (RFC 6960 §2.3)."""
    return _failed(ocsp.OCSPResponseStatus.MALFORMED_REQUEST)


def not_ours() -> bytes:
    """unauthorized: about an issuer for which nothing can be said here (RFC 6960 §2.3)."""
    return _failed(ocsp.OCSPResponseStatus.UNAUTHORIZED)


def come_again() -> bytes:
    """tryLater (RFC 6960 §2.3)."""
    return _failed(ocsp.OCSPResponseStatus.TRY_LATER)


def _failed(status: ocsp.OCSPResponseStatus) -> bytes:
    return ocsp.OCSPResponseBuilder.build_unsuccessful(status).public_bytes(Encoding.DER)
