"""Limits of all nodes together: each tells the others what it has given, and takes it off what they say."""

from __future__ import annotations

from collections.abc import Callable

from autheid.kernel.rate import Rate
from autheid.kernel.secret import KeyedHash, base64url_text

_NAME_BYTES = 9


class ShareRates:
    """A word is `rate:LIMIT:CALLER:COUNT`; the caller by a keyed hash, since it may be an address."""

    WORD = "rate"

    def __init__(self, *, names: KeyedHash, say: Callable[[str], None]) -> None:
        self._names = names
        self._say = say
        self._rates: dict[str, Rate] = {}

    def add(self, limit: str, rate: Rate) -> None:
        """Share a limit, by a name that every node has for it."""
        name = base64url_text(self._names(limit.encode())[:_NAME_BYTES])
        self._rates[name] = rate
        rate.share(lambda caller: base64url_text(self._names(f"{limit} {caller}".encode())[:_NAME_BYTES]))

    async def __call__(self) -> int:
        """Tell what was given since the last time; how many words."""
        words = [
            f"{self.WORD}:{limit}:{caller}:{count}"
            for limit, rate in self._rates.items()
            for caller, count in rate.untold().items()
        ]
        for word in words:
            self._say(word)
        return len(words)

    def heard(self, word: str) -> None:
        """What another node has given. A limit that this version has not got is not counted."""
        _, limit, caller, count = word.split(":")
        if limit in self._rates:
            self._rates[limit].taken_elsewhere(caller, int(count))
