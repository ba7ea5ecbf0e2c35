"""What stands at each place of a line: a network of two layers over windows of one character's size."""

from __future__ import annotations

import io
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from autheid.passport.mrz import ALPHABET
from autheid.passport.recognise.grey import Grey
from autheid.passport.recognise.rectify import LINE_HEIGHT

WINDOW = 24
CLASSES = len(ALPHABET) + 1
"""The alphabet's, and "between two characters"."""
MODEL = "zone.npz"
_ROOM = 6


@cache
def layers() -> tuple[Grey, ...]:
    """The network: weights and biases, layer by layer."""
    data = np.load(io.BytesIO((files(__package__) / MODEL).read_bytes()))
    return tuple(data[name].astype(np.float32) for name in sorted(data.files))


def log_chances(windows: Grey, network: tuple[Grey, ...]) -> Grey:
    """For each window, the logarithm of each class's chance."""
    values = windows
    for weights, bias in zip(network[:-2:2], network[1:-2:2], strict=True):
        values = np.maximum(values @ weights + bias, 0)
    values = values @ network[-2] + network[-1]
    values = values - values.max(axis=1, keepdims=True)
    result: Grey = values - np.log(np.exp(values).sum(axis=1, keepdims=True))
    return result


def chances_along(line: Grey, *, closely: bool) -> Grey:
    """Log chances at each column of a line; a column is the middle of its window.

    `closely` looks thrice, a row up and down too, and takes the middle of what it sees: a network is too sure of one look.
    """
    padded = np.pad(line, ((_ROOM, _ROOM), (WINDOW // 2, WINDOW // 2)), mode="edge")
    if not closely:
        return _look(padded, 0, 1)
    # At which height the line as a whole looks surest; then three looks around it.
    heights = (-4, -2, 0, 2, 4)
    surest = max(heights, key=lambda height: float(_look(padded, height, 7).max(axis=1).mean()))
    looks = [_look(padded, surest + offset, 1) for offset in (-1, 0, 1)]
    result: Grey = np.mean(looks, axis=0, dtype=np.float32)
    return result


def _look(padded: Grey, height: int, stride: int) -> Grey:
    """Log chances at every `stride`-th column, this many rows below the line's middle."""
    rows = padded[_ROOM + height : _ROOM + height + LINE_HEIGHT]
    windows = sliding_window_view(rows, WINDOW, axis=1)[:, : padded.shape[1] - WINDOW : stride]
    flat = windows.transpose(1, 0, 2).reshape(windows.shape[1], -1)
    return log_chances(np.ascontiguousarray(flat, dtype=np.float32), layers())
