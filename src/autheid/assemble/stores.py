"""Opens the master secret and the stores of a data folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from autheid.kernel.ids import RequestIds
from autheid.kernel.secret import KeyedHash, MasterSecret
from autheid.outside.secret_file import open_master_secret
from autheid.store.sqlite.database import Database
from autheid.store.sqlite.enrolments import SqliteEnrolments
from autheid.store.sqlite.guards import SqliteGuards
from autheid.store.sqlite.outbox import SqliteOutbox
from autheid.store.sqlite.parties import SqliteParties
from autheid.store.sqlite.people import SqlitePeople
from autheid.store.sqlite.requests import SqliteRequests
from autheid.store.sqlite.subscriptions import SqliteSubscriptions


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
    master: MasterSecret
    api_keys: KeyedHash
    ids: RequestIds


def open_stores(data: Path) -> Stores:
    """Open (and at first make) the master secret and the database in this folder."""
    secret, file = data / "master.secret", data / "autheid.sqlite"
    if file.exists() and not secret.exists():
        # A new one would open nothing of this database: not its signing keys, its API keys or its request ids.
        raise OSError(f"{secret.name} is missing beside {file.name}: bring it back from its backup")
    master = open_master_secret(secret)
    database = Database(file)
    ids = RequestIds(master.derive("request id"))
    letters = master.sealer("letter")
    return Stores(
        database=database,
        requests=SqliteRequests(database, ids=ids),
        people=SqlitePeople(database, letters=letters),
        enrolments=SqliteEnrolments(database, letters=letters),
        guards=SqliteGuards(database, letters=letters),
        outbox=SqliteOutbox(database, letters=letters),
        subscriptions=SqliteSubscriptions(
            database, hasher=master.hasher("push endpoint"), sealer=master.sealer("push subscription")
        ),
        parties=SqliteParties(database, sealer=master.sealer("signing key")),
        master=master,
        api_keys=master.hasher("api key"),
        ids=ids,
    )
