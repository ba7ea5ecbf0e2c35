"""Residency proofs: a PDF is drawn page by page, a photo taken as it is. Nothing of the file itself is kept."""

from __future__ import annotations

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from autheid.reading.picture import LONG_SIDE, PictureRefused, jpeg_of, open_picture

MOST_BYTES = 10 * 1024 * 1024
MOST_PAGES = 6
PAGE_BYTES = 400 * 1024
"""Six such pages, the report and the envelope are below what stock gRPC clients take (4 MB)."""
_MOST_POINTS = 5000.0
_QUALITIES = (82, 70, 58, 45)
_PASSWORD = pdfium.FPDF_ERR_PASSWORD


def proof_pages(file: bytes) -> tuple[bytes, ...]:
    """The pages of a proof as JPEGs of ours. Raises PictureRefused with the rule."""
    if not 0 < len(file) <= MOST_BYTES:
        raise PictureRefused(f"must have from 1 to {MOST_BYTES // 1024 // 1024} MB")
    if file[:1024].lstrip()[:5] == b"%PDF-":
        return tuple(_bounded(page) for page in _drawn(file))
    return (_bounded(open_picture(file)),)


def _drawn(file: bytes) -> list[Image.Image]:
    try:
        document = pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) == _PASSWORD
        raise PictureRefused("must be a PDF without a password" if locked else "is a broken PDF") from None
    try:
        if not 1 <= len(document) <= MOST_PAGES:
            raise PictureRefused(f"must have from 1 to {MOST_PAGES} pages")
        return [_draw(document[number]) for number in range(len(document))]
    except pypdfium2.PdfiumError:
        raise PictureRefused("is a broken PDF") from None
    finally:
        document.close()


def _draw(page: pypdfium2.PdfPage) -> Image.Image:
    width, height = page.get_size()
    if not (0 < width <= _MOST_POINTS and 0 < height <= _MOST_POINTS):
        raise PictureRefused("has a page of a size that no paper has")
    scale = min(200 / 72, LONG_SIDE / max(width, height))
    # Forms and their scripts are not run: what is drawn is the page.
    drawn: Image.Image = page.render(scale=scale, may_draw_forms=False).to_pil()
    return drawn.convert("RGB")


def _bounded(picture: Image.Image) -> bytes:
    """The page in as good a quality as its share of bytes allows."""
    for quality in _QUALITIES:
        made = jpeg_of(picture, quality=quality)
        if len(made) <= PAGE_BYTES:
            return made
    return jpeg_of(picture, long_side=1200, quality=_QUALITIES[-1])
