"""Passive authentication of a passport's chip (ICAO 9303-11 §5.1): the files are those that its country signed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from asn1crypto import cms, x509

from autheid.passport.certificates import (
    candidates,
    country_in,
    is_signed_by,
    revoked_serials,
    signer_of,
)
from autheid.passport.data_groups import AdditionalDetails, additional_details, zone_lines
from autheid.passport.evidence import ChipReading, ProofStep
from autheid.passport.keys import HASHES
from autheid.passport.signed_data import MessageSigner, NotSigned, check_signer
from autheid.passport.structures import (
    LDS_OBJECT,
    UNREADABLE,
    LdsSecurityObject,
    signed_data_of,
    unwrap,
)
from autheid.person.country import alpha2_of, country_of

SOD_TAG = 0x77
MOST_SOD_BYTES = 64 * 1024
MOST_GROUP_BYTES = 512 * 1024
"""DG2 with a large portrait has some 20 to 60 KB; DG7 and DG13 may have more."""
_GROUPS = range(1, 17)
_DEMANDED = (1, 2)
_DETAILS = 11
_CLOCK_SLACK = timedelta(days=1)


class ChipRefused(ValueError):
    """The chip's files are not proven: `reason` is a stable code, `field` where it lies, the text for the person."""

    def __init__(self, reason: str, sentence: str, *, field: str = "security_object") -> None:
        super().__init__(sentence)
        self.reason = reason
        self.field = field


def authenticate(
    *,
    security_object: bytes,
    data_groups: Mapping[int, bytes],
    anchors: Sequence[bytes],
    revocations: Sequence[bytes],
    today: date,
) -> ChipReading:
    """Authenticate EF.SOD and data groups by country signing certificates and revocation lists, each in DER.

    1. EF.SOD is a security object of a size, version and digest algorithm that are accepted.
    2. DG1 and DG2 are there, and every group that was handed in is hashed in EF.SOD as it is.
    3. One document signer has signed it: content type, digest and signature.
    4. The document signer's certificate is for that, and was valid when it signed.
    5. A country signing authority that is trusted has issued the certificate.
    6. That authority has not revoked it.
    7. The authority's country is that of the passport's zone.

    NOT checked: that the chip is no copy (chip and active authentication need the chip at hand), that the portrait is
    the holder's, that the passport was not reported lost, the authority's own expiry (passports outlive it).
    A signing time that is missing is not judged. A revocation list counts also when a newer one is due.

    The portrait is left to the caller: decoding pictures is its own craft. Raises ChipRefused.
    """
    steps: list[ProofStep] = []

    def taken(name: str, detail: str) -> None:
        steps.append(ProofStep(name=name, detail=detail))

    try:
        # 1.
        signed, content, hashes = _security_object(security_object)
        taken(
            "security_object", f"EF.SOD holds the {hashes[0].upper()} hashes of {len(hashes[1])} data groups."
        )
        # 2.
        taken("hashes", _check_groups(data_groups, *hashes))
        # 3.
        signer = _check_signer(signed, content)
        described = signer_of(signer.certificate)
        taken("signature", f"The document signer {described.subject} has signed it: {signer.scheme}.")
        # 4.
        taken("document_signer", _check_document_signer(signer, today))
        # 5.
        authority = _authority(signer.certificate, anchors)
        taken(
            "authority", f"The trusted authority {signer_of(authority).subject} has issued its certificate."
        )
        # 6.
        taken("revocation", _check_revocation(signer.certificate, authority, revocations))
        # 7.
        line_1, line_2 = zone_lines(data_groups[1])
        country = country_in(authority.subject)
        taken("country", _check_country(line_1, country))
        details = _details(data_groups)
    except ChipRefused:
        raise
    except UNREADABLE as error:
        sentence = str(error) if isinstance(error, ValueError) and str(error).startswith("DG") else ""
        raise ChipRefused(
            "malformed",
            sentence or "the chip's files can't be read",
            field="data_groups" if sentence else "security_object",
        ) from None
    taken("not_done", "Whether the chip is a copy was not checked: that needs the chip at hand.")
    return ChipReading(
        steps=tuple(steps),
        signed_by=signer_of(authority).subject,
        signer_country=country,
        signed_at=None if signer.signed_at is None else signer.signed_at.date(),
        line_1=line_1,
        line_2=line_2,
        full_name=details.full_name,
        personal_number=details.personal_number,
        place_of_birth=details.place_of_birth,
        portrait=b"",
    )


