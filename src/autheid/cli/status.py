"""How the deployment stands, without a word about any person: what the console's operations page shows."""

from __future__ import annotations

from itertools import groupby

import typer

from autheid.assemble.work import show_operations
from autheid.cli.context import opened_stores, settings_from, wait_for
from autheid.cli.keys import show_signing_keys
from autheid.cli.show import age, moment, plain, table
from autheid.kernel.clock import Millis, SystemClock
from autheid.usecase.show_operations import Fact, Mark

_MARKS = {Mark.FINE: "", Mark.LOOK: "look", Mark.BAD: "BAD"}
app = typer.Typer(add_completion=False)


@app.command()
def status() -> None:
    """Show the store, what is in it, what waits, what must be looked at, and the signing keys."""
    clock = SystemClock()
    now = clock.now()
    with opened_stores() as stores:
        store = wait_for(stores.database.facts())
        facts = wait_for(show_operations(settings_from(), stores, clock, troubles=None)())
        keys = wait_for(stores.parties.signing_keys())
    table(("store", ""), [(name, str(store[name])) for name in ("database", "bytes", "schema")])
    # This very process is no node of the deployment.
    for group, found in groupby(
        (one for one in facts if one.group not in {"nodes", "keys"}), lambda one: one.group
    ):
        typer.echo()
        table((group, "", "", ""), [_row(one, now) for one in found])
    disk = [one for one in facts if one.group == "nodes"][1:]
    typer.echo()
    table(("machine", "", "", ""), [_row(one, now) for one in disk])
    typer.echo()
    show_signing_keys(keys, now)


def _row(fact: Fact, now: Millis) -> tuple[str, str, str, str]:
    # Each line says of itself what it counts.
    name = f"requests {fact.name}" if fact.group == "requests" else fact.name
    return name, plain(fact.value), _when(fact.at, now), _MARKS[fact.mark]


def _when(at: Millis | None, now: Millis) -> str:
    if at is None:
        return ""
    return f"{age(now - at)} ago" if at <= now else moment(at)
