"""Whether what is committed is what would be made: shared by the scripts that make files and check them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable


def write_or_check(
    what: str,
    *,
    doc: str | None,
    where: str,
    command: str,
    made: Callable[[], dict[str, bytes]],
    kept: dict[str, bytes],
    write: Callable[[], None],
) -> int:
    """The whole of such a script, after its arguments; the exit code is 1 when a check fails."""
    parser = argparse.ArgumentParser(
        prog=what, description=doc, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="write nothing; fail when something is stale")
    check: bool = parser.parse_args().check
    stale = differences(made(), kept)
    if not stale:
        print(f"{where} is fresh")
        return 0
    print(*stale, sep="\n")
    if check:
        print(f"{where} is stale: run `{command}`", file=sys.stderr)
        return 1
    write()
    print(f"{where} is written")
    return 0


def differences(made: dict[str, bytes], kept: dict[str, bytes]) -> list[str]:
    """One line for each file that is not as it would be made."""
    missing = [f"missing  {name}" for name in made.keys() - kept.keys()]
    strange = [f"strange  {name}" for name in kept.keys() - made.keys()]
    changed = [f"differs  {name}" for name in made.keys() & kept.keys() if made[name] != kept[name]]
    return sorted(missing + strange + changed)
