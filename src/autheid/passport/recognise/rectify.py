"""Draws a zone straight: the lines level, 50 pixels apart, each character 20 wide, whatever the camera's stand."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np

from autheid.passport.mrz import LINE_CHARACTERS
from autheid.passport.recognise.find import LENGTH, Place
from autheid.passport.recognise.grey import Grey, flattened, sample

DISTANCE = 50
PITCH = 20.0
LINE_HEIGHT = 32
_MARGIN = 0.62
"""Of the length, to each side of the middle: a zone is 0.5, and the place is not known exactly."""
_CHUNKS = 11
_SIZES = (0.86, 0.9, 0.94, 0.97, 1.0, 1.03, 1.06, 1.1, 1.15)
_TEXT, _CLEAR = 0.2, 0.3
"""How far from a line's middle its text is, and where there is surely none, in distances."""


def draw_lines(picture: Grey, place: Place) -> tuple[Grey, Grey]:
    """The upper and the lower line as pictures of LINE_HEIGHT rows, evened out in light and contrast."""
    flat = _strip(picture, place, shift=np.zeros(3), growth=np.zeros(2))
    shift, growth = _bend(flat)
    strip = _strip(picture, place, shift=shift, growth=growth)
    middle = strip.shape[0] // 2
    half, reach = DISTANCE // 2, LINE_HEIGHT // 2
    upper = strip[middle - half - reach : middle - half + reach]
    lower = strip[middle + half - reach : middle + half + reach]
    return upper, lower


def recentred(place: Place, *, first: float, pitch: float) -> Place:
    """The place once a line was read there: its first character's column and their pitch tell where it really lies."""
    columns = int(2 * _MARGIN * LENGTH * DISTANCE)
    middle = first + pitch * (LINE_CHARACTERS - 1) / 2
    along = (middle / columns - 0.5) * 2 * _MARGIN * LENGTH * place.distance
    angle = np.radians(place.angle)
    return place._replace(
        x=place.x + along * float(np.cos(angle)),
        y=place.y + along * float(np.sin(angle)),
        distance=place.distance * pitch / PITCH,
    )


def _strip(picture: Grey, place: Place, *, shift: np.ndarray, growth: np.ndarray) -> Grey:
    """The zone with its surroundings.

    `shift` is how far down its middle runs along it (a parabola, in distances), `growth` how its size changes (a line).
    """
    columns = int(2 * _MARGIN * LENGTH * DISTANCE)
    rows = int(3.0 * DISTANCE) | 1
    u = np.linspace(-_MARGIN, _MARGIN, columns, dtype=np.float64)
    size = np.exp(np.polyval(growth, u)) if growth.any() else np.ones_like(u)
    # Where a character is drawn smaller, the next one is nearer too.
    along = np.cumsum(size) * (2 * _MARGIN * LENGTH / columns)
    along -= np.interp(0.0, u, along)
    down = np.polyval(shift, u)[None, :] + np.linspace(-1.5, 1.5, rows)[:, None] * size[None, :]
    cos, sin = np.cos(np.radians(place.angle)), np.sin(np.radians(place.angle))
    x = place.x + place.distance * (along[None, :] * cos - down * sin)
    y = place.y + place.distance * (along[None, :] * sin + down * cos)
    drawn = sample(picture, x.astype(np.float32), y.astype(np.float32))
    return flattened(drawn, 3 * DISTANCE, 2 * DISTANCE + 1)


def _bend(strip: Grey) -> tuple[np.ndarray, np.ndarray]:
    """How the two lines run through a strip: fits their middle and distance in pieces of it."""
    ink = np.maximum(-strip, 0)
    rows, columns = ink.shape
    edges = np.linspace(0.09, 0.91, _CHUNKS + 1) * columns
    places, shifts, sizes, weights = [], [], [], []
    shifts_tried, sizes_tried, templates = _stripes(rows)
    for left, right in pairwise(edges):
        scores = templates @ ink[:, int(left) : int(right)].mean(axis=1) - 0.05 * np.abs(shifts_tried)
        best = int(np.argmax(scores))
        places.append(((left + right) / 2 / columns - 0.5) * 2 * _MARGIN)
        shifts.append(float(shifts_tried[best]))
        sizes.append(float(np.log(sizes_tried[best])))
        weights.append(max(float(scores[best]), 0.001))
    shift_fit = _steady_fit(places, shifts, weights, degree=2)
    size_fit = _steady_fit(places, sizes, weights, degree=1)
    return shift_fit, size_fit


@cache
def _stripes(rows: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Shifts (in distances) and sizes of two stripes, and what measures each of them in a profile."""
    tried = [(shift, size) for size in _SIZES for shift in np.arange(-0.42, 0.43, 0.03)]
    at = (np.arange(rows) - rows // 2) / DISTANCE
    templates = []
    for shift, size in tried:
        off = (at - shift) / size
        line = np.abs(np.abs(off) - 0.5)
        text, clear = line < _TEXT, (line > _CLEAR) & (np.abs(off) < 1.0)
        templates.append(text / text.sum() - clear / clear.sum())
    shifts, sizes = np.array(tried).T
    return shifts, sizes, np.array(templates)


def _steady_fit(x: list[float], y: list[float], weights: list[float], *, degree: int) -> np.ndarray:
    """A polynomial that a few wrong pieces do not bend."""
    xs, ys, trust = np.array(x), np.array(y), np.array(weights)
    fit = np.zeros(degree + 1)
    for _ in range(4):
        fit = np.polyfit(xs, ys, degree, w=trust)
        off = np.abs(np.polyval(fit, xs) - ys)
        trust = np.array(weights) / (1 + (off / 0.04) ** 2)
    return fit
