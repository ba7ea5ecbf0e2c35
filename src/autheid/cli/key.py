"""API keys of relying parties."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from autheid.account.rp import ApiKey, make_api_key, prefix_of
from autheid.assemble import Stores
from autheid.cli.context import fail, opened_stores
from autheid.cli.rp import RpArgument
from autheid.cli.show import moment, table
from autheid.kernel.clock import SystemClock
from autheid.kernel.ids import RpId
from autheid.kernel.secret import system_chance

app = typer.Typer(no_args_is_help=True, help="API keys: shown once, stored as a keyed hash.")
_TRIES = 5


@app.command(epilog="Example: autheid key create my-bank > my-bank.key")
def create(rp: RpArgument) -> None:
    """Create a key and show it, this once."""
    with opened_stores() as stores:
        key = asyncio.run(_create(stores, RpId(rp)))
    if key is None:
        fail(f"there is no relying party {rp}")
    typer.echo(key)
    typer.echo(
        "This is the only time that this key is shown. Send it as: Authorization: Bearer KEY", err=True
    )


async def _create(stores: Stores, rp: RpId) -> str | None:
    for _ in range(_TRIES):
        key = make_api_key(system_chance)
        stored = ApiKey(
            prefix=prefix_of(key), rp=rp, key_hash=stores.api_keys(key.encode()), created=SystemClock().now()
        )
        # False also when two keys share a prefix, once in 2^48: then another is drawn.
        if await stores.parties.add_key(stored):
            return key
    return None


@app.command("list")
def list_(rp: RpArgument) -> None:
    """List a relying party's keys by their prefix."""
    with opened_stores() as stores:
        keys = asyncio.run(stores.parties.keys_of(RpId(rp)))
    table(
        ("prefix", "created", "state"),
        [(key.prefix, moment(key.created), "revoked" if key.revoked else "active") for key in keys],
    )


@app.command(epilog="Example: autheid key revoke Pj+GIg2/")
def revoke(prefix: Annotated[str, typer.Argument(help="the key's first eight characters")]) -> None:
    """Revoke a key: within a second it opens nothing any more."""
    with opened_stores() as stores:
        if not asyncio.run(stores.parties.revoke_key(prefix)):
            fail("there is no active key with this prefix")
    typer.echo(f"revoked {prefix}")
