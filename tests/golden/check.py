"""Makes every golden file again in memory and fails, naming it, when one on the disk is another."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.golden.make import golden_files, stale  # noqa: E402


def main() -> int:
    """0 when all are fresh."""
    files = golden_files()
    names = [str(path.relative_to(ROOT)) for path in stale(files)]
    if names:
        print("stale; look at the difference that tests/golden/make.py makes:", *names, sep="\n  ")
        return 1
    print(f"{len(files)} golden files are fresh")
    return 0


if __name__ == "__main__":
    sys.exit(main())
