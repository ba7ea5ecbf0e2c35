"""API keys of relying parties."""

from __future__ import annotations

import getpass
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Annotated, TypeVar

import typer

from autheid.account.rp import EVERY_RIGHT, KeyRight
from autheid.assemble.stores import Stores
from autheid.assemble.work import keep_keys
from autheid.cli.context import RpArgument, fail, opened_stores, wait_for
from autheid.cli.ground import ground_of
from autheid.cli.show import moment, plain, table
from autheid.kernel.clock import Millis, SystemClock
from autheid.kernel.errors import Refusal
from autheid.kernel.ids import RpId
from autheid.usecase.keep_keys import By, KeepKeys

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="API keys: shown once, stored as a keyed hash."
)
_T = TypeVar("_T")
_ONCE = "This is the only time that this key is shown. Send it as: Authorization: Bearer KEY"


@app.command(epilog="Example: autheid key create my-bank --name 'Web shop' > my-bank.key")
def create(
    rp: RpArgument,
    name: Annotated[str, typer.Option(help="which system it is for")] = "made at the server",
    permission: Annotated[
        list[KeyRight] | None, typer.Option(help="what it may do, again for each; everything without")
    ] = None,
    address: Annotated[
        list[str] | None, typer.Option(help="an address or network it may be used from, again for each")
    ] = None,
    expires: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="the day on which it ends, UTC")
    ] = None,
) -> None:
    """Create a key and show it, this once."""
    until = None if expires is None else Millis(int(expires.replace(tzinfo=UTC).timestamp() * 1000))

    async def make(keep: KeepKeys, stores: Stores) -> str:
        party = await stores.parties.party(RpId(rp))
        if party is None:
            fail(f"there is no relying party {rp}")
        _, secret = await keep.make(
            party,
            name=name,
            rights=frozenset(permission) if permission else EVERY_RIGHT,
            networks=address or [],
            expires=until,
            by=_by(),
        )
        return secret

    typer.echo(_run(make))
    typer.echo(_ONCE, err=True)


@app.command("list")
def list_(rp: RpArgument) -> None:
    """List a relying party's keys by their prefix."""
    now = SystemClock().now()
    keys = _run(lambda keep, _: keep.keys(RpId(rp)))
    table(
        ("prefix", "name", "may", "from", "created", "used", "state"),
        [
            (
                key.prefix,
                plain(key.name),
                " ".join(sorted(right.value for right in key.rights)),
                " ".join(key.networks) or "anywhere",
                moment(key.created),
                moment(key.used),
                "revoked" if key.revoked else "active" if key.is_alive(now) else "expired",
            )
            for key in keys
        ],
    )


@app.command(epilog="Example: autheid key rotate Pj+GIg2/ --overlap-hours 24 > my-bank.key")
def rotate(
    prefix: Annotated[str, typer.Argument(help="the key's first eight characters")],
    overlap_hours: Annotated[int, typer.Option(help="how long the old key works on: 0, 1, 24 or 168")] = 24,
) -> None:
    """Make a key like this one and show it, this once; the old one ends after the overlap."""

    async def turn(keep: KeepKeys, stores: Stores) -> str:
        rp = await _owner_of(stores, prefix)
        _, secret = await keep.rotate(rp, prefix, overlap_seconds=overlap_hours * 3600, by=_by())
        return secret

    typer.echo(_run(turn))
    typer.echo(_ONCE, err=True)


@app.command(epilog="Example: autheid key change Pj+GIg2/ --name 'Web shop' --address 203.0.113.0/24")
def change(
    prefix: Annotated[str, typer.Argument(help="the key's first eight characters")],
    name: Annotated[str | None, typer.Option(help="which system it is for")] = None,
    permission: Annotated[list[KeyRight] | None, typer.Option(help="what it may do, again for each")] = None,
    address: Annotated[
        list[str] | None,
        typer.Option(help="where it may be used from, again for each; `anywhere` for anywhere"),
    ] = None,
) -> None:
    """Change a key's name, permissions or addresses; what is not given stays."""

    async def do(keep: KeepKeys, stores: Stores) -> None:
        rp = await _owner_of(stores, prefix)
        key = next(one for one in await keep.keys(rp) if one.prefix == prefix)
        networks = list(key.networks) if address is None else [one for one in address if one != "anywhere"]
        await keep.change(
            rp,
            prefix,
            name=(name or key.name) or "made at the server",
            rights=frozenset(permission) if permission else key.rights,
            networks=networks,
            expires=key.expires,
            by=_by(),
        )

    _run(do)
    typer.echo("changed")


@app.command(epilog="Example: autheid key revoke Pj+GIg2/")
def revoke(prefix: Annotated[str, typer.Argument(help="the key's first eight characters")]) -> None:
    """Revoke a key: within a second it opens nothing any more."""

    async def end(keep: KeepKeys, stores: Stores) -> None:
        await keep.revoke(await _owner_of(stores, prefix), prefix, by=_by())

    _run(end)
    typer.echo(f"revoked {prefix}")


async def _owner_of(stores: Stores, prefix: str) -> RpId:
    found = await stores.parties.key_by_prefix(prefix)
    if found is None:
        fail("there is no active key with this prefix")
    return found[0].rp


def _by() -> By:
    return By(getpass.getuser(), "the server")


def _run(call: Callable[[KeepKeys, Stores], Awaitable[_T]]) -> _T:
    async def run(stores: Stores) -> _T:
        return await call(keep_keys(ground_of(stores)), stores)

    with opened_stores() as stores:
        try:
            return wait_for(run(stores))
        except Refusal as refusal:
            fail(refusal.message)
