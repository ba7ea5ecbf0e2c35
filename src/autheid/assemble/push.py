"""Builds what wakes devices."""

from __future__ import annotations

from autheid.assemble.ground import Ground
from autheid.assemble.stores import Stores
from autheid.config import push_services_of
from autheid.outside.push import WebPush
from autheid.pki.web_push import SEED_BYTES, VapidKey


def vapid_key(stores: Stores) -> VapidKey:
    """The deployment's key at push services: from the master secret, so that every subscription outlives a restart."""
    return VapidKey(stores.master.derive("web push", length=SEED_BYTES))


def web_push(ground: Ground, *, key: VapidKey) -> WebPush | None:
    """Who wakes devices; None where no push service may be called."""
    if not push_services_of(ground.settings):
        return None
    origin = ground.origin.origin
    return WebPush(
        subscriptions=ground.stores.subscriptions,
        key=key,
        # Some services refuse a subject that is not on the web (RFC 8292 §2.1 wants `mailto:` or `https:`).
        subject=origin if origin.startswith("https:") else "",
        clock=ground.clock,
        chance=ground.chance,
    )
