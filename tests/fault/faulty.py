"""A machine whose disk refuses and whose clock steps, for one server: by a small library that is preloaded into it."""

from __future__ import annotations

import mmap
import shutil
import struct
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

_SOURCE = Path(__file__).with_name("faulty.c")
_CONTROL = struct.Struct("=iiqQ")
DATABASE = "/autheid.sqlite"
"""How the paths of the database's files go on after their folder's."""


class Faulty:
    """What fails at this moment. It changes at once, for the servers that run with `environment`."""

    def __init__(self, place: Path, *, files: str = DATABASE) -> None:
        """Its control file stands in the folder `place`; `files` is a part of the paths of those that may fail.

        Raises OSError where there is no C compiler.
        """
        path = place / "faulty.control"
        path.write_bytes(bytes(_CONTROL.size))
        path.chmod(0o666)  # the server's user is not always ours
        with path.open("r+b") as file:
            self._control = mmap.mmap(file.fileno(), _CONTROL.size)
        self.environment = {
            "LD_PRELOAD": str(_library()),
            "FAULTY_CONTROL": str(path),
            "FAULTY_DATABASE": files,
        }

    def refuse(self, *, writes: int = 0, syncs: int = 0) -> None:
        """From now on writing the database's files fails with the errno `writes`, flushing them with `syncs`."""
        self._control[:8] = struct.pack("=ii", writes, syncs)

    def step_clock(self, seconds: int) -> None:
        """From now on the wall clock is so far from the real one."""
        self._control[8:16] = struct.pack("=q", seconds)

    def mend(self) -> None:
        """Nothing fails any more, and the clock is right."""
        self.refuse()
        self.step_clock(0)

    @property
    def failed(self) -> int:
        """How many calls of servers have failed by this."""
        failed: int = _CONTROL.unpack(self._control[:])[3]
        return failed

    def close(self) -> None:
        """Give the control file back."""
        self._control.close()


@cache
def _folder() -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="autheid-faulty-")


@cache
def _library() -> Path:
    """Compiled once in a run."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if sys.platform != "linux" or compiler is None:
        message = (
            "faults of disks and clocks need Linux and a C compiler: install gcc, or run `make compiler`"
        )
        raise OSError(message)
    library = Path(_folder().name) / "faulty.so"
    library.parent.chmod(0o755)
    subprocess.run(
        [compiler, "-O2", "-Wall", "-Werror", "-shared", "-fPIC", "-o", library, _SOURCE, "-ldl"], check=True
    )
    return library
