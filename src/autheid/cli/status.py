"""How the deployment stands, without a word about any person."""

from __future__ import annotations

import asyncio

import typer

from autheid.cli.context import opened_stores
from autheid.cli.keys import show_signing_keys
from autheid.cli.show import table
from autheid.kernel.clock import SystemClock
from autheid.request.state import (
    NotVerified,
    Pending,
    RpCancelled,
    State,
    Succeeded,
    TimedOut,
    Unclaimed,
    UserCancelled,
)

_WORDS: dict[type[State], str] = {
    Unclaimed: "not picked up",
    Pending: "pending",
    Succeeded: "succeeded",
    NotVerified: "not verified",
    UserCancelled: "cancelled by the person",
    RpCancelled: "cancelled by the relying party",
    TimedOut: "timed out",
}


def status() -> None:
    """Show the store, what is in it, and the signing keys."""
    now = SystemClock().now()
    with opened_stores() as stores:
        facts = stores.database.facts()
        requests = asyncio.run(stores.requests.count_by_state(now=now))
        keys = asyncio.run(stores.parties.signing_keys())
    table(
        ("", ""),
        [
            *((name.replace("_", " "), str(value)) for name, value in facts.items()),
            *((f"requests {word}", str(requests[state])) for state, word in _WORDS.items()),
        ],
    )
    typer.echo()
    show_signing_keys(keys, now)
