"""What verifiers of signatures fetch: the authorities' certificates, and a certificate's status (OCSP over HTTP, RFC 6960)."""

from __future__ import annotations

from collections.abc import Awaitable

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from autheid.door.meter import Meter
from autheid.kernel.errors import Kind, Refusal
from autheid.kernel.rate import Rate
from autheid.kernel.secret import base64_bytes
from autheid.pki.authority import Role, pem_of
from autheid.pki.status import QUESTION_BYTES, come_again
from autheid.usecase.certify_device import CertifyDevice
from autheid.usecase.keep_authority import KeepAuthority

_QUESTION_CHARACTERS = QUESTION_BYTES * 4 // 3 + 4
_NUMBER_DIGITS = 9
_ROOTS_CACHE = {"cache-control": "public, max-age=300"}
_DAY_CACHE = {"cache-control": "public, max-age=86400"}


class CertificateDoor:
    """The routes of verifiers; nobody needs a key for them."""

    def __init__(
        self, *, certify: CertifyDevice, authority: KeepAuthority, questions: Rate, meter: Meter
    ) -> None:
        """`questions` is how often one address may ask for a status: each answer is signed anew."""
        self._certify = certify
        self._authority = authority
        self._questions = questions
        self._meter = meter

    def routes(self) -> list[Route]:
        """The routes."""
        return [
            Route("/ocsp", self._posted, methods=["POST"]),
            Route("/ocsp/{question:path}", self._got),
            Route("/pki/roots.pem", self._roots),
            Route("/pki/{number}.cer", self._certificate),
        ]

    async def _posted(self, request: Request) -> Response:
        return await self._answered(request, _body_of(request))

    async def _got(self, request: Request) -> Response:
        return await self._answered(request, _in_path(request))

    async def _answered(self, request: Request, asking: Awaitable[bytes]) -> Response:
        question = await asking
        try:
            self._questions.take("" if request.client is None else request.client.host)
            answer, code = await self._certify.answer(question), "OK"
        except Refusal as refusal:
            if refusal.kind not in {Kind.EXHAUSTED, Kind.UNAVAILABLE}:
                raise
            answer, code = come_again(), refusal.kind.name
        self._meter.call("public", "Ocsp", code)
        # Nobody in between keeps it: a device that is revoked is revoked now.
        return Response(answer, media_type="application/ocsp-response", headers={"cache-control": "no-store"})

    async def _roots(self, _: Request) -> Response:
        roots = [one for one in self._authority.known if one.role is Role.ROOT]
        pem = b"".join(pem_of(one.certificate) for one in reversed(roots))
        return Response(pem, media_type="application/x-pem-file", headers=_ROOTS_CACHE)

    async def _certificate(self, request: Request) -> Response:
        number: str = request.path_params["number"]
        is_one = len(number) <= _NUMBER_DIGITS and number.isascii() and number.isdecimal()
        authority = self._authority.known.numbered(int(number)) if is_one else None
        if authority is None or not authority.certificate:
            raise Refusal(Kind.NOT_FOUND, "there is no certificate of this number")
        return Response(authority.certificate, media_type="application/pkix-cert", headers=_DAY_CACHE)


async def _body_of(request: Request) -> bytes:
    body = b""
    try:
        async for part in request.stream():
            # What is too long is read to its end, or the client would not hear the answer; one byte more tells it.
            body += part[: QUESTION_BYTES + 1 - len(body)]
    except ClientDisconnect:
        return b""
    return body


async def _in_path(request: Request) -> bytes:
    text: str = request.path_params["question"]
    try:
        return base64_bytes(text) if len(text) <= _QUESTION_CHARACTERS else b""
    except ValueError:
        return b""
