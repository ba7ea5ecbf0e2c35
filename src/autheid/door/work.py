"""What the doors of people at work share: the table of routes with what each asks for, the cookie, and who may call.

By the book (OWASP, Cross-Site Request Forgery Prevention): the session's cookie is `SameSite=Strict` and `HttpOnly`; a
browser's own word on where a call comes from (Fetch Metadata, Origin) must say that it is our page; and a body must be
of a type that no foreign form can send. Each of the three would do alone.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from enum import Enum
from typing import NamedTuple, TypeVar
from urllib.parse import parse_qsl

import msgspec

from autheid.account.rp import RelyingParty
from autheid.door.forms import credential_id_of, decode_form
from autheid.door.http import JSON_HEADERS, Call, Headers, Reply, Route, Stream
from autheid.kernel.errors import Kind, Refusal, invalid
from autheid.kernel.ids import RpId
from autheid.kernel.rate import Rate
from autheid.pki.passkey import Assertion, Origin, UnverifiedCredential
from autheid.team.act import Act
from autheid.team.role import Membership, Right
from autheid.team.worker import SESSION_SECONDS, Realm, WorkSession
from autheid.usecase.record_acts import Record, RecordActs
from autheid.usecase.work_sessions import Asked, NewPasskey, WorkSessions

BODY_BYTES = 64 * 1024
_MOST_FIELDS = 20
_NUMBER_CHARACTERS = 18
_FILES = "application/octet-stream"
_JSON = "application/json"
_encode = msgspec.json.Encoder().encode
_F = TypeVar("_F")


class Form(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """Base of what a page sends."""


class Shown(msgspec.Struct, rename="camel"):
    """Base of what a page gets. Times are milliseconds since the epoch."""


class Done(Shown):
    """Nothing to tell."""


class PasskeyAsked(Shown):
    """`challenge` comes back to us, `webauthnChallenge` goes to the authenticator."""

    challenge: str
    webauthn_challenge: bytes
    expires_at: int
    rp_id: str


class PasskeyMade(Form):
    """A new passkey as the browser gives it (WebAuthn §5.2.1)."""

    challenge: str
    credential_id: str
    client_data_json: bytes
    attestation_object: bytes
    passkey_name: str = "Passkey"

    def new_passkey(self) -> NewPasskey:
        """As the use cases take it."""
        credential = UnverifiedCredential(
            credential_id_of(self.credential_id), self.client_data_json, self.attestation_object
        )
        return NewPasskey(self.challenge, credential, self.passkey_name)


class PasskeyUsed(Form):
    """A passkey's answer as the browser gives it (WebAuthn §5.2.2)."""

    challenge: str
    credential_id: str
    authenticator_data: bytes
    client_data_json: bytes
    signature: bytes

    def assertion(self) -> Assertion:
        """As the use cases take it."""
        return Assertion(
            credential_id=credential_id_of(self.credential_id),
            authenticator_data=self.authenticator_data,
            client_data_json=self.client_data_json,
            signature=self.signature,
        )


class ActShown(Shown):
    """One act."""

    number: int
    at: int
    worker: str
    name: str
    what: str
    detail: str
    outcome: str


def acts_shown(page: list[tuple[int, Act]]) -> Reply:
    """A page of the record."""
    return Reply(
        _encode(
            [
                ActShown(number, act.at, act.worker, act.name, act.what, act.detail, act.outcome.value)
                for number, act in page
            ]
        )
    )


class Access(Enum):
    """Who may call a route that is no team's."""

    ANYBODY = "anybody"
    WORKER = "worker"
    OWNER = "owner"
    """Officers who own the deployment."""


class Proof(Enum):
    """What the session must show."""

    NONE = "none"
    ALIVE = "alive"
    """It was not idle: for what is dangerous."""
    FRESH = "fresh"
    """The passkey was used just now: for what is shown once."""


