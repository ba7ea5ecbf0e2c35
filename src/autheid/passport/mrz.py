"""The machine-readable zone of a passport: two lines of 44 characters (TD3; ICAO 9303-4 §4.2, check digits 9303-3 §4.9)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

import msgspec

from autheid.person.country import is_passport_code

LINE_CHARACTERS = 44
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"
_VALUES = {character: value for value, character in enumerate(ALPHABET[:-1])} | {"<": 0}
_WEIGHTS = (7, 3, 1)


class MrzRefused(ValueError):
    """The lines break rules of ICAO 9303; `problems` says which, a sentence each."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)


class Mrz(msgspec.Struct, frozen=True, kw_only=True):
    """What the zone says. Names are its transliteration, with single spaces for fillers; codes have no fillers."""

    line_1: str
    line_2: str
    document_code: str
    """`P`, and what the issuer put behind it."""
    issuer: str
    surname: str
    given_names: str
    """Empty for a holder with one name."""
    names_may_be_cut: bool
    """Whether the field is full to its last character (ICAO 9303-4 §4.2.3)."""
    document_number: str
    nationality: str
    date_of_birth: date
    sex: str
    """`M`, `F`, or empty where it is not specified."""
    date_of_expiry: date
    personal_number: str
    """The optional data, without the fillers at its end; empty where there is none."""


def check_digit(text: str) -> str:
    """The check digit of this text: weights 7, 3, 1, modulo 10 (ICAO 9303-3 §4.9)."""
    return str(sum(_VALUES[one] * _WEIGHTS[at % 3] for at, one in enumerate(text)) % 10)


def parse_mrz(lines: Sequence[str], *, today: date) -> Mrz:
    """Parse two lines and check every rule that they must obey. `today` decides which century two digits mean.

    The line of names has no check digit: compare the names with the chip, the printed page or the form.

    Raises MrzRefused with every rule that is broken.
    """
    _check_form(lines)
    first, second = lines
    problems = [*_names_problems(first), *_check_digit_problems(second)]
    for what, code in (("issuer", first[2:5]), ("nationality", second[10:13])):
        if not is_passport_code(code):
            problems.append(f"the {what} {code!r} is no code of ICAO 9303-3")
    if second[20] not in "MF<":
        problems.append("the sex must be M, F or <")
    birth = _date_of(second[13:19], latest=today)
    expiry = _expiry_of(second[21:27], today=today)
    if birth is None:
        problems.append("the date of birth is no whole date")
    if expiry is None:
        problems.append("the date of expiry is no whole date")
    if problems or birth is None or expiry is None:
        raise MrzRefused(problems)
    surname, _, given = first[5:].partition("<<")
    return Mrz(
        line_1=first,
        line_2=second,
        document_code=first[:2].rstrip("<"),
        issuer=first[2:5].rstrip("<"),
        surname=_words(surname),
        given_names=_words(given),
        names_may_be_cut=not first.endswith("<"),
        document_number=second[:9].rstrip("<"),
        nationality=second[10:13].rstrip("<"),
        date_of_birth=birth,
        sex=second[20].rstrip("<"),
        date_of_expiry=expiry,
        personal_number=second[28:42].rstrip("<"),
    )


def _check_form(lines: Sequence[str]) -> None:
    if len(lines) != 2:  # noqa: PLR2004 - TD3 has two lines
        raise MrzRefused(["a passport's zone has two lines"])
    for number, line in enumerate(lines, 1):
        if len(line) != LINE_CHARACTERS:
            raise MrzRefused([f"line {number} must have {LINE_CHARACTERS} characters"])
        if not set(line) <= set(ALPHABET):
            raise MrzRefused([f"line {number} may hold A to Z, 0 to 9 and < only"])
    if lines[0][0] != "P":
        raise MrzRefused(["the document is no passport: line 1 must begin with P"])


def _names_problems(first: str) -> list[str]:
    names = first[5:]
    problems = []
    if re.search(r"\d", names):
        problems.append("names hold no digits")
    if names.startswith("<"):
        problems.append("the surname is missing")
    if "<<" in names.partition("<<")[2].rstrip("<"):
        problems.append("names have one double filler, between surname and given names")
    return problems


def _check_digit_problems(second: str) -> list[str]:
    """The zone's five check digits. An empty personal number may have a filler instead (ICAO 9303-4 §4.2.2.2)."""
    problems = [
        f"the check digit of the {what} is wrong"
        for what, text, digit in (
            ("document number", second[:9], second[9]),
            ("date of birth", second[13:19], second[19]),
            ("date of expiry", second[21:27], second[27]),
            ("whole", second[:10] + second[13:20] + second[21:43], second[43]),
        )
        if check_digit(text) != digit
    ]
    optional, digit = second[28:42], second[42]
    if check_digit(optional) != digit and not (digit == "<" and not optional.strip("<")):
        problems.append("the check digit of the personal number is wrong")
    return problems


def _date_of(digits: str, *, latest: date) -> date | None:
    """The latest date that these six digits can mean and that is not after `latest`."""
    if not digits.isdigit():
        return None
    year = latest.year - latest.year % 100 + int(digits[:2])
    try:
        found = date(year, int(digits[2:4]), int(digits[4:]))
        return found if found <= latest else found.replace(year=year - 100)
    except ValueError:
        return _earlier_century(digits, year - 100)


def _earlier_century(digits: str, year: int) -> date | None:
    """29 February may exist in one century and not in the other."""
    try:
        return date(year, int(digits[2:4]), int(digits[4:]))
    except ValueError:
        return None


def _expiry_of(digits: str, *, today: date) -> date | None:
    """Passports live for ten years, some for longer: from fifty years back to fifty ahead."""
    if not digits.isdigit():
        return None
    year = today.year - today.year % 100 + int(digits[:2])
    for candidate in (year, year - 100, year + 100):
        if abs(candidate - today.year) <= 50:  # noqa: PLR2004 - said above
            return _earlier_century(digits, candidate)
    return None


def _words(field: str) -> str:
    return " ".join(field.replace("<", " ").split())


def mrz_lines(
    *,
    issuer: str,
    surname: str,
    given_names: str,
    document_number: str,
    nationality: str,
    date_of_birth: date,
    sex: str,
    date_of_expiry: date,
    personal_number: str = "",
) -> tuple[str, str]:
    """The two lines of such a passport; names are in the zone's letters already. For specimens."""
    names = f"{surname.replace(' ', '<')}<<{given_names.replace(' ', '<')}"
    first = f"P<{issuer:<3}".replace(" ", "<") + f"{names:<39}".replace(" ", "<")[:39]
    number = f"{document_number:<9}".replace(" ", "<")
    birth, expiry = f"{date_of_birth:%y%m%d}", f"{date_of_expiry:%y%m%d}"
    optional = f"{personal_number:<14}".replace(" ", "<")
    country = f"{nationality:<3}".replace(" ", "<")
    number, birth, expiry = (text + check_digit(text) for text in (number, birth, expiry))
    optional += check_digit(optional)
    whole = check_digit(number + birth + expiry + optional)
    return first, f"{number}{country}{birth}{sex or '<'}{expiry}{optional}{whole}"
