"""The officer's desk at a terminal, until the console exists: look at cases, accept, refuse, ask again."""

from __future__ import annotations

import getpass
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from autheid.assemble.desk import decide_identity, review_cases
from autheid.assemble.work import keep_officers
from autheid.cli.context import IDS_MAY_BEGIN_WITH_A_HYPHEN, fail, opened_stores, settings_from, wait_for
from autheid.cli.ground import ground_of
from autheid.cli.member import email_argument
from autheid.cli.show import age, moment, plain, table
from autheid.cli.trust import country_words
from autheid.identity.case import Accepted, Case, CaseId, Refused, day_of
from autheid.identity.evidence import Evidence
from autheid.identity.rules import Finding
from autheid.kernel.clock import SystemClock
from autheid.kernel.errors import Refusal
from autheid.kernel.secret import system_chance
from autheid.passport.mrz import parse_mrz
from autheid.team.worker import Realm
from autheid.usecase.decide_identity import DecideIdentity, ReviewCases
from autheid.usecase.record_acts import RecordActs

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Cases of identity: list, show, accept, refuse. The person sees each look, and under which name.",
)
CaseArgument = Annotated[str, typer.Argument(metavar="CASE", help="as `autheid officer list` shows it")]
OfficerOption = Annotated[
    str, typer.Option("--as", help="your name, as the person will read it; your user name without it")
]
_T = TypeVar("_T")


@app.command("list")
def list_() -> None:
    """List the cases that wait for a decision, the oldest first."""
    now = SystemClock().now()
    with _desk() as (review, _):
        waiting = _run(review.waiting)
    table(
        ("case", "submitted", "waits for", "doubts"),
        [
            (
                case.case_id,
                moment(case.changed),
                age(now - case.changed),
                ", ".join(_doubts(case)) or "none",
            )
            for case in waiting
        ],
    )


@app.command(
    context_settings=IDS_MAY_BEGIN_WITH_A_HYPHEN,
    epilog="Example: autheid officer show zb0R… --files ./case --as 'Olle Officer'",
)
def show(
    case: CaseArgument,
    files: Annotated[
        Path | None, typer.Option(help="a folder to write the pictures into; delete it when you are done")
    ] = None,
    officer: OfficerOption = "",
) -> None:
    """Show a case: what was handed in, and what the rules find."""
    name = officer or getpass.getuser()
    with _desk() as (review, _):
        found, findings = _run(lambda: review.show(CaseId(case), officer=name))
        _print_case(found, findings)
        if files is not None:
            files.mkdir(mode=0o700, parents=True, exist_ok=True)
            for what, file, suffix in _files(found.state.evidence):
                target = files / f"{what.replace(' ', '-')}{suffix}"
                target.write_bytes(_open_file(review, CaseId(case), file, officer=name, what=what))
                target.chmod(0o600)
                typer.echo(f"written: {target}")


def _open_file(review: ReviewCases, case: CaseId, file: str, *, officer: str, what: str) -> bytes:
    return _run(lambda: review.file(case, file, officer=officer, what=what))


@app.command(
    context_settings=IDS_MAY_BEGIN_WITH_A_HYPHEN,
    epilog="Example: autheid officer accept zb0R… --note 'the chip could not be read; seen the original'",
)
def accept(
    case: CaseArgument,
    note: Annotated[str, typer.Option(help="why, where the rules have doubts")] = "",
    officer: OfficerOption = "",
) -> None:
    """Verify the person by this case. Where the rules doubt it takes a note and two officers; where one failed, nobody can."""
    with _desk() as (_, decide):
        decided = _run(lambda: decide.accept(CaseId(case), officer=officer or getpass.getuser(), note=note))
    if isinstance(decided.state, Accepted):
        typer.echo(f"accepted: verified until {moment(decided.state.valid_until)}")
    else:
        typer.echo("proposed: the rules doubt, so a second officer must accept too")


@app.command(
    context_settings=IDS_MAY_BEGIN_WITH_A_HYPHEN,
    epilog="Example: autheid officer refuse zb0R… --reason 'The photo shows no passport.'",
)
def refuse(
    case: CaseArgument,
    reason: Annotated[str, typer.Option(help="a sentence that the person reads")],
    officer: OfficerOption = "",
) -> None:
    """Refuse this case. The person may begin anew."""
    with _desk() as (_, decide):
        _run(lambda: decide.refuse(CaseId(case), officer=officer or getpass.getuser(), reason=reason))
    typer.echo("refused")


@app.command(
    "ask-again",
    context_settings=IDS_MAY_BEGIN_WITH_A_HYPHEN,
    epilog="Example: autheid officer ask-again zb0R… --reason 'The letter is older than 3 months.'",
)
def ask_again(
    case: CaseArgument,
    reason: Annotated[str, typer.Option(help="what the person must hand in anew, in a sentence")],
    officer: OfficerOption = "",
) -> None:
    """Give the case back to its person; what was handed in stays."""
    with _desk() as (_, decide):
        _run(lambda: decide.ask_again(CaseId(case), officer=officer or getpass.getuser(), reason=reason))
    typer.echo("asked again")


@app.command("people")
def people() -> None:
    """List the officers who sign in to the console, and who is invited."""
    with opened_stores() as stores:
        keep = keep_officers(ground_of(stores))
        officers, invitations = _run(keep.officers), _run(keep.invitations)
    table(
        ("officer", "address", "state", "since"),
        [
            (
                plain(one.name),
                one.email,
                "disabled" if one.disabled else "owner" if one.owns else "active",
                moment(one.created),
            )
            for one in officers
        ]
        + [(plain(one.name), one.email, "invited", moment(one.made)) for one in invitations],
    )


