"""Whether an entry is this person: points for what agrees and against what differs, each of them told.

The name gives the score to begin with, from 0 to 1. A birth, a nationality, a gender and a passport number move it; what
either side does not know moves nothing and is said to be missing. Where no birth corroborates, a name must carry more.
"""

from __future__ import annotations

from enum import Enum

import msgspec

from autheid.person.country import Alpha3, name_of
from autheid.screening.entry import Born, Entry
from autheid.screening.letters import words_of
from autheid.screening.likeness import Comparison, How, Likeness, Weigh

ENGINE = "1"
"""Raised whenever the same person and the same list may be judged otherwise."""


class Band(Enum):
    """What a score means."""

    MATCH = "match"
    POSSIBLE = "possible"
    NONE = "no match"


class Subject(msgspec.Struct, frozen=True):
    """Who is screened, in every form held of the name."""

    names: tuple[str, ...]
    born: Born | None = None
    nationalities: tuple[Alpha3, ...] = ()
    gender: str = ""
    documents: tuple[str, ...] = ()


class Feature(msgspec.Struct, frozen=True):
    """One thing that was compared, what it said, and what it did to the score."""

    of: str
    """`name`, `birth`, `nationality`, `gender`, `passport`."""
    says: str
    points: float
    """Of the name the score itself; of the others what they add or take."""


class Judgement(msgspec.Struct, frozen=True):
    """Score, band and the features that made them."""

    score: float
    band: Band
    listed_name: str
    weak: bool
    features: tuple[Feature, ...]


class Demands(msgspec.Struct, frozen=True):
    """From which score on it is a match, and when a person should look."""

    match: float = 0.86
    """Where a birth corroborates."""
    match_without_birth: float = 0.90
    possible: float = 0.80


SANCTIONS = Demands()
EXPOSED = Demands(match_without_birth=0.95, possible=0.84)


class Birth(Enum):
    """How two births agree, with the points for it, of which no two may be the same."""

    SAME_DAY = 0.10
    DAY_AND_MONTH_SWAPPED = 0.05
    SAME_MONTH = 0.04
    SAME_YEAR_NO_DAY = 0.01
    IN_RANGE = 0.005
    UNKNOWN = 0.0
    NEAR_THE_LISTED_YEAR = -0.02
    SAME_DAY_OTHER_YEAR = -0.06
    NEXT_YEAR = -0.07
    SAME_YEAR_OTHER_DAY = -0.08
    CLOSE = -0.15
    DIFFERS = -0.30


_BIRTH_SAYS = {
    Birth.SAME_DAY: "the same day, {listed}",
    Birth.DAY_AND_MONTH_SWAPPED: "day and month swapped, {listed}",
    Birth.SAME_MONTH: "the same month, where the list has {listed}",
    Birth.SAME_YEAR_NO_DAY: "the same year, where the list has {listed}",
    Birth.IN_RANGE: "within the list's {listed}",
    Birth.NEAR_THE_LISTED_YEAR: "near the list's {listed}",
    Birth.SAME_DAY_OTHER_YEAR: "the same day of another year, {listed}",
    Birth.SAME_YEAR_OTHER_DAY: "another day of the same year, {listed}",
    Birth.NEXT_YEAR: "a year beside the list's {listed}",
    Birth.CLOSE: "close, but another: the list has {listed}",
    Birth.DIFFERS: "differs, the list has {listed}",
}
_CORROBORATES = frozenset(
    {Birth.SAME_DAY, Birth.DAY_AND_MONTH_SWAPPED, Birth.SAME_MONTH, Birth.SAME_YEAR_NO_DAY, Birth.IN_RANGE}
)
_COMMON_NAME = 0.10
_ONE_DIGIT_OFF = 10
"""Years: one digit of a birth year mistyped, and not the century."""
_OTHER_NATIONALITY = -0.07
_OTHER_GENDER = -0.15
_WEAK = -0.05
_SAME_PASSPORT = 0.30


