"""From chances along a line to its 44 characters: the row of places, a pitch apart, that fits best."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from autheid.passport.mrz import ALPHABET, LINE_CHARACTERS
from autheid.passport.recognise.grey import Grey
from autheid.passport.recognise.rectify import PITCH

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ<"
_DIGITS = "0123456789"
_STEPS = range(16, 25)
_STEP_COST = 0.12


class Line(NamedTuple):
    """A line as read: the log chance of each character at its place, over all of them."""

    text: str
    chances: Grey
    """44 rows, the alphabet's columns."""
    score: float
    first: float
    """The column of its first character, by a straight line through all of them."""
    pitch: float
    """Columns from one character to the next, likewise."""


def _fields(*parts: tuple[int, str]) -> Grey:
    """What each place may hold: 0 where it may, and far below where not."""
    table = np.full((LINE_CHARACTERS, len(ALPHABET)), -30.0, np.float32)
    at = 0
    for count, allowed in parts:
        table[at : at + count, [ALPHABET.index(one) for one in allowed]] = 0
        at += count
    return table


_ANY = _DIGITS + _LETTERS
# ICAO 9303-4 §4.2.2.
FIELDS = (
    _fields((1, "P"), (43, _LETTERS)),
    _fields(
        (9, _ANY),
        (1, _DIGITS),
        (3, _LETTERS),
        (6, _DIGITS),
        (1, _DIGITS),
        (1, "MF<"),
        (6, _DIGITS),
        (1, _DIGITS),
        (14, _ANY),
        (1, _DIGITS + "<"),
        (1, _DIGITS),
    ),
)


def decode(chances: Grey, fields: Grey) -> Line | None:
    """The best row of characters (Viterbi); None when a line of 44 does not fit into the picture."""
    columns = chances.shape[0]
    letters = chances[:, : len(ALPHABET)]
    if columns < LINE_CHARACTERS * PITCH * 0.9:
        return None
    best = (letters + fields[0]).max(axis=1)
    came_from = np.zeros((LINE_CHARACTERS, columns), np.int16)
    for number in range(1, LINE_CHARACTERS):
        here = (letters + fields[number]).max(axis=1)
        reached = np.full(columns, -np.inf, np.float32)
        step_taken = np.zeros(columns, np.int16)
        for step in _STEPS:
            moved = np.full(columns, -np.inf, np.float32)
            moved[step:] = best[:-step] - _STEP_COST * abs(step - PITCH)
            better = moved > reached
            reached[better] = moved[better]
            step_taken[better] = step
        came_from[number] = step_taken
        best = reached + here
    end = int(np.argmax(best))
    if not np.isfinite(best[end]):
        return None
    places = [end]
    for number in range(LINE_CHARACTERS - 1, 0, -1):
        places.append(places[-1] - int(came_from[number, places[-1]]))
    places.reverse()
    at_places = letters[places]
    chosen = (at_places + fields).argmax(axis=1)
    text = "".join(ALPHABET[one] for one in chosen)
    pitch, first = np.polyfit(np.arange(LINE_CHARACTERS), places, 1)
    return Line(text, at_places, float(best[end]) / LINE_CHARACTERS, float(first), float(pitch))
