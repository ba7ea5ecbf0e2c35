"""`autheid`: every command with its help."""

from __future__ import annotations

from importlib import import_module
from typing import Annotated, Any, cast

import typer
from typer.core import TyperGroup
from typer.main import get_command

from autheid import __version__

_COMMANDS = {
    "serve": ("serve", "Run"),
    "check-config": ("settings", "Run"),
    "status": ("status", "Run"),
    "rp": ("rp", "Relying parties"),
    "key": ("key", "Relying parties"),
    "webhook": ("webhook", "Relying parties"),
    "member": ("member", "Relying parties"),
    "requests": ("usage", "Relying parties"),
    "store": ("store", "Operate"),
    "keys": ("keys", "Operate"),
    "ca": ("ca", "Operate"),
    "account": ("account", "Operate"),
    "officer": ("officer", "Verify persons"),
    "trust": ("trust", "Verify persons"),
    "lists": ("lists", "Verify persons"),
    "screening": ("screening", "Verify persons"),
    "device": ("device", "Try it out"),
}
"""Each command's module beside this one, whose `app` it is, and its panel in the help."""


class _Commands(TyperGroup):
    """Imports a command's module when it is asked for: few need all that a server needs, which takes a second."""

    def __init__(self, **attrs: Any) -> None:
        super().__init__(**attrs)
        self.commands = dict.fromkeys(_COMMANDS, cast("Any", None))  # by name, for who mistypes one

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - the library's own signature
        if cmd_name not in _COMMANDS:
            return None
        module, panel = _COMMANDS[cmd_name]
        command: Any = get_command(import_module(f"autheid.cli.{module}").app)
        command.name, command.rich_help_panel = cmd_name, panel
        return command


# The library's own traceback prints every local variable, and those hold personal data.
app = typer.Typer(cls=_Commands, no_args_is_help=True, pretty_exceptions_enable=False)


@app.callback(invoke_without_command=True)
def main(version: Annotated[bool, typer.Option("--version", help="show the version")] = False) -> None:
    """Auth eID: electronic identification, self-hosted.

    Start with `autheid serve --profile staging`, then `autheid rp create` and `autheid key create`.
    """
    if version:
        typer.echo(__version__)
        raise typer.Exit


def run() -> None:
    """The entry point."""
    app()


if __name__ == "__main__":
    run()
