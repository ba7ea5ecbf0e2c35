"""A name in any letters as words that can be compared: Latin letters, the same for every romanisation where that is safe.

Three forms of a word are used. The word itself, in a-z and 0-9. Its bones: the consonants that survive a change of
romanisation (Mohammed, Muhammad, Mukhamad). And, for words of a script that writes no short vowels, a pattern that
tells which Latin words can be the same.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

MOST_CHARACTERS = 300
"""Of one name. What is longer is cut: no person has such a name, and time must not depend on it."""
MOST_WORDS = 16
MOST_LETTERS = 24
"""Of a word that is compared across scripts."""

ARTICLES = frozenset(
    {"al", "el", "ul", "il", "as", "es", "ash", "esh", "ad", "ed", "ar", "er", "an", "en", "at", "az"}
)
PARTICLES = frozenset(
    [
        "al",
        "el",
        "ul",
        "bin",
        "ben",
        "ibn",
        "bint",
        "abu",
        "abou",
        "abi",
        "um",
        "umm",
        "ould",
        "wuld",
        "von",
        "van",
        "der",
        "den",
        "de",
        "da",
        "del",
        "della",
        "di",
        "du",
        "la",
        "le",
        "los",
        "las",
        "dos",
        "do",
        "das",
        "zu",
        "zum",
        "zur",
        "st",
        "mc",
        "mac",
        "y",
        "e",
        "i",
        "und",
        "the",
        "af",
        "av",
        "ter",
        "ten",
        "oglu",
        "ogly",
        "kyzy",
        "kizi",
        "uulu",
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "haj",
        "hajj",
        "haji",
        "hajji",
        "alhaj",
        "alhaji",
        "sheikh",
        "shaikh",
        "shaykh",
        "sheik",
        "cheikh",
        "shaikh",
        "sayyid",
        "sayed",
        "syed",
        "said",
        "seyed",
        "seyyed",
        "mullah",
        "mulla",
        "maulavi",
        "mawlawi",
        "maulvi",
        "mawlana",
        "maulana",
        "qari",
        "hafiz",
        "sir",
        "lord",
        "gen",
        "general",
        "col",
        "colonel",
        "maj",
        "major",
        "capt",
        "captain",
        "lt",
        "brig",
        "brigadier",
    ]
)
"""Words that many people have or leave out: alone they tell nobody from anybody, and missing they tell little."""

_WORD = re.compile(r"[a-z0-9]+")
_MARKS = str.maketrans("", "", "'`’‘ʼʻ´ʿʾ\".·")
_ASSIMILATED = re.compile(r"\b([aeu])([a-z]{1,2})-(?=\2)")
_SYLLABLES = re.compile(r"[A-Z][a-z']*|[a-z']+|[0-9]+")
_ABJAD = re.compile(r"[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc]+")
# Sounds that Greek writes with two letters, or with one that is read otherwise than it is transliterated.
_GREEK = {"ου": "u", "ού": "u", "αυ": "av", "αύ": "av", "ευ": "ev", "εύ": "ev", "μπ": "b", "ντ": "d", "γκ": "g", "γγ": "ng",
          "τζ": "j", "χ": "kh"}  # fmt: skip
_GREEK_PAIR = re.compile("|".join(_GREEK), re.IGNORECASE)
_IDEOGRAPHS = re.compile(r"[\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]")


@lru_cache(maxsize=60_000)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, in order. A word in Arabic letters stays in them; every other is in a-z and 0-9."""
    text = unicodedata.normalize("NFKC", name[:MOST_CHARACTERS])
    words: list[str] = []
    for piece in text.split():
        if _ABJAD.search(piece):
            words.extend(_ABJAD.findall(piece))
        else:
            words.extend(_latin_words(piece))
    return tuple(_joined_servants(words)[:MOST_WORDS])


def _latin_words(piece: str) -> list[str]:
    latin = anyascii(_GREEK_PAIR.sub(lambda pair: _GREEK[pair[0].lower()], piece))
    if _IDEOGRAPHS.search(piece):
        # anyascii writes a syllable a sign, with a capital each: XiJinPing.
        syllables = (syllable.lower().replace("'", "") for syllable in _SYLLABLES.findall(latin))
        return [syllable for syllable in syllables if syllable]
    latin = latin.lower().translate(_MARKS)
    return _WORD.findall(_ASSIMILATED.sub(r"\1l-", latin))


# ── Abd and the names of God ─────────────────────────────────────────────────────────────────────────────────────────
# Abd al-Rahman, Abdulrahman, Abdurrahman, Abdel Rahman and Abdirahman are one name. So are Allah's.

