"""The two PDFs: PDF/A before and after the seal, right in every script, and checked by readers that are not ours."""

from __future__ import annotations

import io
import subprocess
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from autheid.document.facts import ResidencyFacts
from autheid.document.letters import known_letters, printable
from autheid.document.report import Press
from autheid.document.seal import Seal
from autheid.outside.seal_file import open_seal
from tests.support.evidence import jpeg, letter
from tests.support.kyc import facts
from tests.support.pdf_a import pdf_a_failures

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
NAMES = {
    "Swedish": ("Åsa Märta", "Öström"),
    "Greek": ("Αλέξανδρος", "Παπαδόπουλος"),
    "Cyrillic": ("Пётр Ильич", "Чайковский"),
    "Georgian": ("ნინო", "ბერიძე"),
    "Armenian": ("Արամ", "Խաչատրյան"),
    "Vietnamese": ("Nguyễn Thị", "Minh Khai"),
    "Polish": ("Łukasz", "Żółć"),
    "Arabic": ("محمد", "الأحمد"),
    "Hebrew": ("יצחק", "רבין"),
}


@cache
def _press() -> Press:
    return Press()


def _text(pdf: bytes) -> str:
    return subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def _is_pdf_a(pdf: bytes) -> bool:
    return pdf_a_failures(pdf) == []


@pytest.mark.parametrize("script", NAMES)
def test_every_script_is_set_and_stays_pdf_a(script: str) -> None:
    first, last = NAMES[script]
    pdf = _press().kyc(facts(first, last))
    assert _is_pdf_a(pdf)
    text = _text(pdf)
    if script not in {"Arabic", "Hebrew"}:  # a reader gives these in its own order
        assert f"{first} {last}" in text
    assert "Some letters have no form" not in text
    fonts = subprocess.run(["pdffonts", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    assert all(" yes yes " in line for line in fonts.splitlines()[2:]), "embedded, in part"


@pytest.mark.parametrize(
    "name, shown",
    [
        ("王小明", "WangXiaoMing"),
        ("#strong[x] $a$ *b* _c_ @d <e>", "#strong[x] $a$ *b* _c_ @d <e>"),
        ("\u202eevil\u0000\u200b", "evil"),
        ("W" * 100, "WWWW"),
        ("𝔊𝔬𝔱𝔥𝔦𝔠", "Gothic"),
    ],
)
def test_names_are_data_and_never_break_the_report(name: str, shown: str) -> None:
    pdf = _press().kyc(facts(name, name))
    assert _is_pdf_a(pdf)
    assert shown in _text(pdf)


def test_letters_that_the_fonts_lack_are_transliterated_and_said_so() -> None:
    assert printable("Åsa") == ("Åsa", False)
    assert printable("王") == ("Wang", True)
    assert {ord(one) for one in "aÅßΩЖაԱאب€"} <= known_letters()
    assert "Some letters have no form" in _text(_press().kyc(facts("王", "小明")))


def test_the_same_facts_give_the_same_bytes() -> None:
    assert _press().kyc(facts()) == Press().kyc(facts())


def test_without_a_portrait_and_with_many_pages_it_is_still_a_document() -> None:
    assert "no chip was read" in _text(_press().kyc(facts(portrait=b"")))
    kyc = facts()
    proof = ResidencyFacts(
        request=kyc.request, identity=kyc.identity, received=kyc.decided, pages=(jpeg(letter()),) * 6
    )
    pdf = _press().residency(proof)
    assert _is_pdf_a(pdf)
    assert _text(pdf).count("\f") == 7


@pytest.fixture(scope="module")
def sealing(tmp_path_factory: pytest.TempPathFactory) -> tuple[Seal, list[bytes]]:
    data = tmp_path_factory.mktemp("seal")
    key, chain = open_seal(key=None, certificate=None, data=data, issuer="eid.example", now=NOW)
    assert open_seal(key=None, certificate=None, data=data, issuer="eid.example", now=NOW)[1] == chain
    return Seal(key=key, chain=chain, name="eid.example"), chain


def _status(pdf: bytes, chain: list[bytes]) -> bool:
    (seal,) = PdfFileReader(io.BytesIO(pdf), strict=False).embedded_signatures
    context = ValidationContext(
        trust_roots=[x509.Certificate.load(chain[-1])], allow_fetching=False, moment=NOW
    )
    return bool(validate_pdf_signature(seal, context).bottom_line)


def _believed(pdf: bytes, chain: list[bytes]) -> bool:
    try:
        return _status(pdf, chain)
    except Exception:  # noqa: BLE001 - that the reader gives up is also a no
        return False


def test_a_sealed_report_is_still_pdf_a_and_believed_by_pyhanko_and_by_poppler(
    sealing: tuple[Seal, list[bytes]], tmp_path: Path
) -> None:
    seal, chain = sealing
    pdf = seal(_press().kyc(facts()), now=NOW, reason="Identity report")
    assert _is_pdf_a(pdf)
    assert _status(pdf, chain)
    (tmp_path / "kyc.pdf").write_bytes(pdf)
    said = subprocess.run(["pdfsig", tmp_path / "kyc.pdf"], capture_output=True, check=False).stdout.decode()
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert "CN=eid.example seal" in said
    assert "ETSI.CAdES.detached" in said


def test_no_changed_byte_leaves_the_seal_whole(sealing: tuple[Seal, list[bytes]]) -> None:
    seal, chain = sealing
    pdf = seal(_press().kyc(facts()), now=NOW, reason="Identity report")
    contents = pdf.index(b"/Contents <")
    for at in (200, len(pdf) // 3, contents - 50, contents + 200, len(pdf) - 30):
        changed = pdf[:at] + bytes((pdf[at] ^ 1,)) + pdf[at + 1 :]
        assert not _believed(changed, chain), at


def test_a_key_and_a_certificate_that_do_not_belong_together_are_told(tmp_path: Path) -> None:
    for name in ("one", "two"):
        open_seal(key=None, certificate=None, data=tmp_path / name, issuer=name, now=NOW)
    with pytest.raises(ValueError, match="is not the certificate of"):
        open_seal(
            key=tmp_path / "one" / "seal.key",
            certificate=tmp_path / "two" / "seal.pem",
            data=tmp_path,
            issuer="x",
            now=NOW,
        )
    (tmp_path / "one" / "seal.key").chmod(0o644)
    with pytest.raises(PermissionError, match="can be read by others"):
        open_seal(key=None, certificate=None, data=tmp_path / "one", issuer="one", now=NOW)
