"""Zones are read from photos, or refused: never read wrong."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from autheid.passport.mrz import Mrz
from autheid.passport.recognise import ZoneNotFound, read_zone
from tests.support.photos import LEVELS, Level, photograph, specimen


def _photo(seed: int, level: Level, turns: int | None = None) -> tuple[Mrz, np.ndarray]:
    chance = np.random.default_rng(seed)
    zone = specimen(chance)
    return zone, np.asarray(photograph(zone, level, chance, quarter_turns=turns).convert("L"))


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
@pytest.mark.parametrize("level", LEVELS[:2], ids=lambda level: level.name)
def test_clean_and_mild_photos_are_read_whichever_way_they_lie(level: Level, turns: int) -> None:
    zone, grey = _photo(700 + turns, level, turns)
    read = read_zone(grey)
    assert (read.line_1, read.line_2) == (zone.line_1, zone.line_2)
    # Turned by so much clockwise it stands upright: the photo was turned the other way.
    assert read.quarter_turns == turns


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("level", LEVELS[2:], ids=lambda level: level.name)
def test_what_is_read_from_a_bad_photo_is_right_or_nothing(level: Level, seed: int) -> None:
    zone, grey = _photo(800 + seed, level)
    try:
        read = read_zone(grey)
    except ZoneNotFound:
        return
    assert (read.line_1, read.line_2) == (zone.line_1, zone.line_2)


def test_a_page_whose_zone_is_cut_off_is_refused() -> None:
    _, grey = _photo(900, LEVELS[0], 0)
    for cut in (grey[: int(grey.shape[0] * 0.78)], grey[:, : int(grey.shape[1] * 0.85)]):
        with pytest.raises(ZoneNotFound):
            read_zone(cut)


def test_a_page_whose_name_is_covered_is_refused() -> None:
    zone, grey = _photo(901, LEVELS[0], 0)
    assert read_zone(grey).line_1 == zone.line_1
    covered = grey.copy()
    top = int(grey.shape[0] * 0.70)
    covered[top : top + int(grey.shape[0] * 0.12), int(grey.shape[1] * 0.2) : int(grey.shape[1] * 0.24)] = 90
    with pytest.raises(ZoneNotFound):
        read_zone(covered)


@settings(max_examples=25, deadline=None, derandomize=True, database=None)
@given(arrays(np.uint8, st.tuples(st.integers(0, 420), st.integers(0, 420)), fill=st.integers(0, 255)))
def test_arbitrary_pictures_are_refused_and_nothing_else_happens(grey: np.ndarray) -> None:
    with pytest.raises(ZoneNotFound):
        read_zone(grey)


@pytest.mark.parametrize("shape", [(1, 1), (0, 500), (300, 4000), (4000, 300), (700, 1000)])
def test_noise_of_any_shape_is_refused(shape: tuple[int, int]) -> None:
    noise = np.random.default_rng(3).integers(0, 256, shape).astype(np.uint8)
    with pytest.raises(ZoneNotFound):
        read_zone(noise)
