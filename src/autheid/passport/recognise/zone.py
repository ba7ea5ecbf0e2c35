"""Reads the zone in a photo, or says that it can't: what is not sure is not read."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import msgspec
import numpy as np
from numpy.typing import NDArray

from autheid.passport.mrz import ALPHABET, LINE_CHARACTERS, check_digit
from autheid.passport.recognise.classify import chances_along
from autheid.passport.recognise.decode import FIELDS, Line, decode
from autheid.passport.recognise.find import Place, find_places
from autheid.passport.recognise.grey import Grey
from autheid.passport.recognise.rectify import draw_lines, recentred

ReadsLine = Callable[[NDArray[np.uint8]], str]
"""Reads one line drawn straight, dark on light; an empty text when it is not sure."""
LEAST_SIDE = 300
SURE = 0.80
"""The least chance of a character among those that its field may hold."""
SURE_OF_ALL = 0.97
"""The least geometric mean over a line."""
_GOOD_ENOUGH, _NO_ZONE = -0.25, -1.3
"""Mean log chances: from the one on no other place is looked at, below the other there is no zone."""
_ALIKE = ("0O", "0Q", "0D", "1I", "2Z", "5S", "8B", "6G")
_DOUBTFUL = 0.35
_MOST_DOUBTS = 3


class ZoneNotFound(ValueError):
    """No zone was found, or none that can be read surely; the text is for the person."""


class Zone(msgspec.Struct, frozen=True, kw_only=True):
    """A zone as read. `quarter_turns` clockwise bring the photo upright."""

    line_1: str
    line_2: str
    quarter_turns: int
    sureness: float
    """The least chance of any of its characters; 0 where another reader gave none."""


def read_zone(grey: NDArray[np.uint8], *, reads_line: ReadsLine | None = None) -> Zone:
    """Find and read the zone in a grey photo, rows first. Raises ZoneNotFound.

    Check digits choose only between characters that look alike and are both likely (0 and O, 1 and I …), and only when
    one choice alone fits them; any other doubt ends the reading, since a wrong name has no digit to tell it.
    `reads_line` reads in place of our own network, once the lines were found.
    """
    if grey.ndim != 2 or min(grey.shape) < LEAST_SIDE:  # noqa: PLR2004 - rows and columns
        raise ZoneNotFound(f"must show the page with at least {LEAST_SIDE} pixels a side")
    picture, place, turns = _located(grey)
    read = _read_at(picture, place, closely=False)
    for _ in range(3):
        if read is None:
            raise ZoneNotFound(_UNSURE)
        place = recentred(
            place,
            first=(read[0].first + read[1].first) / 2,
            pitch=(read[0].pitch + read[1].pitch) / 2,
        )
        read = _read_at(picture, place, closely=True)
    if reads_line is not None:
        return _by_other(picture, place, reads_line, turns=turns)
    if read is None:
        raise ZoneNotFound(_UNSURE)
    return _sure(*read, turns=turns)


def _located(grey: NDArray[np.uint8]) -> tuple[Grey, Place, int]:
    """The picture in the turn in which a zone was found, where, and how many quarter turns that is."""
    pictures = [np.rot90(grey, -turns).astype(np.float32) for turns in (0, 1)]
    places = [(turns, place) for turns in (0, 1) for place in find_places(pictures[turns])]
    best: tuple[float, int, Place] | None = None
    for turns, place in sorted(places, key=lambda one: -one[1].score):
        for upside_down in (False, True):
            turned = place._replace(angle=place.angle + 180 * upside_down)
            read = _read_at(pictures[turns], turned, closely=False)
            if read is not None and (best is None or _score(read) > best[0]):
                best = (_score(read), turns + 2 * upside_down, turned)
        if best is not None and best[0] > _GOOD_ENOUGH:
            break
    if best is None or best[0] < _NO_ZONE:
        raise ZoneNotFound(
            "shows no machine-readable zone: photograph the whole page, also its two lowest lines"
        )
    return pictures[best[1] % 2], best[2], best[1]


def _by_other(picture: Grey, place: Place, reads_line: ReadsLine, *, turns: int) -> Zone:
    """The lines as another reader has them, when they have a zone's form and every check digit is right."""
    texts = []
    for line, fields in zip(draw_lines(picture, place), FIELDS, strict=True):
        shown = np.clip(160 + 60 * line, 0, 255).astype(np.uint8)
        text = reads_line(np.pad(shown, 12, constant_values=200))
        fits = len(text) == LINE_CHARACTERS and all(
            one in ALPHABET and fields[at, ALPHABET.index(one)] == 0 for at, one in enumerate(text)
        )
        if not fits:
            raise ZoneNotFound(_UNSURE)
        texts.append(text)
    if not _checks(texts[1]):
        raise ZoneNotFound(_UNSURE)
    return Zone(line_1=texts[0], line_2=texts[1], quarter_turns=turns % 4, sureness=0.0)


