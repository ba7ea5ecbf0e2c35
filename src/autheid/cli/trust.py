"""Trust lists: whose passports' chips are believed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from autheid.cli.context import fail, opened_stores, reason_of, wait_for
from autheid.cli.show import moment, table
from autheid.kernel.clock import SystemClock
from autheid.passport.certificates import certificate_of, signer_of
from autheid.passport.trust_list import MOST_BYTES, ListKind, read_trust_list
from autheid.person.country import name_of

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Trust lists: master lists, certificates and revocation lists of countries.",
)
_PREFIX = 16


@app.command(epilog="Example: autheid trust load DE_ML_2026-05-28.ml")
def load(
    file: Annotated[
        Path,
        typer.Argument(exists=True, dir_okay=False, help="a master list, certificates or a CRL; DER or PEM"),
    ],
) -> None:
    """Believe chips by this list from now on. Loading it is your word that it may be believed.

    A master list replaces the earlier one of the same signer.
    """
    if file.stat().st_size > MOST_BYTES:
        fail(f"FILE: must have at most {MOST_BYTES} bytes")
    try:
        found = read_trust_list(file.read_bytes())
    except (OSError, ValueError) as error:
        fail(f"FILE: {reason_of(error)}")
    with opened_stores() as stores:
        fresh = wait_for(stores.trust.load(found, source=file.name, now=SystemClock().now()))
    count = len(found.anchors or found.revocations)
    what = "revocation lists" if found.kind is ListKind.REVOCATIONS else "certificates"
    typer.echo(f"{'loaded' if fresh else 'loaded already'}: {count} {what}, {found.sha256.hex()[:_PREFIX]}")
    if found.signed_by:
        typer.echo(f"signed by {found.signed_by}")
    if found.unreadable:
        typer.echo(f"left out: {found.unreadable} that can't be read")


@app.command("list")
def list_() -> None:
    """List what was loaded, and the countries that are believed."""
    with opened_stores() as stores:
        lists = wait_for(stores.trust.lists())
        anchors = wait_for(stores.trust.anchors())
    table(
        ("list", "kind", "from", "signed", "loaded", "items", "state"),
        [
            (
                one.sha256.hex()[:_PREFIX],
                one.kind.value,
                one.source,
                moment(one.signed_at),
                moment(one.loaded),
                str(one.items),
                "in use" if one.in_use else "replaced or removed",
            )
            for one in lists
        ],
    )
    now = SystemClock().now() / 1000
    signers = [signer_of(certificate_of(der)) for der in anchors]
    valid = sum(one.not_after.timestamp() > now for one in signers)
    countries = Counter(one.country for one in signers)
    typer.echo(f"{len(anchors)} certificates of {len(countries)} countries, {valid} of them valid today")
    if countries:
        typer.echo(" ".join(f"{country}:{count}" for country, count in sorted(countries.items())))


@app.command(epilog="Example: autheid trust remove 3f1c9a…")
def remove(
    sha256: Annotated[
        str, typer.Argument(help="the beginning of its hash, as `autheid trust list` shows it")
    ],
) -> None:
    """Believe nobody by this list any more."""
    with opened_stores() as stores:
        lists = wait_for(stores.trust.lists())
        matching = [
            one for one in lists if one.in_use and sha256 and one.sha256.hex().startswith(sha256.lower())
        ]
        if len(matching) != 1:
            fail("there is no list in use with this hash" if not matching else "several lists begin so")
        wait_for(stores.trust.remove(matching[0].sha256))
    typer.echo("removed")


def country_words(code: str) -> str:
    """A passport's country in words, with its code."""
    return f"{name_of(code)} ({code})"
