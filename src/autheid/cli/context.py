"""What every command needs: the settings, the stores, and a way to end with one sentence."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Annotated, Any, NoReturn, TypeVar

import typer

from autheid.assemble.stores import Stores, open_stores, secret_of
from autheid.cli.show import plain
from autheid.config import Settings, SettingsError, load_settings
from autheid.kernel.errors import Refusal

WRONG = 2
"""The exit code of a command that was asked something it cannot do."""
IDS_MAY_BEGIN_WITH_A_HYPHEN = {"ignore_unknown_options": True}
"""For commands that take an id of URL-safe base64: one of 64 begins with what looks like an option."""
RpArgument = Annotated[str, typer.Argument(metavar="RP_ID", help="the relying party's id")]


def fail(sentence: str) -> NoReturn:
    """End with one sentence on standard error."""
    typer.echo(f"autheid: {plain(sentence, lines=True)}", err=True)
    raise typer.Exit(WRONG)


def reason_of(error: Exception) -> str:
    """An exception of the operating system or a library in words: the file, where one is named, and why."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return str(error) or type(error).__name__


def settings_from(**overrides: object) -> Settings:
    """The settings, or an end with the sentence that names the wrong one."""
    try:
        return load_settings(os.environ, overrides)
    except SettingsError as error:
        fail(str(error))


_T = TypeVar("_T")
_runner: ContextVar[asyncio.Runner] = ContextVar("runner")


def wait_for(work: Coroutine[Any, Any, _T]) -> _T:
    """Do this with the stores that are open, on the loop that they were opened on."""
    return _runner.get().run(work)


@contextmanager
def opened_stores() -> Iterator[Stores]:
    """The deployment's stores. A running server may stay at work: it sees what changes within about a second."""
    settings = settings_from()
    # Opening would make a new deployment with secrets of its own, of which a typing error may be the reason.
    if not settings.database and not (settings.data / "autheid.sqlite").exists():
        fail(f"there is no deployment in {settings.data}: set AUTHEID_DATA, or start `autheid serve` once")
    if not secret_of(settings).exists():
        fail(
            f"there is no {secret_of(settings).name} beside the database in {secret_of(settings).parent}: put it back"
        )
    with asyncio.Runner() as runner:
        before = _runner.set(runner)
        try:
            stores = runner.run(open_stores(settings))
        except (OSError, ValueError, Refusal, sqlite3.Error) as error:
            fail(reason_of(error))
        try:
            _check_secret(stores)
            yield stores
        except Refusal as refusal:
            fail(refusal.message)
        except sqlite3.Error as error:
            fail(f"the database answered: {error}")
        finally:
            runner.run(stores.database.close())
            _runner.reset(before)


def _check_secret(stores: Stores) -> None:
    # What is sealed with the right secret tells a wrong one, before a key is made that would open nothing.
    try:
        wait_for(stores.parties.signing_keys())
    except ValueError:
        fail("master.secret is not the one that this database was written with: put the right one back")
