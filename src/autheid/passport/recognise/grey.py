"""Arithmetic on grey pictures: arrays of float32, rows first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.float32]


def box_mean(picture: Grey, across: int, down: int) -> Grey:
    """The mean around each pixel, in a box of these odd sizes; what lies outside is the border's own."""
    return _mean_along(_mean_along(picture, across, axis=1), down, axis=0)


def _mean_along(picture: Grey, size: int, *, axis: int) -> Grey:
    size = max(1, min(size | 1, 2 * picture.shape[axis] - 1))
    half = size // 2
    if half == 0:
        return picture
    pad = [(0, 0), (0, 0)]
    pad[axis] = (half + 1, half)
    total = np.cumsum(np.pad(picture, pad, mode="edge"), axis=axis, dtype=np.float64)
    length = picture.shape[axis]
    ahead = np.take(total, np.arange(size, size + length), axis=axis)
    behind = np.take(total, np.arange(length), axis=axis)
    result: Grey = ((ahead - behind) / size).astype(np.float32)
    return result


def shrunk(picture: Grey, factor: int) -> Grey:
    """Each square of `factor` pixels as one; what does not fill a square is cut off."""
    if factor <= 1:
        return picture
    height, width = (length // factor * factor for length in picture.shape)
    squares = picture[:height, :width].reshape(height // factor, factor, width // factor, factor)
    result: Grey = squares.mean(axis=(1, 3), dtype=np.float32)
    return result


def sample(picture: Grey, x: Grey, y: Grey) -> Grey:
    """The picture at these places, between pixels too; outside it is the border's own."""
    height, width = picture.shape
    x = np.clip(x, 0, width - 1.001)
    y = np.clip(y, 0, height - 1.001)
    left, top = x.astype(np.int32), y.astype(np.int32)
    right = np.minimum(left + 1, width - 1)
    below = np.minimum(top + 1, height - 1)
    dx, dy = x - left, y - top
    upper = picture[top, left] * (1 - dx) + picture[top, right] * dx
    lower = picture[below, left] * (1 - dx) + picture[below, right] * dx
    result: Grey = (upper * (1 - dy) + lower * dy).astype(np.float32)
    return result


def flattened(picture: Grey, across: int, down: int) -> Grey:
    """Light and contrast evened out: what is as its surroundings is 0, ink is below it, some -1 to -2."""
    around = picture - box_mean(picture, across, down)
    spread = np.sqrt(box_mean(around * around, across, down)) + 4.0
    result: Grey = np.clip(around / spread, -3, 3).astype(np.float32)
    return result
