"""The deployment's own token-signing keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

import typer

from autheid.cli.context import opened_stores, settings_from, wait_for
from autheid.cli.show import age, moment, table
from autheid.kernel.clock import Millis, SystemClock
from autheid.token.algorithm import TokenAlgorithm
from autheid.token.keys import KeyRing, SigningKey
from autheid.usecase.rotate_keys import RotateKeys

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Token-signing keys: published at /.well-known/jwks.json.",
)


@app.command("list")
def list_() -> None:
    """List the signing keys."""
    with opened_stores() as stores:
        show_signing_keys(wait_for(stores.parties.signing_keys()), SystemClock().now())


def show_signing_keys(keys: Sequence[SigningKey], now: Millis) -> None:
    """The keys, each with what it does now, and when the next one of an algorithm takes over."""
    table(
        ("signing key", "algorithm", "signs from", "for", "published until", "state"),
        [
            (
                key.key_id,
                key.algorithm.value,
                moment(key.active_from),
                age(now - key.active_from) if key.active_from <= now else "-",
                moment(key.published_until),
                _state(key, keys, now),
            )
            for key in keys
        ],
    )
    for algorithm in TokenAlgorithm:
        coming = [key for key in keys if key.algorithm is algorithm and _takes_over(key, now)]
        when = moment(coming[0].active_from) if coming else "none planned; `autheid keys rotate` plans one"
        typer.echo(f"next rotation of {algorithm.value}: {when}")


def _takes_over(key: SigningKey, now: Millis) -> bool:
    # One with an end was overtaken by a rotation at once while it waited for its day.
    return now < key.active_from and key.published_until is None


def _state(key: SigningKey, keys: Sequence[SigningKey], now: Millis) -> str:
    if key.published_until is not None and now >= key.published_until:
        return "retired"
    if _takes_over(key, now):
        return "published, not signing yet"
    if key.active_from > now or KeyRing(keys).signer(key.algorithm, now)[0] != key:
        return "only published"
    return "signing" if key.published_until is None else "signing until its successor does"


@app.command(epilog="Example: autheid keys rotate --algorithm ES256")
def rotate(
    algorithm: Annotated[
        Literal["RS256", "ES256", "both"], typer.Option(help="whose key is replaced")
    ] = "both",
    at_once: Annotated[
        bool, typer.Option("--at-once", help="sign with the new key now: after a key was lost or has leaked")
    ] = False,
) -> None:
    """Make a new key, published now and signing a day later.

    The old one stays published until the last token that it can have signed has expired.
    """
    settings = settings_from()
    with opened_stores() as stores:
        rotation = RotateKeys(
            keys=stores.parties, clock=SystemClock(), token_lifetime_seconds=settings.token_lifetime_seconds
        )
        for each in TokenAlgorithm if algorithm == "both" else [TokenAlgorithm(algorithm)]:
            key = wait_for(rotation.rotate(each, at_once=at_once))
            typer.echo(f"{each.value}: new key {key.key_id}, signing from {moment(key.active_from)}")