class Visit:
    """One call by one person at work, once it is known that they may."""

    def __init__(
        self,
        call: Call,
        body: bytes,
        session: WorkSession | None,
        token: str,
        still_may: Callable[[], Awaitable[None]],
    ) -> None:
        self.call = call
        self.body = body
        self.token = token
        self.still_may = still_may
        """Asks again, for an answer that goes on. Raises Refusal as the gate did."""
        self._session = session
        self._seat: tuple[Membership, RelyingParty] | None = None
        self.record = Record("", None)

    @property
    def session(self) -> WorkSession:
        """Whose call it is; a route that anybody may call has none."""
        if self._session is None:
            raise Refusal(Kind.UNKNOWN_CALLER, "sign in first")
        return self._session

    @property
    def party(self) -> RelyingParty:
        """Whose team's page it is."""
        return self._taken()[1]

    @property
    def seat(self) -> Membership:
        """The worker's part in it."""
        return self._taken()[0]

    def sit(self, seat: tuple[Membership, RelyingParty]) -> None:
        """The part in the team that the path names."""
        self._seat = seat

    def _taken(self) -> tuple[Membership, RelyingParty]:
        if self._seat is None:
            raise Refusal(Kind.NOT_FOUND, "there is no such organisation, or you are not of its team")
        return self._seat

    def says(self, detail: str) -> None:
        """What the act is about, for the record."""
        self.record.says(detail)

    def form(self, form: type[_F]) -> _F:
        """The body. Raises Refusal INVALID with the field and the rule."""
        return decode_form(self.body, form)


class WorkRoute(NamedTuple):
    """One verb on one path, and what it asks for. A path with `{rp}` is a team's, and asks for a right in it."""

    verb: str
    path: str
    method: str
    endpoint: Callable[[Visit], Awaitable[Reply | Stream]]
    access: Access | Right
    proof: Proof = Proof.NONE
    idle: bool = False
    """A call that the page makes without its person: it keeps no session awake."""
    recorded: bool = True
    """Whether a call that changes something is an act for the record."""
    most_bytes: int = BODY_BYTES


Seat = Callable[[WorkSession, str, Right], Awaitable[tuple[Membership, RelyingParty]]]


