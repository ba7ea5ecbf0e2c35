"""A team sees its requests: a list that is live, and one with its whole course. Nobody's name or address is in it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import NamedTuple

from autheid.kernel.clock import Clock, Millis, after
from autheid.kernel.errors import Kind, Refusal
from autheid.kernel.ids import RpId
from autheid.kernel.secret import KeyedHash
from autheid.needs.books import Books, Wanted
from autheid.needs.requests import Requests
from autheid.person.email import EmailAddress
from autheid.request.kind import RequestKind
from autheid.request.opening import Opening
from autheid.request.state import State
from autheid.usecase.find_request import FindRequest, as_told

PAGE = 50
STATUSES = (
    "NOT_READY",
    "WAITING_LOCAL_ACK",
    "SUCCESS",
    "ACCOUNT_NOT_VERIFIED",
    "USER_CANCELLED",
    "RP_CANCELLED",
    "TIMEOUT",
)
LOOK_SECONDS = 0.5
_HEARTBEAT_LOOKS = 30


class Search(NamedTuple):
    """What a member asks for; None where anything will do."""

    kind: RequestKind | None = None
    status: str | None = None
    email: EmailAddress | None = None
    since: Millis | None = None
    until: Millis | None = None
    before: str | None = None
    """The id of the last request of the page before."""


class WatchRequests:
    """Of the last `keep_hours`, as the API itself gives them: a longer list would tell whose address is known."""

    def __init__(
        self,
        *,
        books: Books,
        requests: Requests,
        find: FindRequest,
        addresses: KeyedHash,
        keep_hours: int,
        clock: Clock,
    ) -> None:
        self._books = books
        self._requests = requests
        self._find = find
        self._addresses = addresses
        self._keep_seconds = keep_hours * 3600
        self._clock = clock
        self._stopped = False

    async def page(self, rp: RpId, search: Search) -> list[tuple[Opening, State]]:
        """Up to a page, the newest first. Raises Refusal NOT_FOUND for a page after an unknown request."""
        now = self._clock.now()
        kept = after(now, seconds=-self._keep_seconds)
        wanted = Wanted(
            since=kept if search.since is None else max(kept, search.since),
            until=search.until,
            before=None if search.before is None else (await self._of(rp, search.before))[0].key,
            kind=search.kind,
            status=search.status,
            address=None
            if search.email is None
            else self._addresses(f"email:{search.email.folded}".encode()),
        )
        found = await self._books.requests_of(rp, wanted, now=now, most=PAGE)
        return [await as_told(*one, requests=self._requests, clock=self._clock) for one in found]

    async def one(self, rp: RpId, request_id: str) -> tuple[Opening, State]:
        """One request as it stands now. Raises Refusal NOT_FOUND."""
        return await self._of(rp, request_id)

    async def waiting(self, rp: RpId) -> int:
        """How many wait for an answer."""
        return await self._books.waiting_of(rp, now=self._clock.now())

    async def watch(self, rp: RpId) -> AsyncIterator[bool]:
        """True at once and whenever one of the latest is new or has changed; False as a sign of life.

        It looks every half second, on whichever node it runs. Raises Refusal UNAVAILABLE when the service is stopping.
        """
        mark: tuple[object, ...] | None = None
        looks = 0
        while True:
            if self._stopped:
                raise Refusal(Kind.UNAVAILABLE, "the service is stopping; come again", retry_after_seconds=1)
            latest = await self._books.mark(rp, most=PAGE)
            looks = 0 if latest != mark else looks + 1
            if latest != mark or looks % _HEARTBEAT_LOOKS == 0:
                yield latest != mark
            mark = latest
            await asyncio.sleep(LOOK_SECONDS)

    def stop(self) -> None:
        """Send whoever watches away."""
        self._stopped = True

    async def _of(self, rp: RpId, request_id: str) -> tuple[Opening, State]:
        return await self._find(request_id, expected_rp=rp)
