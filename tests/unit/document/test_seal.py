"""The seal, checked by pyHanko, OpenSSL and poppler; and that it notices every change."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from asn1crypto import cms, tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from autheid.document.report import Press
from autheid.document.seal import Ask, Seal
from autheid.kernel.secret import system_chance
from tests.support.dossiers import kyc, residency
from tests.support.pdf import pdf_a_problems, text_of
from tests.support.seals import byte_range_of, openssl_says, poppler_says, status_of
from tests.support.time_stamps import TimeStampAuthority

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
NOW = datetime.now(UTC).replace(microsecond=0)
"""pdfsig knows no other time than the machine's."""
NAME = "id.example.com"


def _certificate(
    name: str, key: Key, *, signer: Key, issuer: str, ca: bool, filling: int = 0
) -> x509.Certificate:
    named = [x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, each)]) for each in (name, issuer)]
    builder = (
        x509.CertificateBuilder(named[1], named[0], key.public_key(), x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=700))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(_usage(ca=ca), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
    )
    if filling:
        blob = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.99999.1"), bytes(filling))
        builder = builder.add_extension(blob, critical=False)
    return builder.sign(signer, hashes.SHA256())


def _usage(*, ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not ca,
        content_commitment=not ca,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=ca,
        crl_sign=ca,
        encipher_only=False,
        decipher_only=False,
    )


@cache
def _keys(kind: str) -> tuple[bytes, tuple[bytes, ...]]:
    """A seal's key and its chain up to the root, each made once."""
    make: dict[str, Callable[[], Key]] = {
        "P-256": lambda: ec.generate_private_key(ec.SECP256R1()),
        "P-384": lambda: ec.generate_private_key(ec.SECP384R1()),
        "RSA": lambda: rsa.generate_private_key(65537, 2048),
    }
    filling = 3000 if kind == "long" else 0
    new = make.get(kind, make["P-256"])
    root_key, middle_key, key = new(), new(), new()
    root = _certificate("Root", root_key, signer=root_key, issuer="Root", ca=True, filling=filling)
    middle = _certificate("Middle", middle_key, signer=root_key, issuer="Root", ca=True, filling=filling)
    leaf = _certificate(f"{NAME} seal", key, signer=middle_key, issuer="Middle", ca=False, filling=filling)
    private = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return private, tuple(one.public_bytes(Encoding.DER) for one in (leaf, middle, root))


def _seal(kind: str = "P-256", ask: Ask | None = None) -> Seal:
    key, chain = _keys(kind)
    return Seal(key=key, chain=chain, name=NAME, ask=ask)


def _root(kind: str = "P-256") -> bytes:
    return _keys(kind)[1][-1]


@pytest.fixture(scope="module")
def report() -> bytes:
    return Press().kyc(kyc())


@pytest.fixture(scope="module")
def stamps() -> TimeStampAuthority:
    return TimeStampAuthority(now=NOW + timedelta(seconds=2))


def _sealed(pdf: bytes, kind: str = "P-256", ask: Ask | None = None) -> bytes:
    return _seal(kind, ask)(pdf, now=NOW, reason="Identity report")


@pytest.mark.parametrize("kind", ["P-256", "P-384", "RSA", "long"])
@pytest.mark.parametrize("stamped", [False, True])
def test_three_strangers_find_the_seal_whole_and_trusted(
    report: bytes, stamps: TimeStampAuthority, tmp_path: Path, kind: str, stamped: bool
) -> None:
    sealed = _sealed(report, kind, stamps.answer if stamped else None)
    assert pdf_a_problems(sealed) == []
    status = status_of(sealed, roots=[_root(kind)], at=NOW, stamp_roots=[stamps.certificate])
    assert (status.bottom_line, status.trusted) == (True, True)
    assert status.coverage is not None
    assert status.coverage.name == "ENTIRE_FILE"
    assert status.signer_reported_dt == NOW
    assert (
        openssl_says(sealed, root=_root(kind), folder=tmp_path, at=NOW) == "CAdES Verification successful (0)"
    )
    said = poppler_says(sealed, root=_root(kind), folder=tmp_path)
    for words in (
        "Signature Validation: Signature is Valid.",
        "Certificate Validation: Certificate is Trusted.",
        "Total document signed",
        "Signature Type: ETSI.CAdES.detached",
        f"Signer Certificate Common Name: {NAME} seal",
    ):
        assert words in said
    assert said.count("Signature #") == 1


def test_a_time_stamp_is_over_the_signature_and_its_time_is_the_servers(
    report: bytes, stamps: TimeStampAuthority
) -> None:
    plain, stamped = _sealed(report), _sealed(report, ask=stamps.answer)
    assert status_of(plain, roots=[_root()], at=NOW).timestamp_validity is None
    status = status_of(stamped, roots=[_root()], at=NOW, stamp_roots=[stamps.certificate])
    assert status.timestamp_validity is not None
    assert (status.timestamp_validity.valid, status.timestamp_validity.trusted) == (True, True)
    assert status.timestamp_validity.timestamp == NOW + timedelta(seconds=2)


