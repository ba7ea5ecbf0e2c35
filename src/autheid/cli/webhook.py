"""Webhooks of relying parties."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import typer

from autheid.assemble.stores import Stores
from autheid.assemble.webhooks import keep_webhooks
from autheid.cli.context import RpArgument, fail, opened_stores, settings_from, wait_for
from autheid.cli.show import moment, plain, table
from autheid.config import Settings
from autheid.hook.delivery import Delivery, Standing
from autheid.hook.endpoint import EndpointId
from autheid.hook.event import EventKind
from autheid.kernel.clock import SystemClock
from autheid.kernel.errors import Refusal
from autheid.kernel.ids import RpId
from autheid.usecase.keep_webhooks import KeepWebhooks

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Webhooks: tell a relying party's server when something happens.",
)
EndpointArgument = Annotated[
    str, typer.Argument(metavar="ENDPOINT", help="as `autheid webhook list` shows it")
]
EventOption = Annotated[
    list[str] | None,
    typer.Option(
        "--event",
        help="a kind of event, again for each: "
        + ", ".join(kind.value for kind in EventKind if kind is not EventKind.TEST),
    ),
]
_T = TypeVar("_T")


@app.command(
    epilog="Example: autheid webhook add my-bank https://bank.example/hooks --event request.finished"
)
def add(
    rp: RpArgument,
    url: Annotated[str, typer.Argument(help="an https:// address")],
    event: EventOption = None,
) -> None:
    """Add an endpoint and show its secret, this once. Without --event it is told of everything."""
    endpoint = _run(lambda keep: keep.add(RpId(rp), url, _kinds(event) or _every()))
    typer.echo(endpoint.endpoint_id)
    typer.echo(endpoint.secrets[0].text())
    typer.echo(
        "This is the only time that the secret is shown; verify with it as standardwebhooks.com says.",
        err=True,
    )


@app.command("list")
def list_(rp: RpArgument) -> None:
    """List a relying party's endpoints."""
    now = SystemClock().now()
    endpoints = _run(lambda keep: keep.endpoints(RpId(rp)))
    table(
        ("endpoint", "address", "events", "secrets", "state"),
        [
            (
                one.endpoint_id,
                one.url,
                " ".join(sorted(kind.value for kind in one.kinds)),
                str(len(one.alive(now))),
                "disabled" if one.disabled else "active",
            )
            for one in endpoints
        ],
    )


@app.command()
def change(
    rp: RpArgument,
    endpoint: EndpointArgument,
    url: Annotated[str | None, typer.Option(help="another address")] = None,
    event: EventOption = None,
    disabled: Annotated[bool | None, typer.Option("--disable/--enable", help="stop or begin")] = None,
) -> None:
    """Change an endpoint."""
    kinds = _kinds(event)
    _run(lambda keep: keep.change(RpId(rp), EndpointId(endpoint), url=url, kinds=kinds, disabled=disabled))
    typer.echo("changed")


@app.command()
def rotate(rp: RpArgument, endpoint: EndpointArgument) -> None:
    """Make a new secret and show it, this once. The old one signs beside it for a day."""
    typer.echo(_run(lambda keep: keep.rotate(RpId(rp), EndpointId(endpoint))).secrets[0].text())


@app.command()
def test(rp: RpArgument, endpoint: EndpointArgument) -> None:
    """Send a test now, and tell what came of it. Exit code 1 if it failed."""
    attempt = _run(lambda keep: keep.test(RpId(rp), EndpointId(endpoint)))
    typer.echo(
        f"{attempt.status or 'no answer'} in {attempt.millis} ms{': ' if attempt.says else ''}{plain(attempt.says)}"
    )
    if not attempt.succeeded:
        raise typer.Exit(1)


@app.command()
def sent(rp: RpArgument, endpoint: EndpointArgument) -> None:
    """Show what was sent and what waits, with every try, the latest first."""
    found = _run(lambda keep: keep.deliveries(RpId(rp), EndpointId(endpoint)))
    rows = []
    for delivery, attempts in found:
        last = attempts[-1] if attempts else None
        told = "" if last is None else f"{last.status or 'no answer'} in {last.millis} ms {last.says}".strip()
        rows.append(
            (
                str(delivery.number),
                delivery.kind.value,
                moment(delivery.created),
                _where(delivery),
                str(len(attempts)),
                told,
            )
        )
    table(("delivery", "event", "made", "state", "tries", "last answer"), rows)


@app.command("send-again")
def send_again(
    rp: RpArgument, delivery: Annotated[int, typer.Argument(help="as `autheid webhook sent` shows it")]
) -> None:
    """Send a delivery again. A running server does it within a second."""
    _run(lambda keep: keep.send_again(RpId(rp), delivery))
    typer.echo("it goes out again")


@app.command()
def remove(rp: RpArgument, endpoint: EndpointArgument) -> None:
    """Remove an endpoint with everything on its way to it."""
    _run(lambda keep: keep.remove(RpId(rp), EndpointId(endpoint)))
    typer.echo("removed")


def _where(delivery: Delivery) -> str:
    if delivery.standing is Standing.WAITING:
        return f"due {moment(delivery.due)}"
    return "delivered" if delivery.standing is Standing.DELIVERED else "given up"


def _every() -> frozenset[EventKind]:
    return frozenset(EventKind) - {EventKind.TEST}


def _kinds(events: list[str] | None) -> frozenset[EventKind] | None:
    if not events:
        return None
    try:
        return frozenset(EventKind(one) for one in events)
    except ValueError as error:
        fail(f"--event: {error}")


def _run(ask: Callable[[KeepWebhooks], Awaitable[_T]]) -> _T:
    settings = settings_from()
    with opened_stores() as stores:
        try:
            return wait_for(_asked(settings, stores, ask))
        except Refusal as refusal:
            fail(str(refusal))


async def _asked(settings: Settings, stores: Stores, ask: Callable[[KeepWebhooks], Awaitable[_T]]) -> _T:
    async with keep_webhooks(settings, stores, SystemClock()) as keep:
        return await ask(keep)
