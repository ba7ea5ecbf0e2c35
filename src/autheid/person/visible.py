"""The text a person will read before signing: what is seen must be what is signed.

Refused is whatever can hide, reorder or imitate nothing at all: control, format (bidirectional overrides, zero-width
characters, tags), private and unassigned code points, surrogates, line and paragraph separators, and the letters
that render as nothing (Unicode 16.0 chapters 4.5 and 23; Unicode TR 36 §2.5).
Joiners are refused with the rest of the format characters, although a few scripts and emoji use them:
two texts that look alike must not be two different texts.
"""

from __future__ import annotations

import unicodedata

_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# Letters and marks that draw nothing: Hangul fillers, the blank Braille cell, the invisible Khmer vowels,
# the combining grapheme joiner, and the variation selectors but the two that choose between text and emoji.
_BLANK = frozenset(
    "\u115f\u1160\u3164\uffa0\u2800\u17b4\u17b5\u034f\u180b\u180c\u180d\u180f"
    + "".join(map(chr, range(0xFE00, 0xFE0E)))
    + "".join(map(chr, range(0xE0100, 0xE01F0)))
)
_PRESENTATION = "\ufe0e\ufe0f"  # after anything but a symbol they draw nothing either (Unicode TS 51 §1.4.3)
_MARKS_IN_A_ROW = 6  # more is a stack that spills over its neighbours' lines


def check_visible(text: str, *, max_characters: int, max_lines: int) -> str:
    """The text itself, if a person can see all of it. Lengths count Unicode code points.

    Raises ValueError with the rule that is broken.
    """
    if len(text) > max_characters:
        message = f"must have at most {max_characters} characters"
        raise ValueError(message)
    if text.isascii() and text.isprintable():
        return text
    if text.count("\n") >= max_lines:
        message = "must be one line" if max_lines == 1 else f"must have at most {max_lines} lines"
        raise ValueError(message)
    marks, before = 0, ""
    for character in text:
        category = unicodedata.category(character)
        is_blank = character in _BLANK or (character in _PRESENTATION and before != "So")
        if character != "\n" and (category in _HIDDEN_CATEGORIES or is_blank):
            message = f"must not have the invisible character U+{ord(character):04X}"
            raise ValueError(message)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if marks > _MARKS_IN_A_ROW:
            message = f"must not stack more than {_MARKS_IN_A_ROW} marks on one letter"
            raise ValueError(message)
        before = category
    return text
