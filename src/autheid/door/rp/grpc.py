"""The RP API over gRPC, gRPC-Web and Connect."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any, TypeVar
from urllib.parse import quote, unquote

from connectrpc.code import Code
from connectrpc.errors import ConnectError
from connectrpc.request import RequestContext
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from autheid.door.http import bearer_of
from autheid.door.meter import Meter
from autheid.door.nesting import CODECS
from autheid.door.problem import code_and_message
from autheid.door.rp.service import RpService
from autheid.kernel.errors import Refusal
from autheid.wire import rp_pb
from autheid.wire.rp_connect import Requests, RequestsASGIApplication

SERVICE = "autheid.rp.Requests"
_BEFORE_DEADLINE_SECONDS = 0.4
_PLAIN = "".join(chr(byte) for byte in range(0x20, 0x7F) if byte != ord("%"))

_T = TypeVar("_T")
_Context = RequestContext[Any, Any]


class GrpcRequests(Requests):
    """Fulfils the generated `Requests` service by the shared one."""

    def __init__(self, service: RpService, *, meter: Meter) -> None:
        self._service = service
        self._meter = meter

    async def create(self, request: rp_pb.CreateRequest, ctx: _Context) -> rp_pb.CreateResponse:
        """See `RpService.create`."""
        return await self._guarded("Create", ctx, self._service.create(_key(ctx), request, peer=_peer(ctx)))

    async def get_result(self, request: rp_pb.GetResultRequest, ctx: _Context) -> rp_pb.GetResultResponse:
        """See `RpService.get_result`."""
        # A client resets its call at its own deadline, and the server takes more than 200 resets in ten seconds on
        # one connection for an attack (CVE-2023-44487) and ends them all: so we are the first to give up.
        left = ctx.timeout_ms
        patience = None if left is None else max(0.0, left / 1000 - _BEFORE_DEADLINE_SECONDS)
        try:
            async with asyncio.timeout(patience):
                return await self._guarded(
                    "GetResult", ctx, self._service.get_result(_key(ctx), request, peer=_peer(ctx))
                )
        except TimeoutError:
            raise ConnectError(Code.DEADLINE_EXCEEDED, "the request has not ended yet; ask again") from None

    async def cancel(self, request: rp_pb.CancelRequest, ctx: _Context) -> rp_pb.CancelResponse:
        """See `RpService.cancel`."""
        return await self._guarded("Cancel", ctx, self._service.cancel(_key(ctx), request, peer=_peer(ctx)))

    async def get_status(self, request: rp_pb.GetStatusRequest, ctx: _Context) -> rp_pb.GetStatusResponse:
        """See `RpService.get_status`."""
        return await self._guarded("GetStatus", ctx, self._service.get_status(request))

    async def get_file(self, request: rp_pb.GetFileRequest, ctx: _Context) -> rp_pb.GetFileResponse:
        """See `RpService.get_file`."""
        return await self._guarded(
            "GetFile", ctx, self._service.get_file(_key(ctx), request, peer=_peer(ctx))
        )

    async def get_ocsp(self, request: rp_pb.GetOcspRequest, ctx: _Context) -> rp_pb.GetOcspResponse:
        """See `RpService.get_ocsp`."""
        return await self._guarded(
            "GetOcsp", ctx, self._service.get_ocsp(_key(ctx), request, peer=_peer(ctx))
        )

    async def _guarded(self, method: str, ctx: _Context, call: Awaitable[_T]) -> _T:
        try:
            answer = await call
        except Exception as error:  # noqa: BLE001 - the one place where every failure becomes a status
            code, message = code_and_message(error, where=method)
            self._meter.call("grpc", method, code.name)
            if isinstance(error, Refusal) and error.retry_after_seconds is not None:
                ctx.response_trailers.add("retry-after", str(error.retry_after_seconds))
            raise ConnectError(Code[code.name], message) from None
        self._meter.call("grpc", method, "OK")
        return answer


def rp_applications(service: RpService, *, meter: Meter, message_bytes: int) -> dict[str, ASGIApp]:
    """The RP API by its path. No message of more than `message_bytes` is read."""
    application = RequestsASGIApplication(
        GrpcRequests(service, meter=meter), read_max_bytes=message_bytes, codecs=CODECS
    )
    return {application.path: _plain_messages(application)}


def _plain_messages(application: ASGIApp) -> ASGIApp:
    """Percent-encodes `grpc-message` no further than gRPC does (grpc/grpc doc/PROTOCOL-HTTP2.md, "Percent-Encoded").

    Connect encodes every reserved character, which Node's client leaves so: its user would read `title%3A is required`.
    """

    async def passing(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_plain(message: Message) -> None:
            if any(name == b"grpc-message" for name, _ in message.get("headers", ())):
                message["headers"] = [
                    (name, _less_encoded(value) if name == b"grpc-message" else value)
                    for name, value in message["headers"]
                ]
            await send(message)

        await application(scope, receive, send_plain)

    return passing


def _less_encoded(value: bytes) -> bytes:
    return quote(unquote(value.decode()), safe=_PLAIN).encode()


def _key(ctx: _Context) -> str | None:
    return bearer_of(ctx.request_headers.get("authorization"))


def _peer(ctx: _Context) -> str:
    """The address alone: the library adds the port, also behind an IPv6 address."""
    return (ctx.client_address or "").rpartition(":")[0].strip("[]")
