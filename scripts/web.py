"""Build src/autheid/web/ from web/: the person's app, the portal, the console, and the fragment for relying parties' pages.

Without arguments it writes; with `--check` it writes nothing and fails when what stands there is not, byte for byte,
what web/ and its locked packages make today. Both build in a folder that is thrown away.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # run as a program, it finds `scripts.fresh` all the same

from scripts.fresh import write_or_check  # noqa: E402

SOURCES = ROOT / "web"
WEB = ROOT / "src" / "autheid" / "web"
PARTS = ("app", "portal", "console", "rp")


def build(into: Path) -> None:
    """Write the parts below an empty folder, with the packages that are installed in web/node_modules."""
    sources = into / "web"
    shutil.copytree(SOURCES, sources, ignore=shutil.ignore_patterns("node_modules", ".vite"))
    (sources / "node_modules").symlink_to(SOURCES / "node_modules")
    # The Node of this environment, which the lock pins, not one that happens to be installed elsewhere.
    tools = Path(sys.executable).parent
    path = os.pathsep.join([str(tools), os.environ.get("PATH", os.defpath)])
    environment = {**os.environ, "PATH": path, "NODE_ENV": "production"}
    environment.pop("AUTHEID_WEB_OUT", None)  # the copy writes beside itself
    for step in ("check", "build"):
        command = [str(tools / "npm"), "run", "--silent", step]
        made = subprocess.run(
            command,
            cwd=sources,
            env=environment,
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        if made.returncode:
            sys.stderr.buffer.write(made.stdout)
            sys.exit(f"npm run {step} failed in web/")


def contents(folder: Path) -> dict[str, bytes]:
    """Every built file below a folder, by its path from there."""
    files = (file for part in PARTS for file in sorted((folder / part).rglob("*")) if file.is_file())
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


def main() -> int:
    """Write or check; the exit code is 1 when a check fails."""
    where = WEB.relative_to(ROOT)
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / where

        def made() -> dict[str, bytes]:
            build(Path(folder))
            return contents(fresh)

        def write() -> None:
            for part in PARTS:
                shutil.rmtree(WEB / part, ignore_errors=True)
                shutil.copytree(fresh / part, WEB / part)

        return write_or_check(
            "web.py",
            doc=__doc__,
            where=str(where),
            command="make web",
            made=made,
            kept=contents(WEB),
            write=write,
        )


if __name__ == "__main__":
    sys.exit(main())
