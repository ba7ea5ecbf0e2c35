"""Generate src/autheid/wire/ from proto/: messages by protoc-gen-py, services by protoc-gen-connectrpc.

rp.proto is copied there too: the package serves it at /proto/rp.proto, and proto/ is not a part of the package.

Without arguments it writes; with `--check` it writes nothing and fails when what stands there is not what
proto/ and the locked generators make today.
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


def main() -> int:
    """Write or check; the exit code is 1 when a check fails."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder)

        def made() -> dict[str, bytes]:
            generate(fresh)
            return contents(fresh)

        def write() -> None:
            shutil.rmtree(WIRE, ignore_errors=True)
            shutil.copytree(fresh, WIRE)

        return write_or_check(
            "wire.py",
            doc=__doc__,
            where=str(WIRE.relative_to(ROOT)),
            command="make wire",
            made=made,
            kept=contents(WIRE),
            write=write,
        )


if __name__ == "__main__":
    sys.exit(main())
