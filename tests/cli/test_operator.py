"""The operator's commands, on a real deployment in a folder."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from autheid.account.rp import API_KEY_CHARACTERS
from autheid.assemble import open_stores
from autheid.cli.main import app

Command = Callable[..., Result]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run `autheid …` on a deployment that has been started once."""
    monkeypatch.setenv("AUTHEID_DATA", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "200")
    open_stores(tmp_path).database.close()

    def run(*words: str) -> Result:
        return CliRunner().invoke(app, list(words))

    return run


def test_a_relying_party_is_created_listed_and_disabled(command: Command) -> None:
    assert command("rp", "create", "my-bank", "--name", "My Bank").exit_code == 0
    assert re.search(r"my-bank\s+My Bank\s+RS256\s+r ‖ s\s+active", command("rp", "list").output)
    assert command("rp", "disable", "my-bank", "--yes").exit_code == 0
    assert re.search(r"my-bank\s+.*disabled", command("rp", "list").output)
    assert "no active relying party" in command("rp", "disable", "my-bank", "--yes").output


@pytest.mark.parametrize("bad", ["A", "ab", "-bank", "bank-", "b_nk", "x" * 65])
def test_an_id_that_is_none_is_refused_with_its_rule(command: Command, bad: str) -> None:
    refused = command("rp", "create", "--name", "X", "--", bad)
    assert refused.exit_code == 2
    assert "RP_ID: must be 3 to 64" in refused.output


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
    assert "until its successor signs, then only published" in second


def test_status_counts_and_names_nobody(command: Command) -> None:
    command("rp", "create", "my-bank", "--name", "My Bank")
    shown = command("status").output
    assert re.search(r"relying parties\s+1", shown)
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


def test_commands_without_a_deployment_say_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AUTHEID_DATA", str(tmp_path / "nothing"))
    refused = CliRunner().invoke(app, ["rp", "list"])
    assert refused.exit_code == 2
    assert "there is no deployment" in refused.output
