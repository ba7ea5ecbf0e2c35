"""What the stores ask of a database. SQLite and PostgreSQL are two engines behind the same stores.

A statement goes by its name, `subject.name`: most are the same text for both engines (`sql/`), and where the dialects
part an engine has its own (`sqlite/sql/`, `postgres/sql/`). Arguments are `$1`, `$2` and so on; all numbers are integers,
times are milliseconds since the Unix epoch.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from autheid.store.seals import Seals

_T = TypeVar("_T")
Row = tuple[Any, ...]
Arguments = tuple[object, ...]


class Reader(Protocol):
    """Reads what is committed; inside a transaction also what that transaction has written."""

    async def one(self, statement: str, arguments: Arguments = ()) -> Row | None:
        """The first row, if any."""
        ...

    async def all(self, statement: str, arguments: Arguments = ()) -> list[Row]:
        """Every row."""
        ...


class Transaction(Reader, Protocol):
    """One caller's writes. They are kept together or not at all."""

    async def first(self, statement: str, arguments: Arguments = ()) -> Row:
        """The first row of a statement that always has one. Raises LookupError when it has none."""
        ...

    async def run(self, statement: str, arguments: Arguments = ()) -> int:
        """How many rows it has touched."""
        ...

    async def run_many(self, statement: str, rows: Iterable[Arguments]) -> None:
        """The same statement for each row."""
        ...


Job = Callable[[Transaction], Coroutine[Any, Any, _T]]
"""It may run twice, so it does nothing but read and write through its transaction, and waits for nothing else."""


class Database(Reader, Protocol):
    """One database, open."""

    seals: Seals

    @property
    def commits(self) -> int:
        """How many transactions this process has committed since its start."""
        ...

    @property
    def writes(self) -> int:
        """How many callers' writes were in them."""
        ...

    async def slow(self, statement: str, arguments: Arguments = ()) -> list[Row]:
        """Every row of a statement that may walk many; it holds nobody else up."""
        ...

    async def write(self, job: Job[_T], *, then: Callable[[_T], None] | None = None) -> _T:
        """Run `job` as if alone; what it returns, once what it wrote is durable.

        `then` is called with the result before the caller is answered, and even if the caller has left.
        Raises what `job` raised; then nothing of it was kept. Raises Refusal UNAVAILABLE when the database
        cannot be reached, or is busy for too long; then it is kept or not.
        """
        ...

    async def try_write(self) -> None:
        """Prove that a write would be durable now. Raises what `write` does."""
        ...

    async def scrub(self) -> None:
        """Leave nothing of what was deleted where this process can help it. Best effort."""
        ...

    async def counts(self) -> Mapping[str, int]:
        """How many rows there are of what an operator asks for. Nothing of any person."""
        ...

    async def close(self) -> None:
        """Finish what is under way, and close. Nothing may be asked afterwards."""
        ...

    async def facts(self) -> Mapping[str, object]:
        """The store in figures: where it is, its size in bytes, its schema, and the counts."""
        ...


def there(row: Row | None, statement: str) -> Row:
    """A row that must be there. Raises LookupError."""
    if row is None:
        message = f"{statement} gave no row"
        raise LookupError(message)
    return row


async def count_facts(reader: Reader, statements: Iterable[str]) -> dict[str, int]:
    """What the statements of the subject `facts` count, by their names."""
    counted: dict[str, int] = {}
    for statement in statements:
        subject, _, name = statement.partition(".")
        if subject == "facts":
            counted[name] = int(there(await reader.one(statement), statement)[0])
    return counted
