"""Where staging's letters end: in memory, for whoever tries things out to read."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

import msgspec

from autheid.account.letter import Letter
from autheid.kernel.secret import base64_bytes, base64_text

MOST_LETTERS = 500
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Letter).decode


class Inbox:
    """The last letters, the newest first. Where there are several nodes, each has what all have carried."""

    WORD = "letter"

    def __init__(self) -> None:
        self._letters: deque[Letter] = deque(maxlen=MOST_LETTERS)
        self.say: Callable[[str], None] | None = None
        """Tells the other nodes."""

    async def carry(self, letter: Letter) -> None:
        """Keep it."""
        self._letters.appendleft(letter)
        if self.say is not None:
            self.say(f"{self.WORD}:{base64_text(_encode(letter))}")

    def heard(self, word: str) -> None:
        """A letter that another node has carried."""
        self._letters.appendleft(_decode(base64_bytes(word.partition(":")[2])))

    def letters(self) -> list[Letter]:
        """The newest first."""
        return list(self._letters)
