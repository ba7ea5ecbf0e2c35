"""PDFs as others see them: poppler's reading, and a PDF/A validator's."""

from __future__ import annotations

import re
import subprocess
import tempfile
from pathlib import Path

import page as validator

HIDDEN_BREAK = "\u200b"


def text_of(pdf: bytes, *options: str) -> str:
    """The text, by poppler; the breaks that long words may have are no part of it."""
    return _poppler(pdf, "pdftotext", *options, after=("-",)).decode().replace(HIDDEN_BREAK, "")


def squeezed(pdf: bytes) -> str:
    """The text without white space, for values that break over lines."""
    return "".join(text_of(pdf, "-raw").split())


def fonts_of(pdf: bytes) -> list[list[str]]:
    """A row for each font: name, type, encoding, embedded, subset, unicode."""
    lines = _poppler(pdf, "pdffonts").decode().splitlines()[2:]
    return [line.split() for line in lines]


def pages_of(pdf: bytes) -> int:
    """How many pages poppler finds. Its pdfinfo complains of a boolean that ISO 32000-1, table 321, wants to be one."""
    return text_of(pdf).count("\f")


def drawn(pdf: bytes, *, page: int, dpi: int = 30) -> bytes:
    """A page as a PPM, by poppler; it complains of nothing."""
    return _poppler(pdf, "pdftoppm", "-r", str(dpi), "-f", str(page), "-l", str(page))


def pdf_a_problems(pdf: bytes) -> list[str]:
    """What keeps this from being PDF/A-2b.

    The validator misreads one stream in 256: where the data's last byte is a carriage return, it takes that and the
    line feed behind it for one line end, and the length for wrong. So such a length is measured here.
    """
    report = validator.validate_pdf_bytes(pdf, profile=validator.ValidationProfile.PDF_A_2B)
    return [
        f"{failure.rule_id}: {failure.message}"
        for failure in report.failures
        if not (
            failure.rule_id == "PDFA2B-STREAM-LENGTH-001"
            and failure.object_id is not None
            and _length_is_right(pdf, failure.object_id.object_number)
        )
    ]


def _length_is_right(pdf: bytes, number: int) -> bool:
    found = re.search(rb"\n%d 0 obj\s*<<.*?/Length (\d+).*?stream\n" % number, pdf, re.DOTALL)
    return found is not None and pdf[found.end() + int(found[1]) :].startswith(b"\nendstream")


def _poppler(pdf: bytes, tool: str, *options: str, after: tuple[str, ...] = ()) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "document.pdf"
        path.write_bytes(pdf)
        done = subprocess.run(
            [tool, *options, str(path), *after], capture_output=True, check=True, timeout=60
        )
    assert done.stderr == b"", done.stderr
    return done.stdout
