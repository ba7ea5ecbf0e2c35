"""The pages in the repository tell what the code does: what can be made from the code is made from it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from autheid.door.public.pages import LANGUAGES
from autheid.request.kind import RequestKind
from autheid.request.statement import APPROVAL_HEADER, Answer, approval_statement, document
from scripts.docs import PAGES, written
from tests.support.samples import opening_of

ROOT = Path(__file__).parents[2]
DOCS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_is_made_from_the_code_is_fresh(page: Path) -> None:
    """`scripts/docs.py` writes it."""
    text = page.read_text("utf-8")
    assert written(text) == text


@pytest.mark.parametrize("topic", ["authentication", "signature"])
def test_the_readme_has_both_programs_in_every_language(topic: str) -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    for language in LANGUAGES:
        assert f"<!-- made: {topic} {language} -->" in text


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_every_link_between_pages_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    """Rooms and files of the package, as `room/file.py`."""
    for name in re.findall(r"`((?:\w+/)+\w+\.(?:py|sql|proto))`", page.read_text("utf-8")):
        assert any((ROOT / at / name).exists() for at in ("", "src/autheid")), name


def test_the_statement_in_the_device_doors_page_is_what_is_made() -> None:
    text = (ROOT / "docs" / "device-door.md").read_text("utf-8")
    opening = opening_of(kind=RequestKind.SIGNATURE)
    statement = approval_statement(opening, Answer.APPROVE)
    assert statement.startswith(APPROVAL_HEADER)
    assert statement.decode() in text
    assert (document(opening) or b"").decode() in text
