"""One port: a call goes by its path to gRPC, to the RP's REST, to the device's door, or to the public pages."""

from __future__ import annotations

import asyncio

import structlog
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

_log = structlog.get_logger("autheid.door")
_NO_TRAILERS = b"gRPC needs HTTP/2 and `te: trailers`; over HTTP/1.1 there are gRPC-Web, Connect and REST\n"
_EXPOSED = ["retry-after", "grpc-status", "grpc-message", "grpc-status-details-bin"]


class InFlight:
    """Which calls are being answered, and a way to wait until those of a moment have been."""

    def __init__(self) -> None:
        self._begun = 0
        self._open: set[int] = set()
        self._awaited: set[int] = set()
        self._answered = asyncio.Event()

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self._open)

    def begin(self) -> int:
        """A call came in; its number."""
        self._begun += 1
        self._open.add(self._begun)
        return self._begun

    def end(self, call: int) -> None:
        """The call of this number has been answered, or given up."""
        self._open.discard(call)
        if self._awaited:
            self._awaited.discard(call)
            if not self._awaited:
                self._answered.set()

    async def until_answered(self) -> None:
        """Return when none of those that are in flight now is any more, whoever comes meanwhile."""
        self._awaited |= self._open
        self._answered.clear()
        if self._awaited:
            await self._answered.wait()


def compose(
    *,
    rp_api: ASGIApp,
    device_door: ASGIApp,
    portal_door: ASGIApp,
    console_door: ASGIApp,
    pages: ASGIApp,
    grpc: dict[str, ASGIApp],
    in_flight: InFlight,
) -> ASGIApp:
    """The whole application. `grpc` gives an application by its service's path, as `/package.Service`.

    The RP's API may be called from any web page, since it is opened by a key and never by a cookie (Fetch §3.3).
    """
    rp_api_for_web = _Cors(rp_api)
    services: dict[str, ASGIApp] = {
        path.rstrip("/"): _NeedsTrailers(_Cors(app)) for path, app in grpc.items()
    }

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        if path.startswith("/v1/"):
            chosen: ASGIApp = rp_api_for_web
        elif path.startswith("/app/v1/"):
            chosen = device_door
        elif path.startswith("/portal/v1/"):
            chosen = portal_door
        elif path.startswith("/console/v1/"):
            chosen = console_door
        else:
            chosen = services.get(path.rpartition("/")[0], pages)
            # Optional in ASGI and absent here, but Connect's application falls over its absence.
            scope.setdefault("root_path", "")
        call = in_flight.begin()
        try:
            await chosen(scope, receive, send)
        except OSError as left:
            _log.debug("caller_left", reason=type(left).__name__)
        except Exception as error:  # noqa: BLE001 - the server below would print it its own way
            _log.error("unanswered", exc_info=error)
        finally:
            in_flight.end(call)

    return application


class _NeedsTrailers:
    """Native gRPC ends each call with trailers, so it needs HTTP/2 and `te: trailers` (gRPC over HTTP/2, Requests)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if _is_native_grpc(scope) and "http.response.trailers" not in scope.get("extensions", {}):
            head = [
                (b"content-type", b"text/plain; charset=utf-8"),
                (b"content-length", b"%d" % len(_NO_TRAILERS)),
            ]
            await send({"type": "http.response.start", "status": 415, "headers": head})
            await send({"type": "http.response.body", "body": _NO_TRAILERS})
            return
        await self._app(scope, receive, send)


def _is_native_grpc(scope: Scope) -> bool:
    for name, value in scope["headers"]:
        if name == b"content-type":
            kind: bytes = value.partition(b";")[0].strip().lower()
            return kind == b"application/grpc" or kind.startswith(b"application/grpc+")
    return False


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
