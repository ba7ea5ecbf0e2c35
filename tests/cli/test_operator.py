"""The operator's commands, on a real deployment in a folder."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from autheid.account.device import NewDevice
from autheid.account.rp import API_KEY_CHARACTERS
from autheid.assemble.stores import open_stores
from autheid.cli.main import app
from autheid.config import Settings, setting_texts
from autheid.device.key import DeviceKey
from autheid.kernel.clock import SystemClock
from autheid.kernel.ids import make_unique_user_id
from autheid.kernel.secret import system_chance
from autheid.person.email import parse_email
from autheid.pki.curve import Curve

Command = Callable[..., Result]


async def _made(data: Path) -> None:
    await (await open_stores(Settings(data=data))).database.close()


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run `autheid …` on a deployment that has been started once."""
    monkeypatch.setenv("AUTHEID_DATA", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "200")
    asyncio.run(_made(tmp_path))

    def run(*words: str) -> Result:
        return CliRunner().invoke(app, list(words))

    return run


def test_a_relying_party_is_created_listed_and_disabled(command: Command) -> None:
    assert command("rp", "create", "my-bank", "--name", "My Bank").exit_code == 0
    assert re.search(r"my-bank\s+My Bank\s+RS256\s+r ‖ s\s+-\s+active", command("rp", "list").output)
    assert command("rp", "disable", "my-bank", "--yes").exit_code == 0
    assert re.search(r"my-bank\s+.*disabled", command("rp", "list").output)
    assert "no active relying party" in command("rp", "disable", "my-bank", "--yes").output


@pytest.mark.parametrize("bad", ["A", "ab", "-bank", "bank-", "b_nk", "x" * 65])
def test_an_id_that_is_none_is_refused_with_its_rule(command: Command, bad: str) -> None:
    refused = command("rp", "create", "--name", "X", "--", bad)
    assert refused.exit_code == 2
    assert "RP_ID: must be 3 to 64" in refused.output


@pytest.mark.parametrize("beginning", ["-o", "--", "-"])
@pytest.mark.parametrize(
    "words",
    [
        ("requests", "show", "my-bank"),
        ("requests", "cancel", "my-bank"),
        ("officer", "show"),
        ("officer", "accept", "--note", "Seen."),
        ("officer", "refuse", "--reason", "No."),
        ("officer", "ask-again", "--reason", "Blurred."),
        ("screening", "replay"),
    ],
)
def test_an_id_that_looks_like_an_option_is_looked_for(
    command: Command, words: tuple[str, ...], beginning: str
) -> None:
    """One of 64 does."""
    command("rp", "create", "my-bank", "--name", "My Bank")
    there = command(*words, f"{beginning}5mCkXnHnBRmsmJz")
    assert there.exit_code == 2
    assert re.search("no such (request|case)|nothing is kept of", there.output)


def test_a_name_that_hides_a_character_is_refused(command: Command) -> None:
    refused = command("rp", "create", "my-bank", "--name", "My\u202eBank")
    assert refused.exit_code == 2
    assert "--name: must not have the invisible character U+202E" in refused.output


def test_a_key_is_shown_once_and_never_stored(command: Command, tmp_path: Path) -> None:
    command("rp", "create", "my-bank", "--name", "My Bank")
    key = command("key", "create", "my-bank").stdout.strip()
    assert len(key) == API_KEY_CHARACTERS
    listed = command("key", "list", "my-bank").output
    assert key[:8] in listed
    assert key not in listed
    assert all(key.encode() not in file.read_bytes() for file in tmp_path.iterdir())
    assert command("key", "revoke", key[:8]).exit_code == 0
    assert "revoked" in command("key", "list", "my-bank").output
    assert command("key", "revoke", key[:8]).exit_code == 2


def test_a_key_for_nobody_is_refused(command: Command) -> None:
    refused = command("key", "create", "nobody")
    assert refused.exit_code == 2
    assert "no relying party nobody" in refused.output


def test_rotation_publishes_a_day_before_it_signs(command: Command) -> None:
    command("keys", "rotate", "--at-once")
    first = command("keys", "list").output
    assert first.count("  signing") == 2
    command("keys", "rotate", "--algorithm", "ES256")
    second = command("keys", "list").output
    assert "published, not signing yet" in second
    assert re.search(r"next rotation of ES256: \d{4}-", second)
    assert "next rotation of RS256: none planned" in second
    assert "signing until its successor does" in second


