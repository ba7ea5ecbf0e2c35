"""Relying parties."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from autheid.account.rp import RelyingParty
from autheid.assemble.desk import reading_process
from autheid.assemble.stores import Stores
from autheid.assemble.work import keep_organisation
from autheid.cli.context import RpArgument, fail, opened_stores, settings_from, wait_for
from autheid.cli.ground import ground_of
from autheid.cli.show import table
from autheid.kernel.errors import Kind, Refusal
from autheid.kernel.ids import RpId
from autheid.person.visible import check_visible
from autheid.team.domain import WELL_KNOWN, record_name
from autheid.token.algorithm import TokenAlgorithm
from autheid.usecase.keep_organisation import LOGO_BYTES, KeepOrganisation

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Relying parties: those who ask.")
_ID = re.compile(r"[a-z0-9][a-z0-9-]{1,62}[a-z0-9]")
NAME_CHARACTERS = 64
_T = TypeVar("_T")


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
        if not wait_for(stores.parties.create_party(party)):
            fail(f"there is a relying party {rp} already")
    typer.echo(f"created {rp}; give it a key with: autheid key create {rp}")


@app.command("list")
def list_() -> None:
    """List the relying parties."""
    with opened_stores() as stores:
        parties = wait_for(stores.parties.parties())
    table(
        ("id", "name", "tokens", "signatures", "domain", "state"),
        [
            (
                party.rp,
                party.name,
                party.token_algorithm.value,
                "DER" if party.der_signatures else "r ‖ s",
                (party.domain + ("" if party.domain_proven else " (not proven)")) if party.domain else "-",
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
        if not wait_for(stores.parties.disable_party(RpId(rp))):
            fail(f"there is no active relying party {rp}")
    typer.echo(f"disabled {rp}")


@app.command(epilog="Example: autheid rp change my-bank --name 'My Bank' --token-algorithm ES256")
def change(
    rp: RpArgument,
    name: Annotated[str | None, typer.Option(help="what the person reads")] = None,
    token_algorithm: Annotated[TokenAlgorithm | None, typer.Option(help="how its tokens are signed")] = None,
    der_signatures: Annotated[
        bool | None, typer.Option("--der-signatures/--raw-signatures", help="how `sign` is given")
    ] = None,
) -> None:
    """Change what persons read of a relying party, and how its tokens and signatures are made from now on."""

    async def do(keep: KeepOrganisation, party: RelyingParty) -> RelyingParty:
        return await keep.change(
            party,
            name=party.name if name is None else name,
            token_algorithm=token_algorithm or party.token_algorithm,
            der_signatures=party.der_signatures if der_signatures is None else der_signatures,
        )

    _kept(rp, do)
    typer.echo("changed")


@app.command(epilog="Example: autheid rp logo my-bank logo.png")
def logo(
    rp: RpArgument,
    picture: Annotated[
        Path | None, typer.Argument(help="a PNG, JPEG or WebP; none takes the logo away")
    ] = None,
) -> None:
    """Set a relying party's logo, drawn anew from the picture's pixels."""
    data = b"" if picture is None else picture.read_bytes()
    if len(data) > LOGO_BYTES:
        fail(f"PICTURE: must have at most {LOGO_BYTES} bytes")
    _kept(rp, lambda keep, party: keep.set_logo(party, data))
    typer.echo("set" if data else "removed")


@app.command(epilog="Example: autheid rp domain my-bank bank.example")
def domain(
    rp: RpArgument,
    name: Annotated[
        str | None, typer.Argument(help="the domain to prove; without it the one that was named is looked up")
    ] = None,
    mark: Annotated[
        bool, typer.Option("--mark", help="say that it is proven, by hand: staging alone")
    ] = False,
) -> None:
    """Name a domain and show what must stand where, or look whether it does."""

    async def do(keep: KeepOrganisation, party: RelyingParty) -> RelyingParty:
        if name is not None:
            party = await keep.claim_domain(party, name)
        if mark:
            return await keep.mark_domain(party)
        return party if name is not None else await keep.check_domain(party)

    party = _kept(rp, do)
    if party.domain_proven is None:
        typer.echo(f"{record_name(party.domain)} TXT {party.domain_token}")
        typer.echo(f"or in https://{party.domain}{WELL_KNOWN}")
    else:
        typer.echo(f"{party.domain} is proven")


def _kept(rp: str, call: Callable[[KeepOrganisation, RelyingParty], Awaitable[_T]]) -> _T:
    async def run(stores: Stores) -> _T:
        party = await stores.parties.party(RpId(rp))
        if party is None:
            raise Refusal(Kind.NOT_FOUND, f"there is no relying party {rp}")
        reader = reading_process(settings_from())
        try:
            return await call(keep_organisation(ground_of(stores), reader=reader), party)
        finally:
            await reader.close()

    with opened_stores() as stores:
        try:
            return wait_for(run(stores))
        except Refusal as refusal:
            fail(refusal.message)
