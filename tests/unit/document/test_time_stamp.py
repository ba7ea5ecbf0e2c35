"""Seals with a time stamp (PAdES B-T): the server's token is checked before it is kept, and its absence stops nobody."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from asn1crypto import keys, tsp, x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from autheid.document.report import Press
from autheid.document.seal import Seal
from autheid.kernel.clock import Millis
from autheid.outside.press import PressRoom
from autheid.outside.seal_file import open_seal
from autheid.outside.time_stamp import ask_server
from autheid.staging.chip import ChipIssuer, new_key
from tests.support.kyc import facts
from tests.support.pdf_a import pdf_a_failures

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Authority:
    """A time-stamp authority: pyHanko's, which answers real queries with real tokens."""

    def __init__(self) -> None:
        above = ChipIssuer(country="SE", now=NOW - timedelta(days=30), name="Stamps")
        key = new_key("rsa2048")
        certificate = above.certify("Stamper", key, usage=[ExtendedKeyUsageOID.TIME_STAMPING])
        self.anchor = x509.Certificate.load(above.anchor)
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        store.register(self.anchor)
        self._stamper = DummyTimeStamper(
            tsa_cert=x509.Certificate.load(certificate.public_bytes(Encoding.DER)),
            tsa_key=keys.PrivateKeyInfo.load(
                key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
            ),
            certs_to_embed=store,
            fixed_dt=NOW,
        )

    def answer(self, query: bytes) -> bytes:
        response: bytes = self._stamper.request_tsa_response(tsp.TimeStampReq.load(query)).dump()
        return response


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@contextmanager
def _serving(authority: Authority, *, status: int = 200, body: bytes | None = None) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.headers["content-type"] == "application/timestamp-query"
            query = self.rfile.read(int(self.headers["content-length"]))
            said = authority.answer(query) if body is None else body
            self.send_response(status)
            self.send_header("content-length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _own(folder: Path) -> tuple[bytes, list[bytes]]:
    return open_seal(key=None, certificate=None, data=folder, issuer="eid.example", now=NOW)


def test_a_seal_with_a_time_stamp_is_believed_and_stays_pdf_a(authority: Authority, tmp_path: Path) -> None:
    key, chain = _own(tmp_path)
    with _serving(authority) as url:
        seal = Seal(key=key, chain=chain, name="eid.example", ask=lambda query: ask_server(url, query))
        pdf = seal(Press().kyc(facts()), now=NOW, reason="Identity report")
    assert pdf_a_failures(pdf) == []
    (signature,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    roots = [x509.Certificate.load(chain[-1]), authority.anchor]
    context = ValidationContext(trust_roots=roots, allow_fetching=False, moment=NOW)
    status = validate_pdf_signature(signature, context)
    assert status.bottom_line
    assert status.timestamp_validity is not None
    assert (status.timestamp_validity.valid, status.timestamp_validity.timestamp) == (True, NOW)


@pytest.mark.parametrize("status, body", [(500, None), (200, b"nonsense"), (200, b""), (200, bytes(100_000))])
def test_a_server_that_does_not_answer_as_it_should_is_an_os_error(
    authority: Authority, tmp_path: Path, status: int, body: bytes | None
) -> None:
    key, chain = _own(tmp_path)
    with _serving(authority, status=status, body=body) as url:
        seal = Seal(key=key, chain=chain, name="x", ask=lambda query: ask_server(url, query))
        with pytest.raises(OSError, match="time-stamp server"):
            seal(Press().kyc(facts()), now=NOW, reason="r")


def test_a_stamp_of_something_else_is_refused(authority: Authority, tmp_path: Path) -> None:
    key, chain = _own(tmp_path)
    other = Seal(key=key, chain=chain, name="x", ask=authority.answer)
    earlier: list[bytes] = []

    def replayed(query: bytes) -> bytes:
        earlier.append(authority.answer(query))
        return earlier[0]

    seal = Seal(key=key, chain=chain, name="x", ask=replayed)
    pdf = Press().kyc(facts())
    assert other(pdf, now=NOW, reason="r")
    seal(pdf, now=NOW, reason="r")
    with pytest.raises(OSError, match="stamped something else"):
        seal(Press().kyc(facts("Another")), now=NOW, reason="r")


async def test_where_the_server_is_away_the_seal_stands_without_a_stamp(tmp_path: Path) -> None:
    key, chain = _own(tmp_path)

    def seal(url: str) -> Seal:
        return Seal(
            key=key, chain=chain, name="x", ask=(lambda query: ask_server(url, query)) if url else None
        )

    room = PressRoom(make_seal=lambda: seal("http://127.0.0.1:1/"), plain_seal=lambda: seal(""))
    pdf = await room.kyc(facts(), now=Millis(int(NOW.timestamp() * 1000)))
    room.close()
    (signature,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    context = ValidationContext(
        trust_roots=[x509.Certificate.load(chain[-1])], allow_fetching=False, moment=NOW
    )
    # pyHanko runs a loop of its own.
    assert (await asyncio.to_thread(validate_pdf_signature, signature, context)).bottom_line
