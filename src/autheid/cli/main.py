"""`autheid`: every command with its help."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autheid import __version__
from autheid.cli import (
    account,
    ca,
    device,
    key,
    keys,
    lists,
    member,
    officer,
    rp,
    screening,
    store,
    trust,
    usage,
    webhook,
)
from autheid.cli.context import settings_from
from autheid.cli.logs import set_up_logs
from autheid.cli.server import serve as run_server
from autheid.cli.settings import WithSettings, check_config
from autheid.cli.status import status
from autheid.kernel.clock import SystemClock
from autheid.outside.deployment_facts import RecentTroubles

# The library's own traceback prints every local variable, and those hold personal data.
app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)


@app.callback(invoke_without_command=True)
def main(version: Annotated[bool, typer.Option("--version", help="show the version")] = False) -> None:
    """Auth eID: electronic identification, self-hosted.

    Start with `autheid serve --profile staging`, then `autheid rp create` and `autheid key create`.
    """
    if version:
        typer.echo(__version__)
        raise typer.Exit


@app.command(rich_help_panel="Run", epilog="Example: autheid serve --profile staging --port 9000")
def serve(
    profile: Annotated[str | None, typer.Option(help="production or staging")] = None,
    host: Annotated[str | None, typer.Option(help="address to listen on")] = None,
    port: Annotated[int | None, typer.Option(help="port to listen on; 0 takes a free one")] = None,
    data: Annotated[Path | None, typer.Option(help="folder for database and secrets")] = None,
    workers: Annotated[
        int | None, typer.Option(help="processes that share the port; needs PostgreSQL")
    ] = None,
) -> None:
    """Serve REST, gRPC and the device's door on one port, until SIGTERM or Ctrl-C."""
    settings = settings_from(profile=profile, host=host, port=port, data=data, workers=workers)
    troubles = RecentTroubles(SystemClock())
    set_up_logs(settings.log_format, troubles=troubles)
    run_server(settings, troubles=troubles)


app.command("check-config", rich_help_panel="Run", cls=WithSettings)(check_config)
app.command(rich_help_panel="Run")(status)
app.add_typer(rp.app, name="rp", rich_help_panel="Relying parties")
app.add_typer(key.app, name="key", rich_help_panel="Relying parties")
app.add_typer(webhook.app, name="webhook", rich_help_panel="Relying parties")
app.add_typer(member.app, name="member", rich_help_panel="Relying parties")
app.add_typer(usage.app, name="requests", rich_help_panel="Relying parties")
app.add_typer(store.app, name="store", rich_help_panel="Operate")
app.add_typer(keys.app, name="keys", rich_help_panel="Operate")
app.add_typer(ca.app, name="ca", rich_help_panel="Operate")
app.add_typer(officer.app, name="officer", rich_help_panel="Verify persons")
app.add_typer(trust.app, name="trust", rich_help_panel="Verify persons")
app.add_typer(lists.app, name="lists", rich_help_panel="Verify persons")
app.add_typer(screening.app, name="screening", rich_help_panel="Verify persons")
app.add_typer(account.app, name="account", rich_help_panel="Operate")
app.add_typer(device.app, name="device", rich_help_panel="Try it out")


def run() -> None:
    """The entry point."""
    app()


if __name__ == "__main__":
    run()
