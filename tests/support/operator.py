"""An operator's commands, beside a running server."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.support.server import ServerProcess


def operator(server: ServerProcess, *arguments: str, fails: bool = False) -> str:
    """What a command says; with `fails`, what it says on standard error when it fails."""
    done = subprocess.run(
        [str(Path(sys.executable).parent / "autheid"), *arguments],
        capture_output=True,
        text=True,
        env=server.settings | {"PATH": "/usr/bin:/bin", "COLUMNS": "250", "USER": "operator"},
        check=False,
        timeout=60,
    )
    assert (done.returncode != 0) is fails, done.stderr + done.stdout
    return done.stderr if fails else done.stdout
