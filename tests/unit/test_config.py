"""Settings: one file, then the environment, then the command line; whatever is wrong is named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from autheid.config import CONFIG_FILE, Settings, SettingsError, load_settings, push_services_of


def _file(folder: Path, text: str) -> dict[str, str]:
    path = folder / "autheid.toml"
    path.write_text(text, "utf-8")
    return {CONFIG_FILE: str(path)}


def test_without_anything_every_setting_has_its_default() -> None:
    assert load_settings({}) == Settings()


def test_what_is_not_ours_in_the_environment_is_left_alone() -> None:
    assert load_settings({"PATH": "/bin", "autheid_port": "1", "XAUTHEID_PORT": "2"}) == Settings()


def test_the_environment_wins_over_the_file_and_the_command_line_over_both(tmp_path: Path) -> None:
    environment = _file(tmp_path, 'port = 1001\nhost = "::1"\nissuer = "file.example"\n')
    environment |= {"AUTHEID_PORT": "1002", "AUTHEID_HOST": "localhost"}
    settings = load_settings(environment, {"port": 1003, "host": None})
    assert (settings.port, settings.host, settings.issuer) == (1003, "localhost", "file.example")


@pytest.mark.parametrize(
    "name, text, expected",
    [
        ("AUTHEID_PORT", "0", 0),
        ("AUTHEID_DATA", "/var/lib/autheid", Path("/var/lib/autheid")),
        ("AUTHEID_TOKEN_LIFETIME_SECONDS", "86400", 86400),
        ("AUTHEID_METRICS_TOKEN", "12345", "12345"),
        ("AUTHEID_LOG_FORMAT", "text", "text"),
        ("AUTHEID_KEEP_HOURS", "25", 25),
    ],
)
def test_a_value_from_the_environment_becomes_what_the_setting_is(
    name: str, text: str, expected: object
) -> None:
    assert getattr(load_settings({name: text}), name.removeprefix("AUTHEID_").lower()) == expected


@pytest.mark.parametrize(
    "environment, sentence",
    [
        ({"AUTHEID_PROT": "1"}, "prot: there is no such setting"),
        ({"AUTHEID_PORT": "many"}, "port: expected `int`"),
        ({"AUTHEID_PORT": "-1"}, "port: expected `int` >= 0"),
        ({"AUTHEID_PORT": "65536"}, "port: expected `int` <= 65535"),
        ({"AUTHEID_PORT": ""}, "port: expected `int`"),
        ({"AUTHEID_PROFILE": "prod"}, "profile: invalid enum value 'prod'"),
        ({"AUTHEID_KEEP_HOURS": "24"}, "keep_hours: expected `int` >= 25"),
        ({"AUTHEID_OPEN_PROMPTS": "0"}, "open_prompts: expected `int` >= 1"),
        ({"AUTHEID_BODY_BYTES": "1"}, "body_bytes: expected `int` >= 131072"),
        ({"AUTHEID_LOG_FORMAT": "xml"}, "log_format: invalid enum value 'xml'"),
    ],
)
def test_what_is_wrong_is_named_with_its_rule(environment: dict[str, str], sentence: str) -> None:
    with pytest.raises(SettingsError) as wrong:
        load_settings(environment)
    assert str(wrong.value).startswith(sentence)


@pytest.mark.parametrize(
    "text, sentence",
    [
        ("prot = 1", "prot: there is no such setting"),
        ('port = "many"', "port: expected `int`"),
        ("port = [1]", "port: expected `int`"),
        ("issuer = 1", "issuer: expected `str`"),
        ("port = ", f"{CONFIG_FILE}: autheid.toml: Invalid value"),
        ("[server]\nport = 1", "server: there is no such setting"),
    ],
)
def test_a_file_that_is_wrong_is_told_apart(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(SettingsError) as wrong:
        load_settings(_file(tmp_path, text))
    assert str(wrong.value).startswith(sentence)


def test_a_file_that_is_not_there_is_named_without_its_folder(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as wrong:
        load_settings({CONFIG_FILE: str(tmp_path / "none.toml")})
    assert str(wrong.value) == f"{CONFIG_FILE}: none.toml: No such file or directory"


def test_a_file_that_is_not_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "autheid.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match=r"autheid\.toml"):
        load_settings({CONFIG_FILE: str(path)})


def test_staging_has_defaults_of_its_own_which_any_setting_overrides() -> None:
    staging = load_settings({"AUTHEID_PROFILE": "staging"})
    assert (staging.issuer, staging.mail, staging.log_format) == (
        "staging.autheid.local",
        "inbox",
        "text",
    )
    own = load_settings(
        {"AUTHEID_PROFILE": "staging", "AUTHEID_ISSUER": "a.example", "AUTHEID_LOG_FORMAT": "json"}
    )
    assert (own.issuer, own.mail, own.log_format) == ("a.example", "inbox", "json")


@pytest.mark.parametrize(
    "environment, sentence",
    [
        ({"AUTHEID_SEAL_KEY": "seal.key"}, "seal_certificate and seal_key: must be set together"),
        ({"AUTHEID_SEAL_CERTIFICATE": "seal.pem"}, "seal_certificate and seal_key: must be set together"),
        (
            {"AUTHEID_SEAL_KEY": "/none/seal.key", "AUTHEID_SEAL_CERTIFICATE": "/none/seal.pem"},
            "seal_key: there is no such file",
        ),
        ({"AUTHEID_TIME_STAMP_URL": "tsa.example.com"}, "time_stamp_url: must be an http or https address"),
        (
            {"AUTHEID_TIME_STAMP_URL": "file:///etc/passwd"},
            "time_stamp_url: must be an http or https address",
        ),
    ],
)
def test_what_seals_documents_is_checked_at_the_start(environment: dict[str, str], sentence: str) -> None:
    with pytest.raises(SettingsError) as wrong:
        load_settings(environment)
    assert str(wrong.value) == sentence


def test_a_time_stamp_server_may_speak_plain_http() -> None:
    """Most public ones speak nothing else; what they answer is signed."""
    assert load_settings({"AUTHEID_TIME_STAMP_URL": "http://tsa.example.com/"}).time_stamp_url


def test_production_publishes_nothing_by_itself() -> None:
    settings = load_settings({})
    assert (settings.profile, settings.mail, settings.host) == (
        "production",
        "refuse",
        "127.0.0.1",
    )


@pytest.mark.parametrize("alone", ["tls_certificate", "tls_key"])
def test_a_certificate_and_its_key_come_together(tmp_path: Path, alone: str) -> None:
    path = tmp_path / "file.pem"
    path.touch()
    with pytest.raises(SettingsError, match="must be set together"):
        load_settings({}, {alone: path})


@pytest.mark.parametrize("missing", ["tls_certificate", "tls_key"])
def test_a_tls_file_that_is_not_there_is_named(tmp_path: Path, missing: str) -> None:
    there = tmp_path / "file.pem"
    there.touch()
    both: dict[str, Any] = {"tls_certificate": there, "tls_key": there} | {missing: tmp_path / "none.pem"}
    with pytest.raises(SettingsError, match=f"{missing}: there is no such file"):
        load_settings({}, both)


def test_the_pair_is_taken_when_both_are_there(tmp_path: Path) -> None:
    there = tmp_path / "file.pem"
    there.touch()
    settings = load_settings({"AUTHEID_TLS_CERTIFICATE": str(there), "AUTHEID_TLS_KEY": str(there)})
    assert settings.tls_certificate == settings.tls_key == there


def test_the_inbox_is_for_staging_only() -> None:
    """It shows every code to everyone."""
    with pytest.raises(SettingsError, match="mail: `inbox`"):
        load_settings({"AUTHEID_MAIL": "inbox"})


def test_mail_by_smtp_needs_a_server_and_a_sender_and_is_not_sent_in_the_clear() -> None:
    smtp = {"AUTHEID_MAIL": "smtp"}
    with pytest.raises(SettingsError, match="smtp_host: is needed"):
        load_settings(smtp)
    smtp |= {"AUTHEID_SMTP_HOST": "mail.example"}
    with pytest.raises(SettingsError, match="mail_from: is needed"):
        load_settings(smtp)
    smtp |= {"AUTHEID_MAIL_FROM": "eid@example.com"}
    assert load_settings(smtp).smtp_port == 465
    with pytest.raises(SettingsError, match="smtp_security: `none`"):
        load_settings(smtp | {"AUTHEID_SMTP_SECURITY": "none"})
    local = smtp | {"AUTHEID_SMTP_SECURITY": "none", "AUTHEID_SMTP_HOST": "127.0.0.1"}
    assert load_settings(local).mail == "smtp"


@pytest.mark.parametrize("setting", ["public_url", "production_url", "staging_url"])
@pytest.mark.parametrize(
    "wrong",
    ["eid.example", "http://eid.example", "https://eid.example/", "https://a@eid.example", "https://"],
)
def test_an_address_of_ours_is_an_origin(setting: str, wrong: str) -> None:
    with pytest.raises(SettingsError, match=f"{setting}: must be an origin"):
        load_settings({}, {setting: wrong})
    for right in ("https://eid.example", "https://eid.example:8443", "http://localhost:8080"):
        assert getattr(load_settings({}, {setting: right}), setting) == right


@pytest.mark.parametrize(
    "services",
    [
        "https://push.example.net",
        "http://push.example.net",
        "localhost",
        "push.example.net/x",
        "*.example.net",
        "Push.example.net",
    ],
)
def test_a_push_service_is_a_host_and_nothing_else(services: str) -> None:
    """What stands there may be called with a request that is signed by us."""
    with pytest.raises(SettingsError, match="push_services"):
        load_settings({"AUTHEID_PUSH_SERVICES": f"push.example.com, {services}"})


def test_push_services_are_listed_with_commas_or_spaces_and_may_be_none() -> None:
    for said in ("a.example,b.example", " a.example  b.example, "):
        assert push_services_of(load_settings({"AUTHEID_PUSH_SERVICES": said})) == ("a.example", "b.example")
    assert push_services_of(load_settings({"AUTHEID_PUSH_SERVICES": ""})) == ()
    assert "fcm.googleapis.com" in push_services_of(Settings())
