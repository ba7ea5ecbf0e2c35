"""The deployment's settings: one TOML file, then the environment, each key in exactly one place.

`AUTHEID_PORT=9000` and `port = 9000` say the same; the environment wins. Nothing secret stands in the file we ship.
"""

from __future__ import annotations

import ast
import inspect
import re
import tomllib
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import msgspec

PREFIX = "AUTHEID_"
CONFIG_FILE = "AUTHEID_CONFIG"

Positive = Annotated[int, msgspec.Meta(ge=1)]
Port = Annotated[int, msgspec.Meta(ge=0, le=65535)]
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_UNKNOWN_KEY = re.compile(r"unknown field `(\w+)`")


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every setting with its default. The comments are the reference that `docs/configuration.md` is made from."""

    profile: Literal["production", "staging"] = "production"
    """`staging` adds the published test key and the test accounts that answer by themselves."""
    host: str = "127.0.0.1"
    """Address to listen on."""
    port: Port = 8080
    """Port for REST, gRPC and the web, all on one; 0 takes a free one."""
    data: Path = Path("autheid-data")
    """Folder for the embedded database, the secrets and the files, as far as they are not elsewhere."""
    database: str = ""
    """PostgreSQL, as `postgresql://user@host:5432/name`, with several hosts `host1:5432,host2:5432` where one takes over; empty for the embedded database in the data folder. No password stands in it."""
    database_password_file: Path | None = None
    """A file with the password of the database's user."""
    database_connections: Annotated[int, msgspec.Meta(ge=4, le=200)] = 12
    """How many connections to PostgreSQL each process opens at most."""
    lossy_database: bool = False
    """Start even though PostgreSQL's settings may lose what was acknowledged, and say so loudly."""
    workers: Annotated[int, msgspec.Meta(ge=1, le=64)] = 1
    """Processes that share the port; more than one needs PostgreSQL."""
    master_secret: Path | None = None
    """File of the master secret; without it `master.secret` in the data folder. Every node has the same."""
    wrapping_key: Path | None = None
    """File of the key that wraps the data keys of accounts; without it `wrapping.key` in the data folder. Keep it where backups of the data folder do not go."""
    issuer: str = "autheid.local"
    """`iss` of the tokens, and the name this deployment goes by."""
    tls_certificate: Path | None = None
    """PEM chain; with `tls_key` the port speaks TLS."""
    tls_key: Path | None = None
    """PEM private key of the certificate."""
    trusted_proxies: str = ""
    """Addresses or networks, with commas between, whose X-Forwarded-For is believed; empty without a proxy."""
    token_lifetime_seconds: Annotated[int, msgspec.Meta(ge=60, le=86400)] = 3600
    """How long a token is valid."""
    keep_hours: Annotated[int, msgspec.Meta(ge=25, le=24 * 365)] = 48
    """How long relying parties may read a result, and idempotent keys are kept; at least a day and the longest timeout."""
    history_days: Annotated[int, msgspec.Meta(ge=1, le=3650)] = 365
    """How long a person's own requests stay in their history."""
    creates_per_second: Positive = 200
    """Create calls per API key and second, sustained."""
    creates_burst: Positive = 2000
    """Create calls per API key that may come at once."""
    open_waits: Positive = 20_000
    """GetResult calls per API key that may be blocked at once."""
    open_prompts: Positive = 3
    """Requests that may wait for an answer per address."""
    open_prompts_per_party: Positive = 1
    """Requests of one relying party that may wait for an answer per address."""
    prompts_per_address: Positive = 20
    """Requests to one address in ten minutes, of all relying parties together; the same for an address that nobody has."""
    device_calls_per_second: Positive = 20
    """Enrolment and session calls, and questions about certificates, per peer address and second, sustained; ten times as
    many at once."""
    body_bytes: Annotated[int, msgspec.Meta(ge=128 * 1024, le=4 * 1024 * 1024)] = 256 * 1024
    """Largest body or gRPC message that is read."""
    drain_seconds: Annotated[int, msgspec.Meta(ge=1, le=600)] = 15
    """How long a stopping server finishes what it began."""
    public_url: str = ""
    """Where people reach this deployment, as `https://eid.example.com`; without it the port on this machine. Passkeys belong to its host."""
    portal_sign_up: Literal["open", "invited"] = "invited"
    """Who may become a member in the portal: anybody who proves an address, or only who was invited (`autheid member invite`)."""
    production_url: str = ""
    """The production server that the app may switch to, as `public_url`; empty where there is none."""
    staging_url: str = ""
    """The staging server that the app may switch to, as `public_url`; empty where there is none."""
    mail: Literal["smtp", "inbox", "refuse"] = "refuse"
    """Where letters to people go: a mail server, the page `/staging/inbox` (staging only), or nowhere: then nobody can join."""
    mail_from: str = ""
    """The From address of letters."""
    smtp_host: str = ""
    """The mail server."""
    smtp_port: Port = 465
    """Its port: 465 with `tls`, 587 with `starttls`."""
    smtp_security: Literal["tls", "starttls", "none"] = "tls"
    """How the connection to it is secured; `none` only for a server on this machine."""
    smtp_user: str = ""
    """The name to sign in with, if it wants one."""
    smtp_password_file: Path | None = None
    """A file that holds the password."""
    push_services: str = "fcm.googleapis.com, push.services.mozilla.com, push.apple.com, notify.windows.com"
    """Push services that may be called to wake a browser, with commas between, each with every host below it; empty for no push."""
    texts: Literal["http", "inbox", "refuse"] = "refuse"
    """Where codes to telephones go: a gateway over HTTP, the page `/staging/inbox` (staging only), or nowhere: then nobody can be verified."""
    texts_url: str = ""
    """The gateway: it gets a POST with JSON, `to` in E.164 and `text`, and answers 2xx."""
    texts_token_file: Path | None = None
    """A file with the bearer token that the gateway wants."""
    files: str = ""
    """Where files are kept, sealed: a folder, or `s3://bucket/prefix`; without it `files` in the data folder."""
    s3_endpoint: str = ""
    """The address of S3-compatible storage; without it Amazon's own."""
    s3_region: str = "us-east-1"
    """Its region."""
    s3_access_key_file: Path | None = None
    """A file with the access key's id."""
    s3_secret_key_file: Path | None = None
    """A file with the secret access key."""
    readers: Annotated[int, msgspec.Meta(ge=1, le=64)] = 2
    """How many handed-in files are read at once, each in a process of its own."""
    tesseract: str = ""
    """An own Tesseract program that reads the lines of zones in place of the built-in reader; empty for none."""
    tesseract_model: str = "mrz"
    """Its model."""
    tesseract_data: str = ""
    """The folder of its models; empty for its own."""
    seal_key: Path | None = None
    """PEM private key that seals documents; without it one is made in the data folder."""
    seal_certificate: Path | None = None
    """PEM chain of `seal_key`."""
    time_stamp_url: str = ""
    """A time-stamp server (RFC 3161) for the seals; empty for none."""
    lists: Path | None = None
    """Folder of the lists to screen against; without it `lists` in the data folder. `autheid lists update` fills it."""
    eu_list_url: str = ""
    """Where `autheid lists update eu` gets the EU's consolidated list, with the token that the Commission gave you."""
    un_list_url: str = "https://scsanctions.un.org/resources/xml/en/consolidated.xml"
    """Where `autheid lists update un` gets the UN Security Council's consolidated list."""
    pep_list_url: str = ""
    """Where `autheid lists update pep` gets politically exposed persons: FollowTheMoney, Popolo or CSV."""
    lists_stale_hours: Annotated[int, msgspec.Meta(ge=0, le=24 * 366)] = 48
    """When nobody has looked for a newer list for so long, results say so; 0 never."""
    verification_days: Annotated[int, msgspec.Meta(ge=1, le=3660)] = 1826
    """How long a verification holds at most; it ends with the passport in any case."""
    draft_days: Annotated[int, msgspec.Meta(ge=1, le=3660)] = 30
    """How long what a person has handed in, and not submitted, is kept after its last change."""
    refused_days: Annotated[int, msgspec.Meta(ge=1, le=3660)] = 90
    """How long a refused case is kept."""
    verified_days: Annotated[int, msgspec.Meta(ge=0, le=3660)] = 1826
    """How long the evidence of a verification is kept after its end: five years, as (EU) 2024/1624 Article 77 asks of who relies on it."""
    metrics_token: str = ""
    """Bearer token for /metrics; without one only a direct call from this machine may read it."""
    log_format: Literal["json", "text"] = "json"
    """How log lines are written."""


