"""A team's requests as they happen, sending one to try, and figures."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import msgspec

from autheid.door.forms import answer, checked
from autheid.door.http import Reply, Stream, continued
from autheid.door.limits import Waits
from autheid.door.portal.masked import RequestRow, row_of, whole_of
from autheid.door.translate import create_response, new_request_of
from autheid.door.wire_json import create_request_of
from autheid.door.work import Done, Shown, Visit, WorkRoute, query_of
from autheid.kernel.clock import Clock, Millis
from autheid.kernel.errors import Kind, Refusal, invalid
from autheid.kernel.ids import RpId
from autheid.kernel.rate import Rate
from autheid.person.email import parse_email
from autheid.request.kind import RequestKind
from autheid.request.opening import StartedBy
from autheid.request.start_code import StartSecrets
from autheid.team.role import Right
from autheid.usecase.cancel_request import CancelRequest
from autheid.usecase.count_calls import CountCalls
from autheid.usecase.create_request import CreateRequest
from autheid.usecase.show_usage import MOST_DAYS, ShowUsage
from autheid.usecase.watch_requests import STATUSES, Search, WatchRequests

_encode = msgspec.json.Encoder().encode
_DAYS = 30


class RequestPage(Shown):
    """A page of the list; `next` asks for the one after."""

    requests: list[RequestRow]
    next: str
    waiting: int
    server_time: int


class CallShown(Shown):
    """One of the latest calls of the API."""

    at: int
    method: str
    code: str
    millis: float
    key_prefix: str
    request_id: str
    message: str


class Sent(Shown):
    """A request that was sent from the page: what Create answered, and for one to scan, its code now."""

    answer: dict[str, Any]


class Code(Shown):
    """The start code of a request that waits to be scanned, at this second."""

    qr: str
    link: str


class DayShown(Shown):
    """One day's figures."""

    date: str
    requests: dict[str, int]
    kinds: dict[str, int]
    median_seconds: float | None
    slow_seconds: float | None
    calls: int
    refused: int
    call_millis: float | None


