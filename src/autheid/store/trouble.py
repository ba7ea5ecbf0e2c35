"""What ails the machine below a store is no fault of the caller, who may ask again."""

from __future__ import annotations

import structlog

from autheid.kernel.errors import Kind, Refusal

RETRY_AFTER_SECONDS = 1
_log = structlog.get_logger("autheid.store")


def unavailable(cause: BaseException, *, reason: str) -> Refusal:
    """The one answer while the database can't be reached, or its disk refuses: kept or not, nobody knows.

    `reason` names the trouble for the log; nothing that was read or written may stand in it.
    """
    _log.warning("store_unavailable", reason=reason)
    refusal = Refusal(
        Kind.UNAVAILABLE, "the store can't be reached; ask again", retry_after_seconds=RETRY_AFTER_SECONDS
    )
    refusal.__cause__ = cause
    return refusal
