"""How the deployment stands, without a word about any person."""

from __future__ import annotations

import asyncio

import typer

from autheid.cli.context import opened_stores
from autheid.cli.show import moment, table
from autheid.kernel.clock import SystemClock


def status() -> None:
    """Show the store, what is in it, and the signing keys."""
    with opened_stores() as stores:
        facts = stores.database.facts(now=SystemClock().now())
        keys = asyncio.run(stores.parties.signing_keys())
    table(("", ""), [(name.replace("_", " "), str(value)) for name, value in facts.items()])
    typer.echo()
    table(
        ("signing key", "algorithm", "signs from", "published until"),
        [(k.key_id, k.algorithm.value, moment(k.active_from), moment(k.published_until)) for k in keys],
    )
