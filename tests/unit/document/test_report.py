"""The two PDFs of a KYC, as poppler and a PDF/A validator see them."""

from __future__ import annotations

import sys
import unicodedata
from hashlib import sha256
from io import BytesIO
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from autheid.document.facts import KycFacts
from autheid.document.letters import Note
from autheid.document.report import Press
from autheid.identity.rules import Finding, Outcome
from autheid.screening.result import ListKind, Screening, Verdict
from tests.support.dossiers import (
    CASES,
    CLEAR,
    HIT,
    NAMES,
    NOT_SCREENED,
    WITHOUT_CHIP,
    identity,
    kyc,
    page,
    portrait,
    request,
    residency,
)
from tests.support.pdf import drawn, fonts_of, pages_of, pdf_a_problems, squeezed, text_of


@pytest.fixture(scope="module")
def press() -> Press:
    return Press()


@pytest.mark.parametrize("case", CASES)
def test_every_case_is_pdf_a_with_its_own_fonts_and_poppler_draws_it(press: Press, case: str) -> None:
    facts = CASES[case]
    pdf = press.kyc(facts) if isinstance(facts, KycFacts) else press.residency(facts)
    assert pdf_a_problems(pdf) == []
    fonts = fonts_of(pdf)
    assert fonts
    for font in fonts:
        assert font[-5:-2] == ["yes", "yes", "yes"], f"{font}: embedded, subset, with a Unicode map"
    assert all(len(set(drawn(pdf, page=number))) > 2 for number in range(1, pages_of(pdf) + 1))


@pytest.mark.parametrize("who", [who for who in NAMES if who != "chinese"])
def test_names_of_every_script_can_be_read_and_searched(press: Press, who: str) -> None:
    text = " ".join(unicodedata.normalize("NFKC", text_of(press.kyc(kyc(who)), "-raw")).split())
    first, last, zone_first, zone_last, _ = NAMES[who]
    for name in (*first.split(), *last.replace("-", " ").split(), *zone_first.split(), *zone_last.split()):
        assert name in text.replace("-", " "), text[:400]
    assert not any(note.value in text for note in Note)


def test_a_name_that_no_font_draws_is_transliterated_and_the_report_says_so(press: Press) -> None:
    text = " ".join(text_of(press.kyc(kyc("chinese"))).split())
    assert "XiaoMing Wang" in text
    assert Note.TRANSLITERATED.value in text


@pytest.mark.parametrize("screenings, told", [(CLEAR, True), (NOT_SCREENED, False), ((), False)])
def test_a_report_without_a_screening_names_no_time_of_one(
    press: Press, screenings: tuple[Screening, ...], told: bool
) -> None:
    assert ("Screened at the approval" in text_of(press.kyc(kyc(screenings=screenings)))) is told


def test_an_ordinary_report_has_two_pages(press: Press) -> None:
    for facts in (
        kyc(),
        kyc(screenings=NOT_SCREENED),
        kyc(portrait=b"", findings=WITHOUT_CHIP, chip_steps=()),
    ):
        assert pages_of(press.kyc(facts)) == 2


def test_the_first_page_is_the_answer_at_a_glance(press: Press) -> None:
    first = text_of(press.kyc(kyc())).split("\f")[0]
    for words in (
        "ÅSA TEST ÖSTRÖM",
        "AASA TEST OESTROEM",
        "Sparbanken Öresund",
        "2026-11-23 14:03:09 UTC",
        "Identity verified",
        "Chip proven",
        "9 of 9 passed",
        "No match",
        "Sweden",
        "111222333",
        "2031-01-01",
        "Östergatan 21",
        "+46 701740605",
        "P<SWEOESTROEM<<AASA<TEST<<<<<<<<<<<<<<<<<<<<",
        "Olle Officer",
        "EU consolidated list 2026-11-20 · 9f2c41ab77d0",
        "1 of 2",
        "SyZ9tbx0fIyTaFIiWcoDbXmDvcZ2yjJdMuvuKcWtjs0h",
    ):
        assert words in first