_ABD = re.compile(r"a[bp]d")
_SERVANT_ARABIC = "عبد"
_SERVANTS = frozenset({"abd", "abdul", "abdel", "abdal", "abdu", "abdol", "abdoul", "abdur", "abdus"})


def _joined_servants(words: list[str]) -> list[str]:
    # Whoever puts the last word first parts the servant from his lord: Salam Ashraf Abd al-.
    if len(words) > 1 and words[-1] in _SERVANTS:
        words = [words[-1], *words[:-1]]
    elif len(words) > 2 and words[-1] in ARTICLES and words[-2] in _SERVANTS:
        words = [*words[-2:], *words[:-2]]
    done: list[str] = []
    place = 0
    while place < len(words):
        word = words[place]
        following = words[place + 1 :]
        if word == _SERVANT_ARABIC and following:
            done.append(word + following[0])
            place += 2
            continue
        if word in _SERVANTS and following:
            steps = 2 if following[0] in ARTICLES and len(following) > 1 and word == "abd" else 1
            rest = words[place + steps]
            if rest not in PARTICLES:
                done.append(_servant("abdu" + rest if steps == 1 and word == "abd" else "abdul" + rest))
                place += steps + 1
                continue
        done.append(_servant(word) if len(word) > 6 and _ABD.match(word) else word)
        place += 1
    return done


def _servant(word: str) -> str:
    """`abdulrahman`, `abdurrahman` and `abdirahman` as `abdrahman`."""
    rest = word[3:].lstrip("aeiouy")
    vowels = word[3 : len(word) - len(rest)]
    if rest in {"lah", "llah", "la", "lla", "lo", "llo"}:
        return "abdullah"
    if rest.startswith("l") and len(rest) > 3 and vowels:
        rest = rest[1:]
    if len(rest) > 3 and rest[0] == rest[1]:
        rest = rest[1:]
    return "abd" + rest if len(rest) > 2 else word


# ── Bones ────────────────────────────────────────────────────────────────────────────────────────────────────────────
_SOUNDS = (
    ("sch", "s"), ("tch", "k"), ("dzh", "g"), ("dj", "g"), ("ch", "k"), ("sh", "s"), ("kh", "k"), ("gh", "g"), ("dh", "d"),
    ("th", "t"), ("ph", "f"), ("zh", "z"), ("tz", "z"), ("ts", "z"), ("ck", "k"), ("x", "ks"), ("q", "k"), ("c", "k"),
    ("j", "g"), ("v", "f"), ("w", ""), ("z", "s"),
)  # fmt: skip
_DROPPED = str.maketrans("", "", "aeiouyh")
_DOUBLED = re.compile(r"(.)\1+")


@lru_cache(maxsize=200_000)
def bones_of(word: str) -> str:
    """The consonants of a Latin word, alike for alike sounds, none twice in a row."""
    for sound, one in _SOUNDS:
        word = word.replace(sound, one)
    return _DOUBLED.sub(r"\1", word.translate(_DROPPED))


_SOFT = (("sch", "s"), ("sh", "s"), ("tsch", "c"), ("tch", "c"), ("ch", "c"), ("kh", "h"), ("zh", "z"), ("dzh", "dz"), ("ks", "x"),
         ("ts", "c"), ("ph", "f"), ("th", "t"), ("w", "v"), ("j", "i"), ("y", "i"))  # fmt: skip
_IS = re.compile("i+")


@lru_cache(maxsize=200_000)
def soft_of(word: str) -> str:
    """A Latin word without what only tells in which country it was transliterated: Jelena and Yelena, Chodorkowski."""
    for letters, one in _SOFT:
        word = word.replace(letters, one)
    return _IS.sub("i", word)


