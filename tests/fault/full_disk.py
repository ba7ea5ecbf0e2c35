"""A disk that can be filled up and emptied again, under one server's data."""

from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from tests.fault.faulty import Faulty

_SIZE = 128 * 1024 * 1024
"""Room for what a run writes; what is left is filled in an instant, since it is memory."""
_LARGE, _BLOCK = bytes(1024 * 1024), bytes(4096)


class Disk(Protocol):
    """Room for a server's data, in the folder `data`."""

    data: Path

    def fill(self) -> None:
        """Leave no room."""
        ...

    def free(self) -> None:
        """Give room again."""
        ...


class SmallFileSystem:
    """A file system of its own, as small as a test can fill; another file takes the rest of it."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self._ballast = data / "ballast"

    def fill(self) -> None:
        """Leave not one block."""
        with self._ballast.open("wb", buffering=0) as ballast:
            for piece in (_LARGE, _BLOCK):
                try:
                    while ballast.write(piece) == len(piece):
                        pass
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise

    def free(self) -> None:
        """Take the other file away."""
        self._ballast.unlink()


class PretendedDisk:
    """Where nothing may be mounted: every write to the database's files is refused with ENOSPC."""

    def __init__(self, data: Path, faulty: Faulty) -> None:
        self.data = data
        self._faulty = faulty

    def fill(self) -> None:
        """From now on there is no room."""
        self._faulty.refuse(writes=errno.ENOSPC)

    def free(self) -> None:
        """There is room."""
        self._faulty.refuse()


def may_mount() -> bool:
    """Whether a file system can be mounted here: by root, and not in every container."""
    return os.geteuid() == 0 and subprocess.run(["unshare", "-m", "true"], check=False).returncode == 0


@contextmanager
def disk_to_fill(
    place: Path, faulty: Faulty, *, pretended: bool = False, shared: bool = False
) -> Iterator[Disk]:
    """A small file system where one may be mounted, else one that is pretended; `shared` with other users."""
    data = place / "data"
    # Whoever serves its data has a folder of its own in it, or owns all of it.
    mode = 0o755 if shared else 0o700
    data.mkdir(mode=mode)
    if pretended or not may_mount():
        yield PretendedDisk(data, faulty)
        return
    options = f"size={_SIZE},mode={mode:o}"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "autheid-fault", data], check=True)
    try:
        yield SmallFileSystem(data)
    finally:
        subprocess.run(["umount", "--lazy", data], check=True)