def test_the_details_name_the_request_and_what_was_agreed_to_and_signed(press: Press) -> None:
    facts = kyc()
    second = text_of(press.kyc(facts)).split("\f")[1]
    told = " ".join(second.split())
    assert (
        "By the person, with the code on the relying party's screen, from Chrome on macOS, Göteborg" in told
    )
    assert "date of birth · nationality · personal number" in told
    for whole in (
        facts.request.statement_sha256,
        facts.request.signature,
        facts.request.device_id,
        facts.request.rp_id,
        facts.request.unique_user_id,
        facts.request.email,
    ):
        assert whole in second, "what is copied stands on one line, with nothing inside it"
    for finding in facts.findings:
        assert finding.detail in told
    for step in facts.chip_steps:
        assert step.detail in told


@pytest.mark.parametrize(
    "changed, answer, glance",
    [
        ({}, "Identity verified No check left a doubt, and no list has a match.", "EU, UN, PEP lists"),
        (
            {"screenings": HIT},
            "Identity verified, and a match on a list",
            "Match found: PEP; no match: EU, UN",
        ),
        ({"screenings": NOT_SCREENED}, "Identity verified, not screened", "EU, UN, PEP lists"),
        (
            {"screenings": (*CLEAR[:2], NOT_SCREENED[2])},
            "Identity verified, partly screened",
            "Not screened: PEP; no match: EU, UN",
        ),
        (
            {"screenings": (HIT[2], *NOT_SCREENED[:2])},
            "and a match on a list",
            "Match found: PEP; not screened",
        ),
        ({"findings": WITHOUT_CHIP}, "Identity verified, with a doubt Doubt: chip.", "Page alone"),
        ({"findings": WITHOUT_CHIP}, "The officer accepted all the same", "1 in doubt, 2 not done"),
        (
            {"findings": (Finding("of_age", Outcome.FAILED, "Too young."),)},
            "A check has failed Failed: age.",
            "0 of 1 passed",
        ),
        ({"screenings": ()}, "Identity verified", "Not screened"),
    ],
)
def test_the_answer_is_the_worst_that_was_found(
    press: Press, changed: dict[str, Any], answer: str, glance: str
) -> None:
    first = " ".join(text_of(press.kyc(kyc(**changed)), "-raw").split("\f")[0].split())
    assert answer in first
    assert glance in " ".join(text_of(press.kyc(kyc(**changed))).split())


def test_without_a_chip_there_is_no_portrait_and_the_report_says_why(press: Press) -> None:
    pdf = press.kyc(kyc(portrait=b"", findings=WITHOUT_CHIP, chip_steps=()))
    text = " ".join(text_of(pdf).split())
    assert "No portrait: no chip was read" in text
    assert "How the chip was proven" not in text
    assert b"/DCTDecode" not in pdf


def test_long_and_hostile_texts_are_data_and_stay_on_the_paper(press: Press) -> None:
    facts = CASES["hostile"]
    assert isinstance(facts, KycFacts)
    text = " ".join(text_of(press.kyc(facts)).split())
    assert facts.identity.first_name in text
    assert '"); #include "/etc/passwd" // esrever zwj' in text
    assert "[Bank] #let x = 1" in text
    assert "= Heading - list" in text
    assert Note.LEFT_OUT.value in text


def test_every_letter_of_a_very_long_text_is_there_and_none_leaves_the_margin(press: Press) -> None:
    facts = CASES["long"]
    assert isinstance(facts, KycFacts)
    pdf = press.kyc(facts)
    whole = squeezed(pdf)
    for value in (facts.identity.last_name, facts.request.title, facts.request.email, facts.request.rp_name):
        assert "".join(value.split()) in whole
    for number in range(1, pages_of(pdf) + 1):
        right = _columns_with_ink(drawn(pdf, page=number, dpi=36))
        assert right <= 190.5 / 210, "the margin is 20 mm"


def _columns_with_ink(ppm: bytes) -> float:
    """How far to the right anything is drawn, as a part of the width."""
    with Image.open(BytesIO(ppm)) as picture:
        grey = picture.convert("L").point(lambda value: 255 if value < 250 else 0)
        box = grey.getbbox()
        assert box is not None
        return box[2] / picture.width


