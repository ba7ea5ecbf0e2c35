"""PAdES seals (ETSI EN 319 142-1, baseline B-B and B-T) on PDF/A that stays PDF/A."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime

from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import PdfSignedData

from autheid.document.cades import Ask, CadesSigner

__all__ = ["Ask", "Seal"]

FIELD = "Seal"


class Seal:
    """Seals documents with one key. Not for two threads at a time."""

    def __init__(self, *, key: bytes, chain: Sequence[bytes], name: str, ask: Ask | None = None) -> None:
        """`name` is who seals, as viewers show it; the rest as `CadesSigner`."""
        self._signer = CadesSigner(key=key, chain=chain, ask=ask)
        self._name = name

    def __call__(self, pdf: bytes, *, now: datetime, reason: str) -> bytes:
        """The sealed document: what was there, and the seal behind it. `now` is what viewers show as the time of sealing.

        Raises OSError when the time-stamp server does not answer as it should.
        """
        # Typst ends without the line end that PDF/A wants between a file and what is appended to it.
        writer = _Writer(io.BytesIO(pdf.rstrip(b"\n") + b"\n"), strict=False)
        embedding = PdfCMSEmbedder(new_field_spec=SigFieldSpec(FIELD)).write_cms(FIELD, writer)
        next(embedding)
        placeholder = PdfSignedData(
            obj_type=pdf_name("/Sig"),
            subfilter=SigSeedSubFilter.PADES,
            timestamp=now,
            bytes_reserved=2 * self._signer.room,  # it stands there in hexadecimal digits
        )
        placeholder[pdf_name("/Name")] = pdf_string(self._name)
        placeholder[pdf_name("/Reason")] = pdf_string(reason)
        embedding.send(SigObjSetup(sig_placeholder=placeholder))
        prepared, out = embedding.send(SigIOSetup(md_algorithm="sha256"))
        embedding.send(self._signer.sign(prepared.document_digest))
        sealed: bytes = out.getvalue()
        return sealed


class _Writer(IncrementalPdfFileWriter):
    """Leaves the document's metadata alone: pyHanko would write its XMP anew, and it would be PDF/A no more."""

    def _update_meta(self) -> None:
        pass
