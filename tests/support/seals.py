"""Seals as others check them: pyHanko, OpenSSL and poppler, none of which knows how ours are made."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext


def status_of(
    pdf: bytes, *, roots: Sequence[bytes], at: datetime, stamp_roots: Sequence[bytes] = ()
) -> PdfSignatureStatus:
    """pyHanko's word about the only seal of a document."""
    (seal,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    return validate_pdf_signature(
        seal,
        signer_validation_context=_context(roots, at),
        ts_validation_context=_context(stamp_roots, at) if stamp_roots else None,
    )


def _context(roots: Sequence[bytes], at: datetime) -> ValidationContext:
    return ValidationContext(
        trust_roots=[asn1_x509.Certificate.load(root) for root in roots],
        moment=at,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )


def byte_range_of(pdf: bytes) -> tuple[int, int, int, int]:
    """What the seal covers."""
    (seal,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    first, length, second, rest = (int(number) for number in seal.byte_range)
    return first, length, second, rest


def openssl_says(pdf: bytes, *, root: bytes, folder: Path, at: datetime) -> str:
    """`openssl cms -verify` over what the seal covers: what it prints, and its exit code."""
    first, length, second, rest = byte_range_of(pdf)
    (folder / "content").write_bytes(pdf[first : first + length] + pdf[second : second + rest])
    signature = bytes.fromhex(pdf[first + length + 1 : second - 1].decode())
    (folder / "cms").write_bytes(signature)
    (folder / "root.pem").write_bytes(_pem(root))
    done = subprocess.run(
        ["openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", "cms", "-content", "content",
         "-CAfile", "root.pem", "-purpose", "any", "-attime", str(int(at.timestamp())), "-out", "out"],
        cwd=folder, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    return f"{done.stderr.strip()} ({done.returncode})"


def poppler_says(pdf: bytes, *, root: bytes, folder: Path) -> str:
    """`pdfsig`, with the root in a store of its own."""
    store = f"sql:{folder}"
    (folder / "root.pem").write_bytes(_pem(root))
    (folder / "sealed.pdf").write_bytes(pdf)
    commands = (
        ["certutil", "-N", "-d", store, "--empty-password"],
        ["certutil", "-A", "-d", store, "-n", "root", "-t", "CT,C,C", "-a", "-i", "root.pem"],
        # Without -no-ocsp: with it, 22.12 trusts nobody. The certificates name no server, so none is asked.
        ["pdfsig", "-nssdir", store, "sealed.pdf"],
    )
    said = ""
    for command in commands:
        said = subprocess.run(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        ).stdout
    return said


def _pem(certificate: bytes) -> bytes:
    return x509.load_der_x509_certificate(certificate).public_bytes(Encoding.PEM)
