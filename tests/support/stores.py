"""Every store there is, each as a factory. A new store joins the contract by one more entry in `FACTORIES`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from autheid.kernel.clock import SystemClock
from autheid.kernel.ids import AccountId, RequestIds
from autheid.kernel.secret import MasterSecret
from autheid.needs.books import Books
from autheid.needs.cases import Cases, FileBook
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
from autheid.store.sqlite.books import SqliteBooks
from autheid.store.sqlite.cases import SqliteCases
from autheid.store.sqlite.database import Database
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
    close: Callable[[], None]


def make_seals() -> Seals:
    """Seals whose key is always the same."""
    return Seals(
        wrapper=FileWrapper(MASTER.derive("wrapping key")), addresses=MASTER.hasher("e-mail address")
    )


def lone_seals() -> Seals:
    """Seals without a store: every account has the same data key."""
    wrapper = FileWrapper(MASTER.derive("wrapping key"))
    seals = make_seals()
    seals.read_from(
        lambda _, arguments: (wrapper.wrap(bytes(32), account=AccountId(int(str(arguments[0])))),)
    )
    return seals


def open_sqlite(place: Path) -> Store:
    """The embedded store in a folder."""
    database = Database(place / "autheid.sqlite", seals=make_seals())
    letters = MASTER.sealer("letter")
    people = SqlitePeople(database, letters=letters)
    cases = SqliteCases(database, letters=letters)
    requests = SqliteRequests(database, ids=IDS)
    parties = SqliteParties(database, sealer=MASTER.sealer("signing key"), letters=letters)
    return Store(
        requests=requests,
        cases=cases,
        files=cases,
        eraser=SqliteEraser(database, letters=letters, clock=SystemClock(), forget=requests.forget_account),
        trust=SqliteTrust(database),
        screenings=SqliteScreenings(database),
        hooks=SqliteHooks(database, sealer=MASTER.sealer("webhook endpoint")),
        staff=SqliteStaff(database, sealer=MASTER.sealer("worker"), letters=letters),
        books=SqliteBooks(database),
        people=people,
        enrolments=SqliteEnrolments(database, letters=letters),
        guards=SqliteGuards(database, letters=letters),
        outbox=SqliteOutbox(database, letters=letters),
        subscriptions=SqliteSubscriptions(
            database, hasher=MASTER.hasher("push endpoint"), sealer=MASTER.sealer("push subscription")
        ),
        sessions=people,
        parties=parties,
        signing_keys=parties,
        close=database.close,
    )


FACTORIES: dict[str, Callable[[Path], Store]] = {"sqlite": open_sqlite}
"""Called again on the same place, a factory opens what is there."""


class Shelf:
    """Holds the open store of a test, and opens it again on what it wrote."""

    def __init__(self, open_store: Callable[[], Store]) -> None:
        self._open_store = open_store
        self.store = open_store()

    def reopen(self) -> Store:
        """Close, and open what is there."""
        self.store.close()
        self.store = self._open_store()
        return self.store
