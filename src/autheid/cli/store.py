"""Where everything is kept: move it, copy it away, bring it back."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from autheid.assemble import copy_store
from autheid.assemble.backup import back_up
from autheid.assemble.backup import restore as bring_back
from autheid.cli.context import fail, reason_of, settings_from
from autheid.cli.show import moment, table
from autheid.kernel.errors import Refusal

app = typer.Typer(
    no_args_is_help=True, help="Where everything is kept: move it, copy it away, bring it back."
)


@app.command(epilog="Example: autheid store copy postgresql://autheid@db.example/autheid --password-file pw")
def copy(
    address: Annotated[str, typer.Argument(help="a new, empty database, as the setting `database` has it")],
    password_file: Annotated[Path | None, typer.Option(help="a file with its user's password")] = None,
) -> None:
    """Copy the embedded database into PostgreSQL, every row or none. The server must be stopped.

    The secrets and the files stay where they are: the nodes need the same master.secret, wrapping.key and files.
    """
    here = settings_from()
    if here.database:
        fail("this deployment is on PostgreSQL already")
    there = settings_from(database=address, database_password_file=password_file)
    try:
        counts = asyncio.run(copy_store(here, msgspec.structs.replace(there, data=here.data)))
    except (OSError, ValueError, Refusal) as error:
        fail(reason_of(error))
    table(("table", "rows"), [(name, str(count)) for name, count in sorted(counts.items()) if count])
    typer.echo(f"copied {sum(counts.values())} rows, each compared; set database to this address and start")


@app.command(epilog="Example: autheid store backup /backups/2026-11-24")
def backup(
    target: Annotated[Path, typer.Argument(help="a new folder")],
) -> None:
    """Copy the database and the files into a folder, while the service goes on; the secrets are left out."""
    try:
        made = back_up(settings_from(), target)
    except (OSError, ValueError, sqlite3.Error) as error:
        fail(reason_of(error))
    typer.echo(
        f"{len(made.sha256)} files as of {moment(made.made)}; keep the secrets, and elsewhere than this"
    )


@app.command(epilog="Example: autheid store restore /backups/2026-11-24")
def restore(
    source: Annotated[Path, typer.Argument(help="a folder that `autheid store backup` has made")],
) -> None:
    """Bring a backup back where nothing is yet. It wants the same master.secret and wrapping.key to be read."""
    try:
        made = bring_back(settings_from(), source)
    except (OSError, ValueError, sqlite3.Error) as error:
        fail(reason_of(error))
    typer.echo(
        f"{len(made.sha256)} files as of {moment(made.made)} are back; whoever was erased since is too"
    )
