"""The figures of the processes that share a port, each in a file: any of them can tell those of all."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

_LIVES, _FELL = ".figures", ".fell"


class WorkerFigures:
    """A folder that the processes of one node share. Nothing in it outlives them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def begin(self) -> None:
        """Before the first process starts: what an earlier run has left is gone."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True, mode=0o700)

    def fell(self, process: int) -> None:
        """What a process has counted stays counted, but what it had in hand is gone."""
        with suppress(FileNotFoundError):
            self._file(process).replace(self._folder / f"{process}.{os.urandom(8).hex()}{_FELL}")

    def keep(self, own: bytes) -> None:
        """In place of what this process kept before: readers see one or the other."""
        file = self._file(os.getpid())
        draft = file.with_suffix(".draft")
        draft.write_bytes(own)
        draft.replace(file)

    def everyone(self) -> list[tuple[bytes, bool]]:
        """What each process has kept, and whether it lives."""
        found = []
        for file in sorted(self._folder.iterdir()):
            if file.suffix in {_LIVES, _FELL}:
                # One that falls at this moment is under its other name at the next look.
                with suppress(FileNotFoundError):
                    found.append((file.read_bytes(), file.suffix == _LIVES))
        return found

    def _file(self, process: int) -> Path:
        return self._folder / f"{process}{_LIVES}"
