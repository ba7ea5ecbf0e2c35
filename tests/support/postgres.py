"""A real PostgreSQL for tests: a cluster of its own on the loopback, made, started, stopped and killed as one likes."""

from __future__ import annotations

import atexit
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import mkdtemp

START_SECONDS = 30.0
_POLL_SECONDS = 0.05
_PLACES = "/usr/lib/postgresql/*/bin"
_SERVER_USER = "postgres"
_MEMORY = Path("/dev/shm")  # noqa: S108 - it is memory that is wanted
_ROOM_BYTES = 2_000_000_000
_numbers = count(1)
_SETTINGS = {
    "listen_addresses": "'127.0.0.1'",
    "unix_socket_directories": "''",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "logging_collector": "off",
    # Databases are made and dropped all the time here; nothing of this is what a commit waits for.
    "autovacuum": "off",
    "checkpoint_timeout": "1h",
    "max_wal_size": "4GB",
}


class NoPostgresError(Exception):
    """There is no PostgreSQL server on this machine; `make postgres` installs one."""


@cache
def programs() -> Path:
    """The folder of the server's programs, the newest where there are several."""
    found = sorted(Path("/").glob(f"{_PLACES[1:]}/initdb"), key=lambda path: float(path.parent.parent.name))
    if found:
        return found[-1].parent
    if program := shutil.which("initdb"):
        return Path(program).resolve().parent
    raise NoPostgresError("no PostgreSQL server: install one, or run `make postgres` as root on Debian")


class Cluster:
    """One server and its data."""

    def __init__(
        self,
        settings: Mapping[str, str] | None = None,
        *,
        copy_of: Cluster | None = None,
        place: Path | None = None,
        machine: Mapping[str, str] | None = None,
        segment_megabytes: int = 16,
    ) -> None:
        """A new one that runs, in a folder of its own in `place`; `copy_of` makes a standby that follows it.

        `machine` are variables of the server's environment, `segment_megabytes` the size of a file of its log.
        """
        self._environment = dict(os.environ) | dict(machine or {})
        self.folder = Path(mkdtemp(prefix="autheid-postgres-", dir=place))
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        # The server refuses to run as root, and must own its folder. By a program: `user=` would fork this process,
        # and gRPC's threads don't survive that.
        self._as_owner: list[str] = []
        if os.geteuid() == 0:
            entry = pwd.getpwnam(_SERVER_USER)
            os.chown(self.folder, entry.pw_uid, entry.pw_gid)
            self._as_owner = [
                "setpriv",
                f"--reuid={_SERVER_USER}",
                f"--regid={_SERVER_USER}",
                "--clear-groups",
            ]
        self.data = self.folder / "data"
        self.log_file = self.folder / "log"
        if copy_of is None:
            size = f"--wal-segsize={segment_megabytes}"
            self.run(
                *("initdb", "-D", str(self.data), "-U", "autheid", "-A", "trust"),
                *("-E", "UTF8", "--locale", "C", size),
            )
        else:
            address = f"host=127.0.0.1 port={copy_of.port} user=autheid application_name=standby"
            self.run("pg_basebackup", "-D", str(self.data), "-d", address, "-R", "-X", "stream", "-c", "fast")
        self.set(_SETTINGS | {"port": str(self.port)} | dict(settings or {}))
        try:
            self.start()
        except TimeoutError:
            self.remove()
            raise

    @property
    def address(self) -> str:
        """Of the server, without a database."""
        return f"postgresql://autheid@127.0.0.1:{self.port}"

    def set(self, settings: Mapping[str, str]) -> None:
        """Write settings; they hold from the next start, or `reload`."""
        with (self.data / "postgresql.auto.conf").open("a") as file:
            file.writelines(f"{name} = {value}\n" for name, value in settings.items())

    def launch(self) -> None:
        """Start, as a supervisor does: what becomes of it shows later."""
        with self.log_file.open("ab") as log:
            self.process = subprocess.Popen(
                [*self._as_owner, programs() / "postgres", "-D", self.data],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env=self._environment,
            )

    @property
    def has_ended(self) -> bool:
        """Whether the server's process is gone."""
        return self.process is None or self.process.poll() is not None

    def start(self) -> None:
        """Start, and return when it answers."""
        self.launch()
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and not self.has_ended:
            if self.run("pg_isready", "-h", "127.0.0.1", "-p", str(self.port), check=False) == 0:
                return
            time.sleep(_POLL_SECONDS)
        raise TimeoutError(self.log_file.read_text("utf-8", errors="replace")[-2000:])

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT stops fast, SIGTERM waits for clients, SIGQUIT crashes and recovers at the next start."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(START_SECONDS)

    def kill(self) -> None:
        """Every process of it at once, as a power cut would."""
        assert self.process is not None
        self._send(signal.SIGKILL)
        self.process.wait(START_SECONDS)
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def pause(self, *, on: bool) -> None:
        """SIGSTOP or SIGCONT to every process."""
        self._send(signal.SIGSTOP if on else signal.SIGCONT)

    def _send(self, number: signal.Signals) -> None:
        """To the server and all its children, each of which leads a process group of its own."""
        assert self.process is not None
        server = self.process.pid
        children = Path(f"/proc/{server}/task/{server}/children").read_text("ascii").split()
        for process in (server, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(process, number)

    def promote(self) -> None:
        """A standby takes over."""
        self.run("pg_ctl", "promote", "-D", str(self.data), "-w")

    def reload(self) -> None:
        """Read the settings again."""
        self.run("pg_ctl", "reload", "-D", str(self.data))

    def sql(self, statement: str, database: str = "postgres") -> str:
        """What `psql` prints for this statement."""
        done = subprocess.run(
            [programs() / "psql", "-XqAt", "-d", f"{self.address}/{database}", "-c", statement],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(done.stderr)
        return done.stdout.strip()

    def database(self, template: str = "template1") -> str:
        """A new database; its address."""
        name = f"test_{os.getpid()}_{next(_numbers)}"
        self.sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        return f"{self.address}/{name}"

    def drop(self, address: str) -> None:
        """Remove a database, whoever is still connected."""
        self.sql(f"DROP DATABASE IF EXISTS {name_of(address)} WITH (FORCE)")

    def remove(self) -> None:
        """Stop, and leave nothing."""
        with suppress(subprocess.TimeoutExpired):
            self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, program: str, *arguments: str, check: bool = True) -> int:
        """One of the server's programs as its user."""
        done = subprocess.run(
            [*self._as_owner, programs() / program, *arguments],
            capture_output=True,
            text=True,
            cwd=self.folder,
            check=False,
        )
        if check and done.returncode:
            raise RuntimeError(f"{program}: {done.stderr}")
        return done.returncode


@cache
def shared_cluster() -> Cluster:
    """One cluster for all tests of this process; each test has a database of its own in it."""
    # In memory where there is room: hundreds of databases are made, and each flushes all of its files.
    roomy = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM_BYTES
    cluster = Cluster(place=_MEMORY if roomy else None)
    atexit.register(cluster.remove)
    return cluster


def name_of(address: str) -> str:
    """The database's name in its address."""
    return re.sub(r"\?.*", "", address).rpartition("/")[2]


def free_port() -> int:
    """A port that nobody has at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port
