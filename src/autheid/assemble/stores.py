"""Opens the master secret and the stores of a data folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from autheid.kernel.clock import SystemClock
from autheid.kernel.ids import RequestIds
from autheid.kernel.secret import KeyedHash, MasterSecret
from autheid.needs.wrapping import KeyWrapper
from autheid.outside.secret_file import open_master_secret
from autheid.outside.wrapping_key import open_wrapping_key
from autheid.store.sqlite.books import SqliteBooks
from autheid.store.sqlite.cases import SqliteCases
from autheid.store.sqlite.database import FIRST_SEALED_SCHEMA, Database, schema_of
from autheid.store.sqlite.enrolments import SqliteEnrolments
from autheid.store.sqlite.erasure import SqliteEraser
from autheid.store.sqlite.guards import SqliteGuards
from autheid.store.sqlite.hooks import SqliteHooks
from autheid.store.sqlite.outbox import SqliteOutbox
from autheid.store.sqlite.parties import SqliteParties
from autheid.store.sqlite.people import SqlitePeople
from autheid.store.sqlite.requests import SqliteRequests
from autheid.store.sqlite.screenings import SqliteScreenings
from autheid.store.sqlite.seals import Seals
from autheid.store.sqlite.staff import SqliteStaff
from autheid.store.sqlite.subscriptions import SqliteSubscriptions
from autheid.store.sqlite.trust import SqliteTrust


@dataclass(frozen=True, kw_only=True)
class Stores:
    """The stores and the crafts' secrets, as the commands need them too."""

    database: Database
    requests: SqliteRequests
    people: SqlitePeople
    enrolments: SqliteEnrolments
    guards: SqliteGuards
    parties: SqliteParties
    outbox: SqliteOutbox
    subscriptions: SqliteSubscriptions
    cases: SqliteCases
    trust: SqliteTrust
    screenings: SqliteScreenings
    hooks: SqliteHooks
    staff: SqliteStaff
    books: SqliteBooks
    eraser: SqliteEraser
    master: MasterSecret
    api_keys: KeyedHash
    ids: RequestIds


def open_stores(data: Path, *, wrapping_key: Path | None = None) -> Stores:
    """Open (and at first make) the secrets and the database in this folder; `wrapping_key` may stand elsewhere.

    Raises OSError when a secret is missing, PermissionError and ValueError when it is not what it should be.
    """
    secret, file = data / "master.secret", data / "autheid.sqlite"
    wrapping_key = wrapping_key or data / "wrapping.key"
    if file.exists() and not secret.exists():
        # A new one would open nothing of this database: not its signing keys, its API keys or its request ids.
        raise OSError(f"{secret.name} is missing beside {file.name}: bring it back from its backup")
    master = open_master_secret(secret)
    seals = Seals(wrapper=_wrapper(wrapping_key, database=file), addresses=master.hasher("e-mail address"))
    database = Database(file, seals=seals)
    ids = RequestIds(master.derive("request id"))
    letters = master.sealer("letter")
    requests = SqliteRequests(database, ids=ids)
    return Stores(
        database=database,
        requests=requests,
        cases=SqliteCases(database, letters=letters),
        trust=SqliteTrust(database),
        screenings=SqliteScreenings(database),
        hooks=SqliteHooks(database, sealer=master.sealer("webhook endpoint")),
        staff=SqliteStaff(database, sealer=master.sealer("worker"), letters=letters),
        books=SqliteBooks(database),
        eraser=SqliteEraser(database, letters=letters, clock=SystemClock(), forget=requests.forget_account),
        people=SqlitePeople(database, letters=letters),
        enrolments=SqliteEnrolments(database, letters=letters),
        guards=SqliteGuards(database, letters=letters),
        outbox=SqliteOutbox(database, letters=letters),
        subscriptions=SqliteSubscriptions(
            database, hasher=master.hasher("push endpoint"), sealer=master.sealer("push subscription")
        ),
        parties=SqliteParties(database, sealer=master.sealer("signing key"), letters=letters),
        master=master,
        api_keys=master.hasher("api key"),
        ids=ids,
    )


def _wrapper(path: Path, *, database: Path) -> KeyWrapper:
    if not path.exists() and database.exists() and schema_of(database) >= FIRST_SEALED_SCHEMA:
        raise OSError(f"{path.name} is missing: without it no person's data can be read; bring it back")
    return open_wrapping_key(path)
