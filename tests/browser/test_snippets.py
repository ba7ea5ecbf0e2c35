"""The programs of the documentation, run as they stand but for the server's address and an account that answers at once."""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from autheid.door.public.pages import LANGUAGES, TOPICS, snippet
from autheid.staging.reference import TEST_API_KEY
from tests.support.server import serving

HOST = "http://localhost:8080"
FILES = {
    ("authentication", "shell"): "authentication.sh",
    ("authentication", "python"): "authentication.py",
    ("authentication", "javascript"): "authentication.mjs",
    ("authentication", "java"): "Authentication.java",
    ("signature", "shell"): "signature.sh",
    ("signature", "python"): "signature.py",
    ("signature", "javascript"): "signature.mjs",
    ("signature", "java"): "SignedRequest.java",
    ("authentication", "csharp"): "authentication.cs",
    ("signature", "csharp"): "signature.cs",
    ("authentication", "swift"): "authentication.swift",
    ("signature", "swift"): "signature.swift",
}
RUNNERS = {
    "shell": (("sh",), ("sh", "curl", "jq", "openssl", "xxd")),
    "python": ((sys.executable,), (sys.executable,)),
    "javascript": (("node",), ("node",)),
    "java": (("java",), ("java",)),
    "csharp": (("dotnet", "run"), ("dotnet",)),
    "swift": (("swift",), ("swift",)),
}
SAID = {
    ("authentication", "shell"): '"status": "SUCCESS"',
    ("signature", "shell"): "Verified OK",
    "authentication": "signed in: ",
    "signature": "signed: Pay 40 euros to Anna",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("site") / "data") as server:
        yield server.address


@pytest.mark.parametrize("topic,language", FILES)
async def test_a_program_of_the_documentation_runs(
    site: str, tmp_path: Path, topic: str, language: str
) -> None:
    runner, needs = RUNNERS[language]
    if missing := [name for name in needs if shutil.which(name) is None]:
        pytest.skip(f"this machine has no {', '.join(missing)}")
    program = tmp_path / FILES[topic, language]
    text = snippet(topic, language)
    program.write_text(
        text.replace(HOST, site).replace("test@example.com", "approve+0s@example.com"), "utf-8"
    )
    process = await asyncio.create_subprocess_exec(
        *runner, program, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, cwd=tmp_path
    )
    said, complained = await asyncio.wait_for(process.communicate(), 120)
    assert process.returncode == 0, complained.decode()
    assert (SAID.get((topic, language)) or SAID[topic]) in said.decode()


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_program_calls_the_example_host_and_no_other(topic: str, language: str) -> None:
    text = snippet(topic, language)
    assert text.count("http://") == text.count(HOST)
    assert "https://" not in text


@pytest.mark.parametrize("topic", ["create", "authentication", "signature"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_whole_program_carries_the_test_key(topic: str, language: str) -> None:
    assert TEST_API_KEY in snippet(topic, language)
