"""`autheid serve`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autheid.cli.context import settings_from
from autheid.cli.logs import set_up_logs
from autheid.cli.server import serve as run_server
from autheid.kernel.clock import SystemClock
from autheid.outside.deployment_facts import RecentTroubles

app = typer.Typer(add_completion=False)


@app.command(epilog="Example: autheid serve --profile staging --port 9000")
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
