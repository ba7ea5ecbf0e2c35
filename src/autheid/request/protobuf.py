"""Enough of the protobuf wire format to write SignatureData byte for byte the same everywhere.

A signature needs one canonical encoding, and protobuf promises none between libraries
(protobuf.dev, "Serialization is not canonical"); so ours is written down here: fields in ascending order,
default values left out, varints as short as they go. A test holds it against the generated code.
"""

from __future__ import annotations

_VARINT = 0
_LENGTH_DELIMITED = 2


def message(*fields: tuple[int, int | bytes]) -> bytes:
    """A message of non-negative integers and byte strings, each given with its field number, in ascending order."""
    return b"".join(_field(number, value) for number, value in fields if value)


def _field(number: int, value: int | bytes) -> bytes:
    if isinstance(value, int):
        return _varint(number << 3 | _VARINT) + _varint(value)
    return _varint(number << 3 | _LENGTH_DELIMITED) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:  # noqa: PLR2004
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)