class Gate:
    """Lets calls through to the routes of one realm."""

    def __init__(
        self,
        *,
        realm: Realm,
        sessions: WorkSessions,
        acts: RecordActs,
        origin: Origin,
        knocks: Rate,
        seat: Seat | None = None,
    ) -> None:
        self._realm = realm
        self._sessions = sessions
        self._acts = acts
        self._origin = origin
        self._knocks = knocks
        self._seat = seat
        secure = origin.origin.startswith("https://")
        # A host cookie needs TLS (RFC 6265bis §4.1.3.2); a server on this machine has none.
        self._cookie = f"{'__Host-' if secure else ''}autheid-{realm.value}"
        self._attributes = "; Path=/; HttpOnly; SameSite=Strict" + ("; Secure" if secure else "")

    def routes(self, table: Sequence[WorkRoute], *, base: str) -> list[Route]:
        """The table behind the gate."""
        return [Route(one.verb, base + one.path, one.method, self._guarded(one)) for one in table]

    def signed_in(self, token: str, message: msgspec.Struct) -> Reply:
        """A reply that sets the session's cookie."""
        return Reply(_encode(message), headers=self._with_cookie(f"{token}; Max-Age={SESSION_SECONDS}"))

    def signed_out(self) -> Reply:
        """A reply that takes the cookie away."""
        return Reply(_encode(Done()), headers=self._with_cookie("; Max-Age=0"))

    def asked(self, asked: Asked) -> PasskeyAsked:
        """What a page needs to use a passkey."""
        return PasskeyAsked(asked.challenge, asked.webauthn_challenge, asked.expires, self._origin.rp_id)

    def _with_cookie(self, value: str) -> Headers:
        return (*JSON_HEADERS, (b"set-cookie", f"{self._cookie}={value}{self._attributes}".encode()))

    def _guarded(self, route: WorkRoute) -> Callable[[Call], Awaitable[Reply | Stream]]:
        async def endpoint(call: Call) -> Reply | Stream:
            """Let one call through.

            1. It comes from our own page, and has come whole: who sends slowly is judged by the end, not the beginning.
            2. It is its worker's session, where the route is not anybody's.
            3. The worker may: by the part in the team that the path names, or as the deployment's owner.
            4. The session shows what the route asks for.
            5. What changes anything is written down first.
            """
            # 1.
            changes = route.verb != "GET"
            self._check_sender(call, changes=changes)
            body = await call.body(most_bytes=route.most_bytes) if changes else b""
            # 2.
            token = _cookie_of(call, self._cookie)
            if route.access is Access.ANYBODY:
                visit = Visit(call, body, None, token, _nothing_to_ask)
                # Counted by the address that it comes from: there is no session to count by.
                self._knocks.take(call.peer())
                return await route.endpoint(visit)
            session = await self._sessions.recognise(self._realm, token, idle=route.idle)

            async def still_may() -> None:
                await self._may(route, call, await self._sessions.recognise(self._realm, token, idle=True))

            visit = Visit(call, body, session, token, still_may)
            # 3.
            if (seat := await self._may(route, call, session)) is not None:
                visit.sit(seat)
            # 4.
            if route.proof is not Proof.NONE:
                self._sessions.check_proof(session, fresh=route.proof is Proof.FRESH)
            # 5.
            if route.verb == "GET" or not route.recorded:
                return await route.endpoint(visit)
            return await self._recorded(route, visit)

        return endpoint

    async def _may(
        self, route: WorkRoute, call: Call, session: WorkSession
    ) -> tuple[Membership, RelyingParty] | None:
        if route.access is Access.OWNER and not session.worker.owns:
            raise Refusal(Kind.FORBIDDEN, "only the deployment's owners may do this")
        if not isinstance(route.access, Right):
            return None
        if self._seat is None:
            raise Refusal(Kind.NOT_FOUND, "there is nothing at this path")
        return await self._seat(session, call.parameters["rp"], route.access)

    async def _recorded(self, route: WorkRoute, visit: Visit) -> Reply | Stream:
        async def do(record: Record) -> Reply | Stream:
            visit.record = record
            return await route.endpoint(visit)

        parts = {name: value for name, value in visit.call.parameters.items() if name != "rp"}
        rp = visit.call.parameters.get("rp")
        return await self._acts.doing(
            visit.session.worker,
            do,
            rp=None if rp is None else RpId(rp),
            what=route.method,
            detail=", ".join(parts.values()),
        )

    def _check_sender(self, call: Call, *, changes: bool) -> None:
        site = call.header(b"sec-fetch-site")
        # Fetch Metadata §2.1; `none` is the person's own doing: a bookmark, a link that was typed.
        if site is not None and site not in ({"same-origin"} if changes else {"same-origin", "none"}):
            raise Refusal(Kind.FORBIDDEN, "this call comes from another site")
        if not changes:
            return
        if call.header(b"origin") != self._origin.origin:
            raise Refusal(Kind.FORBIDDEN, f"this call must come from a page of {self._origin.origin}")
        kind = (call.header(b"content-type") or "").partition(";")[0].strip().lower()
        if kind not in {_JSON, _FILES}:
            raise invalid("content-type", f"must be {_JSON} or {_FILES}")


async def _nothing_to_ask() -> None:
    """A route that anybody may call."""


def _cookie_of(call: Call, name: str) -> str:
    for pair in (call.header(b"cookie") or "").split(";"):
        there, _, value = pair.strip().partition("=")
        if there == name:
            return value
    return ""


def query_of(visit: Visit) -> dict[str, str]:
    """What stands behind the question mark, the first of each name (WHATWG URL §5)."""
    try:
        pairs = parse_qsl(visit.call.query(), max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise invalid("query", f"must have at most {_MOST_FIELDS} fields") from None
    return dict(reversed(pairs))


def before_of(visit: Visit) -> int | None:
    """The number that a page ends before. Raises Refusal INVALID."""
    text = query_of(visit).get("before", "")
    if not text:
        return None
    if not text.isdecimal() or len(text) > _NUMBER_CHARACTERS:
        raise invalid("before", "must be a number")
    return int(text)
