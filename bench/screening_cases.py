"""Labelled cases for screening, made from a list's own names: who is on it, written as such names get written; who is not.

Entries that are one person (on two lists, under a shared name) are one group, and a group is in one half by its hash:
the engine was tuned on one half, and the other is reported.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple
from zlib import crc32

import msgspec
from anyascii import anyascii
from faker import Faker
from rapidfuzz.fuzz import token_sort_ratio

from autheid.person.country import Alpha3
from autheid.screening.entry import Born, Entry, Name
from autheid.screening.judge import Subject
from autheid.screening.letters import words_of

CORE = (
    "exact", "year only", "swapped", "one typo", "two typos", "missing middle", "merged", "MRZ", "near alias", "far alias",
    "Cyrillic",
)  # fmt: skip
OTHER = ("Greek", "Arabic", "Chinese, Korean", "unrelated alias", "weak alias")
LATIN_ONLY = ("Cyrillic", "Greek", "Arabic", "Chinese, Korean")
HELD_OUT = ("near alias", "far alias", "unrelated alias", "weak alias")

_SCRIPTS = {
    "Cyrillic": re.compile("[\u0400-\u04ff]"),
    "Arabic": re.compile("[\u0600-\u06ff]"),
    "Chinese, Korean": re.compile("[\u3400-\u9fff\uac00-\ud7a3]"),
}
_LATIN = re.compile(r"^[\u0000-\u024f\u1e00-\u1eff\u2010-\u201f´ʼ]+$")


class Case(NamedTuple):
    """A person to screen, and the references of which one must be found; none for a person who is on no list."""

    kind: str
    subject: Subject
    wanted: frozenset[str] = frozenset()


def is_latin(text: str) -> bool:
    """Whether a name stands in Latin letters alone."""
    return bool(_LATIN.match(text))


def groups_of(entries: list[Entry]) -> list[list[Entry]]:
    """Entries that are one person, together: they share a name of two words or more, and no births that differ."""
    by_name: dict[tuple[str, ...], list[int]] = {}
    leader = list(range(len(entries)))

    def lead(number: int) -> int:
        while leader[number] != number:
            number = leader[number]
        return number

    for number, entry in enumerate(entries):
        for name in entry.names:
            words = tuple(sorted(words_of(name.text)))
            for other in by_name.get(words, ()):
                years = {born.year for born in entry.births}
                others = {born.year for born in entries[other].births}
                if len(words) > 1 and (not years or not others or years & others):
                    leader[lead(number)] = lead(other)
            by_name.setdefault(words, []).append(number)
    groups: dict[int, list[Entry]] = {}
    for number, entry in enumerate(entries):
        groups.setdefault(lead(number), []).append(entry)
    return list(groups.values())


def in_half(group: list[Entry], half: int) -> bool:
    """Whether a group is in this half, 0 or 1."""
    return crc32(min(entry.reference for entry in group).encode()) % 2 == half


def _born(entry: Entry, chance: random.Random) -> Born:
    """A whole date that the entry's births allow."""
    if not entry.births:
        return _any_birth(chance)
    born = entry.births[0]
    year = chance.randint(born.year, born.until or born.year)
    return Born(year, born.month or chance.randint(1, 12), born.day or chance.randint(2, 28))


def _any_birth(chance: random.Random) -> Born:
    day = date(1940, 1, 1) + timedelta(days=chance.randrange(23_000))
    return Born(day.year, day.month, day.day)


def _typo(text: str, chance: random.Random, times: int) -> str | None:
    letters = list(text)
    for _ in range(times):
        places = [i for i in range(1, len(letters) - 1) if letters[i].isalpha() and letters[i - 1].isalpha()]
        if len(places) < 4:
            return None
        place = chance.choice(places)
        what = chance.randrange(4)
        if what == 0:
            letters[place] = chance.choice("abcdefghijklmnopqrstuvwxyz")
        elif what == 1:
            del letters[place]
        elif what == 2:
            letters.insert(place, chance.choice("abcdefghijklmnopqrstuvwxyz"))
        else:
            letters[place - 1], letters[place] = letters[place], letters[place - 1]
    typed = "".join(letters)
    return typed if typed != text else None


