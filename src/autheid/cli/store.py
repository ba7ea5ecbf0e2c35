"""Where everything is kept: move it, copy it away, bring it back."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from autheid.assemble.backup import back_up, read_secrets
from autheid.assemble.backup import restore as bring_back
from autheid.assemble.backup import verify as look_at
from autheid.assemble.stores import copy_store
from autheid.cli.context import fail, reason_of, settings_from
from autheid.cli.show import moment, table
from autheid.kernel.errors import Refusal

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Where everything is kept: move it, copy it away, bring it back.",
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


@app.command(epilog="Example: autheid store backup /backups/2026-11-24 --secrets-to /safe/2026-11-24.json")
def backup(
    target: Annotated[Path, typer.Argument(help="a new folder")],
    secrets_to: Annotated[
        Path | None, typer.Option(help="a new file for the secrets, which must not lie with the backup")
    ] = None,
) -> None:
    """Copy the database, the files and the lists into a folder, while the service goes on."""
    try:
        made = asyncio.run(back_up(settings_from(), target, secrets_to=secrets_to))
    except (OSError, ValueError, sqlite3.Error) as error:
        fail(reason_of(error))
    typer.echo(
        f"{sum(made.rows.values())} rows and {len(made.sha256)} files as of {moment(made.made)};"
        " keep the secrets, and elsewhere than this"
    )
    if made.lost:
        fail(f"{len(made.lost)} files that cases refer to were lost already: see `autheid store verify`")


@app.command(epilog="Example: autheid store verify /backups/2026-11-24 --secrets-from /safe/2026-11-24.json")
def verify(
    source: Annotated[Path, typer.Argument(help="a folder that `autheid store backup` has made")],
    secrets_from: Annotated[
        Path | None, typer.Option(help="the file of its secrets: every seal is opened with them")
    ] = None,
) -> None:
    """Check all of a backup, without a server: hashes, rows, schema, files and lists. Exit code 1 if it is not whole."""
    try:
        found = look_at(source, secrets=None if secrets_from is None else read_secrets(secrets_from))
    except (OSError, ValueError) as error:
        fail(reason_of(error))
    for problem in found.problems:
        typer.echo(problem, err=True)
    if found.problems:
        raise typer.Exit(1)
    made = found.manifest
    typer.echo(
        f"whole: {sum(made.rows.values())} rows of schema {made.schema} and {len(made.sha256)} files"
        f" as of {moment(made.made)}, by version {made.version}"
    )


@app.command(epilog="Example: autheid store restore /backups/2026-11-24 --secrets-from /safe/2026-11-24.json")
def restore(
    source: Annotated[Path, typer.Argument(help="a folder that `autheid store backup` has made")],
    secrets_from: Annotated[
        Path | None,
        typer.Option(help="the file of its secrets; without it the same two must be here to serve it"),
    ] = None,
) -> None:
    """Verify a backup and bring it back where nothing is yet."""
    try:
        secrets = None if secrets_from is None else read_secrets(secrets_from)
        made = asyncio.run(bring_back(settings_from(), source, secrets=secrets))
    except (OSError, ValueError, sqlite3.Error) as error:
        fail(reason_of(error))
    typer.echo(
        f"{sum(made.rows.values())} rows and {len(made.sha256)} files as of {moment(made.made)} are back;"
        " whoever was erased since is too"
    )
