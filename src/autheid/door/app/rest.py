"""The device's door over HTTP, under /app/v1. A signed answer is what counts here; a session only opens the door."""

from __future__ import annotations

from collections.abc import AsyncIterator

import msgspec

from autheid.account.device import Device
from autheid.door.app import messages as m
from autheid.door.app.desk import Desk
from autheid.door.forms import answer, credential_id_of
from autheid.door.http import Call, Endpoint, Reply, Route, Stream, continued
from autheid.door.limits import Waits
from autheid.door.meter import Meter
from autheid.kernel.clock import Clock
from autheid.pki.passkey import Assertion
from autheid.request.approval import Answer, UnverifiedApproval
from autheid.request.opening import Opening
from autheid.request.state import Pending, State
from autheid.usecase.answer_request import AnswerRequest
from autheid.usecase.open_session import Challenges, OpenSession
from autheid.usecase.pick_up_request import PickUpRequest
from autheid.usecase.show_account import ShowAccount
from autheid.usecase.show_requests import ShowRequests

_encode = msgspec.json.Encoder().encode


class DeviceDoor:
    """The routes of a device."""

    def __init__(
        self,
        *,
        desk: Desk,
        challenges: Challenges,
        open_session: OpenSession,
        show_account: ShowAccount,
        show: ShowRequests,
        answer: AnswerRequest,
        picking: PickUpRequest,
        channels: Waits,
        clock: Clock,
        meter: Meter,
    ) -> None:
        self._desk = desk
        self._challenges = challenges
        self._open_session = open_session
        self._show_account = show_account
        self._show = show
        self._answer = answer
        self._picking = picking
        self._channels = channels
        self._clock = clock
        self._meter = meter

    def routes(self) -> list[Route]:
        """Every route with its verb; `docs/device-door.md` tells them in words."""
        table: tuple[tuple[str, str, str, Endpoint], ...] = (
            ("POST", "/challenges", "MakeChallenge", self._challenge),
            ("POST", "/sessions", "OpenSession", self._session),
            ("GET", "/requests", "ListRequests", self._list),
            ("GET", "/requests/{request_id}", "ShowRequest", self._one),
            ("POST", "/requests/{request_id}/approve", "ApproveRequest", self._approve),
            ("POST", "/requests/{request_id}/reject", "RejectRequest", self._reject),
            ("POST", "/requests/{request_id}/present", "PresentEmail", self._present),
            ("POST", "/pickups", "PickUpRequest", self._pick_up),
            ("GET", "/events", "WatchRequests", self._events),
        )
        return [Route(verb, "/app/v1" + path, method, endpoint) for verb, path, method, endpoint in table]

    async def _challenge(self, call: Call) -> Reply:
        self._desk.knock(call)
        return answer(m.Challenge(*self._challenges.make()))

    async def _session(self, call: Call) -> Reply:
        self._desk.knock(call)
        body = await self._desk.read(call, m.OpenSession)
        return answer(m.Session(*await self._open_session(body.device_id, body.challenge, body.signature)))

    async def _list(self, call: Call) -> Reply:
        device = await self._desk.device(call)
        return answer(await self._shown(device, await self._show.pending(device)))

    async def _one(self, call: Call) -> Reply:
        device = await self._desk.device(call)
        opening, state = await self._show.one(device, call.parameters["request_id"])
        return answer(await self._one_shown(opening, state))

    async def _pick_up(self, call: Call) -> Reply:
        device = await self._desk.device(call)
        # A wrong code costs a knock: nobody tries many.
        self._desk.knock(call)
        body = await self._desk.read(call, m.PickUp)
        return answer(await self._one_shown(*await self._picking(device, body.start)))

    async def _present(self, call: Call) -> Reply:
        device = await self._desk.device(call)
        body = await self._desk.read(call, m.Present)
        request_id = call.parameters["request_id"]
        return answer(await self._one_shown(*await self._picking.present(device, request_id, body.email)))

    async def _one_shown(self, opening: Opening, state: State) -> m.RequestShown:
        emails = await self._picking.choices(opening)
        logo = await self._show.logo_of(opening.rp)
        return m.request_shown(opening, state, now=self._clock.now(), emails=emails, rp_logo=logo)

    async def _approve(self, call: Call) -> Reply:
        # The device after the body: who was slow to send it may have been revoked meanwhile.
        body = await self._desk.read(call, m.ApproveRequest)
        device = await self._desk.device(call)
        unverified = UnverifiedApproval(
            Answer.APPROVE, body.signature, body.document_signature, body.match_number
        )
        return await self._answered(call, device, unverified, _assertion_of(body.assertion))

    async def _reject(self, call: Call) -> Reply:
        body = await self._desk.read(call, m.RejectRequest)
        device = await self._desk.device(call)
        return await self._answered(
            call, device, UnverifiedApproval(Answer(body.answer), body.signature, b"")
        )

    async def _answered(
        self,
        call: Call,
        device: Device,
        unverified: UnverifiedApproval,
        unverified_assertion: Assertion | None = None,
    ) -> Reply:
        request_id = call.parameters["request_id"]
        opening, ended = await self._answer(device, request_id, unverified, unverified_assertion)
        status = m.STATUS_NAMES[type(ended)]
        self._meter.ended(opening.asked.kind.value, status, (ended.at - opening.created) / 1000)
        return answer(m.Answered(request_id, status))

    async def _events(self, call: Call) -> Stream:
        token = call.bearer()
        stream = self._stream(await self._desk.recognise(token), token)
        # The first event is made before the answer begins, so that a refusal can still be told as one.
        first = await anext(stream)
        return Stream(continued(first, stream))

    async def _stream(self, device: Device, token: str | None) -> AsyncIterator[bytes]:
        with self._channels.one(device.device_id):
            async for waiting in self._show.watch(device):
                # A session that is over, or a device that was retired, loses its channel with the next sign of life.
                await self._desk.recognise(token)
                if waiting is None:
                    yield b": still here\n\n"
                else:
                    yield b"event: requests\ndata: " + _encode(await self._shown(device, waiting)) + b"\n\n"

    async def _shown(self, device: Device, openings: list[Opening]) -> m.RequestList:
        return m.RequestList(
            [await self._one_shown(opening, Pending()) for opening in openings],
            account_version=await self._show_account.version(device),
        )


def _assertion_of(body: m.PasskeyAssertion | None) -> Assertion | None:
    if body is None:
        return None
    return Assertion(
        credential_id=credential_id_of(body.credential_id),
        authenticator_data=body.authenticator_data,
        client_data_json=body.client_data_json,
        signature=body.signature,
    )