def birth_agreement(ours: Born, listed: Born) -> Birth:
    """How a person's birth and one of the list's agree."""
    if listed.until and listed.until != listed.year:
        inside = listed.year <= ours.year <= listed.until
        beside = listed.year - 1 <= ours.year <= listed.until + 1
        return Birth.IN_RANGE if inside else Birth.NEAR_THE_LISTED_YEAR if beside else Birth.DIFFERS
    apart = abs(ours.year - listed.year)
    if ours.day and listed.day:
        return _days_agree(ours, listed, apart)
    if apart == 0:
        both = ours.month and listed.month
        if both and ours.month != listed.month:
            return Birth.SAME_YEAR_OTHER_DAY
        return Birth.SAME_MONTH if both else Birth.SAME_YEAR_NO_DAY
    near = 2 if listed.about else 1
    if apart <= near:
        return Birth.NEAR_THE_LISTED_YEAR if listed.about else Birth.NEXT_YEAR
    return Birth.CLOSE if apart == near + 1 else Birth.DIFFERS


def _days_agree(ours: Born, listed: Born, apart: int) -> Birth:
    if (ours.month, ours.day) == (listed.month, listed.day):
        return (
            Birth.SAME_DAY
            if apart == 0
            else Birth.SAME_DAY_OTHER_YEAR
            if apart <= _ONE_DIGIT_OFF
            else Birth.DIFFERS
        )
    if apart == 0:
        swapped = (ours.month, ours.day) == (listed.day, listed.month)
        if swapped:
            return Birth.DAY_AND_MONTH_SWAPPED
        # Whoever knows only the year is often written down as born on its first or last day.
        return Birth.SAME_YEAR_NO_DAY if _is_filler(listed) or _is_filler(ours) else Birth.SAME_YEAR_OTHER_DAY
    return Birth.CLOSE if apart == 1 else Birth.DIFFERS


def _is_filler(born: Born) -> bool:
    return (born.month, born.day) in {(1, 1), (12, 31)}


def _birth(subject: Subject, entry: Entry) -> tuple[Feature, Birth]:
    if subject.born is None:
        return Feature("birth", "missing: the person's is not known", 0.0), Birth.UNKNOWN
    if not entry.births:
        return Feature("birth", "missing: the list has none", 0.0), Birth.UNKNOWN
    agreement, listed = max(
        ((birth_agreement(subject.born, born), born) for born in entry.births), key=lambda one: one[0].value
    )
    return Feature("birth", _BIRTH_SAYS[agreement].format(listed=listed), agreement.value), agreement


def _nationality(subject: Subject, entry: Entry) -> Feature:
    if not subject.nationalities:
        return Feature("nationality", "missing: the person's is not known", 0.0)
    if not entry.countries:
        return Feature("nationality", "missing: the list has none", 0.0)
    same = [country for country in subject.nationalities if country in entry.countries]
    if same:
        return Feature("nationality", f"the same, {name_of(same[0])}", 0.0)
    listed = ", ".join(name_of(country) for country in entry.countries)
    return Feature("nationality", f"differs, the list has {listed}", _OTHER_NATIONALITY)


def _gender(subject: Subject, entry: Entry) -> Feature:
    if not subject.gender or not entry.gender:
        whose = "the list has none" if subject.gender else "the person's is not known"
        return Feature("gender", f"missing: {whose}", 0.0)
    same = subject.gender == entry.gender
    return Feature("gender", "the same" if same else "differs", 0.0 if same else _OTHER_GENDER)


def _passport(subject: Subject, entry: Entry) -> tuple[Feature, ...]:
    same = [number for number in subject.documents if number in entry.documents]
    return (Feature("passport", f"the same number, {same[0]}", _SAME_PASSPORT),) if same else ()