def _score(lines: tuple[Line, Line]) -> float:
    return (lines[0].score + lines[1].score) / 2


def _read_at(picture: Grey, place: Place, *, closely: bool) -> tuple[Line, Line] | None:
    upper, lower = (
        decode(chances_along(line, closely=closely), fields)
        for line, fields in zip(draw_lines(picture, place), FIELDS, strict=True)
    )
    return None if upper is None or lower is None else (upper, lower)


def _sure(line_1: Line, line_2: Line, *, turns: int) -> Zone:
    names, name_chance = _plainly(line_1, FIELDS[0])
    if names is None:
        raise ZoneNotFound(_UNSURE)
    codes, code_chance = _plainly(line_2, FIELDS[1])
    if codes is None or not _checks(codes):
        codes, code_chance = _by_check_digits(line_2)
    if codes is None:
        raise ZoneNotFound(_UNSURE)
    return Zone(line_1=names, line_2=codes, quarter_turns=turns % 4, sureness=min(name_chance, code_chance))


_UNSURE = "shows a machine-readable zone that can't be read surely: hold still, closer, in even light"


def _shares(line: Line, fields: Grey) -> Grey:
    """Each character's share of the chance among those that its field may hold."""
    allowed = line.chances + fields
    top = allowed.max(axis=1, keepdims=True)
    shares = np.exp(allowed - top)
    result: Grey = shares / shares.sum(axis=1, keepdims=True)
    return result


def _certainty(line: Line) -> Grey:
    """The chance of the chosen character itself, whatever else might have stood there."""
    chosen = [ALPHABET.index(one) for one in line.text]
    result: Grey = np.exp(line.chances[np.arange(len(chosen)), chosen])
    return result


def _plainly(line: Line, fields: Grey) -> tuple[str | None, float]:
    """The line when each of its characters is sure by itself."""
    shares = _shares(line, fields).max(axis=1)
    certain = _certainty(line)
    least = float(min(shares.min(), certain.min() + 0.2))
    mean = float(np.exp(np.log(np.maximum(shares, 1e-6)).mean()))
    return (line.text if least >= SURE and mean >= SURE_OF_ALL else None), least


def _by_check_digits(line: Line) -> tuple[str | None, float]:
    """The line when all doubts are between two that look alike, and one choice alone fits every check digit."""
    shares = _shares(line, FIELDS[1])
    doubtful = [at for at in range(len(line.text)) if shares[at].max() < SURE or _has_twin(shares[at])]
    choices: list[str] = []
    for at in doubtful:
        likely = "".join(ALPHABET[one] for one in np.flatnonzero(shares[at] > 1 - SURE))
        if not any(set(likely) <= set(pair) for pair in _ALIKE):
            return None, 0.0
        choices.append(likely)
    if not doubtful or len(doubtful) > _MOST_DOUBTS:
        return None, 0.0
    fitting = []
    for chosen in product(*choices):
        text = list(line.text)
        for at, one in zip(doubtful, chosen, strict=True):
            text[at] = one
        if _checks("".join(text)):
            fitting.append("".join(text))
    return (fitting[0], _DOUBTFUL) if len(fitting) == 1 else (None, 0.0)


def _has_twin(shares: Grey) -> bool:
    return bool(np.sort(shares)[-2] > 1 - SURE)


def _checks(line: str) -> bool:
    """Every check digit of a second line (ICAO 9303-4 §4.2.2.2)."""
    parts = ((line[:9], line[9]), (line[13:19], line[19]), (line[21:27], line[27]))
    whole = line[:10] + line[13:20] + line[21:43]
    optional = line[28:42]
    optional_fits = check_digit(optional) == line[42] or (line[42] == "<" and not optional.strip("<"))
    return (
        all(check_digit(text) == digit for text, digit in parts)
        and check_digit(whole) == line[43]
        and optional_fits
    )
