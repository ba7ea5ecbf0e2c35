"""A relying party's team."""

from __future__ import annotations

import getpass
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import typer

from autheid.account.rp import RelyingParty
from autheid.assemble.stores import Stores
from autheid.assemble.work import work_cases
from autheid.cli.context import RpArgument, fail, opened_stores, wait_for
from autheid.cli.ground import ground_of
from autheid.cli.show import moment, plain, table
from autheid.kernel.errors import Kind, Refusal, invalid
from autheid.kernel.ids import RpId
from autheid.person.email import EmailAddress, parse_email
from autheid.team.role import Invitation, Membership, Role
from autheid.team.worker import Realm
from autheid.usecase.keep_team import KeepTeam
from autheid.usecase.record_acts import RecordActs

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Teams of relying parties: who may come into the portal."
)
RoleArgument = Annotated[Role, typer.Option(help="what they may do")]
MemberArgument = Annotated[
    str, typer.Argument(metavar="MEMBER", help="the address, as `autheid member list` shows it")
]
_T = TypeVar("_T")


@app.command("list")
def list_(rp: RpArgument) -> None:
    """List a team, and who is invited."""
    members, invitations = _run(rp, lambda team, party: _both(team, party.rp))
    table(
        ("address", "name", "role", "since"),
        [(one.worker.email, plain(one.worker.name), one.role.value, moment(one.since)) for one in members]
        + [(one.email, "(invited)", one.role.value, moment(one.made)) for one in invitations],
    )


async def _both(team: KeepTeam, rp: RpId) -> tuple[list[Membership], list[Invitation]]:
    return await team.members(rp), await team.invitations(rp)


@app.command(epilog="Example: autheid member invite my-bank maja@bank.example --role owner")
def invite(
    rp: RpArgument,
    email: Annotated[str, typer.Argument(help="their address")],
    role: RoleArgument = Role.DEVELOPER,
) -> None:
    """Invite somebody to a team and show the link, which also goes out by mail."""
    address = email_argument(email)
    link = _run(rp, lambda team, party: team.invite(party, address, role, by=getpass.getuser()))
    typer.echo(link)


@app.command()
def role(rp: RpArgument, member: MemberArgument, role: RoleArgument) -> None:
    """Give a member another role."""
    _run(rp, lambda team, party: _set(team, party.rp, member, role))
    typer.echo("changed")


@app.command()
def remove(rp: RpArgument, member: MemberArgument) -> None:
    """Take a member out of a team."""
    _run(rp, lambda team, party: _set(team, party.rp, member, None))
    typer.echo("removed")


@app.command()
def revoke(
    rp: RpArgument, email: Annotated[str, typer.Argument(help="the address that was invited")]
) -> None:
    """Revoke every invitation of an address to a team."""

    async def do(team: KeepTeam, party: RelyingParty) -> None:
        found = [one for one in await team.invitations(party.rp) if one.email == email]
        if not found:
            raise invalid("EMAIL", "is not invited")
        for one in found:
            await team.revoke_invitation(party.rp, one.invitation)

    _run(rp, do)
    typer.echo("revoked")


@app.command("acts")
def acts_(rp: RpArgument) -> None:
    """Show what a team's members did lately."""
    with opened_stores() as stores:
        record = RecordActs(staff=stores.staff, clock=ground_of(stores).clock)
        page = wait_for(record.page(Realm.PORTAL, RpId(rp), before=None))
    table(
        ("when", "who", "what", "about", "outcome"),
        [
            (moment(act.at), plain(act.name), act.what, plain(act.detail), act.outcome.value)
            for _, act in page
        ],
    )


def email_argument(text: str) -> EmailAddress:
    """An address from the command line, or an end."""
    try:
        return parse_email(text)
    except ValueError as rule:
        fail(f"EMAIL: {rule}")


async def _set(team: KeepTeam, rp: RpId, email: str, role: Role | None) -> None:
    found = next((one for one in await team.members(rp) if one.worker.email == email), None)
    if found is None:
        raise invalid("MEMBER", "is nobody of this team")
    await team.set_role(rp, found.worker.worker, role)


def _run(rp: str, call: Callable[[KeepTeam, RelyingParty], Awaitable[_T]]) -> _T:
    async def run(stores: Stores) -> _T:
        party = await stores.parties.party(RpId(rp))
        if party is None:
            raise Refusal(Kind.NOT_FOUND, f"there is no relying party {rp}")
        return await call(work_cases(ground_of(stores)).team, party)

    with opened_stores() as stores:
        try:
            return wait_for(run(stores))
        except Refusal as refusal:
            fail(refusal.message)
