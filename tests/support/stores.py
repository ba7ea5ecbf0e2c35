"""Every store there is, each as a factory. A new store joins the contract by one more entry in `FACTORIES`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from autheid.assemble.stores import Stores, stores_over
from autheid.kernel.ids import AccountId, RequestIds
from autheid.kernel.secret import MasterSecret, digest
from autheid.needs.books import Books
from autheid.needs.cases import Cases, FileBook
from autheid.needs.certificates import Certificates
from autheid.needs.erasure import Eraser
from autheid.needs.guards import Guards
from autheid.needs.hooks import Hooks
from autheid.needs.nudge import Subscriptions
from autheid.needs.parties import Parties, SigningKeys
from autheid.needs.people import Enrolments, People, Sessions
from autheid.needs.post import Outbox
from autheid.needs.requests import Requests
from autheid.needs.screenings import Screenings
from autheid.needs.staff import Staff
from autheid.needs.trust import Trust
from autheid.outside.wrapping_key import FileWrapper
from autheid.store.engine import Arguments, Database, Row
from autheid.store.postgres.database import PostgresDatabase
from autheid.store.postgres.requests import PostgresRequests
from autheid.store.requests import StoredRequests
from autheid.store.seals import Seals
from autheid.store.sqlite.database import SqliteDatabase
from tests.support.postgres import name_of, shared_cluster

MASTER = MasterSecret(bytes(range(32)))
IDS = RequestIds(MASTER.derive("request id"))


@dataclass(frozen=True, kw_only=True)
class Store:
    """One open store by its contracts."""

    requests: Requests
    people: People
    enrolments: Enrolments
    sessions: Sessions
    guards: Guards
    outbox: Outbox
    subscriptions: Subscriptions
    cases: Cases
    files: FileBook
    eraser: Eraser
    trust: Trust
    screenings: Screenings
    hooks: Hooks
    staff: Staff
    books: Books
    parties: Parties
    signing_keys: SigningKeys
    certificates: Certificates
    database: Database

    async def close(self) -> None:
        """What it wrote stays."""
        await self.database.close()


def make_seals(wrapping_key: bytes = b"") -> Seals:
    """Seals whose key is always the same, unless another is given."""
    return Seals(
        wrapper=FileWrapper(digest(wrapping_key) if wrapping_key else MASTER.derive("wrapping key")),
        addresses=MASTER.hasher("e-mail address"),
    )


class _OneKey:
    """Every account has the same data key."""

    def __init__(self) -> None:
        self._wrapper = FileWrapper(MASTER.derive("wrapping key"))

    async def one(self, statement: str, arguments: Arguments = ()) -> Row | None:
        assert statement == "seals.key"
        return (self._wrapper.wrap(bytes(32), account=AccountId(int(str(arguments[0])))),)

    async def all(self, statement: str, arguments: Arguments = ()) -> list[Row]:
        raise NotImplementedError(statement, arguments)


def lone_seals() -> Seals:
    """Seals without a store."""
    seals = make_seals()
    seals.read_from(_OneKey())
    return seals


async def open_sqlite(place: Path) -> Store:
    """The embedded store in a folder."""
    database = SqliteDatabase(place / "autheid.sqlite", seals=make_seals())
    return _store(stores_over(database, StoredRequests(database, ids=IDS), MASTER))


async def open_postgres(place: Path) -> Store:
    """A PostgreSQL database whose address stands in the folder; the first one makes it."""
    note = place / "database"
    if not note.exists():
        note.write_text(shared_cluster().database(await _template()), "utf-8")
    database = await open_postgres_database(note.read_text("utf-8"))
    return _store(stores_over(database, PostgresRequests(database, ids=IDS), MASTER))


async def open_postgres_database(address: str, *, seals: Seals | None = None) -> PostgresDatabase:
    """With the secrets of all tests, unless others are given."""
    return await PostgresDatabase.open(
        address,
        password=None,
        seals=seals or make_seals(),
        fingerprint=MASTER.derive("fingerprint"),
        connections=8,
        lossy=False,
    )


_templates: list[str] = []


async def _template() -> str:
    """A database with the schema, copied for each test: migrating takes longer."""
    if not _templates:
        address = shared_cluster().database()
        await (await open_postgres_database(address)).close()
        _templates.append(name_of(address))
    return _templates[0]


def _store(stores: Stores) -> Store:
    return Store(
        requests=stores.requests,
        people=stores.people,
        enrolments=stores.enrolments,
        sessions=stores.people,
        guards=stores.guards,
        outbox=stores.outbox,
        subscriptions=stores.subscriptions,
        cases=stores.cases,
        files=stores.cases,
        eraser=stores.eraser,
        trust=stores.trust,
        screenings=stores.screenings,
        hooks=stores.hooks,
        staff=stores.staff,
        books=stores.books,
        parties=stores.parties,
        signing_keys=stores.parties,
        certificates=stores.certificates,
        database=stores.database,
    )


FACTORIES: dict[str, Callable[[Path], Awaitable[Store]]] = {
    "sqlite": open_sqlite,
    "postgres": open_postgres,
}
"""Called again on the same place, a factory opens what is there."""


class Shelf:
    """Holds the open store of a test, and opens it again on what it wrote."""

    def __init__(self, open_store: Callable[[], Awaitable[Store]], store: Store) -> None:
        self._open_store = open_store
        self.store = store

    async def reopen(self) -> Store:
        """Close, and open what is there."""
        await self.store.close()
        self.store = await self._open_store()
        return self.store


@asynccontextmanager
async def shelf_of(name: str, place: Path) -> AsyncIterator[Shelf]:
    """A store in a place, until the block is left; then nothing of it stays."""
    factory = FACTORIES[name]
    shelf = Shelf(lambda: factory(place), await factory(place))
    try:
        yield shelf
    finally:
        await shelf.store.close()
        if (place / "database").exists():
            shared_cluster().drop((place / "database").read_text("utf-8"))