def _mrz(text: str) -> str:
    """As a passport's zone has it: ICAO 9303-3 letters, 39 characters for the whole name."""
    bare = re.sub(r"['’`.]", "", anyascii(text).upper())
    words = re.sub(r"[^A-Z]+", " ", bare).split()
    return " ".join(f"{words[-1]}<<{'<'.join(words[:-1])}"[:39].replace("<", " ").split())


def _swapped(text: str, _: random.Random) -> str:
    words = text.split()
    return " ".join((words[-1], *words[:-1]))


def _missing_middle(text: str, chance: random.Random) -> str | None:
    words = text.split()
    if len(words) < 3:
        return None
    del words[chance.randrange(1, len(words) - 1)]
    return " ".join(words)


def _merged(text: str, chance: random.Random) -> str | None:
    words = text.replace("-", " ").split()
    place = chance.randrange(len(words) - 1)
    return " ".join((*words[:place], words[place] + words[place + 1].lower(), *words[place + 2 :]))


_GREEK = {
    "a": "α", "b": "μπ", "c": "κ", "d": "ντ", "e": "ε", "f": "φ", "g": "γκ", "h": "χ", "i": "ι", "j": "τζ", "k": "κ", "l": "λ",
    "m": "μ", "n": "ν", "o": "ο", "p": "π", "q": "κ", "r": "ρ", "s": "σ", "t": "τ", "u": "ου", "v": "β", "w": "ου", "x": "ξ",
    "y": "ι", "z": "ζ",
}  # fmt: skip


def _greek(text: str, _: random.Random) -> str:
    latin = (
        anyascii(text).lower().replace("sh", "s").replace("kh", "h").replace("ch", "ts").replace("ou", "u")
    )
    return "".join(_GREEK.get(letter, letter) for letter in latin).title()


_VARIANTS: dict[str, Callable[[str, random.Random], str | None]] = {
    "exact": lambda text, _: text,
    "year only": lambda text, _: text,
    "swapped": _swapped,
    "one typo": lambda text, chance: _typo(text, chance, 1),
    "two typos": lambda text, chance: _typo(text, chance, 2),
    "missing middle": _missing_middle,
    "merged": _merged,
    "MRZ": lambda text, _: _mrz(text),
    "Greek": _greek,
}


def positives(groups: Iterable[list[Entry]], *, seed: int) -> Iterator[Case]:
    """A case of each kind that a person's names allow, but only some persons for each variant."""
    chance = random.Random(seed)
    for group in groups:
        wanted = frozenset(entry.reference for entry in group)
        entry = chance.choice(group)

        def case(kind: str, name: str, entry: Entry = entry, wanted: frozenset[str] = wanted) -> Case:
            born = _born(entry, chance)
            if kind == "year only":
                born = Born(born.year)
            return Case(kind, Subject((name,), born, entry.countries[:1], entry.gender), wanted)

        latin = [name.text for name in entry.names if not name.weak and is_latin(name.text)]
        whole = [text for text in latin if len(text.split()) > 1]
        if whole:
            for kind in chance.sample(list(_VARIANTS), 3):
                name = _VARIANTS[kind](chance.choice(whole), chance)
                if name:
                    yield case(kind, name)
        for kind, script in _SCRIPTS.items():
            names = [name.text for name in entry.names if script.search(name.text)]
            if names and whole:
                yield case(kind, chance.choice(names))
        held = held_out(entry, chance)
        if held is not None:
            kind, name = held
            yield case(kind, name)


def held_out(entry: Entry, chance: random.Random) -> tuple[str, str] | None:
    """A Latin alias to take out of the list, and how far it is from what is left."""
    names = [name for name in entry.names if is_latin(name.text) and len(words_of(name.text)) > 1]
    if len({words_of(name.text) for name in names}) < 2:
        return None
    taken = chance.choice(names)
    plain = " ".join(words_of(taken.text))
    rest = [words_of(name.text) for name in entry.names]
    nearest = max(
        (token_sort_ratio(plain, " ".join(words)) for words in rest if " ".join(words) != plain), default=0
    )
    if taken.weak:
        return "weak alias", taken.text
    return (
        "near alias" if nearest >= 85 else "far alias" if nearest >= 60 else "unrelated alias"
    ), taken.text