def test_a_stranger_is_not_trusted(report: bytes, tmp_path: Path) -> None:
    sealed = _sealed(report)
    status = status_of(sealed, roots=[_root("P-384")], at=NOW)
    assert (status.intact, status.trusted, status.bottom_line) == (True, False, False)
    assert openssl_says(sealed, root=_root("P-384"), folder=tmp_path, at=NOW).endswith("(4)")


def test_the_residency_proof_is_sealed_the_same_way() -> None:
    pdf = Press().residency(residency())
    sealed = _sealed(pdf)
    assert pdf_a_problems(sealed) == []
    assert status_of(sealed, roots=[_root()], at=NOW).bottom_line


def test_sealing_appends_and_changes_nothing_that_was_there(report: bytes) -> None:
    """Least of all the metadata: pyHanko would write its XMP anew, and five rules of PDF/A would be broken."""
    sealed = _sealed(report)
    assert sealed.startswith(report + b"\n")
    behind = sealed[len(report) + 1 :]
    assert b"/Metadata" not in behind.split(b"/Type/Catalog")[0].split(b"/Catalog")[0]
    assert b"xmpmeta" not in behind
    assert text_of(sealed) == text_of(report)
    assert len(behind) < 10_000


def test_pyhanko_still_has_the_method_that_we_empty() -> None:
    """A private one. Where it is renamed, ours is no longer called, and the test above says what breaks."""
    assert callable(IncrementalPdfFileWriter._update_meta)


def test_viewers_are_told_who_sealed_why_and_when(report: bytes) -> None:
    (seal,) = PdfFileReader(io.BytesIO(_sealed(report))).embedded_signatures
    told = seal.sig_object
    assert (told["/Name"], told["/Reason"], told["/SubFilter"]) == (
        NAME,
        "Identity report",
        "/ETSI.CAdES.detached",
    )
    assert told["/M"] == f"D:{NOW:%Y%m%d%H%M%S}Z"
    assert seal.field_name == "Seal"


def test_the_signed_attributes_are_those_of_pades_and_no_others(report: bytes) -> None:
    """EN 319 142-1 §6.3: content type, message digest and the certificate; the time stands in /M, never here."""
    (seal,) = PdfFileReader(io.BytesIO(_sealed(report))).embedded_signatures
    assert {attribute["type"].native for attribute in seal.signer_info["signed_attrs"]} == {
        "content_type",
        "message_digest",
        "signing_certificate_v2",
    }
    assert [one.chosen.dump() for one in seal.signed_data["certificates"]] == sorted(_keys("P-256")[1])


def _places(sealed: bytes) -> dict[str, int]:
    first, length, second, rest = byte_range_of(sealed)
    text = sealed.index(b"/Type/Page")
    return {
        "the first byte": first,
        "a page": text,
        "the portrait": sealed.index(kyc().portrait) + len(kyc().portrait) // 2,
        "the metadata": sealed.index(b"xmp:CreateDate") + 17,
        "the last byte before the signature": length - 1,
        "the time of sealing": sealed.index(b"/M ", length - 100) + 15,
        "the first byte behind the signature": second,
        "the cross-references": second + rest // 2,
        "the last byte": len(sealed) - 1,
    }


@pytest.mark.parametrize(
    "place",
    [
        "the first byte",
        "a page",
        "the portrait",
        "the metadata",
        "the last byte before the signature",
        "the time of sealing",
        "the first byte behind the signature",
        "the cross-references",
        "the last byte",
    ],
)
def test_a_changed_byte_is_noticed_wherever_it_stands(report: bytes, tmp_path: Path, place: str) -> None:
    sealed = bytearray(_sealed(report))
    where = _places(bytes(sealed))[place]
    first, length, second, rest = byte_range_of(bytes(sealed))
    (tmp_path / "untouched").mkdir()
    assert openssl_says(bytes(sealed), root=_root(), folder=tmp_path / "untouched", at=NOW).endswith("(0)")
    sealed[where] ^= 0x01
    assert not _is_believed(bytes(sealed))
    content = bytes(sealed[first : first + length] + sealed[second : second + rest])
    signature = bytes.fromhex(bytes(sealed[first + length + 1 : second - 1]).decode())
    assert _digest_in(signature) != hashes_of(content), "told without pyHanko's help"


def _covered(sealed: bytes) -> bytes:
    first, length, second, rest = byte_range_of(sealed)
    return sealed[first : first + length] + sealed[second : second + rest]


def hashes_of(content: bytes) -> bytes:
    made = hashes.Hash(hashes.SHA256())
    made.update(content)
    return made.finalize()


