"""A relying party's requests and figures, as its portal shows them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import msgspec
import typer

from autheid.assemble.rp_door import cancel_request
from autheid.assemble.stores import Stores
from autheid.assemble.work import show_usage, watch_requests
from autheid.cli.context import IDS_MAY_BEGIN_WITH_A_HYPHEN, RpArgument, fail, opened_stores, wait_for
from autheid.cli.ground import ground_of
from autheid.cli.show import moment, plain, table
from autheid.door.portal.masked import row_of, whole_of
from autheid.kernel.clock import SystemClock
from autheid.kernel.errors import Refusal
from autheid.kernel.ids import RpId
from autheid.request.kind import RequestKind
from autheid.usecase.show_usage import MOST_DAYS
from autheid.usecase.watch_requests import Search

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="A relying party's requests: list, show, cancel, and figures.",
)
RequestArgument = Annotated[str, typer.Argument(metavar="REQUEST", help="its id")]
_T = TypeVar("_T")


@app.command("list")
def list_(
    rp: RpArgument,
    status: Annotated[str | None, typer.Option(help="only of this status, as SUCCESS")] = None,
    kind: Annotated[RequestKind | None, typer.Option("--type", help="only of this type")] = None,
) -> None:
    """List the latest, with addresses masked."""
    search = Search(kind=kind, status=status)
    found = _run(lambda stores: watch_requests(ground_of(stores)).page(RpId(rp), search))
    rows = [row_of(*one) for one in found]
    table(
        ("request", "type", "status", "address", "title", "created"),
        [
            (one.request_id, one.kind, one.status, plain(one.email), plain(one.title), moment(one.created_at))
            for one in rows
        ],
    )


@app.command(context_settings=IDS_MAY_BEGIN_WITH_A_HYPHEN)
def show(rp: RpArgument, request: RequestArgument) -> None:
    """Show one with its course, the call and the answer, masked."""
    opening, state = _run(lambda stores: watch_requests(ground_of(stores)).one(RpId(rp), request))
    whole = whole_of(opening, state, now=SystemClock().now())
    for step in whole.steps:
        typer.echo(f"{step.after_millis / 1000:8.1f} s  {step.what} {plain(step.detail)}".rstrip())
    for name, value in (("call", whole.call), ("answer", whole.answer)):
        if value is not None:
            typer.echo(f"\n{name}")
            typer.echo(plain(msgspec.json.format(msgspec.json.encode(value), indent=2).decode(), lines=True))


@app.command(context_settings=IDS_MAY_BEGIN_WITH_A_HYPHEN)
def cancel(rp: RpArgument, request: RequestArgument) -> None:
    """Take a request back."""
    _run(lambda stores: cancel_request(ground_of(stores))(request, rp=RpId(rp)))
    typer.echo("cancelled")


@app.command()
def usage(
    rp: RpArgument,
    days: Annotated[int, typer.Option(min=1, max=MOST_DAYS, help="how many days, today included")] = 30,
    csv: Annotated[bool, typer.Option("--csv", help="as a table for a spreadsheet")] = False,
) -> None:
    """Show counts and latencies per day (UTC)."""
    if csv:
        body = _run(lambda stores: show_usage(ground_of(stores)).csv(RpId(rp), days=days))
        typer.echo(body.decode("utf-8-sig"), nl=False)
        return
    found = _run(lambda stores: show_usage(ground_of(stores)).days(RpId(rp), days=days))
    table(
        ("day", "requests", "succeeded", "median", "95 %", "calls", "refused"),
        [
            (
                day.date,
                str(sum(day.requests.values())),
                str(day.requests.get("SUCCESS", 0)),
                _seconds(day.median_seconds),
                _seconds(day.slow_seconds),
                str(day.calls),
                str(day.refused),
            )
            for day in found
        ],
    )


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"≤ {value:g} s"


def _run(call: Callable[[Stores], Awaitable[_T]]) -> _T:
    async def run(stores: Stores) -> _T:
        return await call(stores)

    with opened_stores() as stores:
        try:
            return wait_for(run(stores))
        except Refusal as refusal:
            fail(refusal.message)
