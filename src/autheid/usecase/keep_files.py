"""Files of a person: sealed with their account's key, noted before they are kept, destroyed when nothing needs them."""

from __future__ import annotations

from autheid.kernel.clock import Clock
from autheid.kernel.ids import AccountId, RequestKey
from autheid.kernel.secret import Chance, base64url_text
from autheid.needs.cases import AccountSeals, FileBook
from autheid.needs.files import Files

_NAME_BYTES = 24
_AT_ONCE = 100


class FileCabinet:
    """Keeps, opens and destroys files."""

    def __init__(
        self, *, files: Files, book: FileBook, seals: AccountSeals, clock: Clock, chance: Chance
    ) -> None:
        self._files = files
        self._book = book
        self._seals = seals
        self._clock = clock
        self._chance = chance

    async def keep(self, account: AccountId, data: bytes, *, request: RequestKey | None = None) -> str:
        """The name of the new file. What refers to it is written afterwards; a file that nothing refers to goes in a day."""
        name = base64url_text(self._chance(_NAME_BYTES))
        await self._book.note_file(name, account, request=request, now=self._clock.now())
        await self._files.put(name, await self._seals.seal(account, data, label=file_label(name)))
        return name

    async def open(self, account: AccountId, name: str) -> bytes | None:
        """The file; None when it is gone."""
        sealed = await self._files.get(name)
        return None if sealed is None else await self._seals.open(account, sealed, label=file_label(name))

    async def destroy_doomed(self) -> int:
        """Destroy what nothing needs any more; how many files that were."""
        names = await self._book.doomed(now=self._clock.now(), most=_AT_ONCE)
        for name in names:
            await self._files.delete(name)
        if names:
            await self._book.destroyed(names)
        return len(names)


def file_label(name: str) -> bytes:
    """Binds a sealed file to its name."""
    return b"file " + name.encode()