@app.command(epilog="Example: autheid officer invite 'Olle Officer' olle@example.com --owner")
def invite(
    name: Annotated[str, typer.Argument(help="as persons read who has looked at their passport")],
    email: Annotated[str, typer.Argument(help="their address")],
    owner: Annotated[
        bool, typer.Option("--owner", help="who also sees operations and invites officers")
    ] = False,
) -> None:
    """Invite an officer and show the link, which also goes out by mail. They make a passkey there."""
    address = email_argument(email)
    with opened_stores() as stores:
        keep = keep_officers(ground_of(stores))
        link = _run(lambda: keep.invite(name, address, owns=owner, by=getpass.getuser()))
    typer.echo(link)


@app.command()
def change(
    name: Annotated[str, typer.Argument(help="the officer's name")],
    disabled: Annotated[bool, typer.Option("--disable/--enable", help="whether they may come in")] = False,
    owner: Annotated[
        bool, typer.Option("--owner/--no-owner", help="whether they own the deployment")
    ] = False,
) -> None:
    """Let an officer in or not, as an owner or not."""
    with opened_stores() as stores:
        keep = keep_officers(ground_of(stores))
        found = next((one for one in _run(keep.officers) if one.name == name), None)
        if found is None:
            fail(f"there is no officer {name}")
        worker = found.worker
        _run(lambda: keep.change(worker, disabled=disabled, owns=owner))
    typer.echo("changed")


@app.command()
def revoke(name: Annotated[str, typer.Argument(help="the name that was invited")]) -> None:
    """Revoke an officer's invitation."""
    with opened_stores() as stores:
        keep = keep_officers(ground_of(stores))
        found = next((one for one in _run(keep.invitations) if one.name == name), None)
        if found is None:
            fail(f"nobody is invited as {name}")
        invitation = found.invitation
        _run(lambda: keep.revoke_invitation(invitation))
    typer.echo("revoked")


@app.command("acts")
def acts_() -> None:
    """Show what officers opened, decided and changed lately on the console."""
    with opened_stores() as stores:
        record = RecordActs(staff=stores.staff, clock=SystemClock())
        page = _run(lambda: record.page(Realm.CONSOLE, None, before=None))
    table(
        ("when", "who", "what", "about", "outcome"),
        [
            (moment(act.at), plain(act.name), act.what, plain(act.detail), act.outcome.value)
            for _, act in page
        ],
    )


@contextmanager
def _desk() -> Iterator[tuple[ReviewCases, DecideIdentity]]:
    settings, clock = settings_from(), SystemClock()
    with opened_stores() as stores:
        yield (
            review_cases(settings, stores, clock, system_chance),
            decide_identity(ground_of(stores)),
        )


def _run(call: Callable[[], Awaitable[_T]]) -> _T:
    async def run() -> _T:
        return await call()

    try:
        return wait_for(run())
    except Refusal as refusal:
        fail(refusal.message)


def _doubts(case: Case) -> list[str]:
    findings = getattr(case.state, "findings", ())
    return [one.rule for one in findings if one.outcome.value in {"doubt", "failed"}]


def _files(evidence: Evidence) -> list[tuple[str, str, str]]:
    """What each file is, its name, and what it is called at the terminal."""
    found: list[tuple[str, str, str]] = []
    if evidence.page is not None:
        found.append(("the data page", evidence.page.picture, ".jpg"))
    if evidence.chip is not None and evidence.chip.portrait:
        found.append(("the portrait", evidence.chip.portrait, ".jpg"))
    if evidence.residency is not None:
        found += [
            (f"page {number} of the residency proof", name, ".jpg")
            for number, name in enumerate(evidence.residency.pages, 1)
        ]
    return found


def _print_case(case: Case, findings: tuple[Finding, ...]) -> None:
    evidence = case.state.evidence
    typer.echo(f"case       {case.case_id}, {type(case.state).__name__.lower()} {moment(case.changed)}")
    if isinstance(case.state, Refused):
        typer.echo(f"reason     {plain(case.state.reason)}")
    if evidence.form is not None:
        typer.echo(f"typed      {plain(evidence.form.first_name)} {plain(evidence.form.last_name)}")
    for what, lines in (("page", evidence.page), ("chip", evidence.chip)):
        if lines is not None:
            typer.echo(f"{what:10} {lines.line_1}\n{'':10} {lines.line_2}")
    if evidence.chip is not None:
        typer.echo(f"chip says  {plain(evidence.chip.full_name)}; signed by {plain(evidence.chip.signed_by)}")
        for number, step in enumerate(evidence.chip.steps, 1):
            typer.echo(f"           {number}. {plain(step.detail)}")
    if evidence.address is not None:
        typer.echo(f"lives      {plain(', '.join(evidence.address.lines()))}")
    if evidence.phone is not None:
        typer.echo(f"telephone  {evidence.phone.number}")
    _print_zone(evidence)
    table(("rule", "outcome", "what it found"), [(f.rule, f.outcome.value, f.detail) for f in findings])


def _print_zone(evidence: Evidence) -> None:
    source = evidence.chip or evidence.page
    if source is None:
        return
    try:
        zone = parse_mrz((source.line_1, source.line_2), today=day_of(SystemClock().now()))
    except ValueError:
        return
    typer.echo(f"person     {zone.given_names} {zone.surname}, born {zone.date_of_birth}, {zone.sex or 'X'}")
    typer.echo(
        f"passport   {zone.document_number} of {country_words(zone.issuer)}, until {zone.date_of_expiry}"
    )
