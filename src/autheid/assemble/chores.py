"""What is done again and again: by every process, or by one of them at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from autheid.assemble.ground import Ground
from autheid.assemble.identity import IdentityCases
from autheid.door.timer import Timer, attempt
from autheid.needs.post import Courier
from autheid.token.jwt import TokenIssuer
from autheid.usecase.carry_letters import CarryLetters
from autheid.usecase.count_calls import CountCalls
from autheid.usecase.deliver_webhooks import DeliverWebhooks
from autheid.usecase.keep_authority import KeepAuthority
from autheid.usecase.rotate_keys import RotateKeys
from autheid.usecase.show_usage import ShowUsage
from autheid.usecase.take_turns import TakeTurns
from autheid.usecase.tell_expiry import TellExpiry
from autheid.usecase.tidy import Tidy

TIDY_SECONDS = 5.0
REFRESH_SECONDS = 1.0
RETENTION_SECONDS = 60.0
SCREENING_SECONDS = 1.0
COUNT_SECONDS = 2.0
POST_SECONDS = 0.2
LAST_POST_SECONDS = 1.0
_Chores = dict[str, tuple[float, Callable[[], Awaitable[object]]]]
"""The pause after each, and the chore."""


@asynccontextmanager
async def chores(
    ground: Ground,
    *,
    rotate: RotateKeys,
    issuer: TokenIssuer,
    authority: KeepAuthority,
    courier: Courier | None,
    identity: IdentityCases,
    webhooks: DeliverWebhooks,
) -> AsyncIterator[None]:
    """Done until the block is left, and the letters that are on their way then a moment longer."""
    settings, stores, clock, turns = ground.settings, ground.stores, ground.clock, ground.turns
    carry = None if courier is None else CarryLetters(outbox=stores.outbox, courier=courier, clock=clock)
    tidy = Tidy(
        requests=stores.requests,
        clock=clock,
        keep_hours=settings.keep_hours,
        history_days=settings.history_days,
    )
    in_turn: _Chores = {
        "tidy": (TIDY_SECONDS, tidy),
        "enforce_retention": (RETENTION_SECONDS, identity.retain),
        "tell_expiry": (
            RETENTION_SECONDS,
            TellExpiry(cases=stores.cases, requests=stores.requests, hooks=stores.hooks, clock=clock),
        ),
        "forget_webhooks": (RETENTION_SECONDS, webhooks.forget),
        "tidy_certificates": (RETENTION_SECONDS, lambda: stores.certificates.tidy(now=clock.now())),
        "screen_everyone": (SCREENING_SECONDS, identity.screen_everyone),
    }
    timed: _Chores = {
        "forget_erased": (REFRESH_SECONDS, stores.eraser.forget_erased),
        "deliver_webhooks": (POST_SECONDS, webhooks),
        "refresh_keys": (REFRESH_SECONDS, lambda: rotate.refresh(issuer)),
        "refresh_authority": (REFRESH_SECONDS, authority.refresh),
        **_taken(in_turn, turns),
    }
    if carry is not None:
        timed["carry_letters"] = (POST_SECONDS, carry)
    timer = Timer(timed)
    ticking = asyncio.create_task(timer.run())
    try:
        yield
    finally:
        ticking.cancel()
        await asyncio.gather(ticking, return_exceptions=True)
        if carry is not None:
            await carry.stop(within_seconds=LAST_POST_SECONDS)


def _taken(chores: _Chores, turns: TakeTurns) -> _Chores:
    """Of many processes one does each of these at a time."""
    return {name: (every, turns(name, do, every_seconds=every)) for name, (every, do) in chores.items()}


@asynccontextmanager
async def counting(ground: Ground, *, count: CountCalls, usage: ShowUsage) -> AsyncIterator[None]:
    """What keeps the figures of relying parties; the last ones are written when it stops."""
    in_turn: _Chores = {
        "sum_usage": (RETENTION_SECONDS, usage.sum_up),
        "forget_work": (
            RETENTION_SECONDS,
            lambda: ground.stores.staff.forget_old(now=ground.clock.now()),
        ),
    }
    timer = Timer({"count_calls": (COUNT_SECONDS, count), **_taken(in_turn, ground.turns)})
    ticking = asyncio.create_task(timer.run())
    try:
        yield
    finally:
        ticking.cancel()
        await asyncio.gather(ticking, return_exceptions=True)
        await attempt("count_calls", count)
