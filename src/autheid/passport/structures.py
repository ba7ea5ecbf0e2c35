"""The ASN.1 structures and tags of a passport's files (ICAO 9303-10 §4.7, 9303-12 §8), read by asn1crypto."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import asn1crypto.tsp  # noqa: F401 - what it adds to cms counts only when it is there before cms is used first
from asn1crypto import algos, cms, core, x509

LDS_OBJECT = "2.23.136.1.1.1"
MASTER_LIST = "2.23.136.1.1.2"

UNREADABLE = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError)
"""What asn1crypto raises on bytes that are not what they should be."""


class DataGroupHash(core.Sequence):  # type: ignore[misc]
    """The hash of one data group."""

    _fields: ClassVar = [("dataGroupNumber", core.Integer), ("dataGroupHashValue", core.OctetString)]


class DataGroupHashes(core.SequenceOf):  # type: ignore[misc]
    """Of all of them."""

    _child_spec = DataGroupHash


class LdsVersionInfo(core.Sequence):  # type: ignore[misc]
    """Versions, since version 1 of the object."""

    _fields: ClassVar = [("ldsVersion", core.PrintableString), ("unicodeVersion", core.PrintableString)]


class LdsSecurityObject(core.Sequence):  # type: ignore[misc]
    """LDSSecurityObject (ICAO 9303-10 §4.6.2.3)."""

    _fields: ClassVar = [
        ("version", core.Integer),
        ("hashAlgorithm", algos.DigestAlgorithm),
        ("dataGroupHashValues", DataGroupHashes),
        ("ldsVersionInfo", LdsVersionInfo, {"optional": True}),
    ]


class _Certificates(core.SetOf):  # type: ignore[misc]
    _child_spec = x509.Certificate


class CscaMasterList(core.Sequence):  # type: ignore[misc]
    """CscaMasterList (ICAO 9303-12 §8.1)."""

    _fields: ClassVar = [("version", core.Integer), ("certList", _Certificates)]


def signed_data_of(data: bytes, *, content_type: str) -> tuple[cms.SignedData, bytes]:
    """The SignedData of a CMS message and the content that it holds (RFC 5652 §5).

    Raises ValueError when it is none, or of other content.
    """
    try:
        # What stands behind the message is fill of the chip, or the end of an element of indefinite length.
        message = cms.ContentInfo.load(data)
        if message["content_type"].dotted != "1.2.840.113549.1.7.2":
            raise ValueError("it is no signed data")
        signed = message["content"]
        inner = signed["encap_content_info"]
        if inner["content_type"].dotted != content_type:
            raise ValueError("it signs another kind of content")
        content = _octets(inner["content"])
    except UNREADABLE as error:
        own = isinstance(error, ValueError) and str(error).startswith("it ")
        raise ValueError(str(error) if own else "it is no CMS message") from None
    return signed, content


def _octets(value: core.Any) -> bytes:
    """The octets of an encapsulated content; asn1crypto joins the pieces of a constructed one (BER)."""
    native = getattr(value, "native", None)
    if isinstance(native, bytes):
        return native
    return bytes(value)


def elements(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The tag and the value of each BER-TLV element, one after the other (ISO/IEC 7816-4 §5.2.2).

    Raises ValueError when one does not fit.
    """
    at = 0
    while at < len(data):
        tag, at = _tag(data, at)
        length, at = _length(data, at)
        if at + length > len(data):
            raise ValueError("an element is longer than its file")
        yield tag, data[at : at + length]
        at += length


def unwrap(data: bytes, tag: int, *, what: str) -> bytes:
    """The value of a file that is one element; what stands behind it, fill bytes of the chip, does not count.

    Raises ValueError.
    """
    for found, value in elements(data):
        if found != tag:
            break
        return value
    raise ValueError(f"{what} must begin with the tag {tag:X}")


def find(data: bytes, tag: int) -> bytes | None:
    """The value of the first element with this tag."""
    return next((value for found, value in elements(data) if found == tag), None)


def _tag(data: bytes, at: int) -> tuple[int, int]:
    tag = data[at]
    at += 1
    if tag & 0x1F == 0x1F:  # noqa: PLR2004 - more octets follow
        while at < len(data):
            tag = tag << 8 | data[at]
            at += 1
            if not data[at - 1] & 0x80:
                return tag, at
            if tag > 0xFFFFFF:  # noqa: PLR2004 - no tag of ours is that long
                break
        raise ValueError("a tag does not end")
    return tag, at


def _length(data: bytes, at: int) -> tuple[int, int]:
    if at >= len(data):
        raise ValueError("a length is missing")
    first = data[at]
    at += 1
    if first < 0x80:  # noqa: PLR2004 - the short form
        return first, at
    size = first & 0x7F
    if (
        size == 0
    ):  # indefinite: what the file holds, less the two end octets, which readers of BER skip themselves
        return len(data) - at, at
    if size > 4 or at + size > len(data):  # noqa: PLR2004 - files are far below 4 GB
        raise ValueError("a length is none")
    return int.from_bytes(data[at : at + size], "big"), at + size
