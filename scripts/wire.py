"""Generate src/autheid/wire/ from proto/: messages by protoc-gen-py, services by protoc-gen-connectrpc.

rp.proto is copied there too: the package serves it at /proto/rp.proto, and proto/ is not a part of the package.

Without arguments it writes; with `--check` it writes nothing and fails when what stands there is not what
proto/ and the locked generators make today.
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
PROTO = ROOT / "proto"
WIRE = ROOT / "src" / "autheid" / "wire"
DOCSTRING = '"""Generated from proto/ by scripts/wire.py: never edited, imported only by doors."""\n'


def generate(into: Path) -> None:
    """Write the whole package of generated code into an empty folder."""
    # protoc finds its plugins on PATH: this environment's, not ones that happen to be installed elsewhere.
    tools = Path(sys.executable).parent
    path = os.pathsep.join([str(tools), os.environ.get("PATH", os.defpath)])
    # No plugin options: the plain form is the one for protobuf-py, with relative imports.
    outputs = [f"--py_out={into}", f"--connectrpc_out={into}"]
    schemas = sorted(str(schema.relative_to(PROTO)) for schema in PROTO.rglob("*.proto"))
    protoc = [sys.executable, "-m", "grpc_tools.protoc", f"--proto_path={PROTO}", *outputs, *schemas]
    subprocess.run(protoc, check=True, env={**os.environ, "PATH": path})
    (into / "__init__.py").write_text(DOCSTRING)
    shutil.copy(PROTO / "rp.proto", into)


def contents(folder: Path) -> dict[str, bytes]:
    """Every source file below a folder, by its path from there."""
    sources = (file for file in sorted(folder.rglob("*")) if file.suffix in {".py", ".proto"})
    return {str(file.relative_to(folder)): file.read_bytes() for file in sources}


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
    where = WIRE.relative_to(ROOT)

    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder)
        generate(fresh)
        stale = differences(contents(fresh), contents(WIRE))
        if not stale:
            print(f"{where} is fresh")
            return 0
        print(*stale, sep="\n")
        if check:
            print(f"{where} is stale: run `make wire`", file=sys.stderr)
            return 1
        shutil.rmtree(WIRE, ignore_errors=True)
        shutil.copytree(fresh, WIRE)
        print(f"{where} is written")
        return 0


if __name__ == "__main__":
    sys.exit(main())
