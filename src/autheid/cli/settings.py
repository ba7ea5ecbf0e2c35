"""Checks and shows the settings."""

from __future__ import annotations

import os
from typing import Annotated

import msgspec
import typer

from autheid.cli.context import fail
from autheid.cli.show import table
from autheid.config import SettingsError, load_settings, setting_texts, sources_of

_HIDDEN = frozenset({"metrics_token"})


def check_config(
    show: Annotated[bool, typer.Option("--show", help="list every setting and its source")] = False,
) -> None:
    """Check the settings of AUTHEID_CONFIG's file and the environment.

    Each setting is a key in the file, or AUTHEID_ and its name in capitals in the environment, which wins.
    """
    try:
        settings = load_settings(os.environ)
    except SettingsError as error:
        fail(str(error))
    if show:
        sources = sources_of(os.environ)
        values = msgspec.structs.asdict(settings)
        texts = setting_texts()
        table(
            ("setting", "value", "from", "what it is"),
            [
                (name, _shown(name, value), sources.get(name, "default"), texts[name])
                for name, value in values.items()
            ],
        )
    typer.echo("the settings are good")


def _shown(name: str, value: object) -> str:
    if name in _HIDDEN:
        return "(set)" if value else "(not set)"
    return "-" if value in (None, "") else str(value)