class Judge:
    """Judges entries for one person; what depends on the person alone is made once."""

    def __init__(self, subject: Subject, weigh: Weigh, demands: Demands) -> None:
        self.subject = subject
        self._weigh = weigh
        self._demands = demands
        self.forms = tuple(dict.fromkeys(words for name in subject.names if (words := words_of(name))))
        self._comparisons = [Comparison(words, weigh) for words in self.forms]

    def name(self, forms: list[str]) -> tuple[Likeness, str]:
        """The likest of the listed forms, each the words of a name; a weak one begins with `~`."""
        best, best_form, best_value = Likeness(0.0), "", 0.0
        for form in forms:
            weak = form.startswith("~")
            listed = tuple((form[1:] if weak else form).split(" "))
            for comparison in self._comparisons:
                like = comparison.to(listed)
                value = like.score + (_WEAK if weak else 0.0)
                if value > best_value:
                    best, best_form, best_value = like, form, value
        return best, best_form

    def may_reach(self, like: Likeness) -> bool:
        """Whether anything beside a passport's number can make this a match, or a possible one."""
        return like.score >= self._demands.possible - Birth.SAME_DAY.value

    def judge(self, entry: Entry, like: Likeness, form: str) -> Judgement:
        """Score and band of an entry whose likest form is known, with what made them."""
        weak = form.startswith("~")
        listed_name = _name_of_form(entry, form)
        features = [Feature("name", _name_says(like, listed_name, weak=weak), round(like.score, 4))]
        score = like.score
        if weak:
            features.append(Feature("alias", "the list calls it weak", _WEAK))
            score += _WEAK
        birth, agreement = _birth(self.subject, entry)
        if agreement is Birth.UNKNOWN:
            common = self._common_name()
            if common:
                features.append(Feature("name", "common words, and no birth to tell by", common))
                score += common
        others = (birth, _nationality(self.subject, entry), _gender(self.subject, entry))
        passport = _passport(self.subject, entry)
        features.extend((*others, *passport))
        score = min(1.0, max(0.0, score + sum(feature.points for feature in (*others, *passport))))
        if passport:
            # Whatever the name is: somebody must look.
            score = max(score, self._demands.possible)
        corroborated = agreement in _CORROBORATES or bool(passport)
        demands = self._demands
        match = demands.match if corroborated else demands.match_without_birth
        band = Band.MATCH if score >= match else Band.POSSIBLE if score >= demands.possible else Band.NONE
        return Judgement(round(score, 4), band, listed_name, weak, tuple(features))

    def _common_name(self) -> float:
        if not self.forms:
            return 0.0
        ours = [self._weigh(word) for word in self.forms[0]]
        return round(-_COMMON_NAME * max(0.0, 0.80 - sum(ours) / len(ours)) / 0.35, 4)


def _name_of_form(entry: Entry, form: str) -> str:
    bare = form.removeprefix("~")
    return next((name.text for name in entry.names if " ".join(words_of(name.text)) == bare), entry.title)


_HOW_SAYS = {
    How.FORM: "{0} is a form of {1}",
    How.SPELLING: "{0} for {1}",
    How.SOUND: "{0} sounds like {1}",
    How.SCRIPT: "{0} is written {1}",
    How.INITIAL: "{0} for {1}",
    How.JOINED: "{0} together is {1}",
}


def _name_says(like: Likeness, listed_name: str, *, weak: bool) -> str:
    kind = "weak alias" if weak else "listed name"
    differing = [pair for pair in like.pairs if pair.how is not How.SAME]
    told = [_HOW_SAYS[pair.how].format(pair.ours, pair.listed) for pair in differing]
    if len(differing) < len(like.pairs):
        same = " ".join(pair.ours for pair in like.pairs if pair.how is How.SAME)
        told.append(f"{same} is the same")
    if like.left:
        told.append(f"{' '.join(like.left)} is not on the list")
    return f"{kind} {listed_name}, where " + ", ".join(told)
