"""A Redis of its own that has every write on the disk before it answers."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.server import HOST, START_SECONDS, free_port

_SETTINGS = {
    "appendonly": "yes",
    "appendfsync": "always",
    # No snapshots beside the log: they would cost, and save nothing that it does not.
    "save": "",
    "bind": HOST,
}


class NoRedisError(Exception):
    """There is no Redis server on this machine; `make redis` installs one."""


@contextmanager
def redis(folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Its address and its process, with its data in this folder, until it has stopped."""
    program = shutil.which("redis-server")
    if program is None:
        raise NoRedisError("no Redis server: install one, or run `make redis` as root on Debian")
    port = free_port()
    settings = _SETTINGS | {"port": str(port), "dir": str(folder)}
    options = [word for name, value in settings.items() for word in (f"--{name}", value)]
    with (folder / "redis.log").open("wb") as log:
        process = subprocess.Popen([program, *options], stdout=log, stderr=log)
    try:
        _wait_for(port, folder)
        yield f"redis://{HOST}:{port}", process
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int, folder: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if subprocess.run(["redis-cli", "-p", str(port), "ping"], capture_output=True, check=False).stdout:
            return
        time.sleep(0.05)
    raise TimeoutError((folder / "redis.log").read_text("utf-8"))