class SettingsError(Exception):
    """A setting is wrong; the message names it and where it came from."""


def load_settings(environment: Mapping[str, str], overrides: Mapping[str, Any] | None = None) -> Settings:
    """Settings from the file that AUTHEID_CONFIG names, the environment, and the command line, later ones winning.

    Raises SettingsError with a sentence that names the setting and the rule.
    """
    values = _file_values(environment) | _environment_values(environment)
    values |= {name: value for name, value in (overrides or {}).items() if value is not None}
    if values.get("profile") == "staging":
        values = {
            "issuer": "staging.autheid.local",
            "mail": "inbox",
            "texts": "inbox",
            "log_format": "text",
            "lists_stale_hours": 0,
            "portal_sign_up": "open",
        } | values
    try:
        settings = msgspec.convert(values, Settings, strict=False, dec_hook=_path_of)
    except msgspec.ValidationError as error:
        raise SettingsError(_sentence(str(error))) from None
    if (settings.tls_certificate is None) is not (settings.tls_key is None):
        message = "tls_certificate and tls_key: must be set together"
        raise SettingsError(message)
    if (settings.seal_certificate is None) is not (settings.seal_key is None):
        message = "seal_certificate and seal_key: must be set together"
        raise SettingsError(message)
    for path_name in _FILES:
        file: Path | None = getattr(settings, path_name)
        if file is not None and not file.is_file():
            message = f"{path_name}: there is no such file"
            raise SettingsError(message)
    _check_database(settings)
    _check_addresses(settings)
    _check_push_services(settings)
    _check_mail(settings)
    _check_texts(settings)
    _check_files(settings)
    return settings


