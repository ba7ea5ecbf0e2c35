"""Build src/autheid/web/ from web/: the person's app and the page fragment for relying parties.

Without arguments it writes; with `--check` it writes nothing and fails when what stands there is not, byte for byte,
what web/ and its locked packages make today. Both build in a folder that is thrown away.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "web"
WEB = ROOT / "src" / "autheid" / "web"
PARTS = ("app", "rp")


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
    command = [str(tools / "npm"), "run", "--silent", "build"]
    made = subprocess.run(
        command, cwd=sources, env=environment, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if made.returncode:
        sys.stderr.buffer.write(made.stdout)
        sys.exit("the build of web/ failed")


def contents(folder: Path) -> dict[str, bytes]:
    """Every built file below a folder, by its path from there."""
    files = (file for part in PARTS for file in sorted((folder / part).rglob("*")) if file.is_file())
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


def differences(made: dict[str, bytes], kept: dict[str, bytes]) -> list[str]:
    """One line for each file that is not as it would be made."""
    missing = [f"missing  {name}" for name in made.keys() - kept.keys()]
    strange = [f"strange  {name}" for name in kept.keys() - made.keys()]
    changed = [f"differs  {name}" for name in made.keys() & kept.keys() if made[name] != kept[name]]
    return sorted(missing + strange + changed)


def main() -> int:
    """Write or check; the exit code is 1 when a check fails."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="write nothing; fail when something is stale")
    check: bool = parser.parse_args().check
    where = WEB.relative_to(ROOT)
    if not (SOURCES / "package.json").is_file():
        print("there is no web/ here: nothing to build")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder))
        fresh = Path(folder) / where
        stale = differences(contents(fresh), contents(WEB))
        if not stale:
            print(f"{where} is fresh")
            return 0
        print(*stale, sep="\n")
        if check:
            print(f"{where} is stale: run `make web`", file=sys.stderr)
            return 1
        for part in PARTS:
            shutil.rmtree(WEB / part, ignore_errors=True)
            if (fresh / part).is_dir():
                shutil.copytree(fresh / part, WEB / part)
        print(f"{where} is written")
        return 0


if __name__ == "__main__":
    sys.exit(main())
