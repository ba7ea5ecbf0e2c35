"""Point reads of many callers, made as one: the same statement, each with its own argument."""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING

from autheid.store.engine import Arguments, Row
from autheid.store.postgres.gather import Gather

if TYPE_CHECKING:
    from autheid.store.postgres.transaction import Connection

    Connected = Callable[[], AbstractAsyncContextManager[Connection]]

_MOST, _LANES = 256, 2
_TYPES = {int: "bigint", bytes: "bytea", str: "text"}
_COMMENT = re.compile(r"^--.*\n", re.MULTILINE)
_ARGUMENT = re.compile(r"\$(\d+)")


class PointReads:
    """Those statements that read by one argument; who asks alone asks as ever."""

    def __init__(self, statements: Mapping[str, str], connected: Connected) -> None:
        self._statements = statements
        self._connected = connected
        self._gathers: dict[tuple[str, type], Gather[object, Row | None]] = {}
        self._fit = {name for name, text in statements.items() if _fits(text)}

    def fits(self, statement: str, arguments: Arguments) -> bool:
        """Whether this read can be made together with others."""
        return len(arguments) == 1 and statement in self._fit and type(arguments[0]) in _TYPES

    async def one(self, statement: str, argument: object) -> Row | None:
        """The first row, if any."""
        place = (statement, type(argument))
        gather = self._gathers.get(place)
        if gather is None:
            gather = self._gathers[place] = Gather(self._together(*place), most=_MOST, lanes=_LANES)
        return await gather(argument)

    def _together(
        self, statement: str, form: type
    ) -> Callable[[Sequence[object]], Coroutine[None, None, list[Row | None]]]:
        alone = self._statements[statement]
        inner = _ARGUMENT.sub("asked.argument", _COMMENT.sub("", alone))
        text = (
            f"SELECT asked.place, found.* FROM unnest(CAST($1 AS {_TYPES[form]}[])) WITH ORDINALITY"  # noqa: S608 - our own
            f" AS asked (argument, place) CROSS JOIN LATERAL ({inner} LIMIT 1) AS found"
        )

        async def together(arguments: Sequence[object]) -> list[Row | None]:
            async with self._connected() as connection:
                if len(arguments) == 1:
                    row = await connection.fetchrow(alone, arguments[0])
                    return [None if row is None else tuple(row)]
                rows = {row[0]: tuple(row)[1:] for row in await connection.fetch(text, arguments)}
            return [rows.get(place) for place in range(1, len(arguments) + 1)]

        return together


def _fits(text: str) -> bool:
    bare = _COMMENT.sub("", text)
    return (
        bare.startswith("SELECT")
        and set(_ARGUMENT.findall(bare)) == {"1"}
        and "LIMIT" not in bare
        and "ORDER" not in bare
    )
