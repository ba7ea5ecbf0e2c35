"""Does a job: from bytes to what they say, or to the rule that they break."""

from __future__ import annotations

import numpy as np
from msgspec.structs import replace

from autheid.passport.data_groups import portrait_of
from autheid.passport.evidence import ChipReading, PageReading, ProofReading
from autheid.passport.passive import ChipRefused, authenticate
from autheid.passport.recognise import ZoneNotFound, read_zone
from autheid.reading.job import (
    Job,
    LogoReading,
    ReadChip,
    Reading,
    ReadLogo,
    ReadPage,
    ReadProof,
    Refused,
    Tesseract,
)
from autheid.reading.picture import PORTRAIT_SIDE, PORTRAITS, PictureRefused, jpeg_of, logo_of, open_picture
from autheid.reading.proof import proof_pages
from autheid.reading.tesseract import read_line

_LEAST_PORTRAIT = 40


def do(job: Job) -> Reading | Refused:
    """The reading, or why there is none."""
    match job:
        case ReadPage(picture, tesseract):
            return _read_page(picture, tesseract)
        case ReadChip():
            return _read_chip(job)
        case ReadProof(file):
            return _read_proof(file)
        case ReadLogo(picture):
            return _read_logo(picture)


def _read_page(data: bytes, tesseract: Tesseract | None) -> PageReading | Refused:
    reads_line = None if tesseract is None else lambda line: read_line(line, tesseract)
    try:
        picture = open_picture(data)
        picture.thumbnail((3000, 3000))
        zone = read_zone(np.asarray(picture.convert("L")), reads_line=reads_line)
    except (PictureRefused, ZoneNotFound) as error:
        return Refused("picture", str(error))
    upright = picture.rotate(-90 * zone.quarter_turns, expand=True)
    return PageReading(picture=jpeg_of(upright), line_1=zone.line_1, line_2=zone.line_2)


def _read_chip(job: ReadChip) -> ChipReading | Refused:
    try:
        reading = authenticate(
            security_object=job.security_object,
            data_groups=job.data_groups,
            anchors=job.anchors,
            revocations=job.revocations,
            today=job.today,
        )
        raw = portrait_of(job.data_groups[2])
        portrait = open_picture(raw, formats=PORTRAITS, least=_LEAST_PORTRAIT)
    except ChipRefused as error:
        return Refused(error.field, str(error))
    except (PictureRefused, ValueError) as error:
        return Refused("data_groups", f"DG2: {error}")
    return replace(reading, portrait=jpeg_of(portrait, long_side=PORTRAIT_SIDE))


def _read_proof(file: bytes) -> ProofReading | Refused:
    try:
        return ProofReading(pages=proof_pages(file))
    except PictureRefused as error:
        return Refused("file", str(error))


def _read_logo(data: bytes) -> LogoReading | Refused:
    try:
        return LogoReading(png=logo_of(data))
    except PictureRefused as error:
        return Refused("picture", str(error))
