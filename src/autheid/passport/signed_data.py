"""The signer of a CMS message (RFC 5652 §5.4, §5.6), as security objects and master lists have it: exactly one."""

from __future__ import annotations

import hashlib
from datetime import datetime

import msgspec
from asn1crypto import cms, x509
from cryptography.exceptions import InvalidSignature

from autheid.passport.keys import HASHES, PublicKey, WeakOrUnknown, check_signature, public_key_of
from autheid.passport.structures import UNREADABLE


class NotSigned(ValueError):
    """The message is not signed as it must be; `reason` is a stable code."""

    def __init__(self, reason: str, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason


class MessageSigner(msgspec.Struct, frozen=True):
    """Who signed, with what, and when they say that it was."""

    certificate: x509.Certificate
    scheme: str
    signed_at: datetime | None


def check_signer(signed: cms.SignedData, content: bytes, *, expected_content_type: str) -> MessageSigner:
    """Verify the one signer of a message.

    1. There is one signer, and its certificate is in the message.
    2. The signed attributes name the content's type, and its digest by an accepted algorithm.
    3. The signature over them is by the certificate's key.

    NOT checked here: whether the certificate is believed.
    Raises NotSigned.
    """
    try:
        # 1.
        signer = _the_signer(signed)
        certificate = _certificate_of(signed, signer)
        # 2.
        attributes = {one["type"].dotted: one["values"] for one in signer["signed_attrs"]}
        digest_algorithm = signer["digest_algorithm"]["algorithm"].native
        _check_attributes(attributes, content, digest_algorithm, expected_content_type)
        # 3.
        scheme = _check_signature(signer, certificate, digest_algorithm)
        times = attributes.get("1.2.840.113549.1.9.5")
        signed_at = None if times is None else times[0].native
    except NotSigned:
        raise
    except UNREADABLE:
        raise NotSigned("malformed", "its signer can't be read") from None
    return MessageSigner(certificate, scheme, signed_at if isinstance(signed_at, datetime) else None)


def _the_signer(signed: cms.SignedData) -> cms.SignerInfo:
    signers = signed["signer_infos"]
    if len(signers) != 1:
        raise NotSigned("signers", f"it has {len(signers)} signers; there must be one")
    return signers[0]


def _certificate_of(signed: cms.SignedData, signer: cms.SignerInfo) -> x509.Certificate:
    sid = signer["sid"]
    for choice in signed["certificates"]:
        if choice.name != "certificate":
            continue
        certificate = choice.chosen
        if sid.name == "issuer_and_serial_number":
            if (
                certificate.serial_number == sid.chosen["serial_number"].native
                and certificate.issuer.hashable.lower() == sid.chosen["issuer"].hashable.lower()
            ):
                return certificate
        elif certificate.key_identifier == sid.chosen.native:
            return certificate
    raise NotSigned("signer_certificate", "it does not hold its signer's certificate")


def _check_attributes(
    attributes: dict[str, cms.SetOfAny], content: bytes, digest_algorithm: str, expected_content_type: str
) -> None:
    if digest_algorithm not in HASHES:
        raise NotSigned("weak_algorithm", f"digests with {digest_algorithm} are not accepted")
    kinds, digests = attributes.get("1.2.840.113549.1.9.3"), attributes.get("1.2.840.113549.1.9.4")
    if kinds is None or digests is None:
        raise NotSigned("signed_attributes", "its signer signs no content type or no digest")
    if len(kinds) != 1 or kinds[0].dotted != expected_content_type:
        raise NotSigned("content_type", "its signer signs another kind of content")
    if len(digests) != 1 or digests[0].native != hashlib.new(digest_algorithm, content).digest():
        raise NotSigned("message_digest", "what was signed is not what it holds")


def _check_signature(signer: cms.SignerInfo, certificate: x509.Certificate, digest_algorithm: str) -> str:
    # RFC 5652 §5.4: signed is the SET OF, not the implicit [0] that stands in the message. Some issuers store it in
    # another order than they signed, so the order of DER is tried too.
    stored = b"\x31" + signer["signed_attrs"].dump()[1:]
    sorted_ = b"\x31" + cms.CMSAttributes(list(signer["signed_attrs"])).dump(force=True)[1:]
    key = _key_of(certificate)
    for message in (stored, sorted_):
        try:
            return check_signature(
                key,
                signature=signer["signature"].native,
                message=message,
                algorithm=signer["signature_algorithm"],
                digest_algorithm=digest_algorithm,
            )
        except WeakOrUnknown as error:
            raise NotSigned("weak_algorithm", str(error)) from None
        except InvalidSignature:
            continue
    raise NotSigned("signature", "its signature is not its signer's")


def _key_of(certificate: x509.Certificate) -> PublicKey:
    try:
        return public_key_of(certificate.public_key)
    except WeakOrUnknown as error:
        raise NotSigned("weak_algorithm", str(error)) from None