def test_a_key_that_was_overtaken_while_it_waited_is_not_said_to_sign(command: Command) -> None:
    command("keys", "rotate", "--at-once")
    command("keys", "rotate", "--algorithm", "RS256")
    command("keys", "rotate", "--algorithm", "RS256", "--at-once")
    shown = command("keys", "list").output
    assert "published, not signing yet" not in shown
    assert len(re.findall(r"RS256 .*only published", shown)) == 2
    assert len(re.findall(r"RS256 .*signing", shown)) == 1


def test_both_algorithms_are_rotated_unless_one_is_named(command: Command) -> None:
    both = command("keys", "rotate", "--algorithm", "both").output
    assert [line[:5] for line in both.splitlines()] == ["RS256", "ES256"]
    assert command("keys", "rotate").output.count("new key") == 2
    assert command("keys", "rotate", "--algorithm", "ES256").output.count("new key") == 1


def test_status_counts_and_names_nobody(command: Command) -> None:
    command("rp", "create", "my-bank", "--name", "My Bank")
    shown = command("status").output
    assert re.search(r"relying parties\s+1", shown)
    assert re.search(r"requests pending\s+0", shown)
    assert re.search(r"schema\s+\d", shown)
    assert "My Bank" not in shown


def test_an_unknown_setting_is_refused_by_name(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTHEID_PROT", "1")
    refused = command("check-config")
    assert refused.exit_code == 2
    assert "prot: there is no such setting" in refused.output


def test_the_settings_are_shown_with_their_source_and_without_secrets(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "autheid.toml"
    file.write_text('open_prompts = 7\nmetrics_token = "very-secret"\n')
    monkeypatch.setenv("AUTHEID_CONFIG", str(file))
    monkeypatch.setenv("AUTHEID_PORT", "9000")
    shown = command("check-config", "--show").output
    assert re.search(r"open_prompts\s+7\s+file", shown)
    assert re.search(r"port\s+9000\s+environment", shown)
    assert "very-secret" not in shown


def test_every_setting_stands_in_the_help_with_its_default(command: Command) -> None:
    shown = command("check-config", "--help").output
    for name, text in setting_texts().items():
        assert re.search(rf"^{name} ", shown, re.MULTILINE)
        assert text.split()[0] in shown
    assert re.search(r"^port\s+8080\s+Port for REST", shown, re.MULTILINE)


def test_what_the_staging_profile_chooses_is_said_to_be_its_choice(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUTHEID_PROFILE", "staging")
    shown = command("check-config", "--show").output
    assert re.search(r"issuer\s+staging\.autheid\.local\s+default of staging", shown)
    assert re.search(r"port\s+8080\s+default  ", shown)


def test_a_disabling_is_asked_about(command: Command) -> None:
    command("rp", "create", "my-bank", "--name", "My Bank")
    assert command("rp", "disable", "my-bank").exit_code == 1, "no answer is no"
    assert "active" in command("rp", "list").output


async def _enrolled(data: Path, name: str) -> str:
    """An account with one device, as its enrolment leaves it: the device's id."""
    stores = await open_stores(Settings(data=data))
    key = DeviceKey.make()
    await stores.people.enrol_test_account(
        parse_email("ann@bank.example"),
        fresh_id=make_unique_user_id(system_chance),
        device=NewDevice(key.public_key, Curve(key.curve), name),
        verified_until=None,
        now=SystemClock().now(),
    )
    await stores.database.close()
    return key.device_id


def test_an_account_is_shown_verified_and_loses_a_device(command: Command, tmp_path: Path) -> None:
    device_id = asyncio.run(_enrolled(tmp_path, "Phone"))
    assert re.search(r"verified\s+no", command("account", "show", "ann@bank.example").output)
    assert command("account", "verify", "ann@bank.example", "--until", "2090-12-31").exit_code == 0
    assert "until 2091-01-01 00:00:00 UTC" in command("account", "show", "ann@bank.example").output
    assert command("account", "verify", "ann@bank.example", "--not").exit_code == 0
    assert re.search(r"verified\s+no", command("account", "show", "ann@bank.example").output)
    assert command("account", "retire-device", device_id).exit_code == 0
    assert "retired" in command("account", "show", "ann@bank.example").output
    assert command("account", "retire-device", device_id).exit_code == 2


@pytest.mark.parametrize(
    "words, rule",
    [
        (["show", "nobody"], "EMAIL: must be an e-mail address"),
        (["show", "bob@bank.example"], "nobody has this address"),
        (["verify", "ann@bank.example"], "give either --until DATE or --not"),
        (["verify", "ann@bank.example", "--until", "2030-01-01", "--not"], "give either"),
        (["verify", "ann@bank.example", "--until", "2020-01-01"], "must not be in the past"),
        (["verify", "ann@bank.example", "--until", "9999-12-31"], "up to the year 2999"),
    ],
)
def test_what_an_account_cannot_be_asked_is_one_sentence(
    command: Command, words: list[str], rule: str
) -> None:
    refused = command("account", *words)
    assert refused.exit_code == 2
    assert rule in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_what_others_named_does_not_act_on_the_terminal(command: Command, tmp_path: Path) -> None:
    """Whatever came to stand in the database: a device's name is the person's own text."""
    asyncio.run(_enrolled(tmp_path, "[bold]Phone\x1b[31m"))
    shown = command("account", "show", "ann@bank.example").output
    assert "[bold]Phone\\u{1b}[31m" in shown


@pytest.mark.parametrize(
    "file, content, sentence",
    [
        ("autheid.sqlite", "not a database, " * 100, "file is not a database"),
        ("master.secret", "bm8=\n", "master.secret does not hold a secret"),
        ("master.secret", f"{'A' * 43}=\n", "master.secret is not the one"),
        ("master.secret", None, "there is no master.secret beside the database"),
    ],
)
def test_a_broken_deployment_is_one_sentence_and_stays_as_it_was(
    command: Command, tmp_path: Path, file: str, content: str | None, sentence: str
) -> None:
    """No traceback, and above all no new secret in the place of one that was lost."""
    command("keys", "rotate")
    if content is None:
        (tmp_path / file).unlink()
    else:
        (tmp_path / file).write_text(content)
    refused = command("rp", "list")
    assert refused.exit_code == 2
    assert sentence in refused.stderr
    assert refused.exception is None or isinstance(refused.exception, SystemExit)
    assert (tmp_path / file).exists() is (content is not None)


def test_commands_without_a_deployment_say_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AUTHEID_DATA", str(tmp_path / "nothing"))
    refused = CliRunner().invoke(app, ["rp", "list"])
    assert refused.exit_code == 2
    assert "there is no deployment" in refused.output


def test_a_team_and_its_keys_are_kept_from_the_terminal_as_from_the_portal(command: Command) -> None:
    command("rp", "create", "my-bank", "--name", "My Bank")
    assert (
        "/portal/#join="
        in command("member", "invite", "my-bank", "maja@bank.example", "--role", "owner").output
    )
    assert "(invited)" in command("member", "list", "my-bank").output
    assert "revoked" in command("member", "revoke", "my-bank", "maja@bank.example").output
    assert command("member", "role", "my-bank", "nobody@x.example", "--role", "viewer").exit_code == 2
    secret = command("key", "create", "my-bank", "--name", "Shop", "--permission", "requests:read").output
    prefix = secret.splitlines()[0][:8]
    assert (
        "changed" in command("key", "change", prefix, "--name", "Web shop", "--address", "10.0.0.0/8").output
    )
    turned = command("key", "rotate", prefix, "--overlap-hours", "24").output
    assert len(turned.splitlines()[0]) == 44
    listed = command("key", "list", "my-bank").output
    assert listed.count("Web shop") == 2
    assert listed.count("10.0.0.0/8") == 2
    assert "TXT autheid-domain-" in command("rp", "domain", "my-bank", "bank.example").output
    assert "on a staging server alone" in command("rp", "domain", "my-bank", "--mark").output
    assert "changed" in command("rp", "change", "my-bank", "--name", "The Bank").output
    assert "The Bank" in command("rp", "list").output
    assert "bank.example (not proven)" in command("rp", "list").output
    assert "date,success" in command("requests", "usage", "my-bank", "--csv").output
    assert command("requests", "show", "my-bank", "x").exit_code == 2


def test_officers_are_invited_by_a_name_that_is_their_own(command: Command) -> None:
    assert "/console/#join=" in command("officer", "invite", "Olle", "olle@o.example", "--owner").output
    assert "names tell officers apart" in command("officer", "invite", "OLLE", "other@o.example").output
    assert "invited" in command("officer", "people").output
    assert "revoked" in command("officer", "revoke", "Olle").output
    assert command("officer", "change", "Olle", "--disable").exit_code == 2
    assert "none" in command("officer", "acts").output


def test_a_small_command_loads_nothing_of_what_a_server_needs() -> None:
    """It would take a second longer."""
    asked = "import sys; import autheid.cli.keys, autheid.cli.webhook; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert "asyncpg" in loaded
    assert loaded & {"pyhanko", "webauthn", "numpy", "starlette", "h2corn", "typst", "PIL"} == set()
