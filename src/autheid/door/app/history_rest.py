"""The routes of the device's door that look back: history, who received what, and everything as one file."""

from __future__ import annotations

from urllib.parse import parse_qs

import msgspec

from autheid.account.device import Device
from autheid.door.app.account_messages import AccountShown, account_shown
from autheid.door.app.desk import Desk
from autheid.door.app.identity_messages import IdentityShown, identity_shown
from autheid.door.app.messages import STATUS_NAMES, Message
from autheid.door.forms import answer
from autheid.door.http import Call, Endpoint, Reply, Route
from autheid.kernel.clock import Clock
from autheid.kernel.errors import invalid
from autheid.request.opening import Opening
from autheid.request.state import NotVerified, Pending, State, Succeeded, Unclaimed, UserCancelled
from autheid.request.statement import DISCLOSED, Answer, approval_statement, document
from autheid.usecase.show_account import ShowAccount
from autheid.usecase.show_history import SEARCH_CHARACTERS, Past, ShowHistory
from autheid.usecase.show_identity import ShowIdentity

_encode = msgspec.json.Encoder().encode


class PastRequest(Message):
    """A request as it is told in a list; `ended_at` is the deadline of one that waits."""

    request_id: str
    kind: str
    status: str
    rp_id: str
    rp_name: str
    title: str
    description: str
    email: str
    started_by: str
    not_me: bool
    device_name: str
    created_at: int
    ended_at: int


class HistoryPage(Message):
    """A page, the newest first; `next` is the cursor of the page after it, empty after the last."""

    entries: list[PastRequest]
    next: str


class PastRequestWhole(PastRequest, kw_only=True):
    """A request with what was signed: the very bytes, and the device's signatures over them."""

    device_id: str
    wrong_number: int
    """The number that was picked where the page showed another; the statement approves with it."""
    statement: bytes | None
    document: bytes | None
    signature: bytes | None
    document_signature: bytes | None
    disclosed: tuple[str, ...]


class PartyReceived(Message):
    """What one relying party has received."""

    rp_id: str
    rp_name: str
    first_at: int
    last_at: int
    times: int
    received: tuple[str, ...]


class Stored(Message):
    """How much of something is kept."""

    what: str
    count: int


class PrivacyShown(Message):
    """What is kept of the account, and who received what.

    Relying parties may read a result for `kept_hours`; the person's own history holds it for `kept_days`.
    """

    parties: list[PartyReceived]
    stored: list[Stored]
    kept_hours: int
    kept_days: int


class DeviceExported(Message):
    """A device by its public keys, which verify what it signed, also after it was revoked."""

    device_id: str
    name: str
    curve: str
    session_key: bytes | None
    revoked: bool


class Exported(Message):
    """Everything that is held of an account, but its secrets."""

    account: AccountShown
    identity: IdentityShown
    devices: list[DeviceExported]
    requests: list[PastRequestWhole]
    parties: list[PartyReceived]


