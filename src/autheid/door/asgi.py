"""One port: a call goes by its path to gRPC, to the RP's REST, to the device's door, or to the public pages."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog
from starlette.applications import Starlette
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from autheid.door.http import problem_answer
from autheid.door.problem import CODES, INTERNAL, code_and_message
from autheid.kernel.errors import Kind, Refusal

_log = structlog.get_logger("autheid.door")
_EXPOSED = ["retry-after", "grpc-status", "grpc-message", "grpc-status-details-bin"]


class InFlight:
    """How many calls are being answered, and a way to wait until there is none."""

    def __init__(self) -> None:
        self.count = 0
        self._none = asyncio.Event()

    def begin(self) -> None:
        """A call came in."""
        self.count += 1
        self._none.clear()

    def end(self) -> None:
        """A call has been answered, or given up."""
        self.count -= 1
        if not self.count:
            self._none.set()

    async def until_none(self) -> None:
        """Return when no call is in flight."""
        while self.count:
            await self._none.wait()


def compose(
    *,
    rp_routes: Sequence[Route],
    other_routes: Sequence[Route],
    grpc: dict[str, ASGIApp],
    in_flight: InFlight,
) -> ASGIApp:
    """The whole application. `grpc` gives an application by its service's path, as `/package.Service`.

    The RP's API may be called from any web page, since it is opened by a key and never by a cookie (Fetch §3.3).
    """
    rp_api = _Cors(_starlette(rp_routes))
    others = _starlette(other_routes)
    services = {path.rstrip("/"): _Cors(app) for path, app in grpc.items()}

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await others(scope, receive, send)
            return
        path: str = scope["path"]
        chosen = services.get(path.rpartition("/")[0]) or (rp_api if path.startswith("/v1/") else others)
        in_flight.begin()
        try:
            await chosen(scope, receive, send)
        except Exception as error:  # noqa: BLE001 - the server below would print it its own way
            _log.error("unanswered", exc_info=error)
        finally:
            in_flight.end()

    return application


class _Cors:
    """CORS for calls from web pages; a call without an Origin goes straight through."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._cors = CORSMiddleware(
            app,
            allow_origins=["*"],
            allow_methods=["GET", "POST"],
            allow_headers=["*"],
            expose_headers=_EXPOSED,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        crosses = any(name == b"origin" for name, _ in scope["headers"])
        await (self._cors if crosses else self._app)(scope, receive, send)


def _starlette(routes: Sequence[Route]) -> Starlette:
    return Starlette(
        routes=list(routes), exception_handlers={404: _no_such_path, 405: _wrong_verb, 500: _internal}
    )


async def _no_such_path(_request: Request, _: Exception) -> Response:
    return _refused(Refusal(Kind.NOT_FOUND, "there is nothing at this path"))


async def _wrong_verb(_request: Request, _: Exception) -> Response:
    code = CODES[Kind.INVALID]
    return problem_answer(
        Refusal(Kind.INVALID, ""), code.name, code.number, 405, "this path takes another verb"
    )


async def _internal(_request: Request, error: Exception) -> Response:
    code, message = code_and_message(error, where="routing")
    return problem_answer(error, code.name, code.number, INTERNAL.http, message)


def _refused(refusal: Refusal) -> Response:
    code = CODES[refusal.kind]
    return problem_answer(refusal, code.name, code.number, code.http, refusal.message)
