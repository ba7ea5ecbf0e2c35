"""Where staging's letters end: in memory, for whoever tries things out to read."""

from __future__ import annotations

from collections import deque

from autheid.account.letter import Letter

MOST_LETTERS = 500


class Inbox:
    """The last letters, the newest first."""

    def __init__(self) -> None:
        self._letters: deque[Letter] = deque(maxlen=MOST_LETTERS)

    async def carry(self, letter: Letter) -> None:
        """Keep it."""
        self._letters.appendleft(letter)

    def letters(self) -> list[Letter]:
        """The newest first."""
        return list(self._letters)
