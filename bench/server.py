"""The real `autheid serve` as a process of its own on a core of its own, with its meters."""

from __future__ import annotations

import os
import re
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from autheid.account.rp import ApiKey, RelyingParty, make_api_key, prefix_of
from autheid.assemble.stores import open_stores
from autheid.config import Settings
from autheid.kernel.clock import SystemClock
from autheid.kernel.ids import RpId
from autheid.kernel.secret import system_chance
from autheid.token.algorithm import TokenAlgorithm
from bench.http1 import Connection, call_of
from bench.post import mailbox

HOST = "127.0.0.1"
SERVER_CORE, GENERATOR_CORE = 0, 1
START_SECONDS = 20.0
STOP_SECONDS = 30.0
_TICK = os.sysconf("SC_CLK_TCK")
_GAUGE = re.compile(rb"^(autheid_\w+) ([0-9.e+]+)$", re.MULTILINE)

QUOTAS = {
    "AUTHEID_CREATES_PER_SECOND": "1000000",
    "AUTHEID_CREATES_BURST": "1000000",
    "AUTHEID_OPEN_PROMPTS": "1000000",
    "AUTHEID_OPEN_PROMPTS_PER_PARTY": "1000000",
    "AUTHEID_PROMPTS_PER_ADDRESS": "1000000",
    "AUTHEID_DEVICE_CALLS_PER_SECOND": "100000",
}


@dataclass(frozen=True, kw_only=True)
class Meters:
    """What a process has used, at one moment."""

    wall: float
    cpu: float
    threads: dict[str, float]


@dataclass(frozen=True, kw_only=True)
class Server:
    """A running server."""

    pid: int
    port: int
    log: Path
    codes: dict[str, str]
    """The newest code that came by mail to each address."""

    def meters(self) -> Meters:
        """CPU seconds of the process and of its threads by name, since it began."""
        threads: dict[str, float] = {}
        for task in Path(f"/proc/{self.pid}/task").iterdir():
            name, seconds = _stat(task / "stat")
            if name == "autheid":
                name = "loop" if task.name == str(self.pid) else "store"
            threads[name] = threads.get(name, 0.0) + seconds
        return Meters(wall=time.monotonic(), cpu=_stat(Path(f"/proc/{self.pid}/stat"))[1], threads=threads)

    def memory(self) -> int:
        """Resident bytes."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text("ascii").split()[1])
        return pages * resource.getpagesize()

    async def gauges(self) -> dict[str, float]:
        """The unlabelled numbers of /metrics."""
        connection = await Connection.open(HOST, self.port)
        page = await connection.send(call_of("GET", "/metrics"))
        connection.close()
        return {name.decode(): float(value) for name, value in _GAUGE.findall(page)}


def _stat(path: Path) -> tuple[str, float]:
    # proc(5): the name stands in brackets and may hold anything; utime and stime are fields 14 and 15.
    before, _, after = path.read_text("utf-8").rpartition(")")
    fields = after.split()
    return before.partition("(")[2], (int(fields[11]) + int(fields[12])) / _TICK


def cpu_of_tree(process: int) -> float:
    """CPU seconds of a process and its children, also of those that have ended."""
    # proc(5): what was waited for is in the parent's fields 16 and 17.
    _, _, after = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")
    ended = sum(map(int, after.split()[13:15])) / _TICK
    children = Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()
    return (
        _stat(Path(f"/proc/{process}/stat"))[1] + ended + sum(cpu_of_tree(int(child)) for child in children)
    )


def take_generator_core() -> None:
    """This process on its own core, with as many files open as the machine lets it."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    os.sched_setaffinity(0, {GENERATOR_CORE})


@contextmanager
def running(
    command: Sequence[str], *, port: int, log: Path, settings: dict[str, str], cores: set[int] | None = None
) -> Iterator[Server]:
    """A server process on the server's core, or on these, from its start until it has stopped."""
    here = os.sched_getaffinity(0)
    with log.open("wb") as out:
        os.sched_setaffinity(0, cores or {SERVER_CORE})
        try:
            process = subprocess.Popen(command, stdout=out, stderr=out, env={**os.environ, **settings})
        finally:
            os.sched_setaffinity(0, here)
    try:
        _wait_for(process, port, log)
        yield Server(pid=process.pid, port=port, log=log, codes={})
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def autheid_serve(data: Path, *, cores: set[int] | None = None, **more: str) -> Iterator[Server]:
    """`autheid serve` in its production profile on this data folder, with its quotas out of the way."""
    port, mail_port = free_port(), free_port()
    settings = {
        **QUOTAS,
        "AUTHEID_MAIL": "smtp",
        "AUTHEID_MAIL_FROM": "bench@bench.example",
        "AUTHEID_SMTP_HOST": HOST,
        "AUTHEID_SMTP_PORT": str(mail_port),
        "AUTHEID_SMTP_SECURITY": "none",
        "AUTHEID_PROFILE": "production",
        "AUTHEID_HOST": HOST,
        "AUTHEID_PORT": str(port),
        "AUTHEID_DATA": str(data),
        "AUTHEID_LOG_FORMAT": "json",
        **more,
    }
    command = [str(Path(sys.executable).parent / "autheid"), "serve"]
    with (
        mailbox(HOST, mail_port) as box,
        running(command, port=port, log=data / "server.log", settings=settings, cores=cores) as server,
    ):
        yield replace(server, codes=box.codes)


def _wait_for(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        try:
            socket.create_connection((HOST, port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    message = f"the server did not start: {log.read_text('utf-8')[-2000:]}"
    raise RuntimeError(message)


def free_port() -> int:
    """A port that nobody has at this moment."""
    with socket.create_server((HOST, 0)) as listener:
        return int(listener.getsockname()[1])


async def make_parties(data: Path, *, database: str = "") -> dict[TokenAlgorithm, str]:
    """One relying party for each way of signing tokens; its API key by the algorithm."""
    stores = await open_stores(Settings(data=data, database=database))
    keys = {}
    for algorithm in TokenAlgorithm:
        rp = RpId(f"bench-{algorithm.value.lower()}")
        keys[algorithm] = make_api_key(system_chance)
        await stores.parties.create_party(RelyingParty(rp, f"Bench {algorithm.value}", algorithm))
        await stores.parties.add_key(
            ApiKey(
                prefix=prefix_of(keys[algorithm]),
                rp=rp,
                key_hash=stores.api_keys(keys[algorithm].encode()),
                created=SystemClock().now(),
            )
        )
    await stores.database.close()
    return keys
