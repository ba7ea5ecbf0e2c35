"""The officer's desk for matches, until the console exists; and screening anybody or any request by hand."""

from __future__ import annotations

import getpass
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import typer

from autheid.assemble.desk import list_shelf, review_matches
from autheid.assemble.stores import Stores
from autheid.cli.context import IDS_MAY_BEGIN_WITH_A_HYPHEN, fail, opened_stores, settings_from, wait_for
from autheid.cli.officer import OfficerOption
from autheid.cli.show import age, moment, plain, table
from autheid.identity.identity import Identity
from autheid.kernel.clock import SystemClock
from autheid.kernel.errors import Refusal
from autheid.person.country import name_of
from autheid.screening.engine import screen
from autheid.screening.judge import Subject
from autheid.screening.lists.countries import by_code
from autheid.screening.lists.source import born_of, document_number
from autheid.screening.result import Found, Screening
from autheid.screening.standing import Decision, KnownPair
from autheid.usecase.replay_screening import ReplayScreening
from autheid.usecase.review_matches import ReviewMatches, parse_pair

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Screening: review matches, see how far it is, do one again.",
)
PairArgument = Annotated[
    str, typer.Argument(metavar="PAIR", help="as `autheid screening list` shows it: ACCOUNT:LIST:REFERENCE")
]
ReasonOption = Annotated[str, typer.Option(help="why, in a sentence that auditors will read")]
_T = TypeVar("_T")


@app.command("list")
def list_() -> None:
    """List the pairs of a person and an entry that wait for an officer, the longest waiting first."""
    now = SystemClock().now()
    with opened_stores() as stores:
        waiting = _run(_desk(stores).waiting)
    table(
        ("pair", "band", "score", "entry", "waits for"),
        [
            (
                str(one.name),
                one.pair.found.band.value,
                f"{one.pair.found.score:.2f}",
                one.pair.found.title,
                age(now - one.pair.first_seen),
            )
            for one in waiting
        ],
    )


@app.command(epilog="Example: autheid screening show 17:eu:EU.1001.60 --as 'Olle Officer'")
def show(pair: PairArgument, officer: OfficerOption = "") -> None:
    """Show a pair: the person and the entry side by side, and what made the score. The look is noted."""
    with opened_stores() as stores:
        shown = _run(lambda: _desk(stores).show(parse_pair(pair), officer=officer or getpass.getuser()))
    _print_found(shown.pair.found)
    if shown.identity is not None:
        typer.echo()
        _print_person(shown.identity)
    _print_decision(shown.pair)


@app.command(epilog="Example: autheid screening clear 17:eu:EU.1001.60 --reason 'Born in another country.'")
def clear(pair: PairArgument, reason: ReasonOption, officer: OfficerOption = "") -> None:
    """Say that they are not the same. It holds until the entry changes."""
    _decide(pair, Decision.CLEARED, officer, reason)


@app.command(epilog="Example: autheid screening confirm 17:eu:EU.1001.60 --reason 'Same passport.'")
def confirm(pair: PairArgument, reason: ReasonOption, officer: OfficerOption = "") -> None:
    """Say that they are the same person."""
    _decide(pair, Decision.CONFIRMED, officer, reason)


@app.command()
def reopen(pair: PairArgument, reason: ReasonOption, officer: OfficerOption = "") -> None:
    """Take a decision back."""
    _decide(pair, Decision.OPEN, officer, reason)


@app.command()
def status() -> None:
    """Show how far the screening of everybody against the lists in use is, and how much waits."""
    settings, clock = settings_from(), SystemClock()
    token = list_shelf(settings, clock).token()
    with opened_stores() as stores:
        progress = wait_for(stores.screenings.progress(token, now=clock.now()))
    typer.echo(f"lists in use: {token or 'none'}")
    typer.echo(f"screened: {progress.screened} of {progress.verified} verified persons")
    typer.echo(f"pairs that wait for an officer: {progress.open_pairs}")


@app.command(context_settings=IDS_MAY_BEGIN_WITH_A_HYPHEN, epilog="Example: autheid screening replay m3Tz…")
def replay(
    request: Annotated[str, typer.Argument(metavar="REQUEST", help="the id of a KYC request")],
) -> None:
    """Do a request's screening again, with the lists that it was done with, or say what changed. Exit code 1 if it differs."""
    settings, clock = settings_from(), SystemClock()
    with opened_stores() as stores:
        again = ReplayScreening(lists=list_shelf(settings, clock), screenings=stores.screenings)
        replayed = _run(lambda: again(request))
    typer.echo(f"screened {moment(replayed.at)}")
    for one in replayed.then:
        _print_screening(one)
    for change in replayed.changes:
        typer.echo(f"changed: {change}")
    if replayed.changes:
        raise typer.Exit(1)
    typer.echo("the same now")


