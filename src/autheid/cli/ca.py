"""The deployment's certificate authority."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autheid.assemble.stores import Stores
from autheid.cli.context import fail, opened_stores, reason_of, settings_from, wait_for
from autheid.cli.show import moment
from autheid.kernel.clock import Millis, SystemClock
from autheid.kernel.secret import system_chance
from autheid.pki.authority import Authorities, Authority, Role, fingerprint_of
from autheid.usecase.keep_authority import KeepAuthority

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="The certificate authority that signs for devices: its roots are published at /pki/roots.pem.",
)
_MOST_BYTES = 64 * 1024


def _keeper(stores: Stores) -> KeepAuthority:
    return KeepAuthority(
        certificates=stores.certificates,
        clock=SystemClock(),
        chance=system_chance,
        organisation=settings_from().issuer,
    )


@app.command()
def show() -> None:
    """Show the roots and the issuers: what each does now, its name, and the SHA-256 of its certificate."""
    now = SystemClock().now()
    with opened_stores() as stores:
        known = Authorities(wait_for(stores.certificates.authorities()))
    for one in known:
        typer.echo(f"{one.number}  {one.role.value}: {_state(one, known, now)}")
        if one.certificate:
            typer.echo(f"   {one.loaded.subject.rfc4514_string()}, until {moment(one.until())}")
            # On a line of its own, since it is compared.
            typer.echo(f"   {fingerprint_of(one.certificate)}")


def _state(one: Authority, known: Authorities, now: Millis) -> str:
    if not one.certificate:
        return "waits for its certificate"
    if one == known.issuer(now=now):
        return "signs"
    if now >= one.until():
        return "over"
    if one.role is Role.ROOT:
        return "its key is elsewhere" if one.private_der is None else "signs issuers"
    return "tells the status of what it has signed"


@app.command(epilog="Example: autheid ca renew --root")
def renew(
    root: Annotated[bool, typer.Option("--root", help="under a new root, which is published too")] = False,
) -> None:
    """Sign from now on with a new issuer under the deployment's own root. What was signed before stays good.

    Each device gets a certificate by it when it signs next.
    """
    with opened_stores() as stores:
        _told(wait_for(_keeper(stores).renew(fresh_root=root)))


@app.command(epilog="Example: autheid ca request issuer.csr")
def request(
    file: Annotated[
        Path, typer.Argument(dir_okay=False, help="where the request goes; it must not be there yet")
    ],
) -> None:
    """Make a new issuer's key and ask for its certificate (PKCS #10): for a root of your own, in an HSM for instance.

    Nothing changes before `autheid ca install`. The key does not leave the deployment.
    """
    try:
        # The file before the key: none is kept that would wait for nothing.
        with opened_stores() as stores, file.open("xb") as out:
            out.write(wait_for(_keeper(stores).ask()))
    except FileExistsError:
        fail("FILE: is there already")
    except OSError as error:
        fail(f"FILE: {reason_of(error)}")
    typer.echo("asked: have it signed by your root on P-384 with SHA-384, then `autheid ca install`")


@app.command(epilog="Example: autheid ca install issuer.pem root.pem")
def install(
    issuer: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="the issuer's certificate, PEM")
    ],
    root: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="the root's certificate, PEM")],
) -> None:
    """Sign from now on with the issuer that was asked for last."""
    with opened_stores() as stores:
        keeper = _keeper(stores)
        _told(wait_for(keeper.install(issuer_pem=_read("ISSUER", issuer), root_pem=_read("ROOT", root))))


def _read(name: str, file: Path) -> bytes:
    if file.stat().st_size > _MOST_BYTES:
        fail(f"{name}: must have at most {_MOST_BYTES} bytes")
    return file.read_bytes()


def _told(issuer: Authority) -> None:
    typer.echo(
        f"signing with issuer {issuer.number}, {issuer.loaded.subject.rfc4514_string()}, until {moment(issuer.until())}"
    )
