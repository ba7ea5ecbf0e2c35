"""The programs of docs/start-codes.md make the very codes that the service takes."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autheid.kernel.secret import KeyedHash
from autheid.request.opening import StartedBy
from autheid.request.start_code import NEWEST_SECONDS, OLDEST_SECONDS, StartSecrets, start_mac
from tests.support.samples import opening_of

PAGE = (Path(__file__).parents[2] / "docs" / "start-codes.md").read_text("utf-8")
URL = "https://eid.example/app/#start="
SECONDS = (0, 7, 600)
# Secrets that need each letter of base64url to come out right.
OPENING = opening_of()
SECRETS = [StartSecrets(KeyedHash(bytes([number]) * 32)).secret_of(OPENING) for number in range(8)]
NODE = shutil.which("node") or shutil.which("node", path=str(Path(sys.executable).parent))


def program(language: str) -> str:
    """One of the page's programs."""
    found = re.search(rf"<!-- program: {language} -->\n```\w+\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return found[1]


def created(secret: str) -> dict[str, str]:
    return {"request_id": OPENING.request_id, "start_secret": secret, "start_url": URL}


def expected(secret: str) -> list[str]:
    return [
        f"{URL}{OPENING.request_id}.{mode.value}.{seconds}.{start_mac(secret, mode, seconds)}"
        for mode in (StartedBy.QR, StartedBy.LINK)
        for seconds in SECONDS
    ]


def output_of(*command: str, said: str) -> list[str]:
    done = subprocess.run(command, input=said, capture_output=True, text=True, timeout=60, check=True)
    return done.stdout.splitlines()


def test_the_python_program_makes_them(tmp_path: Path) -> None:
    loop = f"""
import json, sys
for created in json.load(sys.stdin):
    for mode in ("qr", "link"):
        for seconds in {SECONDS}:
            print(start_text(created, mode, seconds))
codes = Started(created).codes()
assert codes == {{mode: start_text(created, mode, 0) for mode in ("qr", "link")}}
"""
    file = tmp_path / "start.py"
    file.write_text(program("python") + loop)
    said = json.dumps([created(secret) for secret in SECRETS])
    made = output_of(sys.executable, str(file), said=said)
    assert made == [text for secret in SECRETS for text in expected(secret)]


def test_the_javascript_program_makes_them(tmp_path: Path) -> None:
    assert NODE is not None, "node is missing: `make test` installs the wheel that brings it"
    loop = f"""
import {{ readFileSync }} from 'node:fs';
const all = JSON.parse(readFileSync(0, 'utf8'));
for (const created of all)
  for (const mode of ['qr', 'link'])
    for (const seconds of {list(SECONDS)}) console.log(startText(created, mode, seconds));
if (new Started(all[0]).codes().qr !== startText(all[0], 'qr', 0)) throw new Error('codes');
"""
    file = tmp_path / "start.mjs"
    file.write_text(program("javascript") + loop)
    made = output_of(NODE, str(file), said=json.dumps([created(secret) for secret in SECRETS]))
    assert made == [text for secret in SECRETS for text in expected(secret)]


def test_the_shell_program_makes_them(tmp_path: Path) -> None:
    if missing := [name for name in ("sh", "jq", "openssl", "od") if shutil.which(name) is None]:
        pytest.skip(f"this machine has no {', '.join(missing)}")
    for secret in SECRETS[:3]:
        file = tmp_path / "start.sh"
        calls = "\n".join(f"start_text {mode} {seconds}" for mode in ("qr", "link") for seconds in SECONDS)
        file.write_text(f"created='{json.dumps(created(secret))}'\n{program('shell')}\n{calls}\n")
        assert output_of("sh", str(file), said="") == expected(secret)


def test_the_page_tells_the_window_that_holds() -> None:
    assert f"at most {OLDEST_SECONDS} seconds old and at most {NEWEST_SECONDS} ahead" in PAGE