# ── Scripts without short vowels ─────────────────────────────────────────────────────────────────────────────────────
_ARABIC_CONSONANTS = {
    "ب": "[bp]{1,2}", "پ": "p{1,2}", "ت": "t{1,2}", "ث": "(?:th|ss|tt|s|t)", "ج": "(?:dj|dzh|zh|gg|cc|j|g|c)", "چ": "(?:tch|ch|cc|c|j)",
    "ح": "h{1,2}", "خ": "(?:kh|ch|kk|h|k|j)", "د": "d{1,2}", "ذ": "(?:dh|th|zz|dd|z|d)", "ر": "r{1,2}", "ز": "z{1,2}", "ژ": "(?:zh|zz|j|z)",
    "س": "(?:ss|cc|s|c)", "ش": "(?:sch|sh|ch|ss|s)", "ص": "(?:ss|cc|s|c)", "ض": "(?:dh|dd|zz|d|z)", "ط": "t{1,2}", "ظ": "(?:dh|th|zz|dd|z|d)",
    "غ": "(?:gh|gg|qq|g|q)", "ف": "[fv]{1,2}", "ق": "(?:gh|kh|qq|kk|gg|cc|q|k|g|c)", "ك": "(?:kk|cc|qq|k|c|q)", "ک": "(?:kk|cc|qq|k|c|q)", "گ": "g{1,2}",
    "ل": "l{1,2}", "م": "m{1,2}", "ن": "n{1,2}", "ه": "h*", "ة": "(?:h|t)?", "ڤ": "[vf]{1,2}", "ټ": "t{1,2}", "ډ": "d{1,2}", "ړ": "r{1,2}",
    "ږ": "(?:zh|gg|g|j)", "ښ": "(?:sh|kh|xx|x)", "ڼ": "n{1,2}", "ځ": "(?:dz|zz|z|j)", "څ": "(?:ts|ss|cc|s|c)", "ں": "n*",
}  # fmt: skip
_ARABIC_VOWELS = {"ا": "aeou", "آ": "a", "و": "uowv", "ي": "iye", "ی": "iye", "ې": "iye", "ے": "iye"}
"""The letters of long vowels, which are written, with what they may be in Latin letters. Short ones are not written."""
_FRAME = {
    "ب": "b", "پ": "b", "ت": "t", "ث": "t", "ج": "g", "چ": "k", "ح": "h", "خ": "k", "د": "d", "ذ": "d", "ر": "r", "ز": "s",
    "ژ": "s", "س": "s", "ش": "s", "ص": "s", "ض": "d", "ط": "t", "ظ": "d", "غ": "g", "ف": "f", "ق": "k", "ك": "k", "ک": "k",
    "گ": "g", "ل": "l", "م": "m", "ن": "n", "ڤ": "f", "ټ": "t", "ډ": "d", "ړ": "r", "ږ": "g", "ښ": "s", "ڼ": "n", "ځ": "s",
    "څ": "s",
}  # fmt: skip
_VOCALISATION = re.compile(r"[\u064b-\u065f\u0670\u0640\u0610-\u061a\u06d6-\u06ed]")
_LATIN_ARTICLE = re.compile(r"^[aeu]l")


def is_abjad(word: str) -> bool:
    """Whether a word stands in Arabic letters."""
    return "\u0600" <= word[0] <= "\ufefc" and word[0] > "z"


@lru_cache(maxsize=20_000)
def arabic_pattern(word: str) -> re.Pattern[str]:
    """What a Latin word must look like to be this Arabic one. Short vowels may stand anywhere, long ones must stand.

    Names are foreign bytes: each gap between consonants is taken whole (possessive), a consonant stands once or twice,
    and `MOST_LETTERS` bounds both sides, so that matching can't go back for long.
    """
    plain, servant = _plain_arabic(word[:MOST_LETTERS])
    vowels = "aeiouywv" if "و" in plain else "aeiouy"
    parts, needed = ["abd"] if servant else [], ""
    for place, letter in enumerate(plain):
        if letter in _ARABIC_VOWELS:
            may_be = "aeiou" if letter == "ا" and place == 0 else _ARABIC_VOWELS[letter]
            needed += f"(?=[{vowels}]*[{may_be}])"
        elif letter in _ARABIC_CONSONANTS:
            parts.append(f"{needed}[{vowels}]*+{_ARABIC_CONSONANTS[letter]}")
            needed = ""
    return re.compile("".join(parts) + f"{needed}[{vowels}]*+h?")


@lru_cache(maxsize=20_000)
def arabic_bones(word: str) -> str:
    """The consonants of an Arabic word as `bones_of` has them for its romanisations."""
    plain, servant = _plain_arabic(word)
    bones = "".join(_FRAME.get(letter, "") for letter in plain if letter not in "حه")
    return _DOUBLED.sub(r"\1", ("bd" if servant else "") + bones)


def _plain_arabic(word: str) -> tuple[str, bool]:
    """Without vowel signs and the article, and whether `servant of` stood before it."""
    plain = _VOCALISATION.sub("", word)
    servant = plain.startswith(_SERVANT_ARABIC) and len(plain) > 5
    if servant and plain[3:] in {"الله", "اللّٰه", "لله"}:
        return "عبدالله", False
    if servant:
        plain = plain[3:]
    if plain.startswith("ال") and len(plain) > 4:
        plain = plain[2:]
    return plain, servant
