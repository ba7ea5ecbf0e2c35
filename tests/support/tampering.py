"""Kinds of tampering with a chip, each with the reason that it must be refused for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from asn1crypto import cms, core

from autheid.passport.structures import MASTER_LIST
from autheid.staging.chip import (
    ChipIssuer,
    Signing,
    Suite,
    data_group_1,
    data_group_2,
    data_group_11,
    new_key,
    tlv,
)
from tests.support.zone import LINES, PORTRAIT

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
GROUPS = {
    1: data_group_1(LINES),
    2: data_group_2(PORTRAIT),
    11: data_group_11("ÖSTRÖM<<ÅSA<TEST", personal_number="98765432", place_of_birth="MALMÖ"),
}


@dataclass(frozen=True)
class Chip:
    """What is handed in, and what it is judged by."""

    security_object: bytes
    groups: Mapping[int, bytes]
    anchors: tuple[bytes, ...]
    revocations: tuple[bytes, ...] = field(default=())


ISSUER = ChipIssuer(country="SE", now=NOW)
ROGUE = ChipIssuer(country="SE", now=NOW)
NORWAY = ChipIssuer(country="NO", now=NOW)
GOOD = Chip(ISSUER.security_object(GROUPS), GROUPS, (ISSUER.anchor,))


def _flip(data: bytes, at: int, bit: int = 1) -> bytes:
    return data[:at] + bytes((data[at] ^ bit,)) + data[at + 1 :]


def _signed(**signing: object) -> Chip:
    return replace(GOOD, security_object=ISSUER.security_object(GROUPS, Signing(**signing)))  # type: ignore[arg-type]


def _flipped_in(part: bytes) -> Chip:
    """One bit of a part of EF.SOD, found by its bytes."""
    at = GOOD.security_object.index(part) + len(part) // 2
    return replace(GOOD, security_object=_flip(GOOD.security_object, at))


def _group(number: int, data: bytes) -> Chip:
    return replace(GOOD, groups={**GROUPS, number: data})


def _without(number: int) -> Chip:
    return replace(GOOD, groups={n: data for n, data in GROUPS.items() if n != number})


def _of(issuer: ChipIssuer) -> Chip:
    return Chip(issuer.security_object(GROUPS), GROUPS, (issuer.anchor,))


def _certified(**how: object) -> Chip:
    key = new_key("secp256r1")
    certificate = ISSUER.certify("Another signer", key, **how)  # type: ignore[arg-type]
    return _signed(certificate=certificate, key=key)


def _message() -> cms.SignedData:
    return cms.ContentInfo.load(ISSUER.sign(_content(), Signing()))["content"]


def _content() -> bytes:
    signed = cms.ContentInfo.load(GOOD.security_object[4:])["content"]
    content: bytes = signed["encap_content_info"]["content"].native
    return content


def _signature() -> bytes:
    signature: bytes = cms.ContentInfo.load(GOOD.security_object[4:])["content"]["signer_infos"][0][
        "signature"
    ].native
    return signature


def _without_certificate() -> Chip:
    message = _message()
    message["certificates"] = []
    return _rewritten(message)


def _without_attributes() -> Chip:
    message = _message()
    del message["signer_infos"][0]["signed_attrs"]
    return _rewritten(message)


def _with_empty_signature() -> Chip:
    message = _message()
    message["signer_infos"][0]["signature"] = b""
    return _rewritten(message)


def _without_signers() -> Chip:
    message = _message()
    message["signer_infos"] = []
    return _rewritten(message)


def _rewritten(message: cms.SignedData) -> Chip:
    whole = cms.ContentInfo({"content_type": "signed_data", "content": message}).dump(force=True)
    return replace(GOOD, security_object=tlv(0x77, whole))


def _lds(change: Callable[[bytes], bytes]) -> Chip:
    return replace(GOOD, security_object=tlv(0x77, ISSUER.sign(change(_content()), Signing())))


def _hash_left_out() -> Chip:
    fewer = {number: data for number, data in GROUPS.items() if number != 11}
    return replace(GOOD, security_object=ISSUER.security_object(fewer))


_GROUP_1_HASH = _content()[_content().index(b"\x02\x01\x01\x04\x20") + 5 :][:32]

KINDS: dict[str, tuple[str, Callable[[], Chip]]] = {
    "a flipped bit in DG1": ("group_altered", lambda: _group(1, _flip(GROUPS[1], 30))),
    "a flipped bit in DG2's header": ("group_altered", lambda: _group(2, _flip(GROUPS[2], 8))),
    "a flipped bit in DG2's picture": (
        "group_altered",
        lambda: _group(2, _flip(GROUPS[2], len(GROUPS[2]) - 40)),
    ),
    "a flipped bit in DG11": ("group_altered", lambda: _group(11, _flip(GROUPS[11], 20))),
    "a byte behind DG1": ("group_altered", lambda: _group(1, GROUPS[1] + b"\0")),
    "a flipped bit in a hash": ("group_altered", lambda: _flipped_in(_GROUP_1_HASH)),
    "a flipped bit in the signature": ("signature", lambda: _flipped_in(_signature())),
    "a flipped bit in the signed digest": (
        "message_digest",
        lambda: _signed(attributes={"message_digest": core.OctetString(_flip(bytes(32), 3))}),
    ),
    "a flipped bit in the signer's name": (
        "not_issued",
        lambda: _flipped_in(b"Specimen document signer"),
    ),
    "a flipped bit in the tag": (
        "malformed",
        lambda: replace(GOOD, security_object=_flip(GOOD.security_object, 0)),
    ),
    "EF.SOD cut short": ("malformed", lambda: replace(GOOD, security_object=GOOD.security_object[:-30])),
    "EF.SOD of another document": (
        "group_altered",
        lambda: replace(
            GOOD,
            security_object=ISSUER.security_object(
                {**GROUPS, 1: data_group_1((LINES[0].replace("TEST", "BEST"), LINES[1]))}
            ),
        ),
    ),
    "two groups swapped": (
        "group_altered",
        lambda: replace(GOOD, groups={**GROUPS, 1: GROUPS[11], 11: GROUPS[1]}),
    ),
    "DG1 left out": ("missing_group", lambda: _without(1)),
    "DG2 left out": ("missing_group", lambda: _without(2)),
    "a group that is not hashed": ("group_not_signed", lambda: _group(12, b"\x6c\x00")),
    "a group number that there is not": ("unknown_group", lambda: _group(17, b"\x6c\x00")),
    "a hash left out": ("group_not_signed", _hash_left_out),
    "a rogue authority of the same name": (
        "not_issued",
        lambda: replace(_of(ROGUE), anchors=(ISSUER.anchor,)),
    ),
    "an authority that nobody knows": (
        "no_authority",
        lambda: replace(_of(NORWAY), anchors=(ISSUER.anchor,)),
    ),
    "no authority at all": ("no_authority", lambda: replace(GOOD, anchors=())),
    "another country's passport": ("country", lambda: _of(NORWAY)),
    "a signer of nobody's": ("not_issued", lambda: _signed(certificate=ROGUE.signer, key=ROGUE.signer_key)),
    "a signature by another key": ("signature", lambda: _signed(key=ROGUE.signer_key)),
    "a revoked signer": (
        "revoked_signer",
        lambda: replace(GOOD, revocations=(ISSUER.revocation_list([ISSUER.signer]),)),
    ),
    "an expired signer": (
        "expired_signer",
        lambda: _certified(valid=(NOW - timedelta(days=900), NOW - timedelta(days=20))),
    ),
    "signed before the signer was valid": ("expired_signer", lambda: _signed(at=NOW - timedelta(days=9))),
    "a signer that is not valid yet": (
        "not_yet_valid",
        lambda: _certified(valid=(NOW + timedelta(days=9), NOW + timedelta(days=90))),
    ),
    "signed in the future": ("signing_time", lambda: _signed(at=NOW + timedelta(days=9))),
    "a signer that may not sign": ("key_usage", lambda: _certified(may_sign=False)),
    "the authority itself as the signer": (
        "key_usage",
        lambda: _signed(certificate=ISSUER.authority, key=ISSUER.authority_key),
    ),
    "a master list in place of EF.SOD": (
        "malformed",
        lambda: replace(GOOD, security_object=ISSUER.master_list([ISSUER.anchor])),
    ),
    "another kind of content": ("malformed", lambda: _signed(content_type=MASTER_LIST)),
    "another kind in the signed attribute": (
        "content_type",
        lambda: _signed(attributes={"content_type": cms.ContentType("data")}),
    ),
    "no content type signed": ("signed_attributes", lambda: _signed(attributes={"content_type": None})),
    "no digest signed": ("signed_attributes", lambda: _signed(attributes={"message_digest": None})),
    "no signed attributes": ("signed_attributes", _without_attributes),
    "no signature": ("signature", _with_empty_signature),
    "no signer": ("signers", _without_signers),
    "two signers": ("signers", lambda: _signed(times=2)),
    "the signer's certificate left out": ("signer_certificate", _without_certificate),
    "hashes with MD5": (
        "weak_algorithm",
        lambda: _of(ChipIssuer(country="SE", now=NOW, suite=Suite(group_digest="md5"))),
    ),
    "a digest with MD5": ("weak_algorithm", lambda: _signed(digest="md5")),
    "an RSA key of 1,024 bits": (
        "weak_algorithm",
        lambda: _of(ChipIssuer(country="SE", now=NOW, suite=Suite(signer_key="rsa1024"))),
    ),
    "a curve of 192 bits": (
        "weak_algorithm",
        lambda: _of(ChipIssuer(country="SE", now=NOW, suite=Suite(signer_key="secp192r1"))),
    ),
    "a version that nobody knows": (
        "version",
        lambda: _lds(lambda lds: lds.replace(b"\x02\x01\x00", b"\x02\x01\x07", 1)),
    ),
    "a group hashed twice": (
        "malformed",
        lambda: _lds(lambda lds: lds.replace(b"\x02\x01\x0b\x04\x20", b"\x02\x01\x01\x04\x20", 1)),
    ),
    "EF.SOD that is too long": (
        "size",
        lambda: replace(GOOD, security_object=GOOD.security_object + bytes(64 * 1024)),
    ),
    "an empty EF.SOD": ("size", lambda: replace(GOOD, security_object=b"")),
    "a group that is too long": ("size", lambda: _group(2, bytes(513 * 1024))),
}
