"""Finds the entries that may be a person: a few hundred of a million, by sums over arrays.

A key is a word, two neighbours written together, the bones of a word, or a name that a word is a form of; each leads to
the entries that have it. A word that the list does not have leads to those one keystroke away, by the words that both
leave when one letter is taken out (the idea is SymSpell's). An entry's sum is how much the keys found say together.
Arrays alone are kept, so that processes share them through a mapped file.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from zlib import crc32

import msgspec
import numpy as np
import numpy.typing as npt

from autheid.screening.entry import Born, Entry
from autheid.screening.forms import groups_of
from autheid.screening.letters import PARTICLES, arabic_bones, bones_of, is_abjad, words_of

Ids = npt.NDArray[np.uint32]

SHORTEST_FUZZY = 5
"""Letters: of a shorter word, another one is always a keystroke away."""
_BONES, _GROUP, _NEAR = 0.6, 0.8, 0.7
_SAME_YEARS = 0.35
_LEAST_SHARE = 0.28
"""Of the best sum: what has less cannot become a match."""


class Arrays(msgspec.Struct, frozen=True):
    """An index as it lies in files; `docs/screening.md` draws it."""

    keys: npt.NDArray[np.uint32]
    """Hashes, ascending."""
    ends: npt.NDArray[np.uint32]
    """Where each key's entries end in `postings`."""
    postings: npt.NDArray[np.uint32]
    variants: npt.NDArray[np.uint32]
    """Hashes of words with one letter taken out, ascending."""
    sources: npt.NDArray[np.uint32]
    """Of each variant, the place of the whole word in `keys`."""
    first_year: npt.NDArray[np.uint16]
    last_year: npt.NDArray[np.uint16]
    """Of every birth of an entry; 0 where none is known."""
    form_ends: npt.NDArray[np.uint64]
    forms: npt.NDArray[np.uint8]
    """Of each entry the words of its names, a line each; a weak alias begins with `~`."""
    entry_ends: npt.NDArray[np.uint64]
    entries: npt.NDArray[np.uint8]
    """Of each entry the whole, in MessagePack."""


def _hash(text: str) -> int:
    return crc32(text.encode())


def keys_of(words: tuple[str, ...]) -> Iterable[tuple[str, float]]:
    """The keys of a name with how much each is worth; words that many leave out are no keys where there are others."""
    telling = [word for word in words if len(word) > 1 and word not in PARTICLES] or [
        word for word in words if len(word) > 1
    ]
    for word in telling:
        yield "w" + word, 1.0
        bones = arabic_bones(word) if is_abjad(word) else bones_of(word)
        if len(bones) >= 2:
            yield "b" + bones, _BONES
        for group in groups_of(word):
            yield f"g{group}", _GROUP
    for one, other in pairwise(words):
        yield "w" + one + other, 1.0
        if is_abjad(one) and is_abjad(other):
            yield "b" + arabic_bones(one + other), _BONES
        elif not is_abjad(one) and not is_abjad(other):
            bones = bones_of(one + other)
            if len(bones) >= 4:
                yield "b" + bones, _BONES


def _shortened(word: str) -> Iterable[str]:
    yield word
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]


def build(entries: Iterable[Entry]) -> Arrays:
    """An index over entries, in their order."""
    key_hashes, key_entries = array("I"), array("I")
    words: set[str] = set()
    first, last = array("H"), array("H")
    forms, form_ends = bytearray(), array("Q")
    blob, entry_ends = bytearray(), array("Q")
    encoder = msgspec.msgpack.Encoder()
    hashed = lru_cache(maxsize=400_000)(_hash)
    for number, entry in enumerate(entries):
        lines: dict[str, None] = {}
        seen: set[str] = set()
        for name in entry.names:
            name_words = words_of(name.text)
            if not name_words:
                continue
            line = " ".join(name_words)
            if not (name.weak and line in lines):
                lines.pop("~" + line, None)
                lines["~" + line if name.weak else line] = None
            seen.update(key for key, _ in keys_of(name_words))
            words.update(word for word in name_words if len(word) >= SHORTEST_FUZZY and not is_abjad(word))
        seen.update("p" + document for document in entry.documents)
        for key in seen:
            key_hashes.append(hashed(key))
            key_entries.append(number)
        years = [year for born in entry.births for year in (born.year, born.until or born.year)]
        first.append(min(years, default=0))
        last.append(max(years, default=0))
        forms += "\n".join(lines).encode()
        form_ends.append(len(forms))
        blob += encoder.encode(entry)
        entry_ends.append(len(blob))
    keys, ends, postings = _grouped(np.asarray(key_hashes, np.uint32), np.asarray(key_entries, np.uint32))
    variants, sources = _variants(words, keys)
    return Arrays(
        keys=keys,
        ends=ends,
        postings=postings,
        variants=variants,
        sources=sources,
        first_year=np.asarray(first, np.uint16),
        last_year=np.asarray(last, np.uint16),
        form_ends=np.asarray(form_ends, np.uint64),
        forms=np.frombuffer(bytes(forms), np.uint8),
        entry_ends=np.asarray(entry_ends, np.uint64),
        entries=np.frombuffer(bytes(blob), np.uint8),
    )