_FILES = (
    "tls_certificate",
    "tls_key",
    "database_password_file",
    "smtp_password_file",
    "texts_token_file",
    "s3_access_key_file",
    "s3_secret_key_file",
    "seal_key",
    "seal_certificate",
)


def _check_database(settings: Settings) -> None:
    if not settings.database:
        if settings.workers > 1:
            message = "workers: more than one process needs PostgreSQL (the setting `database`)"
            raise SettingsError(message)
        return
    # Several hosts stand in one netloc, so that it is looked at as text.
    url = urlsplit(settings.database)
    if url.scheme not in {"postgresql", "postgres"} or len(url.path) < 2:  # noqa: PLR2004 - a slash and a name
        message = "database: must be an address of PostgreSQL, as postgresql://user@host:5432/name"
        raise SettingsError(message)
    if ":" in url.netloc.rpartition("@")[0] or "password" in url.query:
        message = "database: a password does not stand in an address; name its file in database_password_file"
        raise SettingsError(message)


_LOCAL = frozenset({"127.0.0.1", "::1", "localhost"})


def _check_addresses(settings: Settings) -> None:
    for name in ("public_url", "production_url", "staging_url"):
        url = urlsplit(str(getattr(settings, name)))
        if not url.geturl():
            continue
        # WebAuthn §5.1.4.1: a secure context, and of plain HTTP only this machine is one (Secure Contexts §3.1).
        safe = url.scheme == "https" or (url.scheme == "http" and url.hostname in _LOCAL)
        if not safe or not url.hostname or url.path or url.query or url.fragment or "@" in url.netloc:
            raise SettingsError(f"{name}: must be an origin, as https://eid.example.com")
        # It stands in certificates (IA5String, RFC 5280 §4.2.1.6).
        if not url.geturl().isascii():
            raise SettingsError(f"{name}: must be in ASCII; write the host's name as xn--… (RFC 3492)")


def push_services_of(settings: Settings) -> tuple[str, ...]:
    """The services of `push_services`, one by one."""
    return tuple(settings.push_services.replace(",", " ").split())


