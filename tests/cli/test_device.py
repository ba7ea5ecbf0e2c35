"""A device at the terminal against the real server: enrol, approve, reject, join."""

from __future__ import annotations

import base64
import json
import os
import re
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from autheid.device.key import DeviceKey
from autheid.request.opening import StartedBy
from autheid.request.start_code import start_mac
from tests.support.server import TEST_KEY, ServerProcess, serving

EMAIL = "ann@bank.example"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with serving(tmp_path_factory.mktemp("device") / "data") as running:
        yield running


@pytest.fixture(scope="module")
def enrolled(server: ServerProcess, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A device's file, enrolled with the code that the server's log shows."""
    file = tmp_path_factory.mktemp("keys") / "device.json"
    _enrol(server, file)
    return file


_AUTHEID = [sys.executable, "-m", "autheid.cli.main"]


def _enrol(server: ServerProcess, file: Path, email: str = EMAIL) -> None:
    with subprocess.Popen(
        [*_AUTHEID, "device", "enrol", "--server", server.address, "--email", email, "--file", str(file)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as enrolling:
        assert enrolling.stdout is not None
        prompt = enrolling.stdout.read(len("Code"))
        assert prompt == "Code"
        code = server.code_to(email)
        out, _ = enrolling.communicate(f"{code}\n", timeout=20)
        assert enrolling.returncode == 0, out


def device(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*_AUTHEID, "device", *words], capture_output=True, text=True, timeout=30, check=False
    )


def create(server: ServerProcess, **fields: object) -> str:
    body = {"type": "AUTHENTICATION", "email": EMAIL, "title": "Log in"} | fields
    answer = httpx.post(
        f"{server.address}/v1/requests", json=body, headers={"authorization": f"Bearer {TEST_KEY}"}
    )
    return str(answer.json()["request_id"])


def status(server: ServerProcess, request_id: str) -> str:
    return str(httpx.get(f"{server.address}/v1/requests/{request_id}/status").json()["status"])


def test_the_key_is_kept_for_its_owner_alone(enrolled: Path) -> None:
    assert stat.S_IMODE(enrolled.stat().st_mode) == 0o600
    assert set(json.loads(enrolled.read_text())) == {"server", "name", "curve", "secret"}


def test_a_person_approves_by_hand(server: ServerProcess, enrolled: Path) -> None:
    request_id = create(server, type="SIGNATURE", title="Sign [bold]this[/bold]")
    done = device("approve", "--file", str(enrolled))
    assert "Sign [bold]this[/bold]" in done.stdout, "a title must not style the terminal"
    assert done.stdout.strip().endswith("SUCCESS")
    assert status(server, request_id) == "SUCCESS"


def test_a_person_says_it_was_not_them_and_hears_of_its_party_no_more(
    server: ServerProcess, tmp_path: Path
) -> None:
    """On an account of its own: the others go on."""
    file = tmp_path / "bob.json"
    _enrol(server, file, "bob@bank.example")
    request_id = create(server, email="bob@bank.example")
    assert device("reject", request_id, "--not-me", "--file", str(file)).stdout.strip() == "USER_CANCELLED"
    assert status(server, request_id) == "USER_CANCELLED"
    with pytest.raises(KeyError):
        create(server, email="bob@bank.example")


def test_a_person_takes_up_what_a_page_shows_and_picks_its_number(
    server: ServerProcess, enrolled: Path
) -> None:
    body = {
        "type": "AUTHENTICATION",
        "title": "At the counter",
        "use_local_account": True,
        "match_code": True,
    }
    created = httpx.post(
        f"{server.address}/v1/requests", json=body, headers={"authorization": f"Bearer {TEST_KEY}"}
    ).json()
    link = f"{created['start_url']}{created['request_id']}.link.0.{start_mac(created['start_secret'], StartedBy.LINK, 0)}"
    shown = device("pickup", link, "--file", str(enrolled))
    assert shown.returncode == 0, shown.stderr
    assert "At the counter" in shown.stdout
    assert status(server, created["request_id"]) == "NOT_READY"
    unpicked = device("approve", created["request_id"], "--file", str(enrolled))
    assert unpicked.returncode == 2
    assert str(created["match_number"]) in unpicked.stderr
    number = str(created["match_number"])
    done = device("approve", created["request_id"], "--number", number, "--file", str(enrolled))
    assert done.stdout.strip().endswith("SUCCESS")
    stale = device("pickup", link.replace(created["request_id"], "A" * 44), "--file", str(enrolled))
    assert stale.returncode == 2
    assert "is not a start code" in stale.stderr


def test_a_request_id_may_begin_with_a_hyphen(enrolled: Path) -> None:
    """One in 64 does: it is no option."""
    refused = device("approve", "-" + "A" * 43, "--file", str(enrolled))
    assert "no such request" in refused.stderr


def test_what_has_ended_can_not_be_approved(server: ServerProcess, enrolled: Path) -> None:
    request_id = create(server)
    device("reject", request_id, "--file", str(enrolled))
    refused = device("approve", request_id, "--file", str(enrolled))
    assert refused.returncode == 2
    assert "this request has ended: USER_CANCELLED" in refused.stderr


def test_a_second_device_joins_when_the_first_admits_it(
    server: ServerProcess, enrolled: Path, tmp_path: Path
) -> None:
    second = tmp_path / "second.json"
    with subprocess.Popen(
        [
            *(*_AUTHEID, "device", "enrol", "--server", server.address, "--email", EMAIL, "--join"),
            *("--curve", "secp256k1", "--file", str(second)),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as joining:
        assert joining.stdout is not None
        joining.stdout.read(len("Code"))
        assert joining.stdin is not None
        joining.stdin.write(f"{server.code_to(EMAIL)}\n")
        joining.stdin.flush()
        shown = re.search(r"both devices show (\d{6})", joining.stdout.readline())
        assert shown is not None
        admitted = subprocess.run(
            [*_AUTHEID, "device", "admit", "--file", str(enrolled)],
            input="y\n",
            capture_output=True,
            text=True,
            check=True,
        )
        assert shown[1] in admitted.stdout
        _, err = joining.communicate(timeout=20)
        assert joining.returncode == 0, err
    request_id = create(server)
    assert device("approve", request_id, "--file", str(second)).stdout.strip().endswith("SUCCESS")


def test_a_recovery_code_lets_a_new_device_in_once(
    server: ServerProcess, enrolled: Path, tmp_path: Path
) -> None:
    recovery_code = device("recovery-code", "--file", str(enrolled)).stdout.strip()
    for name, outcome in (("third", 0), ("fourth", 2)):
        with subprocess.Popen(
            [
                *(*_AUTHEID, "device", "enrol", "--server", server.address, "--email", EMAIL),
                *("--recovery-code", recovery_code.lower(), "--file", str(tmp_path / name)),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as restoring:
            assert restoring.stdout is not None
            restoring.stdout.read(len("Code"))
            _, err = restoring.communicate(f"{server.code_to(EMAIL)}\n", timeout=20)
            assert restoring.returncode == outcome, err
            assert (outcome == 0) is not ("recoveryCode" in err)


def test_a_mailbox_alone_adds_no_device_to_an_account(
    server: ServerProcess, enrolled: Path, tmp_path: Path
) -> None:
    """The address of an account that has a device: its code is right, and still enrols nothing."""
    with subprocess.Popen(
        [
            *_AUTHEID,
            "device",
            "enrol",
            "--server",
            server.address,
            "--email",
            EMAIL,
            "--file",
            str(tmp_path / "x"),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as enrolling:
        assert enrolling.stdout is not None
        enrolling.stdout.read(len("Code"))
        code = server.code_to(EMAIL)
        _, err = enrolling.communicate(f"{code}\n", timeout=20)
        assert enrolling.returncode == 2
    assert "this address has an account" in err


def test_a_key_is_never_overwritten(server: ServerProcess, enrolled: Path) -> None:
    refused = device(
        "enrol", "--server", server.address, "--email", "b@bank.example", "--file", str(enrolled)
    )
    assert refused.returncode == 2
    assert "a key is never overwritten" in refused.stderr


def test_a_refused_code_leaves_no_file(server: ServerProcess, tmp_path: Path) -> None:
    file = tmp_path / "device.json"
    refused = device(
        *("enrol", "--server", server.address, "--email", "eve@bank.example", "--code", "x"),
        *("--file", str(file)),
    )
    assert refused.returncode == 2
    assert not file.exists(), "the next try must find its place free"


@pytest.mark.parametrize("words", [["list"], ["watch"], ["approve"]])
def test_a_folder_is_no_device(tmp_path: Path, words: list[str]) -> None:
    tmp_path.chmod(0o700)
    refused = device(*words, "--file", str(tmp_path))
    assert refused.returncode == 2
    assert "Is a directory" in refused.stderr


def test_a_server_that_is_away_is_one_sentence(tmp_path: Path) -> None:
    refused = device(
        *("enrol", "--server", "http://127.0.0.1:1", "--email", EMAIL, "--file", str(tmp_path / "x")),
    )
    assert refused.returncode == 2
    assert refused.stderr.startswith("autheid: the server can't be reached")
    assert refused.stderr.count("\n") == 1


def test_a_watch_shows_what_comes_and_outlives_a_restart(tmp_path: Path) -> None:
    """The prompt stands on the screen with all that the relying party would receive; Ctrl-C ends it quietly."""
    with serving(tmp_path / "data") as first:
        port, file = first.port, tmp_path / "ann.json"
        _enrol(first, file)
        watching = subprocess.Popen(
            [*_AUTHEID, "device", "watch", "--file", str(file)], stdout=subprocess.PIPE, text=True
        )
        assert watching.stdout is not None
        assert "watching" in watching.stdout.readline()
    try:
        with serving(tmp_path / "data", port=port) as second:
            create(
                second, title="After the restart", authenticate={"claims": [{"key": "amount", "val": "12 €"}]}
            )
            seen = ""
            for line in watching.stdout:
                seen += line
                if "request" in line:
                    break
            watching.send_signal(signal.SIGINT)
            assert watching.wait(20) == 0
    finally:
        watching.kill()
        watching.communicate()
    for part in ("Auth eID Test", "After the restart", "amount = 12 €", "unique_user_id"):
        assert part in seen


@pytest.mark.slow  # an open channel notices at its next heartbeat
def test_a_watch_ends_when_its_device_is_retired(tmp_path: Path) -> None:
    """Waiting for a server that will never take it back would look like peace."""
    with serving(tmp_path / "data") as running:
        file = tmp_path / "ann.json"
        _enrol(running, file)
        with subprocess.Popen(
            [*_AUTHEID, "device", "watch", "--file", str(file)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as watching:
            assert watching.stdout is not None
            assert "watching" in watching.stdout.readline()
            kept = json.loads(file.read_text())
            key = DeviceKey(kept["curve"], base64.b64decode(kept["secret"]))
            subprocess.run(
                [*_AUTHEID, "account", "retire-device", key.device_id],
                check=True,
                capture_output=True,
                env=os.environ | {"AUTHEID_DATA": str(running.data)},
            )
            try:
                _, err = watching.communicate(timeout=45)
            finally:
                watching.kill()
            assert watching.returncode == 2, err


def test_status_beside_a_running_server_counts_requests_by_how_they_stand(
    server: ServerProcess, enrolled: Path
) -> None:
    request_id = create(server)
    pending = operator_status(server)
    device("reject", request_id, "--file", str(enrolled))
    ended = operator_status(server)
    assert ended["pending"] == pending["pending"] - 1
    assert ended["cancelled by the person"] == pending["cancelled by the person"] + 1


def operator_status(server: ServerProcess) -> dict[str, int]:
    """What `autheid status` counts."""
    shown = subprocess.run(
        [*_AUTHEID, "status"],
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
        env=os.environ | {"AUTHEID_DATA": str(server.data)},
    ).stdout
    assert EMAIL not in shown
    return {found[1]: int(found[2]) for found in re.finditer(r"^requests (.+?) +(\d+)", shown, re.MULTILINE)}


def test_a_file_that_others_can_read_is_refused(enrolled: Path, tmp_path: Path) -> None:
    open_file = tmp_path / "open.json"
    open_file.write_bytes(enrolled.read_bytes())
    open_file.chmod(0o644)
    assert "can be read by others" in device("list", "--file", str(open_file)).stderr