def _grouped(hashes: Ids, entries: Ids) -> tuple[Ids, Ids, Ids]:
    if not len(hashes):
        return hashes, hashes, hashes
    order = np.argsort(hashes, kind="stable")
    hashes, entries = hashes[order], entries[order]
    ends = np.append(np.flatnonzero(hashes[1:] != hashes[:-1]) + 1, len(hashes)).astype(np.uint32)
    return hashes[ends - 1], ends, entries


def _variants(words: set[str], keys: Ids) -> tuple[Ids, Ids]:
    hashes, sources = array("I"), array("I")
    for word in sorted(words):
        wanted = np.uint32(_hash("w" + word))
        place = int(np.searchsorted(keys, wanted))
        if place == len(keys) or keys[place] != wanted:
            # A particle is no key.
            continue
        for variant in _shortened(word):
            hashes.append(_hash(variant))
            sources.append(place)
    variants, found = np.asarray(hashes, np.uint32), np.asarray(sources, np.uint32)
    order = np.argsort(variants, kind="stable")
    return variants[order], found[order]


class Index:
    """Looks up and searches; the arrays may be mapped files."""

    def __init__(self, arrays: Arrays) -> None:
        self._arrays = arrays
        self.count = len(arrays.entry_ends)
        self._most = math.log(1 + self.count)
        self._decode = msgspec.msgpack.Decoder(Entry).decode
        self.weigh = lru_cache(maxsize=50_000)(self._weigh)

    def _weigh(self, word: str) -> float:
        """How much a word tells: rare 1, common towards .45; an initial .35."""
        if len(word) < 2:
            return 0.35
        place = self._place("w" + word)
        have = 0 if place is None else self._span(place)[1] - self._span(place)[0]
        return max(0.45, math.log(1 + self.count / (1 + have)) / self._most) if self.count else 1.0

    def entry(self, number: int) -> Entry:
        """One entry, whole."""
        arrays = self._arrays
        start = int(arrays.entry_ends[number - 1]) if number else 0
        return self._decode(arrays.entries[start : int(arrays.entry_ends[number])].tobytes())

    def forms(self, number: int) -> list[str]:
        """The words of an entry's names, a string each; a weak alias begins with `~`."""
        arrays = self._arrays
        start = int(arrays.form_ends[number - 1]) if number else 0
        return arrays.forms[start : int(arrays.form_ends[number])].tobytes().decode().split("\n")

    def candidates(self, words: tuple[str, ...], born: Born | None, *, most: int) -> list[int]:
        """The entries whose sums are highest, best first."""
        worth = self._worth(words)
        if not worth:
            return []
        arrays = self._arrays
        pieces = [arrays.postings[slice(*self._span(place))] for place in worth]
        sums = np.bincount(
            np.concatenate(pieces),
            weights=np.repeat(list(worth.values()), [len(piece) for piece in pieces]),
            minlength=1,
        )
        best = float(sums.max())
        found = np.flatnonzero(sums >= _LEAST_SHARE * best)
        scores = sums[found]
        if born is not None:
            year = born.year
            scores = scores + _SAME_YEARS * best * (
                (arrays.first_year[found] <= year + 1) & (arrays.last_year[found] >= year - 1)
            )
        if len(found) > most:
            top = np.argpartition(scores, len(scores) - most)[-most:]
            found, scores = found[top], scores[top]
        return [int(number) for number in found[np.argsort(-scores, kind="stable")]]

    def all(self) -> Iterator[Entry]:
        """Every entry, in order."""
        return map(self.entry, range(self.count))

    def with_documents(self, documents: Iterable[str]) -> list[int]:
        """The entries that have one of these passport numbers."""
        places = [place for number in documents if (place := self._place("p" + number)) is not None]
        return [
            int(number) for place in places for number in self._arrays.postings[slice(*self._span(place))]
        ]

    def _worth(self, words: tuple[str, ...]) -> dict[int, float]:
        """The places of the keys to sum over, with what each adds."""
        worth: dict[int, float] = {}
        for key, factor in keys_of(words):
            place = self._place(key)
            if place is not None:
                self._add(worth, place, factor)
            if key[0] == "w" and len(key) > SHORTEST_FUZZY and not is_abjad(key[1:]):
                for near in self._near(key[1:]):
                    if near != place:
                        self._add(worth, near, _NEAR)
        return worth

    def _add(self, worth: dict[int, float], place: int, factor: float) -> None:
        start, end = self._span(place)
        tells = math.log(1 + self.count / (end - start)) / self._most
        worth[place] = max(worth.get(place, 0.0), factor * tells)

    def _near(self, word: str) -> Sequence[int]:
        arrays = self._arrays
        hashes = np.fromiter((_hash(variant) for variant in _shortened(word)), np.uint32)
        low = np.searchsorted(arrays.variants, hashes, "left")
        high = np.searchsorted(arrays.variants, hashes, "right")
        found: set[int] = set()
        for start, end in zip(low.tolist(), high.tolist(), strict=True):
            if end > start:
                found.update(arrays.sources[start:end].tolist())
        return sorted(found)

    def _place(self, key: str) -> int | None:
        keys = self._arrays.keys
        wanted = np.uint32(_hash(key))
        place = int(np.searchsorted(keys, wanted))
        return place if place < len(keys) and keys[place] == wanted else None

    def _span(self, place: int) -> tuple[int, int]:
        ends = self._arrays.ends
        return (int(ends[place - 1]) if place else 0), int(ends[place])
