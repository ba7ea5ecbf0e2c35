"""The files by which it is run for real: what can be known of them without a container engine or a cluster."""

from __future__ import annotations

import asyncio
import contextlib
import re
import shutil
import signal
import site
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from autheid.config import Settings, load_settings
from tests.deploy.chart import rendered
from tests.support.certificate import self_signed
from tests.support.nodes import Nodes, nodes
from tests.support.phone import enrol_phone
from tests.support.postgres import free_port
from tests.support.rp import DOORS, Fields, RefusedError, Rp, asking, fresh_address, rp_at
from tests.support.server import PLENTY, serving

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
CHART = DEPLOY / "helm" / "autheid"
UNITS = [DEPLOY / "autheid.service", DEPLOY / "autheid@.service"]
MOST_EXPOSURE = 20
"""Tenths of systemd's own measure, of which 100 is a service that nothing holds."""
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
    secrets_of_all = secrets | set(compose["services"]["database"]["secrets"])
    assert secrets_of_all == set(compose["secrets"])
    assert one["read_only"] is True
    assert one["cap_drop"] == ["ALL"]
    for name, value in one["environment"].items():
        if value.startswith("/run/secrets/"):
            assert value.rpartition("/")[2] in secrets
            given[name] = str(tmp_path / "secret")
    (tmp_path / "secret").write_text("x", "utf-8")
    settings = load_settings(given)
    assert settings.database.startswith("postgresql://")


def test_every_way_to_run_it_waits_longer_than_a_stop_can_take() -> None:
    """Whoever waits is answered within `drain_seconds`; then connections may take as long again."""
    for unit in UNITS:
        assert int(re.findall(r"TimeoutStopSec=(\d+)", unit.read_text("utf-8"))[0]) > 2 * _DRAIN + 5
    assert int(_compose()["services"]["node-1"]["stop_grace_period"].removesuffix("s")) > 2 * _DRAIN + 5
    for drain in (_DRAIN, 60):
        pod = _pod(drainSeconds=drain)
        pause = int(pod["containers"][0]["lifecycle"]["preStop"]["exec"]["command"][1])
        assert pod["terminationGracePeriodSeconds"] > pause + 2 * drain + 5
    assert yaml.safe_load((CHART / "values.yaml").read_text("utf-8"))["drainSeconds"] == _DRAIN


# systemd


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_the_unit_is_one_that_systemd_takes_and_calls_safe(tmp_path: Path, unit: Path) -> None:
    """Where there is no systemd, its words are at least looked at here."""
    text = unit.read_text("utf-8")
    assert {"KillMode=mixed", "KillSignal=SIGTERM", "NoNewPrivileges=yes"} <= set(text.splitlines())
    if shutil.which("systemd-analyze") is None:
        return
    copy = tmp_path / unit.name.replace("@", "@1")
    copy.write_text(text.replace("/opt/autheid/bin/autheid", "/bin/true"), "utf-8")
    done = subprocess.run(["systemd-analyze", "verify", copy], capture_output=True, text=True, check=False)
    assert [line for line in done.stderr.splitlines() if copy.name in line] == []
    rated = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", f"--threshold={MOST_EXPOSURE}", copy],
        capture_output=True,
        text=True,
        check=False,
    )
    assert rated.returncode == 0, rated.stdout.splitlines()[-1:]


def test_the_unit_of_several_nodes_is_the_unit_of_one_but_for_its_places() -> None:
    def words(unit: Path) -> list[str]:
        lines = unit.read_text("utf-8").replace(", node %i", "").splitlines()
        lines = [line.replace("/%i.toml", "/autheid.toml").replace("/%i", "") for line in lines]
        return [line for line in lines if not line.startswith("#")]

    one, several = map(words, UNITS)
    assert one == several


