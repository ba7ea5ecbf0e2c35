"""What goes into the reading process and what comes out: one message each way, in MessagePack."""

from __future__ import annotations

from datetime import date

import msgspec

from autheid.passport.evidence import ChipReading, PageReading, ProofReading


class Tesseract(msgspec.Struct, frozen=True):
    """An operator's own Tesseract: the program, the model's name, and the folder of models (empty for its own)."""

    program: str
    model: str
    data: str


class ReadPage(msgspec.Struct, frozen=True, tag=True):
    """A photo of a data page, and the operator's Tesseract where one reads it."""

    picture: bytes
    tesseract: Tesseract | None = None


class ReadChip(msgspec.Struct, frozen=True, tag=True):
    """A chip's files, and what they are believed by."""

    security_object: bytes
    data_groups: dict[int, bytes]
    anchors: list[bytes]
    revocations: list[bytes]
    today: date


class ReadProof(msgspec.Struct, frozen=True, tag=True):
    """A residency proof."""

    file: bytes


class ReadLogo(msgspec.Struct, frozen=True, tag=True):
    """A relying party's logo."""

    picture: bytes


class LogoReading(msgspec.Struct, frozen=True):
    """A logo as a square PNG of ours."""

    png: bytes


class Refused(msgspec.Struct, frozen=True, tag=True):
    """The file is not what it should be: the field, and the rule in a sentence."""

    field: str
    rule: str


class _Page(msgspec.Struct, frozen=True, tag="page"):
    reading: PageReading


class _Chip(msgspec.Struct, frozen=True, tag="chip"):
    reading: ChipReading


class _Proof(msgspec.Struct, frozen=True, tag="proof"):
    reading: ProofReading


class _Logo(msgspec.Struct, frozen=True, tag="logo"):
    reading: LogoReading


Job = ReadPage | ReadChip | ReadProof | ReadLogo
Reading = PageReading | ChipReading | ProofReading | LogoReading
_Answer = _Page | _Chip | _Proof | _Logo | Refused

encode_job = msgspec.msgpack.Encoder().encode
decode_job = msgspec.msgpack.Decoder(Job).decode
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Answer).decode


def encode_answer(answer: Reading | Refused) -> bytes:
    """An answer as bytes."""
    match answer:
        case PageReading():
            return _encode(_Page(answer))
        case ChipReading():
            return _encode(_Chip(answer))
        case ProofReading():
            return _encode(_Proof(answer))
        case LogoReading():
            return _encode(_Logo(answer))
        case Refused():
            return _encode(answer)


def decode_answer(data: bytes) -> Reading | Refused:
    """An answer from bytes, which are as foreign as the file was. Raises msgspec.DecodeError."""
    answer = _decode(data)
    return answer if isinstance(answer, Refused) else answer.reading
