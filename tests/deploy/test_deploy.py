"""The files by which it is run for real: what can be known of them without a container engine or a cluster."""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from autheid.config import Settings, load_settings
from tests.fault.crowd import LEAVES_SOCKETS
from tests.support.certificate import self_signed
from tests.support.nodes import Nodes, nodes
from tests.support.phone import enrol_phone
from tests.support.postgres import free_port
from tests.support.rp import DOORS, Fields, RefusedError, Rp, asking, fresh_address, rp_at
from tests.support.server import PLENTY

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
FILES = sorted(path for path in DEPLOY.rglob("*") if path.is_file())
_NAMES = {field.upper() for field in Settings.__struct_fields__} | {"CONFIG"}
_DRAIN = Settings().drain_seconds


def _compose() -> Any:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_setting_that_a_file_names_is_one(file: Path) -> None:
    named = re.findall(r"AUTHEID_([A-Z_]+)", file.read_text("utf-8"))
    assert [name for name in named if name.rstrip("_") and name not in _NAMES] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_file_holds_a_secret(file: Path) -> None:
    text = file.read_text("utf-8")
    assert not re.search(r"(?i)password\s*[:=]\s*['\"]?(?!\.?/)[\w+]{6,}", text.replace("_FILE", ""))
    assert "PRIVATE KEY" not in text


def test_the_compose_file_is_one_deployment_that_the_settings_take(tmp_path: Path) -> None:
    compose = _compose()
    one, two = (compose["services"][name] for name in ("node-1", "node-2"))
    assert one == two, "nodes are the same but for their names"
    given = dict(one["environment"])
    assert set(one["depends_on"]) <= set(compose["services"])
    secrets = {secret["source"] for secret in one["secrets"]}
    assert secrets == set(compose["secrets"])
    for name, value in one["environment"].items():
        if value.startswith("/run/secrets/"):
            assert value.rpartition("/")[2] in secrets
            given[name] = str(tmp_path / "secret")
    (tmp_path / "secret").write_text("x", "utf-8")
    settings = load_settings(given)
    assert settings.database.startswith("postgresql://")
    assert int(one["stop_grace_period"].removesuffix("s")) > settings.drain_seconds + 5


def test_every_way_to_run_it_waits_longer_than_it_drains() -> None:
    unit = (DEPLOY / "autheid.service").read_text("utf-8")
    assert int(re.findall(r"TimeoutStopSec=(\d+)", unit)[0]) > _DRAIN + 5
    values = yaml.safe_load((DEPLOY / "helm" / "autheid" / "values.yaml").read_text("utf-8"))
    deployment = (DEPLOY / "helm" / "autheid" / "templates" / "deployment.yaml").read_text("utf-8")
    assert values["drainSeconds"] == _DRAIN
    assert "terminationGracePeriodSeconds: {{ add .Values.drainSeconds 15 }}" in deployment


def test_every_value_that_a_template_reads_is_there() -> None:
    chart = DEPLOY / "helm" / "autheid"
    values = yaml.safe_load((chart / "values.yaml").read_text("utf-8"))
    for template in (chart / "templates").iterdir():
        for name in re.findall(r"\.Values((?:\.\w+)+)", template.read_text("utf-8")):
            there = values
            for part in name.split(".")[1:]:
                assert part in there, name
                there = there[part]


def test_the_unit_is_one_that_systemd_takes(tmp_path: Path) -> None:
    """Where there is no systemd, its words are at least looked at above."""
    if shutil.which("systemd-analyze") is None:
        assert "[Service]" in (DEPLOY / "autheid.service").read_text("utf-8")
        return
    unit = tmp_path / "autheid.service"
    text = (DEPLOY / "autheid.service").read_text("utf-8")
    unit.write_text(text.replace("/opt/autheid/bin/autheid", "/bin/true"), "utf-8")
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    complaints = [line for line in done.stderr.splitlines() if "autheid.service" in line]
    assert complaints == []


def test_the_container_takes_what_the_lock_names_and_runs_without_rights() -> None:
    words = (DEPLOY / "Containerfile").read_text("utf-8")
    assert "--require-hashes" in words
    assert re.search(r"^USER 10001$", words, re.MULTILINE)
    for source in re.findall(r"^COPY (?!--from)(.+) \S+$", words, re.MULTILINE):
        for path in source.split():
            assert (ROOT / path).exists(), path


# The proxy, for real


@pytest.fixture
def proxied(tmp_path: Path) -> Iterator[tuple[Nodes, str, Path]]:
    """Two nodes behind HAProxy by the very file that we ship, but for its ports and paths."""
    chain, key = self_signed(tmp_path)
    pem = tmp_path / "tls.pem"
    pem.write_bytes(chain.read_bytes() + key.read_bytes())
    with nodes(tmp_path / "nodes", 2, **PLENTY) as deployment:
        text = (DEPLOY / "haproxy.cfg").read_text("utf-8")
        port = free_port()
        text = text.replace(":8443 ssl crt /etc/haproxy/tls.pem", f"127.0.0.1:{port} ssl crt {pem}")
        for number, server in enumerate(deployment.servers, start=1):
            text = text.replace(f"node-{number}:8080", f"127.0.0.1:{server.port}")
        config = tmp_path / "haproxy.cfg"
        config.write_text(text, "utf-8")
        checked = subprocess.run(["haproxy", "-c", "-f", config], capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stderr
        with (tmp_path / "haproxy.log").open("wb") as log:
            proxy = subprocess.Popen(["haproxy", "-f", config], stdout=log, stderr=log)
        try:
            yield deployment, f"https://localhost:{port}", chain
        finally:
            proxy.terminate()
            proxy.wait(10)
        assert "/v1/requests/" not in (tmp_path / "haproxy.log").read_text("utf-8"), "ids are secrets"


async def _as_soon_as_it_routes(rp: Rp, email: str) -> Fields:
    """The proxy asks its nodes twice before it believes in them."""
    until = time.monotonic() + 20
    while True:
        try:
            return await rp.call("Create", asking(email=email))
        except (RefusedError, ValueError):
            assert time.monotonic() < until
            await asyncio.sleep(0.2)


@LEAVES_SOCKETS
async def test_both_protocols_go_through_the_proxy_while_a_node_goes_away(
    proxied: tuple[Nodes, str, Path],
) -> None:
    deployment, address, trusted = proxied
    email = fresh_address()
    phone = await enrol_phone(deployment.servers[1], email)
    for door in DOORS:
        async with rp_at(door, address, certificate=trusted) as rp:
            created = await _as_soon_as_it_routes(rp, email)
            blocked = asyncio.create_task(rp.call("GetResult", {"request_id": created["request_id"]}))
            await asyncio.sleep(0.3)
            await phone.approve(await phone.prompt(created["request_id"]))
            assert (await blocked)["status"] == "SUCCESS"
    assert deployment.servers[0].stop() == 0
    for door in DOORS:
        async with rp_at(door, address, certificate=trusted) as rp:
            for _ in range(5):
                assert await rp.create()