def _of_unit(word: str) -> list[str]:
    return re.findall(rf"^{word}=(.+)$", UNITS[0].read_text("utf-8"), re.MULTILINE)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built and put into an environment of its own, as the container's file and the unit's comment say.

    What it depends on is the locked set that is here already: fetching it again would only test the network.
    """
    place = tmp_path_factory.mktemp("opt")
    build: list[str | Path] = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        place,
    ]
    subprocess.run([*build, ROOT], check=True, capture_output=True)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", place / "autheid"], check=True)
    (packages,) = (place / "autheid").glob("lib/python*/site-packages")
    (wheel,) = place.glob("*.whl")
    into: list[str | Path] = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--no-deps",
        "--no-index",
        "--prefix",
        place / "autheid",
    ]
    subprocess.run([*into, "--ignore-installed", wheel], check=True, capture_output=True)
    here = site.getsitepackages()[0]
    (packages / "locked.pth").write_text(f"{here}\n", "utf-8")
    return place / "autheid" / "bin"


def test_an_installed_wheel_starts_reloads_and_stops_as_the_unit_says(
    tmp_path: Path, installed: Path
) -> None:
    port = free_port()
    (tmp_path / "autheid.toml").write_text(
        f'port = {port}\npublic_url = "http://localhost:{port}"\n', "utf-8"
    )
    environment = dict(line.split("=", 1) for line in _of_unit("Environment"))
    environment["AUTHEID_CONFIG"] = str(tmp_path / "autheid.toml")
    environment["AUTHEID_DATA"] = str(tmp_path / "data")

    def command(word: str) -> list[str]:
        return _of_unit(word)[0].replace("/opt/autheid/bin", str(installed)).split()

    where = [str(installed / "python"), "-c", "import autheid; print(autheid.__file__)"]
    loaded = subprocess.run(where, check=True, capture_output=True, text=True)
    assert loaded.stdout.startswith(str(installed.parent)), "the wheel's, not this checkout's"
    subprocess.run(command("ExecStartPre"), env=environment, check=True, capture_output=True)
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            command("ExecStart"), env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
    try:
        address = f"http://127.0.0.1:{port}"
        assert _answers(f"{address}/readyz", within=30)
        subprocess.run([*command("ExecReload")[:2], str(process.pid)], check=True)
        time.sleep(0.5)
        assert _answers(f"{address}/readyz", within=5)
        process.send_signal(getattr(signal, _of_unit("KillSignal")[0]))
        assert process.wait(int(_of_unit("TimeoutStopSec")[0])) == 0
    finally:
        process.kill()
        process.wait()


def _answers(address: str, *, within: float) -> bool:
    until = time.monotonic() + within
    while time.monotonic() < until:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(address).status_code == 200:
                return True
        time.sleep(0.1)
    return False


# The chart


def _objects(**values: Any) -> dict[str, dict[str, Any]]:
    return {one["kind"]: one for one in rendered(CHART, values)}


def _pod(**values: Any) -> dict[str, Any]:
    pod: dict[str, Any] = _objects(**values)["Deployment"]["spec"]["template"]["spec"]
    return pod


EVERYTHING = {"autoscaling": {"enabled": True}, "ingress": {"enabled": True}}


def test_every_object_is_made_and_told_apart_by_the_release() -> None:
    kinds = {"Deployment", "Service", "ServiceAccount", "PodDisruptionBudget", "NetworkPolicy"}
    assert set(_objects()) == kinds
    assert set(_objects(**EVERYTHING)) == kinds | {"HorizontalPodAutoscaler", "Ingress"}
    assert "NetworkPolicy" not in _objects(networkPolicy={"enabled": False})
    for one in rendered(CHART, EVERYTHING):
        assert one["metadata"]["name"] == "eid"


def test_what_selects_pods_selects_these() -> None:
    found = _objects(**EVERYTHING)
    labels = found["Deployment"]["spec"]["template"]["metadata"]["labels"]
    assert found["Deployment"]["spec"]["selector"]["matchLabels"] == labels
    assert found["Service"]["spec"]["selector"] == labels
    assert found["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"] == labels
    assert found["NetworkPolicy"]["spec"]["podSelector"]["matchLabels"] == labels
    assert found["HorizontalPodAutoscaler"]["spec"]["scaleTargetRef"]["name"] == "eid"


def test_the_settings_of_a_pod_are_taken(tmp_path: Path) -> None:
    (container,) = _pod(settings={"open_prompts": 5, "mail": "refuse"})["containers"]
    given = {one["name"]: one.get("value", "from a Secret") for one in container["env"]}
    mounts = {mount["mountPath"] for mount in container["volumeMounts"]}
    for name, value in given.items():
        if value.startswith("/"):
            assert any(value.startswith(mount) for mount in mounts), name
        if value.startswith("/secrets/"):
            given[name] = str(tmp_path / "secret")
    (tmp_path / "secret").write_text("x", "utf-8")
    settings = load_settings(given)
    assert settings.open_prompts == 5
    assert settings.drain_seconds == _DRAIN
    (port,) = container["ports"]
    assert port["containerPort"] == settings.port


def test_secrets_are_named_and_never_values() -> None:
    pod = _pod()
    sources = [volume["secret"]["secretName"] for volume in pod["volumes"] if "secret" in volume]
    assert sources == ["autheid-secrets"]
    for one in pod["containers"][0]["env"]:
        if any(word in one["name"] for word in ("SECRET", "KEY", "PASSWORD", "TOKEN")):
            assert "valueFrom" in one or one["value"].startswith("/secrets/"), one["name"]
    assert not any(one["kind"] == "Secret" for one in rendered(CHART, EVERYTHING))


def test_a_pod_has_no_rights() -> None:
    found = _objects()
    pod = _pod()
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["automountServiceAccountToken"] is False
    assert found["ServiceAccount"]["automountServiceAccountToken"] is False
    assert pod["serviceAccountName"] == found["ServiceAccount"]["metadata"]["name"]
    for container in (*pod["initContainers"], *pod["containers"]):
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert container["resources"]["limits"]["memory"]


def test_an_upgrade_takes_no_node_away_before_another_is_ready() -> None:
    found = _objects(**EVERYTHING)
    assert found["Deployment"]["spec"]["strategy"]["rollingUpdate"] == {"maxUnavailable": 0, "maxSurge": 1}
    assert found["PodDisruptionBudget"]["spec"]["maxUnavailable"] == 1
    assert "replicas" not in found["Deployment"]["spec"], "the autoscaler's number is not written over"
    assert _objects()["Deployment"]["spec"]["replicas"] == 3
    scaler = found["HorizontalPodAutoscaler"]["spec"]
    assert scaler["minReplicas"] == 3 < scaler["maxReplicas"]


def test_the_network_lets_in_the_ingress_and_out_what_the_settings_need() -> None:
    policy = _objects(networkPolicy={"ports": [443, 6432]})["NetworkPolicy"]["spec"]
    assert policy["policyTypes"] == ["Ingress", "Egress"]
    (entry,) = policy["ingress"]
    assert entry["from"]
    assert entry["ports"] == [{"port": "http", "protocol": "TCP"}]
    names, calls = policy["egress"]
    assert {port["port"] for port in names["ports"]} == {53}
    assert [port["port"] for port in calls["ports"]] == [443, 6432]
    assert calls["to"][0]["ipBlock"]["except"] == ["169.254.0.0/16"]
    by_default = _objects()["NetworkPolicy"]["spec"]["egress"][1]["ports"]
    assert {port["port"] for port in by_default} >= {Settings().smtp_port, 443, 5432}


def test_every_health_route_that_is_asked_is_one(tmp_path: Path) -> None:
    (container,) = _pod()["containers"]
    probes = {name: container[f"{name}Probe"]["httpGet"] for name in ("startup", "liveness", "readiness")}
    assert {probe["port"] for probe in probes.values()} == {container["ports"][0]["name"]}
    assert probes["readiness"]["path"] != probes["liveness"]["path"], "who is not ready is not killed for it"
    paths = {probe["path"] for probe in probes.values()}
    paths |= set(re.findall(r"httpchk GET (\S+)", (DEPLOY / "haproxy.cfg").read_text("utf-8")))
    paths |= set(re.findall(r"8080(/\w+)", (DEPLOY / "Containerfile").read_text("utf-8")))
    assert len(paths) == 2
    with serving(tmp_path / "data") as server:
        for path in paths:
            assert httpx.get(f"{server.address}{path}").status_code == 200


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
    """The proxy listens a moment after its start, and asks its nodes twice before it believes in them."""
    until = time.monotonic() + 20
    while True:
        try:
            return await rp.call("Create", asking(email=email))
        except (RefusedError, ValueError, httpx.ConnectError):
            assert time.monotonic() < until
            await asyncio.sleep(0.2)


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