class HistoryDoor:
    """Translates, calls one use case, translates back."""

    def __init__(
        self,
        *,
        desk: Desk,
        history: ShowHistory,
        identity: ShowIdentity,
        show_account: ShowAccount,
        clock: Clock,
        kept_hours: int,
        kept_days: int,
    ) -> None:
        self._desk = desk
        self._history = history
        self._identity = identity
        self._show_account = show_account
        self._clock = clock
        self._kept_hours = kept_hours
        self._kept_days = kept_days

    def routes(self) -> list[Route]:
        """Every route with its verb."""
        table: tuple[tuple[str, str, str, Endpoint], ...] = (
            ("GET", "/history", "ShowHistory", self._page),
            ("GET", "/history/{request_id}", "ShowPastRequest", self._one),
            ("GET", "/privacy", "ShowPrivacy", self._privacy),
            ("GET", "/export", "ExportAccount", self._export),
        )
        return [Route(verb, "/app/v1" + path, method, endpoint) for verb, path, method, endpoint in table]

    async def _page(self, call: Call) -> Reply:
        device = await self._desk.device(call)
        asked = parse_qs(call.query())
        text = asked.get("q", [""])[0]
        if len(text) > SEARCH_CHARACTERS:
            raise invalid("q", f"must have at most {SEARCH_CHARACTERS} characters")
        found, cursor = await self._history.page(device, cursor=asked.get("before", [""])[0], text=text)
        return answer(HistoryPage([_past(past) for past in found], cursor))

    async def _one(self, call: Call) -> Reply:
        device = await self._desk.device(call)
        return answer(_whole(await self._history.one(device, call.parameters["request_id"])))

    async def _privacy(self, call: Call) -> Reply:
        device = await self._desk.device(call)
        view, everything = await self._show_account(device), await self._history.all(device)
        identity = await self._identity(device)
        counts = {
            "email": len(view.mailboxes),
            "device": len(view.devices),
            "request": len(everything),
            "recovery_code": int(view.account.recovery_hash is not None),
            "passkey": int(view.passkey is not None),
            "identity": int(identity.accepted is not None) + int(identity.current is not None),
            "officer_view": len(identity.views),
        }
        stored = [Stored(what, count) for what, count in counts.items()]
        return answer(PrivacyShown(_parties(everything), stored, self._kept_hours, self._kept_days))

    async def _export(self, call: Call) -> Reply:
        device = await self._desk.device(call)
        view, mutes = await self._show_account(device), await self._history.mutes(device)
        everything = await self._history.all(device)
        reply = answer(
            Exported(
                account=account_shown(view, mutes, now=self._clock.now()),
                identity=identity_shown(await self._identity(device), texts=False),
                devices=[_device(one) for one in await self._history.devices(device)],
                requests=[_whole(past) for past in everything],
                parties=_parties(everything),
            )
        )
        named = (b"content-disposition", b'attachment; filename="auth-eid.json"')
        return Reply(reply.body, headers=(*reply.headers, named))


def _parties(everything: list[Past]) -> list[PartyReceived]:
    return [
        PartyReceived(one.rp, one.rp_name, one.first, one.last, one.times, one.received)
        for one in ShowHistory.disclosures(everything)
    ]


def _device(device: Device) -> DeviceExported:
    return DeviceExported(
        device.device_id, device.name, device.curve.value, device.session_key, device.retired
    )


def _past(past: Past) -> PastRequest:
    opening, state = past.opening, past.state
    return PastRequest(
        request_id=opening.request_id,
        kind=opening.asked.kind.value,
        status=STATUS_NAMES[type(state)],
        rp_id=opening.rp,
        rp_name=opening.rp_name,
        title=opening.asked.title,
        description=opening.asked.description,
        email=opening.email,
        started_by=opening.started_by.value,
        not_me=isinstance(state, UserCancelled) and state.not_me,
        device_name=past.device_name,
        created_at=opening.created,
        ended_at=opening.expires if isinstance(state, Pending | Unclaimed) else state.at,
    )


def _whole(past: Past) -> PastRequestWhole:
    opening, state = past.opening, past.state
    answered = _answer_of(opening, state)
    approved = isinstance(state, Succeeded | NotVerified)
    return PastRequestWhole(
        **msgspec.structs.asdict(_past(past)),
        device_id=getattr(state, "device", ""),
        wrong_number=state.wrong_number if isinstance(state, UserCancelled) else 0,
        statement=None
        if answered is None
        else approval_statement(opening, answered[0], match_number=answered[1]),
        document=document(opening) if approved else None,
        signature=state.approval_signature
        if isinstance(state, Succeeded | NotVerified | UserCancelled)
        else None,
        document_signature=(state.document_signature or None)
        if isinstance(state, Succeeded | NotVerified)
        else None,
        disclosed=DISCLOSED[opening.asked.kind] if isinstance(state, Succeeded) else (),
    )


def _answer_of(opening: Opening, state: State) -> tuple[Answer, int] | None:
    """What the device said, so that the bytes that it signed can be made again."""
    match state:
        case Succeeded() | NotVerified():
            return Answer.APPROVE, opening.match_number
        case UserCancelled(wrong_number=number) if number:
            return Answer.APPROVE, number
        case UserCancelled(not_me=not_me):
            return (Answer.NOT_ME if not_me else Answer.CANCEL), 0
        case _:
            return None
