"""What a list says of one person: every name, birth, country and document, and why the person is on it."""

from __future__ import annotations

import hashlib

import msgspec

from autheid.person.country import Alpha3


class Name(msgspec.Struct, frozen=True, array_like=True):
    """One name as the list writes it."""

    text: str
    weak: bool = False
    """The list itself calls the alias weak, or of low quality."""
    role: str = ""
    """What the list calls it where it is no current name: `former name`, `nom de guerre`."""


class Born(msgspec.Struct, frozen=True, array_like=True):
    """A birth as the list knows it: a day, a month, a year, or years from one to another."""

    year: int
    month: int = 0
    day: int = 0
    """0 where only the year, or the year and the month, are known."""
    until: int = 0
    """The last year of a range; 0 where there is none."""
    about: bool = False
    """The list says that it is approximate."""

    def __str__(self) -> str:
        """As a person writes it: `1970-01-02`, `1970`, `1968 to 1972`, `about 1970`."""
        text = f"{self.year:04}"
        if self.until and self.until != self.year:
            text += f" to {self.until:04}"
        elif self.month:
            text += f"-{self.month:02}" + (f"-{self.day:02}" if self.day else "")
        return f"about {text}" if self.about else text


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """One person on a list."""

    reference: str
    """The list's own, as its readers look it up: `EU.1001.60`, `QDi.435`, `Q7747`."""
    names: tuple[Name, ...]
    births: tuple[Born, ...] = ()
    countries: tuple[Alpha3, ...] = ()
    """Citizenships, and nothing else that a list tells of a country."""
    gender: str = ""
    """`M`, `F`, or empty."""
    documents: tuple[str, ...] = ()
    """Numbers of passports, without spaces, in capitals."""
    programme: str = ""
    reason: str = ""
    """Why the person is listed, or the office that the person holds: the list's words, cut to some 600 characters."""
    listed: str = ""
    """The date of the listing, or of the act that stands."""
    url: str = ""

    @property
    def title(self) -> str:
        """The name to call the entry by."""
        return self.names[0].text

    def fingerprint(self) -> str:
        """Changes when anything changes that screening reads; an officer's decision holds until then."""
        counted = (
            self.reference,
            sorted((name.text, name.weak) for name in self.names),
            sorted(str(born) for born in self.births),
            sorted(self.countries),
            self.gender,
            sorted(self.documents),
        )
        return hashlib.sha256(msgspec.json.encode(counted)).hexdigest()[:16]
