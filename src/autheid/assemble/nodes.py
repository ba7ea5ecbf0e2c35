"""Makes this process one among many, where the database is one for many."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from autheid.assemble.stores import Stores
from autheid.door.timer import Timer, attempt
from autheid.kernel.clock import Clock
from autheid.kernel.secret import base64url_text, system_chance
from autheid.needs.alarm import Alarm
from autheid.outside.alone import Alone
from autheid.outside.bell import LoopBell, NodesBell
from autheid.outside.inbox import Inbox
from autheid.store.engine import Database
from autheid.store.postgres.database import PostgresDatabase
from autheid.store.postgres.nodes import Notices, PostgresMarks, PostgresTurns
from autheid.usecase.hear_late import HearLate
from autheid.usecase.share_rates import ShareRates
from autheid.usecase.take_turns import TakeTurns

LOOK_SECONDS = 1.0
"""So late at most is whoever waits told, when the word of it was lost."""
SHARE_SECONDS = 0.2
"""So long may each node give what the others have given away."""
_NODE_BYTES = 6


def bell_for(database: Database, alarm: Alarm) -> LoopBell:
    """The bell that is heard wherever this database is served."""
    return NodesBell(alarm=alarm) if isinstance(database, PostgresDatabase) else LoopBell(alarm=alarm)


@dataclass(frozen=True, kw_only=True)
class Company:
    """What this process has in common with the others."""

    turns: TakeTurns
    rates: ShareRates | None


@asynccontextmanager
async def among_nodes(
    stores: Stores, bell: LoopBell, clock: Clock, *, inbox: Inbox
) -> AsyncIterator[Company]:
    """Hear the other nodes and be heard, until the block is left."""
    database = stores.database
    if not isinstance(database, PostgresDatabase) or not isinstance(bell, NodesBell):
        yield Company(turns=TakeTurns(Alone()), rates=None)
        return
    # Its name is new at each start: what a fallen process of this machine held is not this one's.
    node = f"{socket.gethostname()}/{os.getpid()}/{base64url_text(system_chance(_NODE_BYTES))}".replace(
        " ", ""
    )

    def heard(word: str) -> None:
        hears.get(word.partition(":")[0], bell.heard)(word)

    notices = Notices(database, node=node, heard=heard, gap=bell.missed)
    bell.say = inbox.say = notices.say
    rates = ShareRates(names=stores.master.hasher("limits"), say=notices.say)
    hears = {Inbox.WORD: inbox.heard, ShareRates.WORD: rates.heard}
    turns = TakeTurns(PostgresTurns(database, node=node))
    late = HearLate(ears=bell, marks=PostgresMarks(database), clock=clock)
    tasks = [
        asyncio.create_task(notices.run()),
        asyncio.create_task(
            Timer({"hear_late": (LOOK_SECONDS, late), "share_rates": (SHARE_SECONDS, rates)}).run()
        ),
    ]
    try:
        yield Company(turns=turns, rates=rates)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        # A turn that is not left goes by its time.
        await attempt("leave_turns", turns.leave)
