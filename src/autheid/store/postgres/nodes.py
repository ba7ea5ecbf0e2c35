"""What several nodes on one database tell each other, and who does what only one of them should."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import structlog

from autheid.kernel.clock import Millis, after
from autheid.kernel.ids import first_key_at
from autheid.needs.signal import Mark, Topic
from autheid.request.opening import TIMEOUT_SECONDS
from autheid.store.postgres.database import PostgresDatabase

if TYPE_CHECKING:
    from autheid.store.postgres.transaction import Connection

_CHANNEL = "autheid"
_MOST_BYTES = 7900
"""PostgreSQL's limit is 8,000 (PostgreSQL 15 manual, NOTIFY)."""
_AGAIN_SECONDS = 0.25
_log = structlog.get_logger("autheid.nodes")


class Notices:
    """Words to all other nodes. One may be lost, with its sender: whoever hears looks again by itself too."""

    def __init__(
        self, database: PostgresDatabase, *, node: str, heard: Callable[[str], None], gap: Callable[[], None]
    ) -> None:
        """`heard` is called with each word of another node, `gap` when some may have been missed."""
        self._database = database
        self._node = node
        self._heard = heard
        self._gap = gap
        self._outgoing: dict[str, None] = {}
        self._more = asyncio.Event()
        self.sent = 0
        self.gaps = 0

    def say(self, word: str) -> None:
        """Tell every other node. Words hold no space; what is said in one turn of the loop goes in one notice."""
        self._outgoing[word] = None
        self._more.set()

    async def run(self) -> None:
        """Listen and speak until cancelled, on a connection of its own that is made again when it breaks."""
        while True:
            try:
                async with self._database.connected() as connection:
                    await self._converse(connection)
            except Exception as error:  # noqa: BLE001 - the database may be back in a moment
                _log.warning("nodes_unheard", reason=type(error).__name__)
            await asyncio.sleep(_AGAIN_SECONDS)

    async def _converse(self, connection: Connection) -> None:
        # A word is worth no flush of the disk: whoever misses it looks again.
        await connection.execute("SET synchronous_commit = off")
        await connection.add_listener(_CHANNEL, self._on_notice)
        broken = asyncio.Event()
        connection.add_termination_listener(lambda _: broken.set())
        try:
            # Whatever was said before this connection listened was missed.
            self.gaps += 1
            self._gap()
            while not broken.is_set():
                await self._speak(connection)
                await _first_of(self._more, broken)
        finally:
            if not connection.is_closed():
                await connection.remove_listener(_CHANNEL, self._on_notice)
                await connection.execute("RESET synchronous_commit")

    async def _speak(self, connection: Connection) -> None:
        self._more.clear()
        words, self._outgoing = list(self._outgoing), {}
        for payload in _payloads(self._node, words):
            await connection.execute("SELECT pg_notify($1, $2)", _CHANNEL, payload)
            self.sent += 1

    def _on_notice(self, _connection: object, _process: int, _channel: str, payload: object) -> None:
        node, *words = str(payload).split(" ")
        if node != self._node:
            for word in words:
                self._heard(word)


def _payloads(node: str, words: Sequence[str]) -> list[str]:
    """The words in as few notices as they fit in."""
    payloads: list[str] = []
    held, size = [node], len(node)
    for word in words:
        if size + 1 + len(word) > _MOST_BYTES:
            payloads.append(" ".join(held))
            held, size = [node], len(node)
        held.append(word)
        size += 1 + len(word)
    return [*payloads, " ".join(held)] if len(held) > 1 else payloads


async def _first_of(*events: asyncio.Event) -> None:
    waiting = [asyncio.create_task(event.wait()) for event in events]
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in waiting:
            task.cancel()


class PostgresTurns:
    """One node does a chore at a time (see `autheid.needs.turns`)."""

    def __init__(self, database: PostgresDatabase, *, node: str) -> None:
        self._database = database
        self._node = node

    async def take(self, chore: str, *, seconds: int) -> bool:
        """See `autheid.needs.turns.Turns`."""
        return await self._database.one("nodes.take_turn", (chore, self._node, seconds)) is not None

    async def leave(self) -> None:
        """See `autheid.needs.turns.Turns`."""
        async with self._database.connected() as connection:
            await connection.execute(self._database.statements["nodes.leave_turns"], self._node)


class PostgresMarks:
    """What has become of topics (see `autheid.needs.signal.Marks`)."""

    def __init__(self, database: PostgresDatabase) -> None:
        self._database = database

    async def marks(self, topics: Sequence[Topic], *, now: Millis) -> dict[Topic, Mark]:
        """See `autheid.needs.signal.Marks`."""
        keys = [number for kind, number in topics if kind == "request"]
        accounts = [number for kind, number in topics if kind == "account"]
        found: dict[Topic, Mark] = {}
        if keys:
            rows = await self._database.all("nodes.request_marks", (keys,))
            found |= {("request", row[0]): row[1:] for row in rows}
        if accounts:
            since = first_key_at(after(now, seconds=-TIMEOUT_SECONDS[1]))
            rows = await self._database.all("nodes.account_marks", (accounts, since))
            found |= {("account", row[0]): row[1:] for row in rows}
        return found
