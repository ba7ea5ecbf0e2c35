"""What letters say, in both languages."""

from __future__ import annotations

import re
from typing import get_args

import msgspec
import pytest

from autheid.account.account import Language
from autheid.account.letter import Letter, LetterKind, words_of
from autheid.kernel.clock import Millis

LETTER = Letter(
    kind=LetterKind.CODE,
    to="ada@example.com",
    language="en",
    at=Millis(1_700_000_000_123),
    code="048219",
    detail="Ada’s {at} 📱",
    expires=Millis(1_700_000_600_000),
    link="https://eid.example/#join=x",
)
LANGUAGES: tuple[Language, ...] = get_args(Language)
BARE = {LetterKind.RECOVERY_CODE_MADE, LetterKind.IDENTITY_ACCEPTED, LetterKind.ACCOUNT_ERASED}
"""What happened to these has no name of its own."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", LetterKind)
def test_every_letter_says_what_happened_when_and_what_to_do(kind: LetterKind, language: Language) -> None:
    subject, text = words_of(msgspec.structs.replace(LETTER, kind=kind, language=language))
    assert re.fullmatch(r"Auth eID: \S.{4,99}", subject)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    if kind in {LetterKind.CODE, LetterKind.WORK_CODE}:
        assert "048219" in subject
        assert "\n    048219\n" in text
        return
    if kind is LetterKind.PHONE_CODE:
        assert text.startswith("048219 ") or " 048219 " in f" {text}"
        return
    assert "048219" not in subject + text
    if kind is LetterKind.INVITED:
        assert "\n    https://eid.example/#join=x\n" in text
        return
    assert "2023-11-14 22:13 UTC" in text
    if kind is LetterKind.ACCOUNT_ERASED:
        return  # there is nothing left that could be looked at
    if kind is LetterKind.KEY_EVENT:
        assert LETTER.detail in text
        return
    assert ("Was this not you?" if language == "en" else "Var det inte du?") in text
    if kind not in BARE:
        assert LETTER.detail in text or LETTER.detail in subject


@pytest.mark.parametrize("kind", LetterKind)
def test_the_languages_do_not_share_a_sentence(kind: LetterKind) -> None:
    words = {words_of(msgspec.structs.replace(LETTER, kind=kind, language=one)) for one in LANGUAGES}
    assert len(words) == len(LANGUAGES)


@pytest.mark.parametrize("name", ["{code}", "{0}", "{detail}", "{", "%s", "$code"])
def test_a_device_may_be_called_anything(name: str) -> None:
    """A name is put into the words, never read as a part of them."""
    named = msgspec.structs.replace(LETTER, kind=LetterKind.DEVICE_ADDED, detail=name)
    subject, text = words_of(named)
    assert name in subject
    assert name in text
    assert "048219" not in text
