"""Relying parties."""

from __future__ import annotations

import asyncio
import re
from typing import Annotated

import typer

from autheid.account.rp import RelyingParty
from autheid.cli.context import fail, opened_stores
from autheid.cli.show import table
from autheid.kernel.ids import RpId
from autheid.person.visible import check_visible
from autheid.token.algorithm import TokenAlgorithm

app = typer.Typer(no_args_is_help=True, help="Relying parties: those who ask.")
_ID = re.compile(r"[a-z0-9][a-z0-9-]{1,62}[a-z0-9]")
NAME_CHARACTERS = 64

RpArgument = Annotated[str, typer.Argument(metavar="RP_ID", help="the relying party's id")]


@app.command(epilog='Example: autheid rp create my-bank --name "My Bank" --token-algorithm ES256')
def create(
    rp: RpArgument,
    name: Annotated[str, typer.Option(help="what the person reads, at most 64 characters")],
    token_algorithm: Annotated[
        TokenAlgorithm, typer.Option(help="how its tokens are signed")
    ] = TokenAlgorithm.RS256,
    der_signatures: Annotated[
        bool,
        typer.Option(
            "--der-signatures", help="give `sign` in DER instead of r ‖ s, unless a request asks otherwise"
        ),
    ] = False,
) -> None:
    """Create a relying party."""
    if not _ID.fullmatch(rp):
        fail("RP_ID: must be 3 to 64 lower-case letters, digits and hyphens, a hyphen neither first nor last")
    if not name.strip():
        fail("--name: is required")
    try:
        check_visible(name, max_characters=NAME_CHARACTERS, max_lines=1)
    except ValueError as rule:
        fail(f"--name: {rule}")
    party = RelyingParty(RpId(rp), name, token_algorithm, der_signatures)
    with opened_stores() as stores:
        if not asyncio.run(stores.parties.create_party(party)):
            fail(f"there is a relying party {rp} already")
    typer.echo(f"created {rp}; give it a key with: autheid key create {rp}")


@app.command("list")
def list_() -> None:
    """List the relying parties."""
    with opened_stores() as stores:
        parties = asyncio.run(stores.parties.parties())
    table(
        ("id", "name", "tokens", "signatures", "state"),
        [
            (
                party.rp,
                party.name,
                party.token_algorithm.value,
                "DER" if party.der_signatures else "r ‖ s",
                "disabled" if party.disabled else "active",
            )
            for party in parties
        ],
    )


@app.command(epilog="Example: autheid rp disable my-bank --yes")
def disable(rp: RpArgument, yes: Annotated[bool, typer.Option("--yes", help="do not ask")] = False) -> None:
    """Disable a relying party: its keys open nothing any more."""
    if not yes:
        typer.confirm(f"Disable {rp}? Its calls will be refused within a second", abort=True)
    with opened_stores() as stores:
        if not asyncio.run(stores.parties.disable_party(RpId(rp))):
            fail(f"there is no active relying party {rp}")
    typer.echo(f"disabled {rp}")
