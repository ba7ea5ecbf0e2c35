"""Which errors of SQLite are the machine's: a disk that is full or refuses, a lock that is held too long."""

from __future__ import annotations

import sqlite3

from autheid.kernel.errors import Refusal
from autheid.store.trouble import unavailable

_OF_THE_MACHINE = frozenset(
    {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        # The lock of the log's index, met too often.
        sqlite3.SQLITE_PROTOCOL,
        # No file can be opened, or there are no descriptors left.
        sqlite3.SQLITE_CANTOPEN,
    }
)
_PRIMARY = 0xFF
"""An extended code has its primary one in its lowest byte (sqlite.org/rescode.html)."""


def trouble_of(failure: BaseException | None) -> Refusal | None:
    """UNAVAILABLE where the machine is at fault; None for everything else, which is ours."""
    if not isinstance(failure, sqlite3.OperationalError):
        return None
    # The library's own complaints have no code.
    code = getattr(failure, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    if code & _PRIMARY not in _OF_THE_MACHINE:
        return None
    return unavailable(failure, reason=failure.sqlite_errorname)
