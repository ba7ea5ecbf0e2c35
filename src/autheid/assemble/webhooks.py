"""Builds what tells relying parties' servers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from autheid.assemble.stores import Stores
from autheid.config import Settings
from autheid.kernel.clock import Clock
from autheid.kernel.secret import system_chance
from autheid.outside.hook_post import HookSender
from autheid.usecase.deliver_webhooks import DeliverWebhooks
from autheid.usecase.keep_webhooks import KeepWebhooks


@asynccontextmanager
async def deliver_webhooks(
    settings: Settings, stores: Stores, clock: Clock
) -> AsyncIterator[DeliverWebhooks]:
    """The carrier, until the block is left."""
    sender = HookSender(allow_local=settings.profile == "staging")
    deliver = DeliverWebhooks(hooks=stores.hooks, post=sender, clock=clock)
    try:
        yield deliver
    finally:
        await deliver.stop()
        await sender.close()


def webhooks_desk(settings: Settings, stores: Stores, clock: Clock, deliver: DeliverWebhooks) -> KeepWebhooks:
    """What a relying party's people do, over a carrier."""
    return KeepWebhooks(
        hooks=stores.hooks,
        deliver=deliver,
        allow_local=settings.profile == "staging",
        clock=clock,
        chance=system_chance,
    )


@asynccontextmanager
async def keep_webhooks(settings: Settings, stores: Stores, clock: Clock) -> AsyncIterator[KeepWebhooks]:
    """What a relying party's people do."""
    async with deliver_webhooks(settings, stores, clock) as deliver:
        yield webhooks_desk(settings, stores, clock, deliver)
