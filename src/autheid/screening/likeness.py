"""How alike two names are: their words are paired, best first, and what is left over counts against them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from enum import Enum
from itertools import pairwise

import msgspec
from rapidfuzz.distance import OSA, JaroWinkler

from autheid.screening.forms import one_name
from autheid.screening.letters import (
    MOST_LETTERS,
    PARTICLES,
    arabic_bones,
    arabic_pattern,
    bones_of,
    is_abjad,
    soft_of,
)

Weigh = Callable[[str], float]
"""How much a word tells, from 0 to 1: a rare one much, one that everybody has little."""


class How(Enum):
    """Why two words are taken for one."""

    SAME = "same"
    FORM = "form of the same name"
    SPELLING = "spelled otherwise"
    SOUND = "same consonants"
    SCRIPT = "transliterated"
    INITIAL = "initial"
    JOINED = "written together"


class Pair(msgspec.Struct, frozen=True, array_like=True):
    """Words of the person's name and of the listed one that stand for each other."""

    ours: str
    listed: str
    how: How
    score: float


class Likeness(msgspec.Struct, frozen=True):
    """How alike, from 0 to 1, and by which pairs."""

    score: float
    pairs: tuple[Pair, ...] = ()
    left: tuple[str, ...] = ()
    """Words of the person's name that the listed one has not."""


LEAST_PAIR = 0.82
_INITIAL = 0.82
_UNMATCHED_OURS = 0.75
_UNMATCHED_LISTED = 0.22
_PARTICLE = 0.4
_PATRONYMIC_LEFT_OUT = 0.35
_ONE_WORD_OF_MANY = 0.9
_PATRONYMIC = re.compile(
    r".{2,}(?:[aoei]vi(?:[ct]h|ts|tj|c)|yevich|[oe]vych|[oeia]vna|[iy]chna|[oa]una|eu?na)$"
)


def likeness_of_words(ours: str, listed: str) -> tuple[float, How]:
    """From 0 to 1, and why."""
    if ours == listed:
        return 1.0, How.SAME
    if is_abjad(ours) or is_abjad(listed):
        return _across_scripts(ours, listed)
    if min(len(ours), len(listed)) == 1:
        return (_INITIAL, How.INITIAL) if ours[0] == listed[0] else (0.0, How.INITIAL)
    if one_name(ours, listed):
        return 0.96, How.FORM
    if min(len(ours), len(listed)) == 2:
        return 0.0, How.SPELLING
    return _spelled_otherwise(ours, listed)


def _across_scripts(ours: str, listed: str) -> tuple[float, How]:
    if is_abjad(ours) and is_abjad(listed):
        return JaroWinkler.normalized_similarity(ours, listed), How.SPELLING
    arabic, latin = (ours, listed) if is_abjad(ours) else (listed, ours)
    return _transliterated(arabic, latin), How.SCRIPT


def _spelled_otherwise(ours: str, listed: str) -> tuple[float, How]:
    score = JaroWinkler.normalized_similarity(ours, listed)
    if score >= 0.94:
        return score, How.SPELLING
    soft, listed_soft = soft_of(ours), soft_of(listed)
    if soft == listed_soft:
        return 0.95, How.SPELLING
    if len(ours) == len(listed) == 3 and score < LEAST_PAIR and OSA.distance(ours, listed) == 1:
        return LEAST_PAIR, How.SPELLING
    sound = _sounds_alike(ours, listed, score)
    return (sound, How.SOUND) if sound > score else (score, How.SPELLING)


def _sounds_alike(ours: str, listed: str, spelled: float) -> float:
    bones, listed_bones = bones_of(ours), bones_of(listed)
    if bones == listed_bones:
        if len(bones) >= 3:
            return 0.92 if spelled >= 0.75 else 0.86
        # Two consonants are few: Ahmad, Hamid and Mohammed have the same.
        return 0.86 if len(bones) == 2 and spelled >= 0.7 and ours[0] == listed[0] else 0.0
    if min(len(bones), len(listed_bones)) >= 4 and OSA.distance(bones, listed_bones) <= 1:
        return 0.84
    return 0.0


def _transliterated(arabic: str, latin: str) -> float:
    if not 2 <= len(latin) <= MOST_LETTERS:
        return 0.0
    bones, latin_bones = arabic_bones(arabic), bones_of(latin)
    if arabic_pattern(arabic).fullmatch(latin):
        return 0.97 if len(bones) >= 2 else 0.9
    if bones == latin_bones and len(bones) >= 2:
        return 0.88 if len(bones) >= 3 else 0.82
    if len(bones) >= 4 and len(latin_bones) >= 4 and OSA.distance(bones, latin_bones) <= 1:
        return 0.84
    return 0.0


