"""`autheid`: every command with its help."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from autheid.cli.logs import set_up_logs
from autheid.cli.server import serve as run_server
from autheid.config import Settings, SettingsError, load_settings

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)


def settings_from(**overrides: object) -> Settings:
    """The settings, or an exit with a sentence that names the wrong one."""
    try:
        return load_settings(os.environ, overrides)
    except SettingsError as error:
        typer.echo(f"autheid: {error}", err=True)
        raise typer.Exit(2) from None


@app.callback()
def main() -> None:
    """Auth eID: electronic identification, self-hosted."""


@app.command()
def serve(
    profile: Annotated[str | None, typer.Option(help="production or staging")] = None,
    host: Annotated[str | None, typer.Option(help="address to listen on")] = None,
    port: Annotated[int | None, typer.Option(help="port to listen on; 0 takes a free one")] = None,
    data: Annotated[Path | None, typer.Option(help="folder for database and secrets")] = None,
) -> None:
    """Serve REST, gRPC and the device's door on one port."""
    settings = settings_from(profile=profile, host=host, port=port, data=data)
    set_up_logs(settings.log_format)
    run_server(settings)


def run() -> None:
    """The entry point."""
    app()


if __name__ == "__main__":
    run()