@app.command(epilog="Example: autheid screening person 'Ivan Petrov' --born 1970-01-02 --nationality RU")
def person(
    names: Annotated[list[str], typer.Argument(help="the name, in every form that is known")],
    born: Annotated[str, typer.Option(help="YYYY-MM-DD, YYYY-MM or YYYY")] = "",
    nationality: Annotated[str, typer.Option(help="ISO 3166-1, two letters or three")] = "",
    gender: Annotated[str, typer.Option(help="M or F")] = "",
    passport: Annotated[str, typer.Option(help="the passport's number")] = "",
) -> None:
    """Screen somebody by hand against the lists in use. Nothing is kept."""
    birth, country = born_of(born), by_code(nationality)
    if born and birth is None:
        fail("--born: must be YYYY-MM-DD, YYYY-MM or YYYY")
    if nationality and country is None:
        fail("--nationality: must be a code of ISO 3166-1")
    if gender not in {"", "M", "F"}:
        fail("--gender: must be M or F")
    subject = Subject(
        names=tuple(names),
        born=birth,
        nationalities=() if country is None else (country,),
        gender=gender,
        documents=(document_number(passport),) if passport else (),
    )
    for one in screen(subject, list_shelf(settings_from(), SystemClock()).current()):
        _print_screening(one)


def _decide(pair: str, decision: Decision, officer: str, reason: str) -> None:
    with opened_stores() as stores:
        decided = _run(
            lambda: _desk(stores).decide(
                parse_pair(pair), decision, officer=officer or getpass.getuser(), reason=reason
            )
        )
    if decided.proposal is not None:
        typer.echo(f"{decision.value}, when a second officer says so too: {plain(decided.found.title)}")
    else:
        typer.echo(f"{decided.decision.value}: {plain(decided.found.title)}")


def _desk(stores: Stores) -> ReviewMatches:
    return review_matches(stores, SystemClock())


def _run(ask: Callable[[], Awaitable[_T]]) -> _T:
    async def asked() -> _T:
        return await ask()

    try:
        return wait_for(asked())
    except Refusal as refusal:
        fail(str(refusal))


def _print_screening(one: Screening) -> None:
    typer.echo(f"{one.kind.value}: {one.verdict.value}. {plain(one.info)}")
    for found in one.found:
        _print_found(found)


def _print_found(found: Found) -> None:
    cleared = ", not the same by an officer's word" if found.cleared else ""
    typer.echo(
        f"  {found.score:.2f} {found.band.value}{cleared}: {plain(found.title)} ({found.reference} on {found.list_name})"
    )
    for feature in found.features:
        typer.echo(f"       {feature.points:+.2f} {feature.of}: {plain(feature.says)}")
    for label, text in (("programme", found.programme), ("reason", found.reason), ("see", found.url)):
        if text:
            typer.echo(f"       {label}: {plain(text)}")


def _print_person(identity: Identity) -> None:
    nationality = name_of(identity.nationality)
    table(
        ("the person", ""),
        [
            ("name", f"{identity.first_name} {identity.last_name}"),
            ("in the zone", f"{identity.zone_first_name} {identity.zone_last_name}"),
            ("born", identity.date_of_birth.isoformat()),
            ("nationality", nationality),
            ("sex", identity.sex or "not told"),
            ("passport", f"{identity.document_number}, {name_of(identity.issuing_state)}"),
        ],
    )


def _print_decision(pair: KnownPair) -> None:
    typer.echo()
    if pair.proposal is not None:
        said = pair.proposal
        typer.echo(
            f"{said.decision.value} by {plain(said.officer)}, {moment(said.at)}: {plain(said.reason)} "
            "It holds when a second officer says so too."
        )
    if pair.decision is Decision.OPEN and not pair.officer:
        typer.echo(f"open since {moment(pair.first_seen)}")
    else:
        typer.echo(
            f"{pair.decision.value} by {plain(pair.officer)}{_seconded(pair)}, {moment(pair.decided)}: {plain(pair.reason)}"
        )


def _seconded(pair: KnownPair) -> str:
    return f" and {plain(pair.seconded_by)}" if pair.seconded_by else ""
