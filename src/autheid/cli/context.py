"""What every command needs: the settings, the stores, and a way to end with one sentence."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer

from autheid.assemble import Stores, open_stores
from autheid.config import Settings, SettingsError, load_settings

WRONG = 2
"""The exit code of a command that was asked something it cannot do."""


def fail(sentence: str) -> NoReturn:
    """End with one sentence on standard error."""
    typer.echo(f"autheid: {sentence}", err=True)
    raise typer.Exit(WRONG)


def settings_from(**overrides: object) -> Settings:
    """The settings, or an end with the sentence that names the wrong one."""
    try:
        return load_settings(os.environ, overrides)
    except SettingsError as error:
        fail(str(error))


@contextmanager
def opened_stores() -> Iterator[Stores]:
    """The deployment's stores. A running server may stay at work: it sees what changes within about a second."""
    settings = settings_from()
    if not (settings.data / "autheid.sqlite").exists():
        fail(f"there is no deployment in {settings.data}: set AUTHEID_DATA, or start `autheid serve` once")
    try:
        stores = open_stores(settings.data)
    except (OSError, ValueError) as error:
        fail(getattr(error, "strerror", None) or str(error))
    try:
        yield stores
    finally:
        stores.database.close()
