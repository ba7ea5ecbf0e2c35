"""Lists to screen against: take a newer version into use, see what is in use and how old it is."""

from __future__ import annotations

from contextlib import ExitStack
from enum import Enum
from pathlib import Path
from typing import IO, Annotated

import typer

from autheid.assemble.desk import list_shelf
from autheid.cli.context import fail, reason_of, settings_from
from autheid.cli.show import age, moment, table
from autheid.config import Settings
from autheid.kernel.clock import SystemClock
from autheid.needs.lists import Taken
from autheid.outside.list_download import downloaded, plain_address
from autheid.outside.list_shelf import ListShelf
from autheid.screening.lists.source import ListRefused
from autheid.screening.result import ListKind
from autheid.screening.version import parse_list_name

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Lists to screen against: the EU's, the UN's, politically exposed persons.",
)


class Kind(Enum):
    """As the command line has it."""

    EU = "eu"
    UN = "un"
    PEP = "pep"


@app.command(epilog="Example: autheid lists update pep us-congress.csv --name us-congress")
def update(
    kind: Annotated[Kind, typer.Argument(help="what the list is of")],
    source: Annotated[
        str, typer.Argument(help="a file or an https:// address; without it the one in the settings")
    ] = "",
    name: Annotated[
        str, typer.Option(help="your name for it, where there are several of a kind; without it the kind")
    ] = "",
    force: Annotated[
        bool, typer.Option("--force", help="also when it is older, or a fifth of the entries is gone")
    ] = False,
) -> None:
    """Take a newer version of a list into use. Whatever is wrong with it, the one in use stays.

    A running server sees it within a second and screens every verified person again in the background.
    """
    settings = settings_from()
    where = source or _address(settings, kind)
    try:
        chosen = parse_list_name(name or kind.value)
    except ValueError as error:
        fail(f"--name: {error}")
    with ExitStack() as opened:
        try:
            file = _opened(opened, where)
            taken = _shelf(settings).take(
                chosen,
                ListKind[kind.name],
                file,
                source=plain_address(where) if "://" in where else Path(where).name,
                now=SystemClock().now(),
                force=force,
            )
        except ListRefused as error:
            fail(f"the list was not taken, and what was in use stays: {error}")
        except OSError as error:
            fail(reason_of(error))
    _tell(taken)


def _address(settings: Settings, kind: Kind) -> str:
    url: str = getattr(settings, f"{kind.value}_list_url")
    if not url:
        fail(f"SOURCE: give a file or an address, or set {kind.value}_list_url")
    return url


def _opened(opened: ExitStack, where: str) -> IO[bytes]:
    if "://" in where:
        return opened.enter_context(downloaded(where))
    return opened.enter_context(Path(where).open("rb"))


def _tell(taken: Taken) -> None:
    version = taken.version
    what = f"{version.name} {version.version}: {version.entries:,} persons, {version.names:,} names"
    if not taken.fresh:
        typer.echo(f"in use already: {what}")
        return
    typer.echo(f"in use now: {what}")
    if taken.delta is not None:
        delta = taken.delta
        typer.echo(f"{delta.added:,} added, {delta.changed:,} changed, {delta.removed:,} removed")


@app.command()
def status() -> None:
    """Show the lists in use, and how old they are."""
    settings, now = settings_from(), SystemClock().now()
    shelf = _shelf(settings)
    used = [one for one in shelf.shelved() if one.in_use]
    table(
        ("list", "kind", "published", "persons", "names", "looked for a newer one"),
        [
            (
                one.version.name,
                one.version.kind.value,
                one.version.published,
                f"{one.version.entries:,}",
                f"{one.version.names:,}",
                f"{age(now - one.checked)} ago",
            )
            for one in used
        ],
    )
    missing = [kind.value for kind in ListKind if kind not in {one.version.kind for one in used}]
    if missing:
        typer.echo(f"not screened, since no list of the kind is loaded: {', '.join(missing)}")
    for one in shelf.current():
        if one.stale:
            typer.echo(f"stale: {one.version.name}, and results say so; run `autheid lists update`")


@app.command()
def show(
    name: Annotated[
        str, typer.Argument(help="as `autheid lists status` shows it; every list without it")
    ] = "",
) -> None:
    """Show the versions that are kept, and where they came from; of one list with their hashes."""
    versions = [one for one in _shelf(settings_from()).shelved() if name in {"", one.version.name}]
    table(
        ("list", "version", "state", "persons", "names", "format", "from"),
        [
            (
                one.version.name,
                one.version.version,
                "in use" if one.in_use else "kept",
                f"{one.version.entries:,}",
                f"{one.version.names:,}",
                one.version.format,
                one.version.source,
            )
            for one in versions
        ],
    )
    for one in versions if name else ():
        loaded = moment(one.version.loaded)
        typer.echo(f"{one.version.version}: loaded {loaded}, SHA-256 of the source {one.version.sha256}")


@app.command()
def remove(name: Annotated[str, typer.Argument(help="as `autheid lists status` shows it")]) -> None:
    """Screen against this list no more. Its versions stay, for results that name them."""
    try:
        removed = _shelf(settings_from()).drop(name)
    except ValueError as error:
        fail(f"NAME: {error}")
    if not removed:
        fail("NAME: no list of this name is in use")
    typer.echo("removed")


def _shelf(settings: Settings) -> ListShelf:
    return list_shelf(settings, SystemClock())