def _check_push_services(settings: Settings) -> None:
    for service in push_services_of(settings):
        if "://" in service:
            url = urlsplit(service)
            if url.scheme == "http" and url.hostname in _LOCAL and service == f"http://{url.netloc}":
                continue  # an origin on this machine, for tests
        elif _HOST.fullmatch(service):
            continue
        raise SettingsError("push_services: must be host names, as push.example.com")


def _check_mail(settings: Settings) -> None:
    if settings.mail == "inbox" and settings.profile == "production":
        message = "mail: `inbox` shows every code to everyone, so it is for the staging profile only"
        raise SettingsError(message)
    if settings.mail != "smtp":
        return
    for name in ("smtp_host", "mail_from"):
        if not getattr(settings, name):
            raise SettingsError(f"{name}: is needed for mail by smtp")
    if settings.smtp_security == "none" and settings.smtp_host not in _LOCAL:
        message = (
            "smtp_security: `none` sends codes in the clear, so it is for a mail server on this machine only"
        )
        raise SettingsError(message)


def _check_texts(settings: Settings) -> None:
    if settings.texts == "inbox" and settings.profile == "production":
        message = "texts: `inbox` shows every code to everyone, so it is for the staging profile only"
        raise SettingsError(message)
    if settings.texts == "http" and not _is_reachable_safely(settings.texts_url):
        raise SettingsError("texts_url: must be an https address (or http on this machine)")
    if settings.time_stamp_url and not _is_http(settings.time_stamp_url):
        raise SettingsError("time_stamp_url: must be an http or https address")


def _is_http(address: str) -> bool:
    url = urlsplit(address)
    return url.scheme in {"http", "https"} and bool(url.hostname)


def _is_reachable_safely(address: str) -> bool:
    return _is_http(address) and (urlsplit(address).scheme == "https" or urlsplit(address).hostname in _LOCAL)


def _check_files(settings: Settings) -> None:
    if not settings.files.startswith("s3://"):
        return
    if not urlsplit(settings.files).netloc:
        raise SettingsError("files: must name a bucket, as s3://bucket/prefix")
    for name in ("s3_access_key_file", "s3_secret_key_file"):
        if getattr(settings, name) is None:
            raise SettingsError(f"{name}: is needed for files in s3")


def _environment_values(environment: Mapping[str, str]) -> dict[str, Any]:
    return {
        name.removeprefix(PREFIX).lower(): value
        for name, value in environment.items()
        if name.startswith(PREFIX) and name != CONFIG_FILE
    }


def _file_values(environment: Mapping[str, str]) -> dict[str, Any]:
    if not (named := environment.get(CONFIG_FILE)):
        return {}
    path = Path(named)
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise SettingsError(f"{CONFIG_FILE}: {path.name}: {error.strerror}") from None
    except ValueError as error:
        raise SettingsError(f"{CONFIG_FILE}: {path.name}: {error}") from None


def sources_of(environment: Mapping[str, str]) -> dict[str, str]:
    """Where each setting that is not left at its default comes from."""
    return dict.fromkeys(_file_values(environment), "file") | dict.fromkeys(
        _environment_values(environment), "environment"
    )


def setting_texts() -> dict[str, str]:
    """What each setting is, from the text under it in this file: the one place where that is said."""
    (struct,) = (
        node for node in ast.parse(inspect.getsource(Settings)).body if isinstance(node, ast.ClassDef)
    )
    texts: dict[str, str] = {}
    for field, text in pairwise(struct.body):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(text, ast.Expr)
        ):
            texts[field.target.id] = " ".join(str(ast.literal_eval(text.value)).split())
    return texts


def _path_of(expected: type, value: object) -> object:
    if expected is Path and isinstance(value, str):
        return Path(value)
    return value


def _sentence(error: str) -> str:
    if unknown := _UNKNOWN_KEY.search(error):
        return f"{unknown[1]}: there is no such setting (see `autheid check-config --help`)"
    rule, _, where = error.partition(" - at `$.")
    return f"{where.rstrip('`')}: {rule[0].lower()}{rule[1:]}" if where else rule