class RequestsDoor:
    """Routes of a team's requests."""

    def __init__(
        self,
        *,
        watch: WatchRequests,
        create: CreateRequest,
        cancel: CancelRequest,
        starts: StartSecrets,
        count: CountCalls,
        usage: ShowUsage,
        channels: Waits,
        sends: Rate,
        start_url: str,
        local_web: bool,
        clock: Clock,
    ) -> None:
        self._watch = watch
        self._create = create
        self._cancel = cancel
        self._starts = starts
        self._count = count
        self._usage = usage
        self._channels = channels
        self._sends = sends
        self._start_url = start_url
        self._local_web = local_web
        self._clock = clock

    def routes(self) -> list[WorkRoute]:
        """The table."""
        see, build = Right.SEE, Right.BUILD
        base = "/organisations/{rp}"
        return [
            WorkRoute("GET", base + "/requests", "ListTeamRequests", self._list, see),
            WorkRoute("GET", base + "/requests/{id}", "ShowTeamRequest", self._one, see, idle=True),
            WorkRoute("GET", base + "/requests/{id}/code", "ShowStartCode", self._code, build, idle=True),
            WorkRoute("POST", base + "/requests", "SendRequest", self._send, build),
            WorkRoute("POST", base + "/requests/{id}/cancel", "CancelTeamRequest", self._cancelled, build),
            WorkRoute("GET", base + "/events", "WatchTeamRequests", self._events, see, idle=True),
            WorkRoute("GET", base + "/calls", "ListCalls", self._calls, see, idle=True),
            WorkRoute("GET", base + "/usage", "ShowUsage", self._days, see),
            WorkRoute("GET", base + "/usage.csv", "ExportUsage", self._csv, see),
        ]

    async def _list(self, visit: Visit) -> Reply:
        return answer(await self._page(visit.party.rp, _search_of(visit)))

    async def _page(self, rp: RpId, search: Search) -> RequestPage:
        found = await self._watch.page(rp, search)
        return RequestPage(
            requests=[row_of(*one) for one in found],
            next=found[-1][0].request_id if found else "",
            waiting=await self._watch.waiting(rp),
            server_time=self._clock.now(),
        )

    async def _one(self, visit: Visit) -> Reply:
        opening, state = await self._watch.one(visit.party.rp, visit.call.parameters["id"])
        return answer(whole_of(opening, state, now=self._clock.now()))

    async def _code(self, visit: Visit) -> Reply:
        opening, _ = await self._watch.one(visit.party.rp, visit.call.parameters["id"])
        if not opening.asked.local:
            raise invalid("request_id", "must be of a request that is addressed to nobody")
        now = self._clock.now()
        qr, link = (
            self._start_url + self._starts.code_of(opening, mode, now=now)
            for mode in (StartedBy.QR, StartedBy.LINK)
        )
        return answer(Code(qr, link))

    async def _send(self, visit: Visit) -> Reply:
        if not visit.party.may_ask():
            raise Refusal(
                Kind.PRECONDITION, "this organisation is disabled, or has not proven its domain yet"
            )
        self._sends.take(visit.session.worker.worker)
        asked = new_request_of(create_request_of(visit.body), local_web=self._local_web)
        visit.says(asked.kind.value)
        opening = await self._create(visit.party, asked)
        visit.says(f"{asked.kind.value} {opening.request_id}")
        made = create_response(opening, start_secret="", start_url=self._start_url)
        text = made.to_json(always_emit_implicit=True, use_proto_field_name=True)
        return answer(Sent(msgspec.json.decode(text)))

    async def _cancelled(self, visit: Visit) -> Reply:
        await self._cancel(visit.call.parameters["id"], rp=visit.party.rp)
        return answer(Done())

    async def _events(self, visit: Visit) -> Stream:
        stream = self._stream(visit)
        # The first event is made before the answer begins, so that a refusal can still be told as one.
        first = await anext(stream)
        return Stream(continued(first, stream))

    async def _stream(self, visit: Visit) -> AsyncIterator[bytes]:
        with self._channels.one(visit.session.worker.worker):
            async for changed in self._watch.watch(visit.party.rp):
                # A session that is over, or a seat that was taken away, loses its channel within a sign of life.
                await visit.still_may()
                if changed:
                    page = await self._page(visit.party.rp, Search())
                    yield b"event: requests\ndata: " + _encode(page) + b"\n\n"
                else:
                    yield b": still here\n\n"

    async def _calls(self, visit: Visit) -> Reply:
        latest = self._count.latest(visit.party.rp)
        return Reply(_encode([CallShown(*call) for call in latest]))

    async def _days(self, visit: Visit) -> Reply:
        days = await self._usage.days(visit.party.rp, days=_days_of(visit))
        return Reply(_encode([DayShown(*day) for day in days]))

    async def _csv(self, visit: Visit) -> Reply:
        body = await self._usage.csv(visit.party.rp, days=_days_of(visit))
        return Reply(
            body,
            headers=(
                (b"content-type", b"text/csv; charset=utf-8"),
                (b"content-disposition", b'attachment; filename="auth-eid-usage.csv"'),
                (b"cache-control", b"no-store"),
                (b"x-content-type-options", b"nosniff"),
            ),
        )


def _search_of(visit: Visit) -> Search:
    asked = query_of(visit)
    kind, status, email = asked.get("type", ""), asked.get("status", ""), asked.get("email", "")
    if status and status not in STATUSES:
        raise invalid("status", f"must be one of {', '.join(STATUSES)}")
    return Search(
        kind=checked("type", lambda: RequestKind(kind)) if kind else None,
        status=status or None,
        email=checked("email", lambda: parse_email(email)) if email else None,
        since=_moment("since", asked.get("since", "")),
        until=_moment("until", asked.get("until", "")),
        before=asked.get("before") or None,
    )


def _moment(field: str, text: str) -> Millis | None:
    if not text:
        return None
    if not text.isdecimal() or len(text) > 14:  # noqa: PLR2004 - the year 5138
        raise invalid(field, "must be milliseconds since the epoch")
    return Millis(int(text))


def _days_of(visit: Visit) -> int:
    text = query_of(visit).get("days", str(_DAYS))
    if not text.isdecimal() or not 1 <= int(text[:6]) <= MOST_DAYS:
        raise invalid("days", f"must be from 1 to {MOST_DAYS}")
    return int(text)
