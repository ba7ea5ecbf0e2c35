"""The product with a bug planted in it, in a folder of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
BUGS = sorted((Path(__file__).parent / "bugs").glob("*.patch"))


def plant(bug: Path, folder: Path) -> Path:
    """A copy of the source with this patch applied, in an empty folder; where Python finds it."""
    source = folder / "src"
    shutil.copytree(ROOT / "src", source, copy_function=os.symlink)
    for line in bug.read_text("utf-8").splitlines():
        if line.startswith("--- a/"):
            file = line.removeprefix("--- a/").split("\t")[0]
            (folder / file).unlink()
            shutil.copy(ROOT / file, folder / file)
    environment = os.environ | {"GIT_CEILING_DIRECTORIES": str(folder.parent)}
    subprocess.run(["git", "apply", "--whitespace=nowarn", bug], cwd=folder, check=True, env=environment)
    return source


def simulate(
    *arguments: str, source: Path = ROOT / "src", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Lives of the service whose source this is, in a process of their own."""
    return subprocess.run(
        [sys.executable, "-m", "tests.sim", *arguments],
        cwd=ROOT,
        env=os.environ | environment | {"PYTHONPATH": os.pathsep.join((str(source), str(ROOT)))},
        capture_output=True,
        text=True,
        check=False,
    )
