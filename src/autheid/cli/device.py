"""A device at the command line: what a phone does, for developers."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, TypeVar

import msgspec
import typer
from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from autheid.cli.context import IDS_MAY_BEGIN_WITH_A_HYPHEN, fail, reason_of
from autheid.cli.show import plain
from autheid.device.client import DeviceClient, DoorError, Prompt
from autheid.device.key import P256, SECP256K1, DeviceKey

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="A device at the command line: enrol it, then approve by hand.",
)
_console = Console()
_T = TypeVar("_T")
_RECONNECT_SECONDS = 1.0
_SERVER_ERROR = 500
_SESSION_OVER = 401
_PASSING = (429, 500, 502, 503, 504)
LATEST = "latest"

FileOption = Annotated[Path, typer.Option("--file", help="where this device keeps its key")]
RequestArgument = Annotated[str, typer.Argument(metavar="REQUEST", help="a request id, or `latest`")]
DEFAULT_FILE = Path("device.json")


class _DeviceFile(msgspec.Struct):
    """What a device keeps."""

    server: str
    name: str
    curve: str
    secret: bytes


@app.command(
    epilog="Example: autheid device enrol --server http://127.0.0.1:8080 --email ann@bank.example --file ann.json"
)
def enrol(
    server: Annotated[str, typer.Option(help="the server's address, e.g. http://127.0.0.1:8080")],
    email: Annotated[
        str, typer.Option(help="the address; a staging server shows the code at /staging/inbox")
    ],
    code: Annotated[
        str, typer.Option(help="the six-digit code; asked for, or read from standard input, when absent")
    ] = "",
    recovery_code: Annotated[
        str, typer.Option(help="for an address with an account: its recovery code")
    ] = "",
    join: Annotated[
        bool,
        typer.Option(
            "--join", help="for an address with an account: wait until an older device admits this one"
        ),
    ] = False,
    name: Annotated[str, typer.Option(help="this device's name")] = "Terminal",
    curve: Annotated[str, typer.Option(help=f"{P256} or {SECP256K1}")] = P256,
    file: FileOption = DEFAULT_FILE,
) -> None:
    """Enrol a new device by the code that comes to an address."""
    if file.exists():
        fail(f"{file} exists already, and a key is never overwritten")
    if not file.parent.is_dir():
        fail(f"{file.parent} is not a folder")
    try:
        key = DeviceKey.make(curve)
    except ValueError as rule:
        fail(f"--curve: {rule}")

    async def enrol() -> dict[str, Any]:
        client = DeviceClient(server, key)
        began = await client.begin_enrolment(email)
        typed = code or typer.prompt("Code")
        with _kept_unless_refused(
            file, _DeviceFile(server=server, name=name, curve=curve, secret=key.secret)
        ):
            outcome = await client.complete_enrolment(
                began, typed.strip(), name, recovery_code=recovery_code, join=join
            )
        if outcome["state"] == "waiting":
            typer.echo(f"waiting to be admitted; both devices show {outcome['compare']}")
        while outcome["state"] == "waiting":
            await asyncio.sleep(_RECONNECT_SECONDS)
            outcome = await client.enrolment(began)
        return outcome

    outcome = _run(enrol())
    if outcome["enrolled"] is None:
        file.unlink()
        fail(
            "this device was kept out"
            if outcome["state"] == "refused"
            else "nobody admitted this device in time"
        )
    typer.echo(f"enrolled as {outcome['enrolled']['uniqueUserId']}; the key is in {file}")


@app.command()
def admit(file: FileOption = DEFAULT_FILE) -> None:
    """Let a device that waits join this one's account, after comparing the number that both show."""

    async def let_in(client: DeviceClient) -> list[str]:
        admitted = []
        for waiting in await client.joins():
            if typer.confirm(f"Let “{plain(waiting['deviceName'])}” in? It shows {waiting['compare']}"):
                await client.admit(waiting)
                admitted.append(plain(waiting["deviceName"]))
        return admitted

    typer.echo("\n".join(f"admitted {name}" for name in _with_session(file, let_in)) or "nobody was admitted")


@app.command("recovery-code")
def recovery_code(file: FileOption = DEFAULT_FILE) -> None:
    """Make a recovery code, told this once: with a code by mail it lets a new device in."""
    typer.echo(_with_session(file, lambda client: client.make_recovery_code()))


@app.command("list")
def list_(file: FileOption = DEFAULT_FILE) -> None:
    """List what waits for an answer."""
    prompts = _with_session(file, lambda client: client.pending())
    for prompt in prompts:
        _show(prompt)
    if not prompts:
        typer.echo("nothing waits")


@app.command(context_settings=IDS_MAY_BEGIN_WITH_A_HYPHEN)
def show(request: RequestArgument, file: FileOption = DEFAULT_FILE) -> None:
    """Show one request as approving would sign it."""
    _show(_with_session(file, lambda client: _find(client, request)))


@app.command(epilog="Example: autheid device watch --file ann.json")
def watch(file: FileOption = DEFAULT_FILE) -> None:
    """Show each new request as it comes, until Ctrl-C."""
    try:
        _with_session(file, _watch)
    except KeyboardInterrupt:
        typer.echo("")


@app.command(epilog="Example: autheid device pickup 'http://localhost:8080/app/#start=…' --file ann.json")
def pickup(
    link: Annotated[str, typer.Argument(metavar="LINK", help="the link, or what a QR code says")],
    file: FileOption = DEFAULT_FILE,
) -> None:
    """Open a request that was addressed to nobody: it is this account's from then on."""
    _show(_with_session(file, lambda client: client.pick_up(link)))