_Hit = tuple[float, int, int, How]
"""How alike, from which of our words on, how many of them, and why."""


class Comparison:
    """One name, to be compared with many; what was found for a listed word is remembered, since lists repeat words."""

    def __init__(self, ours: tuple[str, ...], weigh: Weigh) -> None:
        self.ours = ours
        self._weigh = weigh
        self._neighbours = [one + other for one, other in pairwise(ours)]
        self._words: dict[str, tuple[_Hit, ...]] = {}
        self._joined: dict[tuple[str, str], tuple[_Hit, ...]] = {}

    def to(self, listed: tuple[str, ...]) -> Likeness:
        """How alike a listed name is."""
        found = self._found(listed)
        if not found and len(self.ours) > 1 and len(listed) > 1:
            return Likeness(0.0)
        found.sort(key=lambda pair: -pair[0])
        left, left_listed = dict(enumerate(self.ours)), dict(enumerate(listed))
        pairs: list[Pair] = []
        agreed = total = 0.0
        paired = 0
        for score, i, i_count, j, j_count, how in found:
            if any(i + k not in left for k in range(i_count)) or any(
                j + k not in left_listed for k in range(j_count)
            ):
                continue
            words = [left.pop(i + k) for k in range(i_count)]
            others = [left_listed.pop(j + k) for k in range(j_count)]
            weight = max(sum(map(self._weigh, words)), sum(map(self._weigh, others)))
            agreed += score * weight
            total += weight
            paired += max(i_count, j_count)
            pairs.append(Pair(" ".join(words), " ".join(others), how, round(score, 3)))
        if left and left_listed:
            together = _written_together(list(left.values()), list(left_listed.values()))
            if together:
                agreed += 2 * together.score
                total += 2
                paired += max(len(left), len(left_listed))
                pairs.append(together)
                left, left_listed = {}, {}
        total += _UNMATCHED_OURS * sum(map(self._weight_left, left.values()))
        total += _UNMATCHED_LISTED * sum(map(self._weight_left, left_listed.values()))
        score = agreed / total if total else 0.0
        if paired < 2 and len(self.ours) > 1 and len(listed) > 1:
            score *= _ONE_WORD_OF_MANY
        return Likeness(score, tuple(pairs), tuple(left.values()))

    def _found(self, listed: tuple[str, ...]) -> list[tuple[float, int, int, int, int, How]]:
        found = []
        for j, word in enumerate(listed):
            hits = self._words.get(word)
            if hits is None:
                hits = self._words[word] = tuple(self._hits(word))
            for score, i, count, how in hits:
                found.append((score, i, count, j, 1, how))
        for j, two in enumerate(pairwise(listed)):
            hits = self._joined.get(two)
            if hits is None:
                one = two[0] + two[1]
                hits = self._joined[two] = tuple(
                    (score, i, 1, How.JOINED)
                    for i, word in enumerate(self.ours)
                    if (score := _as_one(word, one))
                )
            for score, i, count, how in hits:
                found.append((score, i, count, j, 2, how))
        return found

    def _hits(self, listed: str) -> Iterator[_Hit]:
        for i, word in enumerate(self.ours):
            score, how = likeness_of_words(word, listed)
            if score >= LEAST_PAIR:
                yield score, i, 1, how
        for i, one in enumerate(self._neighbours):
            score = _as_one(one, listed)
            if score:
                yield score, i, 2, How.JOINED

    def _weight_left(self, word: str) -> float:
        """Of a word that the other name lacks: particles tell little, and a patronymic is what is left out first."""
        weight = self._weigh(word)
        if word in PARTICLES:
            return _PARTICLE * weight
        return (_PATRONYMIC_LEFT_OUT if _PATRONYMIC.match(word) else 1.0) * weight


def _as_one(one: str, other: str) -> float:
    if one == other:
        return 0.98
    if is_abjad(one) or is_abjad(other):
        score, _ = likeness_of_words(one, other)
        return score if score >= 0.9 else 0.0
    # A cheap look first: most pairs differ in length or at once.
    if abs(len(one) - len(other)) > 2 or len(one) < 6 or one[0] != other[0]:
        return 0.0
    score = JaroWinkler.normalized_similarity(one, other)
    return min(score, 0.96) if score >= 0.94 else 0.0


def _written_together(ours: list[str], listed: list[str]) -> Pair | None:
    one, other = "".join(ours), "".join(listed)
    if len(one) <= 3:
        return None
    if one == other:
        score = 0.97
    elif is_abjad(one) or is_abjad(other):
        score = likeness_of_words(one, other)[0]
        if score < 0.84:
            return None
    elif len(one) > 5 and OSA.normalized_similarity(one, other) >= 0.85:
        score = 0.95
    else:
        return None
    return Pair(" ".join(ours), " ".join(listed), How.JOINED, score)
