"""The deployment's own token-signing keys."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from autheid.cli.context import opened_stores, settings_from
from autheid.cli.show import moment, table
from autheid.kernel.clock import SystemClock
from autheid.token.algorithm import TokenAlgorithm
from autheid.token.keys import SigningKey
from autheid.usecase.rotate_keys import RotateKeys

app = typer.Typer(no_args_is_help=True, help="Token-signing keys: published at /.well-known/jwks.json.")


@app.command("list")
def list_() -> None:
    """List the signing keys."""
    now = SystemClock().now()
    with opened_stores() as stores:
        keys = asyncio.run(stores.parties.signing_keys())
    table(
        ("key id", "algorithm", "signs from", "published until", "state"),
        [
            (
                key.key_id,
                key.algorithm.value,
                moment(key.active_from),
                moment(key.published_until),
                _state(key, now),
            )
            for key in keys
        ],
    )


def _state(key: SigningKey, now: int) -> str:
    if key.published_until is not None and now >= key.published_until:
        return "retired"
    if key.active_from > now:
        return "published, not signing yet"
    return "signing" if key.published_until is None else "until its successor signs, then only published"


@app.command()
def rotate(
    algorithm: Annotated[
        TokenAlgorithm | None, typer.Option(help="one algorithm only; both when absent")
    ] = None,
    at_once: Annotated[
        bool, typer.Option("--at-once", help="sign with the new key now: after a key was lost or has leaked")
    ] = False,
) -> None:
    """Make a new key: published now, signing from a day later; the old one stays published until its tokens expire."""
    settings = settings_from()
    with opened_stores() as stores:
        rotation = RotateKeys(
            keys=stores.parties, clock=SystemClock(), token_lifetime_seconds=settings.token_lifetime_seconds
        )
        for each in [algorithm] if algorithm is not None else list(TokenAlgorithm):
            key = asyncio.run(rotation.rotate(each, at_once=at_once))
            typer.echo(f"{each.value}: new key {key.key_id}, signing from {moment(key.active_from)}")