@app.command(
    context_settings=IDS_MAY_BEGIN_WITH_A_HYPHEN, epilog="Example: autheid device approve --file ann.json"
)
def approve(
    request: RequestArgument = LATEST,
    number: Annotated[
        int, typer.Option(help="the number on the relying party's page, where it shows one")
    ] = 0,
    file: FileOption = DEFAULT_FILE,
) -> None:
    """Approve a request: show it, sign it, send it."""

    async def answer(client: DeviceClient) -> str:
        prompt = await _find(client, request)
        _show(prompt)
        if prompt.match_numbers and number not in prompt.match_numbers:
            fail(f"--number: pick one of {', '.join(map(str, prompt.match_numbers))}")
        return await client.approve(prompt, match_number=number)

    typer.echo(_with_session(file, answer))


@app.command(
    context_settings=IDS_MAY_BEGIN_WITH_A_HYPHEN,
    epilog="Example: autheid device reject latest --not-me --file ann.json",
)
def reject(
    request: RequestArgument = LATEST,
    not_me: Annotated[bool, typer.Option("--not-me", help="I did not start this")] = False,
    file: FileOption = DEFAULT_FILE,
) -> None:
    """Say no to a request."""

    async def answer(client: DeviceClient) -> str:
        return await client.reject(await _find(client, request), not_me=not_me)

    typer.echo(_with_session(file, answer))


@app.command(epilog="Example: autheid device unmute auth-eid-test --file ann.json")
def unmute(
    rp: Annotated[str, typer.Argument(metavar="RP", help="the relying party's name for machines")],
    file: FileOption = DEFAULT_FILE,
) -> None:
    """Hear a relying party again that `reject --not-me` has muted."""
    _with_session(file, lambda client: client.lift_mute(rp))


async def _watch(client: DeviceClient) -> None:
    seen: set[str] = set()
    typer.echo("watching; Ctrl-C ends it")
    while True:
        with _waited_for(*_PASSING, _SESSION_OVER):
            async for prompts in client.watch():
                for prompt in prompts:
                    if prompt.request_id not in seen:
                        seen.add(prompt.request_id)
                        _show(prompt)
        await asyncio.sleep(_RECONNECT_SECONDS)
        with _waited_for(*_PASSING):
            await client.open_session()


@contextmanager
def _waited_for(*statuses: int) -> Iterator[None]:
    # A server that is stopping or away is waited for; one that refuses the device (it was retired) ends the watch.
    try:
        yield
    except ConnectionError:
        pass
    except DoorError as error:
        if error.status not in statuses:
            raise
    # A call that is cancelled while it reads may end as one that lost its server, or as one that is over: Ctrl-C must
    # not be taken for that.
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError


async def _find(client: DeviceClient, request: str) -> Prompt:
    if request != LATEST:
        prompt = await client.prompt(request)
        if not prompt.statements:
            fail(f"this request has ended: {prompt.status}")
        return prompt
    prompts = await client.pending()
    if not prompts:
        fail("nothing waits")
    return prompts[-1]


def _show(prompt: Prompt) -> None:
    shown = prompt.shown()
    left = max(0, (prompt.expires_at - prompt.server_time) // 1000)
    facts = Table.grid(padding=(0, 2))
    for label, value in (
        ("asks", shown["rpName"]),
        ("for", shown["kind"].lower()),
        ("title", shown["title"]),
        ("text", shown["description"]),
        ("to", shown["email"]),
        ("receives", ", ".join(shown["discloses"])),
        ("claims", "\n".join(plain(f"{key} = {value}") for key, value in shown["claims"].items())),
        ("only if", "the account is verified" if shown["verifiedOnly"] else ""),
        ("started", shown["startedFrom"]),
        ("numbers", ", ".join(map(str, prompt.match_numbers))),
        ("left", f"{left} s"),
        ("request", shown["requestId"]),
    ):
        if value:
            facts.add_row(Text(label, style="dim"), Text(plain(str(value), lines=True)))
    _console.print(Panel(facts, expand=False))


def _with_session(file: Path, work: Callable[[DeviceClient], Awaitable[_T]]) -> _T:
    kept = _kept(file)

    async def go() -> _T:
        client = DeviceClient(kept.server, DeviceKey(kept.curve, kept.secret))
        await client.open_session()
        return await work(client)

    return _run(go())


def _run(work: Awaitable[_T]) -> _T:
    async def go() -> _T:
        return await work

    try:
        return asyncio.run(go())
    except DoorError as error:
        fail(error.message)
    except (OSError, ValueError) as error:
        fail(reason_of(error))


@contextmanager
def _kept_unless_refused(file: Path, device: _DeviceFile) -> Iterator[None]:
    # Durable before the server knows the key: an address whose only key was lost could never enrol again.
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(msgspec.json.encode(device) + b"\n")
        out.flush()
        os.fsync(descriptor)
    try:
        yield
    except (DoorError, ConnectionError) as error:
        if isinstance(error, DoorError) and error.status < _SERVER_ERROR:
            file.unlink()
            raise
        fail(
            f"{error}; `autheid device list --file {file}` tells whether the device was enrolled all the same"
        )


def _kept(file: Path) -> _DeviceFile:
    try:
        if file.stat().st_mode & 0o077:
            fail(f"{file} can be read by others: chmod 600 it")
        return msgspec.json.decode(file.read_bytes(), type=_DeviceFile)
    except FileNotFoundError:
        fail(f"there is no {file}: enrol a device first")
    except OSError as error:
        fail(reason_of(error))
    except msgspec.MsgspecError:
        fail(f"{file} is not a device's file")
