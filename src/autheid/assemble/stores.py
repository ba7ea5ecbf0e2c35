"""Opens the secrets, the database and the stores over it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import cast

from autheid.config import Settings
from autheid.kernel.clock import SystemClock
from autheid.kernel.ids import RequestIds
from autheid.kernel.secret import KeyedHash, MasterSecret
from autheid.needs.wrapping import KeyWrapper
from autheid.outside.lock_file import served_alone
from autheid.outside.secret_file import open_master_secret
from autheid.outside.wrapping_key import open_wrapping_key
from autheid.store.books import StoredBooks
from autheid.store.cases import StoredCases
from autheid.store.certificates import StoredCertificates
from autheid.store.copy import copy_to_postgres
from autheid.store.engine import Database
from autheid.store.enrolments import StoredEnrolments
from autheid.store.erasure import StoredEraser
from autheid.store.guards import StoredGuards
from autheid.store.hooks import StoredHooks
from autheid.store.outbox import StoredOutbox
from autheid.store.parties import StoredParties
from autheid.store.people import StoredPeople
from autheid.store.postgres.database import PostgresDatabase
from autheid.store.postgres.requests import PostgresRequests
from autheid.store.requests import StoredRequests
from autheid.store.screenings import StoredScreenings
from autheid.store.seals import FIRST_SEALED_SCHEMA, Seals
from autheid.store.sqlite.database import SqliteDatabase, schema_of
from autheid.store.staff import StoredStaff
from autheid.store.subscriptions import StoredSubscriptions
from autheid.store.trust import StoredTrust

SQLITE_FILE = "autheid.sqlite"


@dataclass(frozen=True, kw_only=True)
class Stores:
    """The stores and the crafts' secrets, as the commands need them too."""

    database: Database
    requests: StoredRequests
    people: StoredPeople
    enrolments: StoredEnrolments
    guards: StoredGuards
    parties: StoredParties
    certificates: StoredCertificates
    outbox: StoredOutbox
    subscriptions: StoredSubscriptions
    cases: StoredCases
    trust: StoredTrust
    screenings: StoredScreenings
    hooks: StoredHooks
    staff: StoredStaff
    books: StoredBooks
    eraser: StoredEraser
    master: MasterSecret
    api_keys: KeyedHash
    ids: RequestIds


async def open_stores(settings: Settings) -> Stores:
    """Open (and at first make) the secrets and the database of these settings.

    Raises OSError when a secret is missing or the database can't be reached, PermissionError and ValueError when one
    is not what it should be.
    """
    _check_secrets(settings)
    master = open_master_secret(secret_of(settings))
    seals = Seals(wrapper=_wrapper(settings), addresses=master.hasher("e-mail address"))
    ids = RequestIds(master.derive("request id"))
    if not settings.database:
        database = SqliteDatabase(settings.data / SQLITE_FILE, seals=seals)
        return stores_over(database, StoredRequests(database, ids=ids), master)
    postgres = await PostgresDatabase.open(
        settings.database,
        password=password_of(settings),
        seals=seals,
        fingerprint=master.derive("fingerprint"),
        connections=settings.database_connections,
        lossy=settings.lossy_database,
    )
    return stores_over(postgres, PostgresRequests(postgres, ids=ids), master)


async def copy_store(here: Settings, there: Settings) -> dict[str, int]:
    """Copy the embedded database of `here` into the one of `there`; how many rows by table.

    Raises OSError while a server is running here, or a secret is missing; ValueError as `copy_to_postgres`.
    """
    if not (here.data / SQLITE_FILE).exists():
        raise OSError(f"there is no {SQLITE_FILE} in {here.data}")
    with served_alone(here.data):
        # Opened once: what an older version wrote has this version's schema then.
        source = await open_stores(here)
        try:
            target = await open_stores(there)
            try:
                return await copy_to_postgres(
                    cast("SqliteDatabase", source.database), cast("PostgresDatabase", target.database)
                )
            finally:
                await target.database.close()
        finally:
            await source.database.close()


def stores_over(database: Database, requests: StoredRequests, master: MasterSecret) -> Stores:
    """Every store over an open database."""
    letters = master.sealer("letter")
    return Stores(
        database=database,
        requests=requests,
        cases=StoredCases(database, letters=letters),
        trust=StoredTrust(database),
        screenings=StoredScreenings(database),
        hooks=StoredHooks(database, sealer=master.sealer("webhook endpoint")),
        staff=StoredStaff(database, sealer=master.sealer("worker"), letters=letters),
        books=StoredBooks(database),
        eraser=StoredEraser(database, letters=letters, clock=SystemClock(), forget=requests.forget_account),
        people=StoredPeople(database, letters=letters),
        enrolments=StoredEnrolments(database, letters=letters),
        guards=StoredGuards(database, letters=letters),
        outbox=StoredOutbox(database, letters=letters),
        subscriptions=StoredSubscriptions(
            database, hasher=master.hasher("push endpoint"), sealer=master.sealer("push subscription")
        ),
        parties=StoredParties(database, sealer=master.sealer("signing key"), letters=letters),
        certificates=StoredCertificates(database, sealer=master.sealer("authority")),
        master=master,
        api_keys=master.hasher("api key"),
        ids=requests.ids,
    )


def secret_of(settings: Settings) -> Path:
    """Where the master secret stands."""
    return settings.master_secret or settings.data / "master.secret"


def wrapping_key_of(settings: Settings) -> Path:
    """Where the wrapping key stands."""
    return settings.wrapping_key or settings.data / "wrapping.key"


def _check_secrets(settings: Settings) -> None:
    # A new one would open nothing of a database that is there: not its signing keys, its API keys or its request ids.
    # Of PostgreSQL the database itself tells (see PostgresDatabase.open).
    file, secret, key = settings.data / SQLITE_FILE, secret_of(settings), wrapping_key_of(settings)
    if settings.database or not file.exists():
        return
    if not secret.exists():
        raise OSError(f"{secret.name} is missing beside {file.name}: bring it back from its backup")
    if not key.exists() and schema_of(file) >= FIRST_SEALED_SCHEMA:
        raise OSError(f"{key.name} is missing: without it no person's data can be read; bring it back")


def _wrapper(settings: Settings) -> KeyWrapper:
    return open_wrapping_key(wrapping_key_of(settings))


def password_of(settings: Settings) -> str | None:
    """The password of the database's user, where one is set."""
    file = settings.database_password_file
    return None if file is None else file.read_text("utf-8").strip()
