"""An operator's Tesseract in place of our reader of lines."""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from autheid.kernel.errors import Refusal
from autheid.outside.reader import ReadingProcess
from autheid.passport.recognise import ZoneNotFound, read_zone
from autheid.reading.job import Tesseract
from autheid.reading.tesseract import read_line
from tests.support.evidence import passport
from tests.support.zone import LINES


def _program(folder: Path, *, sure: int, text: str) -> str:
    """Answers as Tesseract does, each time the same: the outside world, faked."""
    program = folder / "tesseract"
    program.write_text(
        f"""#!{sys.executable}
import sys
assert sys.stdin.buffer.read()[:2] == b"P5" and "tsv" in sys.argv and sys.argv[4] == "mrz"
print("level\\tconf\\ttext")
print("1\\t-1\\t")
print("5\\t{sure}\\t{text[:20]}")
print("5\\t96\\t{text[20:]}")
""",
        "utf-8",
    )
    program.chmod(0o755)
    return str(program)


def test_the_line_that_a_program_says_is_its_words_in_a_row_when_it_is_sure_of_each(tmp_path: Path) -> None:
    line = np.full((56, 900), 200, np.uint8)
    for sure, said in ((95, LINES[0]), (60, "")):
        tesseract = Tesseract(_program(tmp_path, sure=sure, text=LINES[0]), "mrz", "")
        assert read_line(line, tesseract) == said


def test_lines_of_another_reader_count_when_they_have_a_zones_form_and_right_check_digits() -> None:
    grey = np.asarray(Image.open(io.BytesIO(passport().photo)).convert("L"))
    wrong = LINES[1][:9] + "0" + LINES[1][10:]
    for said, right in (
        (LINES, True),
        ((LINES[0], wrong), False),
        ((LINES[1], LINES[0]), False),
        (("", ""), False),
    ):
        lines = iter(said)
        if right:
            zone = read_zone(grey, reads_line=lambda _, lines=lines: next(lines))  # type: ignore[misc]
            assert (zone.line_1, zone.line_2) == LINES
        else:
            with pytest.raises(ZoneNotFound, match="can't be read surely"):
                read_zone(grey, reads_line=lambda _, lines=lines: next(lines))  # type: ignore[misc]


async def test_what_an_operators_program_is_not_sure_of_is_not_read(tmp_path: Path) -> None:
    reader = ReadingProcess(
        at_once=1, tesseract=Tesseract(_program(tmp_path, sure=40, text=LINES[0]), "mrz", "")
    )
    with pytest.raises(Refusal, match="can't be read surely"):
        await reader.read_page(passport().photo)
    await reader.close()


async def test_a_program_that_is_not_there_reads_nothing() -> None:
    reader = ReadingProcess(at_once=1, tesseract=Tesseract("/nowhere/tesseract", "mrz", ""))
    with pytest.raises(Refusal, match="can't be read surely"):
        await reader.read_page(passport().photo)
    await reader.close()


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="there is no Tesseract on this machine")
async def test_a_real_tesseract_with_a_model_for_prose_reads_right_or_nothing() -> None:
    program = shutil.which("tesseract") or ""
    reader = ReadingProcess(at_once=1, tesseract=Tesseract(program, "eng", ""))
    try:
        reading = await reader.read_page(passport().photo)
    except Refusal as refused:
        assert "can't be read surely" in refused.message  # noqa: PT017 - either is right
    else:
        assert (reading.line_1, reading.line_2) == LINES
    await reader.close()