def without(entries: Iterable[Entry], names: set[tuple[str, ...]]) -> list[Entry]:
    """Entries without these names, wherever they stand; and without those that have no other."""
    kept = []
    for entry in entries:
        left = tuple(name for name in entry.names if words_of(name.text) not in names)
        if left:
            kept.append(entry if len(left) == len(entry.names) else _renamed(entry, left))
    return kept


def latin_only(entries: Iterable[Entry]) -> list[Entry]:
    """Entries with their Latin names alone."""
    kept = []
    for entry in entries:
        left = tuple(name for name in entry.names if is_latin(name.text))
        if left:
            kept.append(_renamed(entry, left))
    return kept


def _renamed(entry: Entry, names: tuple[Name, ...]) -> Entry:
    return msgspec.structs.replace(entry, names=names)


_LOCALES = {
    "sv_SE": "SWE", "de_DE": "DEU", "fr_FR": "FRA", "it_IT": "ITA", "es_ES": "ESP", "pt_PT": "PRT", "nl_NL": "NLD", "da_DK": "DNK",
    "fi_FI": "FIN", "no_NO": "NOR", "pl_PL": "POL", "cs_CZ": "CZE", "hu_HU": "HUN", "ro_RO": "ROU", "hr_HR": "HRV", "sk_SK": "SVK",
    "en_GB": "GBR", "en_IE": "IRL", "lt_LT": "LTU", "bg_BG": "BGR",
}  # fmt: skip
_REGIONS = {
    "common Arabic": (
        {"IRQ", "SYR", "AFG", "PAK", "SAU", "YEM", "LBY", "TUN", "EGY", "DZA", "MAR", "JOR"},
        (2, 3),
        1000,
    ),
    "common Russian": ({"RUS", "BLR", "UKR"}, (2, 3), 400),
    "common Korean": ({"PRK"}, (3,), 100),
}


def negatives(
    entries: list[Entry], politicians: Iterable[Entry], *, seed: int, ordinary: int = 2000
) -> Iterator[Case]:
    """Persons who are on no list."""
    chance = random.Random(seed)
    for number in range(ordinary):
        locale = list(_LOCALES)[number % len(_LOCALES)]
        name = " ".join(_ordinary_name(locale, seed * 100_003 + number))
        yield Case("ordinary", Subject((name,), _any_birth(chance), (Alpha3(_LOCALES[locale]),)))
    for entry in politicians:
        name = chance.choice(entry.names).text
        yield Case("politicians", Subject((name,), _born(entry, chance), entry.countries, entry.gender))
    for kind, (countries, lengths, count) in _REGIONS.items():
        for length in lengths:
            yield from _common(kind, entries, countries, length, count // len(lengths), chance)


_FAKERS: dict[str, Faker] = {}


def ordinary_names(count: int) -> Iterator[tuple[str, str]]:
    """So many first and last names of each country."""
    for locale in _LOCALES:
        for number in range(count):
            yield _ordinary_name(locale, number)


def _ordinary_name(locale: str, seed: int) -> tuple[str, str]:
    fake = _FAKERS.setdefault(locale, Faker(locale))
    fake.seed_instance(seed)
    return fake.first_name(), fake.last_name()


def _common(
    kind: str, entries: list[Entry], countries: set[str], length: int, count: int, chance: random.Random
) -> Iterator[Case]:
    """Names put together of what is commonest in each place of the names of a region."""
    places: list[Counter[str]] = [Counter() for _ in range(length)]
    for entry in entries:
        if set(entry.countries) & countries:
            for name in entry.names:
                words = name.text.title().split()
                if is_latin(name.text) and len(words) == length:
                    for place, word in zip(places, words, strict=True):
                        place[word] += 1
    common = [[word for word, _ in place.most_common(30)] for place in places]
    if not all(common):
        return
    for _ in range(count):
        words = [chance.choice(place) for place in common]
        nationality = Alpha3(chance.choice(sorted(countries)))
        yield Case(kind, Subject((" ".join(words),), _any_birth(chance), (nationality,), "M"))
