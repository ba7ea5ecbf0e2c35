"""Whether what PostgreSQL acknowledges is kept (PostgreSQL 15 manual, 20.5 and 30.3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autheid.store.postgres.transaction import Connection


def what_may_be_lost(settings: Mapping[str, str]) -> list[str]:
    """What these settings may lose, each as a sentence; none when every acknowledged commit is kept.

    `settings` holds fsync, full_page_writes, synchronous_commit and synchronous_standby_names as PostgreSQL tells them.
    """
    found: list[str] = []
    if settings["fsync"] != "on":
        found.append("fsync is off: a crash of the machine may lose or break everything")
    if settings["full_page_writes"] != "on":
        found.append("full_page_writes is off: a crash of the machine may leave half-written pages")
    commit = settings["synchronous_commit"]
    if commit == "off":
        found.append("synchronous_commit is off: a crash loses what was acknowledged last")
    elif commit == "local" and settings["synchronous_standby_names"]:
        found.append(
            "synchronous_commit is local: a standby that takes over has not got what was acknowledged last"
        )
    return found


async def read_settings(connection: Connection) -> dict[str, str]:
    """The settings in question, as this connection has them."""
    rows = await connection.fetch(
        "SELECT name, setting FROM pg_settings WHERE name IN"
        " ('fsync', 'full_page_writes', 'synchronous_commit', 'synchronous_standby_names', 'server_encoding')"
    )
    return {row["name"]: row["setting"] for row in rows}
