"""Accounts, as their operator may see and set them until the officer's console exists."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from autheid.account.account import Account
from autheid.assemble.desk import account_eraser
from autheid.assemble.stores import Stores
from autheid.cli.context import fail, opened_stores, settings_from, wait_for
from autheid.cli.show import moment, table
from autheid.kernel.clock import Millis, SystemClock
from autheid.kernel.ids import DeviceId
from autheid.person.email import EmailAddress, parse_email

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Accounts: show one, set its verification, retire a lost device.",
)
LAST_YEAR = 2999
EmailArgument = Annotated[str, typer.Argument(metavar="EMAIL", help="an address of the account")]


@app.command(epilog="Example: autheid account show ann@bank.example")
def show(email: EmailArgument) -> None:
    """Show an account and its devices."""
    address = _email(email)
    with opened_stores() as stores:
        account = _account(stores, address)
        devices = wait_for(stores.people.devices_of(account.account))
    verified = account.is_verified(SystemClock().now())
    typer.echo(f"unique user id  {account.unique_user_id}")
    typer.echo(f"verified        {'until ' + moment(account.verified_until) if verified else 'no'}")
    table(
        ("device", "name", "curve", "state"),
        [(d.device_id, d.name, d.curve.value, "retired" if d.retired else "active") for d in devices],
    )


@app.command(epilog="Example: autheid account verify ann@bank.example --until 2030-12-31")
def verify(
    email: EmailArgument,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="the last day, UTC")] = None,
    not_: Annotated[bool, typer.Option("--not", help="take the verification back")] = False,
) -> None:
    """Say that you have verified an account yourself, until a day; or take that back.

    This is the operator's word, to try things out with: passports and officers come with a later version.
    """
    if (until is None) is not not_:
        fail("give either --until DATE or --not")
    address = _email(email)
    end = None if until is None else _end_of(until)
    with opened_stores() as stores:
        wait_for(stores.people.set_verification(_account(stores, address).account, end))
    typer.echo("not verified any more" if end is None else f"verified until {moment(end)}")


@app.command(epilog="Example: autheid account erase ann@bank.example --yes")
def erase(
    email: EmailArgument,
    yes: Annotated[bool, typer.Option("--yes", help="without asking")] = False,
) -> None:
    """Erase an account: its data key, its rows and its files. What proves past signatures stays, without the person.

    Backups made before hold the account still, and the wrapping key opens them: let them run out.
    """
    address = _email(email)
    settings, clock = settings_from(), SystemClock()
    with opened_stores() as stores:
        account = _account(stores, address)
        if not yes:
            typer.confirm("Erase this account for good?", abort=True)
        wait_for(account_eraser(settings, stores, clock).by_operator(account))
    typer.echo("erased")


@app.command("retire-device")
def retire_device(
    device_id: Annotated[str, typer.Argument(help="as `autheid account show` lists it")],
) -> None:
    """Retire a lost device: its sessions end within a second, and its key signs nothing any more."""
    with opened_stores() as stores:
        if not wait_for(stores.people.retire_device(DeviceId(device_id), now=SystemClock().now())):
            fail("there is no active device with this id")
    typer.echo("retired")


def _end_of(day: datetime) -> Millis:
    if day.year > LAST_YEAR:
        fail(f"--until: must be a day up to the year {LAST_YEAR}")
    end = Millis(int(day.replace(tzinfo=UTC).timestamp() + 86_400) * 1000)
    if end <= SystemClock().now():
        fail("--until: must not be in the past; --not takes a verification back")
    return end


def _email(unverified: str) -> EmailAddress:
    try:
        return parse_email(unverified)
    except ValueError as rule:
        fail(f"EMAIL: {rule}")


def _account(stores: Stores, email: EmailAddress) -> Account:
    account = wait_for(stores.people.account_by_email(email))
    if account is None:
        fail("nobody has this address")
    return account
