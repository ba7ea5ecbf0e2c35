"""Builds what wakes devices."""

from __future__ import annotations

from autheid.assemble.stores import Stores
from autheid.config import Settings, push_services_of
from autheid.kernel.clock import Clock
from autheid.kernel.secret import Chance
from autheid.outside.push import WebPush
from autheid.pki.web_push import SEED_BYTES, VapidKey


def vapid_key(stores: Stores) -> VapidKey:
    """The deployment's key at push services: from the master secret, so that every subscription outlives a restart."""
    return VapidKey(stores.master.derive("web push", length=SEED_BYTES))


def web_push(
    settings: Settings, stores: Stores, *, key: VapidKey, origin: str, clock: Clock, chance: Chance
) -> WebPush | None:
    """Who wakes devices; None where no push service may be called."""
    if not push_services_of(settings):
        return None
    return WebPush(
        subscriptions=stores.subscriptions,
        key=key,
        # Some services refuse a subject that is not on the web (RFC 8292 §2.1 wants `mailto:` or `https:`).
        subject=origin if origin.startswith("https:") else "",
        clock=clock,
        chance=chance,
    )