def test_a_table_row_stays_whole_unless_it_could_fill_a_page(press: Press) -> None:
    words = "Much was found. " * 40
    told = Screening(ListKind.PEP, Verdict.MATCH_FOUND, words.strip(), "PEP 1")
    pages = "".join(text_of(press.kyc(kyc(screenings=(*CLEAR[:2], told)))).replace("\f", "|").split()).split(
        "|"
    )
    assert [page.count("Muchwasfound.") for page in pages if "Muchwas" in page] == [40]
    endless = msgspec.structs.replace(told, info=words * 12)
    assert squeezed(press.kyc(kyc(screenings=(*CLEAR[:2], endless)))).count("Much") == 480


def test_the_same_facts_give_the_same_bytes_and_other_facts_others(press: Press) -> None:
    for _ in range(2):
        assert press.kyc(kyc()) == Press().kyc(kyc())
        assert press.residency(residency()) == Press().residency(residency())
    assert press.kyc(kyc()) != press.kyc(kyc(officer="Olga Officer"))


def test_the_residency_proof_has_a_cover_and_each_page_as_it_came(press: Press) -> None:
    facts = residency()
    pdf = press.residency(facts)
    assert pages_of(pdf) == 3
    cover, *rest = text_of(pdf).split("\f")
    for words in (
        "ÅSA TEST ÖSTRÖM",
        "Östergatan 21",
        "211 25 Malmö",
        "Sparbanken Öresund",
        "2026-11-19 14:03:09 UTC",
        *(sha256(jpeg).hexdigest() for jpeg in facts.pages),
    ):
        assert words in cover
    assert "2 of 3" in rest[0]
    for jpeg in facts.pages:
        assert jpeg in pdf, "not decoded, not encoded again"
    assert kyc().portrait in press.kyc(kyc())


@pytest.mark.parametrize("size", [(1414, 2000), (2000, 1414), (200, 2000), (2000, 200), (1, 1)])
def test_pages_of_every_shape_fit(press: Press, size: tuple[int, int]) -> None:
    pdf = press.residency(residency(pages=(page(*size),) * 6))
    assert pages_of(pdf) == 7
    assert pdf_a_problems(pdf) == []


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_grey_pictures_are_pictures_too(press: Press, mode: str) -> None:
    out = BytesIO()
    with Image.open(BytesIO(portrait())) as picture:
        picture.convert(mode).save(out, "JPEG", progressive=True)
    pdf = press.kyc(kyc(portrait=out.getvalue()))
    assert out.getvalue() in pdf
    assert pdf_a_problems(pdf) == []


@pytest.mark.parametrize(
    "broken", [b"", b"\xff\xd8", b"\x89PNG\r\n\x1a\n" + bytes(40), b"\xff\xd8\xff\xe0" + bytes(60)]
)
def test_a_page_that_is_no_jpeg_is_refused(press: Press, broken: bytes) -> None:
    with pytest.raises(ValueError, match="no JPEG of ours"):
        press.residency(residency(pages=(broken,)))


def test_no_character_at_all_kills_a_report(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of the first two planes, as a name in bold and in regular, and as a device's name: none needs the way out."""
    monkeypatch.delattr("autheid.document.report._latin")
    characters = [chr(code) for code in range(0x20000) if unicodedata.category(chr(code)) not in {"Cn", "Co"}]
    size = 4000
    for start in range(0, len(characters), size):
        some = " ".join("".join(characters[at : at + 40]) for at in range(start, start + size, 40))
        pdf = press.kyc(kyc(identity=identity(last_name=some), changed_request={"device_name": some}))
        assert pdf.startswith(b"%PDF")


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(max_codepoint=sys.maxunicode), max_size=60))
def test_no_row_of_characters_kills_a_report(text: str) -> None:
    pdf = _PRESS.kyc(kyc(identity=identity(first_name=text, last_name=text), changed_request={"title": text}))
    assert pdf.startswith(b"%PDF")


_PRESS = Press()


def test_facts_that_the_table_of_letters_gets_wrong_are_set_in_latin() -> None:
    """A letter without a glyph ends a PDF/A; then the report is made again, in letters that every font has."""
    press = Press(letters=lambda text, *, longest, notes: text)
    text = " ".join(text_of(press.kyc(kyc("chinese"))).split())
    assert "XiaoMing Wang" in text
    assert Note.TRANSLITERATED.value in text


def test_a_request_without_a_start_or_a_description_has_no_empty_rows(press: Press) -> None:
    bare = kyc(request=request(started_by="", description=""))
    text = text_of(press.kyc(bare))
    assert "Started" not in text
    assert "Description" not in text
