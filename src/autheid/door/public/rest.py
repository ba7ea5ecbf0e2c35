"""JWKS, certificates, health, metrics, and the pages."""

from __future__ import annotations

import ipaddress

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from autheid.door.http import WrongVerbError, bearer_of, problem
from autheid.door.meter import Meter
from autheid.door.public.app_pages import AppPages
from autheid.door.public.certificates import CertificateDoor
from autheid.door.public.inbox_page import InboxPage
from autheid.door.public.pages import Pages
from autheid.kernel.clock import Clock
from autheid.kernel.errors import Kind, Refusal
from autheid.kernel.secret import equal
from autheid.token.jwt import TokenIssuer
from autheid.usecase.check_health import CheckHealth

JWKS_CACHE_SECONDS = 300
METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class PublicDoor:
    """The routes that need no key."""

    def __init__(
        self,
        *,
        issuer: TokenIssuer,
        health: CheckHealth,
        meter: Meter,
        clock: Clock,
        metrics_token: str,
        pages: Pages,
        app_pages: AppPages,
        certificates: CertificateDoor,
        inbox_page: InboxPage | None,
    ) -> None:
        self._issuer = issuer
        self._health = health
        self._meter = meter
        self._clock = clock
        self._metrics_token = metrics_token
        self._pages = pages
        self._app_pages = app_pages
        self._certificates = certificates
        self._inbox_page = inbox_page

    def routes(self) -> list[Route]:
        """The routes."""
        return [
            Route("/.well-known/jwks.json", self._jwks),
            Route("/healthz", self._healthz),
            Route("/readyz", self._readyz),
            Route("/metrics", self._metrics),
            *self._certificates.routes(),
            *self._pages.routes(),
            *self._app_pages.routes(),
            *([] if self._inbox_page is None else self._inbox_page.routes()),
        ]

    def application(self) -> ASGIApp:
        """The pages as one application; what is not there is answered as everywhere else."""
        return Starlette(
            routes=self.routes(), exception_handlers={404: _nothing_here, 405: _wrong_verb, Refusal: _refused}
        )

    async def _jwks(self, _: Request) -> Response:
        return Response(
            msgspec.json.encode(self._issuer.ring.jwks(self._clock.now())),
            media_type="application/jwk-set+json",  # RFC 7517 §8.5.2
            headers={"cache-control": f"public, max-age={JWKS_CACHE_SECONDS}"},
        )

    async def _healthz(self, _: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def _readyz(self, _: Request) -> Response:
        ready = await self._health.is_ready()
        return PlainTextResponse("ready\n" if ready else "not ready\n", 200 if ready else 503)

    async def _metrics(self, request: Request) -> Response:
        if not self._may_read_metrics(request):
            return PlainTextResponse(
                "metrics need the metrics_token, or a direct call from this machine\n", 403
            )
        return Response(await self._meter.page(), media_type=METRICS_TYPE)

    def _may_read_metrics(self, request: Request) -> bool:
        if self._metrics_token:
            return equal(
                (bearer_of(request.headers.get("authorization")) or "").encode(), self._metrics_token.encode()
            )
        # A proxy on this machine would make the whole world local.
        forwarded = "x-forwarded-for" in request.headers or "forwarded" in request.headers
        return (
            not forwarded
            and request.client is not None
            and ipaddress.ip_address(request.client.host).is_loopback
        )


async def _nothing_here(_: Request, __: Exception) -> Response:
    return _problem(Refusal(Kind.NOT_FOUND, "there is nothing at this path"))


async def _refused(_: Request, refusal: Exception) -> Response:
    return _problem(refusal)


async def _wrong_verb(_: Request, __: Exception) -> Response:
    return _problem(WrongVerbError())


def _problem(error: Exception) -> Response:
    _code, answer = problem(error, where="pages")
    return Response(
        answer.body, answer.status, {name.decode(): value.decode() for name, value in answer.headers}
    )
