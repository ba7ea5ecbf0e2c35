"""What a reading process may use. Set before a foreign byte is looked at; nothing here can be undone by the process."""

from __future__ import annotations

import ctypes
import os
import resource
import sys

MEMORY_BYTES = 1_500_000_000
CPU_SECONDS = 10
MAY_START = "--may-start"
_NO_NEW_PRIVS, _DUMPABLE = 38, 4  # linux/prctl.h
_NEW_USER, _NEW_NET = 0x10000000, 0x40000000  # linux/sched.h


def confine(*, may_start: bool = False) -> None:
    """Bounded time and memory, no files to write, no processes to start, no memory to look at, and where it can be no network.

    `may_start` is for an operator's Tesseract, which is a process of its own and is confined with this one.
    The network is cut off by a namespace of its own where the kernel lets an ordinary process make one.
    """
    os.chdir("/")
    os.environ.clear()  # noqa: TID251 - it has no settings, and shall see none
    if sys.platform == "linux":
        _confine_on_linux()
    for what, most in (
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 32),
        *(() if may_start else ((resource.RLIMIT_NPROC, 0),)),
    ):
        _, hard = resource.getrlimit(what)
        limit = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (limit, limit))


def _confine_on_linux() -> None:
    library = ctypes.CDLL(None, use_errno=True)
    library.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0)
    library.prctl(_DUMPABLE, 0, 0, 0, 0)
    # In containers that forbid it the call fails, and the process keeps the network that it has no use for.
    library.unshare(_NEW_USER | _NEW_NET)
