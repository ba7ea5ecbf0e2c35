"""One port: a call goes by its path to gRPC, to the RP's REST, to the device's door, or to the public pages."""

from __future__ import annotations

import asyncio

import structlog
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

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
    *, rp_api: ASGIApp, device_door: ASGIApp, pages: ASGIApp, grpc: dict[str, ASGIApp], in_flight: InFlight
) -> ASGIApp:
    """The whole application. `grpc` gives an application by its service's path, as `/package.Service`.

    The RP's API may be called from any web page, since it is opened by a key and never by a cookie (Fetch §3.3).
    """
    rp_api_for_web = _Cors(rp_api)
    services: dict[str, ASGIApp] = {path.rstrip("/"): _Cors(app) for path, app in grpc.items()}

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        if path.startswith("/v1/"):
            chosen: ASGIApp = rp_api_for_web
        elif path.startswith("/app/v1/"):
            chosen = device_door
        else:
            chosen = services.get(path.rpartition("/")[0], pages)
            # Optional in ASGI and absent here, but Connect's application falls over its absence.
            scope.setdefault("root_path", "")
        in_flight.begin()
        try:
            await chosen(scope, receive, send)
        except OSError as left:
            _log.debug("caller_left", reason=type(left).__name__)
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
