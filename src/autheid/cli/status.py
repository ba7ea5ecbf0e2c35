"""How the deployment stands, without a word about any person."""

from __future__ import annotations

import asyncio

import typer

from autheid.assemble.identity import list_shelf
from autheid.cli.context import opened_stores, settings_from
from autheid.cli.keys import show_signing_keys
from autheid.cli.show import age, table
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
        shelf = list_shelf(settings_from(), SystemClock())
        progress = asyncio.run(stores.screenings.progress(shelf.token(), now=now))
    table(
        ("", ""),
        [
            *((name.replace("_", " "), str(value)) for name, value in facts.items()),
            *(
                (
                    f"list {one.version.name}",
                    f"{one.version.version}, looked for {age(now - one.checked)} ago",
                )
                for one in shelf.shelved()
                if one.in_use
            ),
            ("screened against them", f"{progress.screened} of {progress.verified} verified persons"),
            ("matches that wait", str(progress.open_pairs)),
            *((f"requests {word}", str(requests[state])) for state, word in _WORDS.items()),
        ],
    )
    typer.echo()
    show_signing_keys(keys, now)