def _digest_in(signature: bytes) -> bytes:
    signer = cms.ContentInfo.load(signature)["content"]["signer_infos"][0]
    digests = [
        one["values"][0].native for one in signer["signed_attrs"] if one["type"].native == "message_digest"
    ]
    return bytes(digests[0])


@pytest.mark.parametrize("part", ["signature", "message_digest", "certificate"])
def test_a_changed_signature_is_noticed(report: bytes, part: str) -> None:
    sealed = _sealed(report)
    (seal,) = PdfFileReader(io.BytesIO(sealed)).embedded_signatures
    value = {
        "signature": bytes(seal.signer_info["signature"].native),
        "message_digest": hashes_of(_covered(sealed)),
        "certificate": _keys("P-256")[1][0],
    }[part]
    written = value.hex().encode()
    where = sealed.lower().index(written) + len(written) // 2
    other = b"0" if sealed[where : where + 1] != b"0" else b"1"
    assert not _is_believed(sealed[:where] + other + sealed[where + 1 :])


def test_what_is_appended_is_noticed(report: bytes) -> None:
    sealed = _sealed(report)
    writer = IncrementalPdfFileWriter(io.BytesIO(sealed))
    writer.root["/Lang"] = writer.root["/Lang"]
    writer.update_root()  # type: ignore[no-untyped-call]
    out = io.BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    status = status_of(out.getvalue(), roots=[_root()], at=NOW)
    assert status.coverage is not None
    assert status.coverage.name != "ENTIRE_FILE"


def _is_believed(sealed: bytes) -> bool:
    """By `bottom_line`: after tampering pyHanko still says `valid`, which only speaks of the signed attributes."""
    try:
        return bool(status_of(sealed, roots=[_root()], at=NOW).bottom_line)
    except Exception:  # noqa: BLE001 - what can't even be read is not believed
        return False


def _lies(change: Callable[[TimeStampAuthority, bytes], bytes]) -> Ask:
    authority = TimeStampAuthority(now=NOW)
    return lambda query: change(authority, query)


def _refused(query: bytes) -> bytes:
    """RFC 3161 §2.4.2: a refusal has no token, which asn1crypto's own type can't say."""
    return bytes.fromhex("30053003020102")


def test_a_server_that_refuses_is_told_with_its_word(report: bytes) -> None:
    with pytest.raises(OSError, match="the time-stamp server refuses: rejection"):
        _sealed(report, ask=_refused)


@pytest.mark.parametrize(
    "ask",
    [
        lambda query: b"",
        lambda query: b"<html>",
        lambda query: query,
        _lies(lambda authority, query: authority.answer(query)[:-1]),
        _lies(lambda authority, query: authority.answer(query) + b"\x00"),
        _lies(lambda authority, query: authority.answer(query, nonce=7)),
        _lies(
            lambda authority, query: authority.answer(
                query,
                message_imprint={"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": bytes(32)},
            )
        ),
    ],
    ids=["empty", "a page", "an echo", "cut", "more", "another nonce", "another digest"],
)
def test_a_time_stamp_server_that_answers_wrongly_is_an_error(report: bytes, ask: Ask) -> None:
    with pytest.raises(OSError, match="the time-stamp server"):
        _sealed(report, ask=ask)


def test_a_long_token_fits_and_one_that_does_not_is_an_error(report: bytes) -> None:
    long = TimeStampAuthority(now=NOW, filling=14_000)
    sealed = _sealed(report, ask=long.answer)
    assert status_of(sealed, roots=[_root()], at=NOW, stamp_roots=[long.certificate]).bottom_line
    with pytest.raises(OSError, match="too long"):
        _sealed(report, ask=TimeStampAuthority(now=NOW, filling=17_000).answer)


def test_each_query_has_a_nonce_of_its_own(report: bytes, stamps: TimeStampAuthority) -> None:
    seen: list[bytes] = []

    def ask(query: bytes) -> bytes:
        seen.append(query)
        return stamps.answer(query)

    for _ in range(2):
        _sealed(report, ask=ask)
    nonces: Sequence[int] = [tsp.TimeStampReq.load(query)["nonce"].native for query in seen]
    assert len(set(nonces)) == 2
    assert system_chance(1)


def test_a_seal_can_be_stamped_in_a_process_that_has_read_a_passport_first() -> None:
    """The library notes kinds of content when the first one is used, and knows no later ones."""
    program = (
        "from autheid.passport.structures import signed_data_of; from asn1crypto import cms\n"
        "cms.ContentType('signed_data').dump()\n"
        "import autheid.document.cades; print(cms.ContentType('tst_info').dotted)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True, timeout=60
    )
    assert (done.stdout, done.stderr) == ("1.2.840.113549.1.9.16.1.4\n", "")
