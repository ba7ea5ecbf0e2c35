"""The device's door over HTTP, under /app/v1. A signed answer is what counts here; a session only opens the door."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TypeVar

import msgspec

from autheid.account.device import DEVICE_NAME_CHARACTERS, Device
from autheid.door.app import messages as m
from autheid.door.http import Call, Endpoint, Reply, Route, Stream
from autheid.door.limits import Rate, Waits
from autheid.door.meter import Meter
from autheid.kernel.clock import Clock
from autheid.kernel.errors import Refusal, invalid
from autheid.person.email import parse_email
from autheid.person.visible import check_visible
from autheid.pki.curve import Curve, check_public_key
from autheid.request.approval import Answer, UnverifiedApproval
from autheid.request.opening import Opening
from autheid.request.state import Pending
from autheid.usecase.answer_request import AnswerRequest
from autheid.usecase.enrol_device import EnrolDevice
from autheid.usecase.open_session import Challenges, OpenSession
from autheid.usecase.recognise import RecogniseDevice
from autheid.usecase.show_account import ShowAccount
from autheid.usecase.show_requests import ShowRequests

_T = TypeVar("_T")
_encode = msgspec.json.Encoder().encode


class DeviceDoor:
    """The routes of a device."""

    def __init__(
        self,
        *,
        recognise: RecogniseDevice,
        enrol: EnrolDevice,
        challenges: Challenges,
        open_session: OpenSession,
        show_account: ShowAccount,
        show: ShowRequests,
        answer: AnswerRequest,
        knocks: Rate,
        channels: Waits,
        codes: Rate,
        clock: Clock,
        meter: Meter,
        body_bytes: int,
    ) -> None:
        self._recognise = recognise
        self._enrol = enrol
        self._challenges = challenges
        self._open_session = open_session
        self._show_account = show_account
        self._show = show
        self._answer = answer
        self._knocks = knocks
        self._channels = channels
        self._codes = codes
        self._clock = clock
        self._meter = meter
        self._body_bytes = body_bytes

    def routes(self) -> list[Route]:
        """Every route with its verb; `docs/device-door.md` tells them in words."""
        table: tuple[tuple[str, str, str, Endpoint], ...] = (
            ("POST", "/enrolments", "BeginEnrolment", self._begin),
            ("POST", "/enrolments/{enrolment_id}", "CompleteEnrolment", self._complete),
            ("POST", "/challenges", "MakeChallenge", self._challenge),
            ("POST", "/sessions", "OpenSession", self._session),
            ("GET", "/me", "ShowAccount", self._me),
            ("GET", "/requests", "ListRequests", self._list),
            ("GET", "/requests/{request_id}", "ShowRequest", self._one),
            ("POST", "/requests/{request_id}/approve", "ApproveRequest", self._approve),
            ("POST", "/requests/{request_id}/reject", "RejectRequest", self._reject),
            ("GET", "/events", "WatchRequests", self._events),
        )
        return [Route(verb, "/app/v1" + path, method, endpoint) for verb, path, method, endpoint in table]

    async def _begin(self, call: Call) -> Reply:
        self._knock(call)
        body = await self._read(call, m.BeginEnrolment)
        if not body.email:
            enrolment_id, code, expires = await self._enrol.invite(await self._device(call))
            return _answer(m.EnrolmentBegun(enrolment_id, expires, code))
        try:
            email = parse_email(body.email)
        except ValueError as rule:
            raise invalid("email", str(rule)) from None
        # Nobody's mailbox is flooded from many addresses, and a code can be guessed at only so often.
        self._codes.take(email.folded)
        enrolment_id, expires = await self._enrol.begin(email)
        return _answer(m.EnrolmentBegun(enrolment_id, expires))

    async def _complete(self, call: Call) -> Reply:
        self._knock(call)
        body = await self._read(call, m.CompleteEnrolment)
        curve = Curve(body.curve)
        try:
            check_public_key(curve, body.public_key)
        except ValueError as rule:
            raise invalid("publicKey", str(rule)) from None
        try:
            name = check_visible(body.device_name.strip(), max_characters=DEVICE_NAME_CHARACTERS, max_lines=1)
        except ValueError as rule:
            raise invalid("deviceName", str(rule)) from None
        if not name:
            raise invalid("deviceName", "is required")
        account, device = await self._enrol.complete(
            call.parameters["enrolment_id"],
            code=body.code,
            curve=curve,
            public_key=body.public_key,
            name=name,
            signature=body.signature,
        )
        return _answer(m.enrolled(account, device))

    async def _challenge(self, call: Call) -> Reply:
        self._knock(call)
        return _answer(m.Challenge(*self._challenges.make()))

    async def _session(self, call: Call) -> Reply:
        self._knock(call)
        body = await self._read(call, m.OpenSession)
        return _answer(m.Session(*await self._open_session(body.device_id, body.challenge, body.signature)))

    async def _me(self, call: Call) -> Reply:
        device = await self._device(call)
        account = await self._show_account(device)
        now = self._clock.now()
        return _answer(
            m.AccountShown(
                device_id=device.device_id,
                device_name=device.name,
                unique_user_id=account.unique_user_id,
                email=account.email,
                is_verified=account.is_verified(now),
                server_time=now,
            )
        )

    async def _list(self, call: Call) -> Reply:
        device = await self._device(call)
        return _answer(self._shown(await self._show.pending(device)))

    async def _one(self, call: Call) -> Reply:
        device = await self._device(call)
        opening, state = await self._show.one(device, call.parameters["request_id"])
        return _answer(m.request_shown(opening, state, now=self._clock.now()))

    async def _approve(self, call: Call) -> Reply:
        device = await self._device(call)
        body = await self._read(call, m.ApproveRequest)
        return await self._answered(
            call, device, UnverifiedApproval(Answer.APPROVE, body.signature, body.document_signature)
        )

    async def _reject(self, call: Call) -> Reply:
        device = await self._device(call)
        body = await self._read(call, m.RejectRequest)
        return await self._answered(
            call, device, UnverifiedApproval(Answer(body.answer), body.signature, b"")
        )

    async def _answered(self, call: Call, device: Device, unverified: UnverifiedApproval) -> Reply:
        request_id = call.parameters["request_id"]
        opening, ended = await self._answer(device, request_id, unverified)
        status = m.STATUS_NAMES[type(ended)]
        self._meter.ended(opening.asked.kind.value, status, (ended.at - opening.created) / 1000)
        return _answer(m.Answered(request_id, status))

    async def _events(self, call: Call) -> Stream:
        token = call.bearer()
        stream = self._stream(await self._recognise(token), token)
        # The first event is made before the answer begins, so that a refusal can still be told as one.
        first = await anext(stream)
        return Stream(_continued(first, stream))

    async def _stream(self, device: Device, token: str | None) -> AsyncIterator[bytes]:
        with self._channels.one(device.device_id):
            async for waiting in self._show.watch(device):
                # A session that is over, or a device that was retired, loses its channel with the next sign of life.
                await self._recognise(token)
                if waiting is None:
                    yield b": still here\n\n"
                else:
                    yield b"event: requests\ndata: " + _encode(self._shown(waiting)) + b"\n\n"

    def _shown(self, openings: list[Opening]) -> m.RequestList:
        now = self._clock.now()
        return m.RequestList([m.request_shown(opening, Pending(), now=now) for opening in openings])

    def _knock(self, call: Call) -> None:
        self._knocks.take(call.peer())

    async def _device(self, call: Call) -> Device:
        return await self._recognise(call.bearer())

    async def _read(self, call: Call, form: type[_T]) -> _T:
        body = await call.body(most_bytes=self._body_bytes)
        try:
            return msgspec.json.decode(body, type=form)
        except (msgspec.ValidationError, msgspec.DecodeError) as error:
            rule, _, where = str(error).partition(" - at `$.")
            raise invalid(where.rstrip("`") or "body", rule) from None


async def _continued(first: bytes, stream: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    try:
        yield first
        async for event in stream:
            yield event
    except Refusal:
        # The answer has begun, so this is how the device is told to open its session and channel anew.
        yield b"event: come-again\ndata: {}\n\n"


def _answer(message: m.Message) -> Reply:
    return Reply(_encode(message))