def _security_object(data: bytes) -> tuple[cms.SignedData, bytes, tuple[str, dict[int, bytes]]]:
    if not 0 < len(data) <= MOST_SOD_BYTES:
        raise ChipRefused("size", f"EF.SOD must have from 1 to {MOST_SOD_BYTES} bytes")
    try:
        # Readers that hand in the bare CMS message without its tag are common.
        inside = unwrap(data, SOD_TAG, what="EF.SOD") if data[0] == SOD_TAG else data
        signed, content = signed_data_of(inside, content_type=LDS_OBJECT)
        lds = LdsSecurityObject.load(content, strict=True)
        version, algorithm = lds["version"].native, lds["hashAlgorithm"]["algorithm"].native
        groups = [
            (one["dataGroupNumber"].native, one["dataGroupHashValue"].native)
            for one in lds["dataGroupHashValues"]
        ]
    except UNREADABLE as error:
        own = (
            str(error)
            if isinstance(error, ValueError) and str(error).startswith("it ")
            else "it can't be read"
        )
        raise ChipRefused("malformed", f"EF.SOD is no security object: {own}") from None
    if version not in {0, 1}:
        raise ChipRefused("version", f"EF.SOD's version {version} is none that is known")
    if algorithm not in HASHES:
        raise ChipRefused("weak_algorithm", f"EF.SOD's hashes are {algorithm}, which is not accepted")
    hashes = dict(groups)
    if len(hashes) != len(groups) or not set(hashes) <= set(_GROUPS):
        raise ChipRefused("malformed", "EF.SOD names a data group twice, or one that there is not")
    return signed, content, (algorithm, hashes)


def _check_groups(groups: Mapping[int, bytes], algorithm: str, hashes: Mapping[int, bytes]) -> str:
    for number in _DEMANDED:
        if number not in groups:
            raise ChipRefused("missing_group", f"DG{number} is missing", field="data_groups")
    for number, data in sorted(groups.items()):
        if number not in _GROUPS:
            raise ChipRefused("unknown_group", f"there is no DG{number}", field="data_groups")
        if len(data) > MOST_GROUP_BYTES:
            raise ChipRefused(
                "size", f"DG{number} must have at most {MOST_GROUP_BYTES} bytes", field="data_groups"
            )
        if number not in hashes:
            raise ChipRefused("group_not_signed", f"DG{number} is not hashed in EF.SOD", field="data_groups")
        if hashlib.new(algorithm, data).digest() != hashes[number]:
            raise ChipRefused("group_altered", f"DG{number} is not as it was signed", field="data_groups")
    names = ", ".join(f"DG{number}" for number in sorted(groups))
    return f"{names} are as EF.SOD has hashed them."


def _details(groups: Mapping[int, bytes]) -> AdditionalDetails:
    details = groups.get(_DETAILS)
    return AdditionalDetails() if details is None else additional_details(details)


def _check_signer(signed: cms.SignedData, content: bytes) -> MessageSigner:
    try:
        return check_signer(signed, content, expected_content_type=LDS_OBJECT)
    except NotSigned as error:
        raise ChipRefused(error.reason, f"EF.SOD is not signed as it must be: {error}") from None


def _check_document_signer(signer: MessageSigner, today: date) -> str:
    """ICAO 9303-12 §7.1: key usage digitalSignature, no authority; valid at the signing time."""
    certificate = signer.certificate
    usage = certificate.key_usage_value
    if usage is not None and "digital_signature" not in usage.native:
        raise ChipRefused("key_usage", "the document signer's certificate is not for signing documents")
    constraints = certificate.basic_constraints_value
    if constraints is not None and constraints["ca"].native:
        raise ChipRefused("key_usage", "the document signer's certificate is an authority's")
    described = signer_of(certificate)
    tomorrow = datetime.combine(today, datetime.min.time(), UTC) + 2 * _CLOCK_SLACK
    if described.not_before > tomorrow:
        raise ChipRefused("not_yet_valid", "the document signer's certificate is not valid yet")
    when = signer.signed_at
    if when is None:
        return "The document signer's certificate is for signing documents; it does not say when it signed."
    if when > tomorrow:
        raise ChipRefused("signing_time", "EF.SOD says that it was signed in the future")
    if not described.not_before - _CLOCK_SLACK <= when <= described.not_after:
        raise ChipRefused("expired_signer", "the document signer's certificate was not valid when it signed")
    return f"The document signer's certificate was valid when it signed, on {when.date()}."


def _authority(certificate: x509.Certificate, anchors: Sequence[bytes]) -> x509.Certificate:
    found = candidates(certificate, anchors)
    for anchor in found:
        if is_signed_by(certificate, anchor):
            return anchor
    if found:
        raise ChipRefused("not_issued", "the document signer's certificate is not the named authority's")
    country = country_in(certificate.issuer) or "an unnamed country"
    raise ChipRefused(
        "no_authority", f"no trusted authority of {country} is known that issued its certificate"
    )


def _check_revocation(
    certificate: x509.Certificate, authority: x509.Certificate, revocations: Sequence[bytes]
) -> str:
    revoked = revoked_serials(revocations, issuer=authority)
    if revoked is None:
        return "No revocation list of this authority is loaded, so revocation was not checked."
    if certificate.serial_number in revoked:
        raise ChipRefused("revoked_signer", "the document signer's certificate was revoked")
    return "The authority has not revoked the document signer's certificate."


def _check_country(line_1: str, country: str) -> str:
    issuer = country_of(line_1[2:5])
    if issuer is None:
        return "The passport's issuer is no country, so it was not compared with the authority's."
    if alpha2_of(issuer) != country:
        raise ChipRefused(
            "country", "the passport's issuer is another country than the authority's", field="data_groups"
        )
    return f"The passport's issuer is the authority's country, {country}."
