"""Where a zone may lie: two stripes of text, one line's height each, as long as 44 characters are.

A zone's measures are fixed (ICAO 9303-3 §4.1, 9303-4 §4.1): lines stand 6.35 mm apart and 44 characters take 111.8 mm.
So one number, the distance of the lines, gives its length, and a picture of "how much ink is about" can be searched
for that shape at every place, some sizes and some angles.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from autheid.passport.recognise.grey import Grey, box_mean, shrunk

LENGTH = 17.6
"""44 characters in distances of the lines."""
STRIPE = 0.46
"""The height of a character, likewise."""
_SEARCH_SIDE = 340
_STROKES_SIDE = 1500
_SMALLEST, _LARGEST, _GROWTH = 5.0, 21.0, 1.09
_ANGLES = np.arange(-16, 16.1, 2.0)
_MOST = 6
_STRIDE = 2
_TURNS, _GROWTHS, _SHIFTS = (
    (-1.4, -0.7, 0.0, 0.7, 1.4),
    (0.94, 0.97, 1.0, 1.03, 1.06),
    (-0.25, -0.12, 0.0, 0.12, 0.25),
)
_ASIDE = 0.06
_OTHER_PLACE, _OTHER_ANGLE = 0.6, 6.0


class Place(NamedTuple):
    """A place that may hold a zone. Pixels of the picture searched; the angle in degrees, clockwise."""

    x: float
    y: float
    distance: float
    angle: float
    score: float


def find_places(picture: Grey) -> list[Place]:
    """The likeliest places for a zone that is roughly upright or upside down, the best first."""
    strokes_by = max(1, round(max(picture.shape) / _STROKES_SIDE))
    fine = shrunk(picture, strokes_by)
    ink = np.abs(fine - box_mean(fine, 15, 15))
    # A dark photo has as much ink as a bright one.
    ink = ink / (box_mean(ink, 151, 151) + 2.0)
    search_by = max(1, round(max(ink.shape) / _SEARCH_SIDE))
    coarse = np.minimum(shrunk(ink, search_by), 4.0)
    if min(coarse.shape) < 4 * _SMALLEST:
        return []
    places: list[Place] = []
    for angle in _ANGLES:
        places += _at_angle(coarse, float(angle))
    best = _apart(sorted(places, key=lambda place: -place.score))
    refined = [_refined(coarse, place) for place in best]
    scale = strokes_by * search_by
    return sorted(
        (
            Place(
                (place.x + 0.5) * scale - 0.5,
                (place.y + 0.5) * scale - 0.5,
                place.distance * scale,
                place.angle,
                place.score,
            )
            for place in refined
        ),
        key=lambda place: -place.score,
    )


def _turned(ink: Grey, angle: float) -> tuple[Grey, float, float]:
    """The picture turned back by an angle about its middle, and its middle."""
    height, width = ink.shape
    middle_x, middle_y = (width - 1) / 2, (height - 1) / 2
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    cos, sin = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    x = middle_x + (xs - middle_x) * cos - (ys - middle_y) * sin
    y = middle_y + (xs - middle_x) * sin + (ys - middle_y) * cos
    columns = np.clip(np.rint(x), 0, width - 1).astype(np.int32)
    rows = np.clip(np.rint(y), 0, height - 1).astype(np.int32)
    return ink[rows, columns], middle_x, middle_y


def _at_angle(ink: Grey, angle: float) -> list[Place]:
    turned, middle_x, middle_y = _turned(ink, angle)
    width = turned.shape[1]
    # A zone may be cut a little, or the page lie at the border: there is some more of nothing at each side.
    aside = round(_ASIDE * width)
    sums = np.cumsum(np.pad(turned, ((0, 0), (aside + 1, aside))), axis=1, dtype=np.float32)
    found: list[Place] = []
    distance = _SMALLEST
    cos, sin = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    while distance <= _LARGEST and LENGTH * distance < width * (1 + _ASIDE):
        score = _scores(sums, distance)
        for _ in range(2):
            row, column = np.unravel_index(int(np.argmax(score)), score.shape)
            dx = column * _STRIDE + LENGTH * distance / 2 - aside - middle_x
            dy = row - middle_y
            place = (float(middle_x + dx * cos - dy * sin), float(middle_y + dx * sin + dy * cos))
            found.append(Place(*place, distance, angle, float(score[row, column])))
            reach = int(2 * distance) + 1
            score[max(0, row - reach) : row + reach, :] = -9
        distance *= _GROWTH
    return found


def _scores(sums: Grey, distance: float) -> Grey:
    """How much each place looks like the middle of a zone of this size: ink in two stripes, none around them.

    `sums` are running sums along rows; columns of the result are places where a zone begins, every other one.
    """
    quarter = max(1, round(LENGTH * distance / 4))
    starts = np.arange(0, sums.shape[1] - 4 * quarter, _STRIDE)
    ends = [sums[:, starts + quarter * number] for number in range(5)]
    quarters = np.stack([(after - before) / quarter for before, after in pairwise(ends)]).astype(np.float32)
    half = distance / 2
    stripe = _rows_mean(quarters, max(1, round(STRIPE * distance)))
    lines = np.minimum(_shifted(stripe, -half), _shifted(stripe, half))
    gap = _rows_mean(quarters.mean(axis=0, dtype=np.float32), max(1, round(0.3 * distance)))
    clear: Grey = (gap + 0.7 * _shifted(gap, -1.12 * distance) + 0.7 * _shifted(gap, 1.12 * distance)) / 2.4
    # Ink must be everywhere along the lines, not in one half of them.
    result: Grey = (lines.mean(axis=0) - clear + 0.5 * lines.min(axis=0)).astype(np.float32)
    return result


def _rows_mean(picture: Grey, size: int) -> Grey:
    """The mean over this many rows around each."""
    half = size // 2
    pad = [(0, 0)] * (picture.ndim - 2) + [(half + 1, size - half), (0, 0)]
    total = np.cumsum(np.pad(picture, pad, mode="edge"), axis=-2, dtype=np.float32)
    rows = picture.shape[-2]
    result: Grey = (total[..., size : size + rows, :] - total[..., :rows, :]) / np.float32(size)
    return result


def _shifted(picture: Grey, down: float) -> Grey:
    """What lies `down` pixels below each place."""
    rows = picture.shape[-2]
    return picture[..., np.clip(np.arange(rows) + round(down), 0, rows - 1), :]


def _apart(places: list[Place]) -> list[Place]:
    """The best ones that are not the same place again."""
    kept: list[Place] = []
    for place in places:
        if all(
            np.hypot(place.x - other.x, place.y - other.y) > _OTHER_PLACE * other.distance
            or abs(place.angle - other.angle) > _OTHER_ANGLE
            for other in kept
        ):
            kept.append(place)
        if len(kept) == _MOST:
            break
    return kept


def _refined(ink: Grey, place: Place) -> Place:
    """The place with its angle, size and height found more closely, by sampling along its own lines."""
    turn, growth, shift = (
        one.ravel()[:, None, None] for one in np.meshgrid(_TURNS, _GROWTHS, _SHIFTS, indexing="ij")
    )
    angle, distance = np.radians(place.angle + turn), place.distance * growth
    cos, sin = np.cos(angle), np.sin(angle)
    across = np.linspace(-0.48, 0.48, 40)[None, None, :] * LENGTH * distance
    down = (np.linspace(-1.3, 1.3, 27)[None, :, None] + shift) * distance
    x = place.x + across * cos - down * sin
    y = place.y + across * sin + down * cos
    rows = np.clip(np.rint(y), 0, ink.shape[0] - 1).astype(np.int32)
    columns = np.clip(np.rint(x), 0, ink.shape[1] - 1).astype(np.int32)
    profile = ink[rows, columns].mean(axis=2)
    upper, lower = profile[:, 6:11].mean(axis=1), profile[:, 16:21].mean(axis=1)
    between, outside = profile[:, 12:15].mean(axis=1), profile[:, [0, 1, 2, 24, 25, 26]].mean(axis=1)
    score = np.minimum(upper, lower) - 0.5 * between - 0.5 * outside
    best = int(np.argmax(score))
    moved = float(shift[best, 0, 0] * distance[best, 0, 0])
    return Place(
        place.x - moved * float(sin[best, 0, 0]),
        place.y + moved * float(cos[best, 0, 0]),
        float(distance[best, 0, 0]),
        place.angle + float(turn[best, 0, 0]),
        float(score[best]),
    )
