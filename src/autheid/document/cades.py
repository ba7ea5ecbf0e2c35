"""CAdES signatures in CMS, as PAdES wants them (ETSI EN 319 142-1 §6.3, EN 319 122-1 §5, RFC 5652 §5).

Written in DER by hand: of a seal only four values are ever new, and a library took 25 ms to write the rest again.
pyHanko, OpenSSL and poppler read it in the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from asn1crypto import cms, tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_private_key

from autheid.kernel.secret import Chance, digest, system_chance

Ask = Callable[[bytes], bytes]
"""Sends a time-stamp query (RFC 3161, DER) and gives the response. May block. Raises OSError."""

_SHA256 = bytes.fromhex("300b0609608648016503040201")
_ECDSA_SHA256 = bytes.fromhex("300a06082a8648ce3d040302")
_RSA_SHA256 = bytes.fromhex("300d06092a864886f70d01010b0500")
_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
_DATA = bytes.fromhex("06092a864886f70d010701")
_CONTENT_TYPE = bytes.fromhex("06092a864886f70d010903")
_MESSAGE_DIGEST = bytes.fromhex("06092a864886f70d010904")
_SIGNING_CERTIFICATE_V2 = bytes.fromhex("060b2a864886f70d010910022f")
_TIME_STAMP_TOKEN = bytes.fromhex("060b2a864886f70d010910020e")
_VERSION_1 = b"\x02\x01\x01"
_SEQUENCE, _SET, _OCTETS, _INTEGER = 0x30, 0x31, 0x04, 0x02
_CONSTRUCTED_0, _CONSTRUCTED_1 = 0xA0, 0xA1
_MOST_OF_A_SIGNATURE = 2048
"""Everything of a CMS but certificates and time stamp, with an RSA signature of 8,192 bits."""
_MOST_OF_A_STAMP = 16 * 1024


class CadesSigner:
    """One key and its chain."""

    def __init__(
        self, *, key: bytes, chain: Sequence[bytes], ask: Ask | None, chance: Chance = system_chance
    ) -> None:
        """`key` is PKCS#8 on any curve or RSA, `chain` certificates from the signer's up, both in DER."""
        private = load_der_private_key(key, None)
        if not isinstance(private, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
            raise TypeError("a seal's key is RSA or on an elliptic curve")
        self._private = private
        self._ask = ask
        self._chance = chance
        certificate = x509.load_der_x509_certificate(chain[0])
        self._issuer_and_serial = _der(
            _SEQUENCE, certificate.issuer.public_bytes(), _integer(certificate.serial_number)
        )
        self._certificates = _der(_CONSTRUCTED_0, *sorted(chain))
        essential = _der(_SEQUENCE, _der(_SEQUENCE, _der(_SEQUENCE, _der(_OCTETS, digest(chain[0])))))
        self._certificate_attribute = _attribute(_SIGNING_CERTIFICATE_V2, essential)
        self.room = sum(map(len, chain)) + _MOST_OF_A_SIGNATURE + (0 if ask is None else _MOST_OF_A_STAMP)
        """No signature takes more bytes than these."""
        self._algorithm = _RSA_SHA256 if isinstance(private, rsa.RSAPrivateKey) else _ECDSA_SHA256

    def sign(self, document_digest: bytes) -> bytes:
        """The CMS over a document by its SHA-256, with a time stamp where there is a server. Raises OSError as `ask`."""
        attributes = sorted(
            (
                _attribute(_CONTENT_TYPE, _DATA),
                _attribute(_MESSAGE_DIGEST, _der(_OCTETS, document_digest)),
                self._certificate_attribute,
            )
        )
        signature = self._signature(_der(_SET, *attributes))
        stamp = b"" if self._ask is None else self._stamp(signature)
        signer = _der(
            _SEQUENCE,
            _VERSION_1,
            self._issuer_and_serial,
            _SHA256,
            _der(_CONSTRUCTED_0, *attributes),
            self._algorithm,
            _der(_OCTETS, signature),
            stamp,
        )
        signed = _der(
            _SEQUENCE,
            _VERSION_1,
            _der(_SET, _SHA256),
            _der(_SEQUENCE, _DATA),
            self._certificates,
            _der(_SET, signer),
        )
        return _der(_SEQUENCE, _SIGNED_DATA, _der(_CONSTRUCTED_0, signed))

    def _signature(self, message: bytes) -> bytes:
        if isinstance(self._private, rsa.RSAPrivateKey):
            return self._private.sign(message, padding.PKCS1v15(), hashes.SHA256())
        return self._private.sign(message, ec.ECDSA(hashes.SHA256()))

    def _stamp(self, signature: bytes) -> bytes:
        """The unsigned attribute with a token over the signature (RFC 3161 §2.4)."""
        if self._ask is None:
            return b""
        imprint, nonce = digest(signature), int.from_bytes(self._chance(8), "big")
        query = tsp.TimeStampReq(
            {
                "version": 1,
                "message_imprint": {
                    "hash_algorithm": {"algorithm": "sha256"},
                    "hashed_message": imprint,
                },
                "nonce": nonce,
                "cert_req": True,
            }
        )
        token = _token_of(self._ask(query.dump()), expected_imprint=imprint, expected_nonce=nonce)
        return _der(_CONSTRUCTED_1, _attribute(_TIME_STAMP_TOKEN, token))


class _Response(tsp.TimeStampResp):  # type: ignore[misc] # asn1crypto has no types
    """RFC 3161 §2.4.2: a refusal has no token, which asn1crypto's type does not know."""

    _fields: ClassVar = [
        ("status", tsp.PKIStatusInfo),
        ("time_stamp_token", cms.ContentInfo, {"optional": True}),
    ]


def _token_of(unverified: bytes, *, expected_imprint: bytes, expected_nonce: int) -> bytes:
    """The token of a response that grants what was asked. Raises OSError.

    NOT checked here: who signed it. Whoever checks the seal decides which time-stamp servers to believe.
    """
    try:
        response = _Response.load(unverified, strict=True)
        status = response["status"]["status"].native
        if status not in {"granted", "granted_with_mods"}:
            raise OSError(f"the time-stamp server refuses: {status}")
        token = response["time_stamp_token"]
        info = token["content"]["encap_content_info"]["content"].parsed
        imprint, nonce = info["message_imprint"]["hashed_message"].native, info["nonce"].native
    except (ValueError, TypeError, KeyError, AttributeError):
        raise OSError("the time-stamp server's answer is none") from None
    if imprint != expected_imprint or nonce != expected_nonce:
        raise OSError("the time-stamp server has stamped something else")
    found = bytes(token.dump())
    if len(found) > _MOST_OF_A_STAMP:
        raise OSError("the time-stamp server's token is too long")
    return found


def _attribute(kind: bytes, value: bytes) -> bytes:
    return _der(_SEQUENCE, kind, _der(_SET, value))


def _integer(number: int) -> bytes:
    return _der(_INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def _der(tag: int, *parts: bytes) -> bytes:
    """Tag, length, value (X.690 §8.1, §10.1)."""
    value = b"".join(parts)
    length = len(value)
    if length < 128:  # noqa: PLR2004 - the short form
        return bytes((tag, length)) + value
    size = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(size))) + size + value
