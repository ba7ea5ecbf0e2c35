"""Checks and shows the settings."""

from __future__ import annotations

import os
from typing import Annotated, Any

import msgspec
import typer
from typer.core import TyperCommand

from autheid.cli.context import fail
from autheid.cli.show import table
from autheid.config import Settings, SettingsError, load_settings, setting_texts, sources_of

_HIDDEN = frozenset({"metrics_token"})


class WithSettings(TyperCommand):
    """A command whose help ends with every setting."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """The usual help, then the settings as `autheid.config` documents them."""
        super().format_help(ctx, formatter)
        texts = setting_texts()
        table(
            ("setting", "default", "what it is"),
            [
                (name, _shown(name, value), texts[name])
                for name, value in msgspec.structs.asdict(Settings()).items()
            ],
        )


app = typer.Typer(add_completion=False)


@app.command(cls=WithSettings)
def check_config(
    show: Annotated[bool, typer.Option("--show", help="list every setting and its source")] = False,
) -> None:
    """Check the settings of AUTHEID_CONFIG's file and the environment.

    Each setting is a key in the file, or AUTHEID_ and its name in capitals in the environment, which wins:
    `port = 9000` in the file and AUTHEID_PORT=9000 say the same.
    """
    try:
        settings = load_settings(os.environ)
    except SettingsError as error:
        fail(str(error))
    if show:
        sources = sources_of(os.environ)
        values, defaults = msgspec.structs.asdict(settings), msgspec.structs.asdict(Settings())
        texts = setting_texts()
        table(
            ("setting", "value", "from", "what it is"),
            [
                (name, _shown(name, value), sources.get(name) or _unset(value, defaults[name]), texts[name])
                for name, value in values.items()
            ],
        )
    typer.echo("the settings are good")


def _unset(value: object, default: object) -> str:
    return "default" if value == default else "default of staging"


def _shown(name: str, value: object) -> str:
    if name in _HIDDEN:
        return "(set)" if value else "(not set)"
    return "-" if value in (None, "") else str(value)
