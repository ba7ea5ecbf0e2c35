"""The standard gRPC health service (grpc.health.v1)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from connectrpc.code import Code
from connectrpc.errors import ConnectError
from connectrpc.request import RequestContext
from starlette.types import ASGIApp

from autheid.door.nesting import CODECS
from autheid.usecase.check_health import CheckHealth
from autheid.wire.grpc.health.v1.health_connect import Health, HealthASGIApplication
from autheid.wire.grpc.health.v1.health_pb import HealthCheckRequest, HealthCheckResponse

_STATUS = HealthCheckResponse.ServingStatus
_WATCH_SECONDS = 1.0


class GrpcHealth(Health):
    """Health of the whole server ("") and of each service by name."""

    def __init__(self, *, health: CheckHealth, services: tuple[str, ...]) -> None:
        self._health = health
        self._services = ("", *services)

    async def check(self, request: HealthCheckRequest, _: RequestContext[Any, Any]) -> HealthCheckResponse:
        """The state now. NOT_FOUND for a service that is not served here."""
        if request.service not in self._services:
            raise ConnectError(Code.NOT_FOUND, "no such service")
        return HealthCheckResponse(status=await self._status())

    async def watch(
        self, request: HealthCheckRequest, _: RequestContext[Any, Any]
    ) -> AsyncIterator[HealthCheckResponse]:
        """The state now and whenever it changes, until the server stops."""
        if request.service not in self._services:
            yield HealthCheckResponse(status=_STATUS.SERVICE_UNKNOWN)
            return
        told: _STATUS | None = None
        while True:
            status = await self._status()
            if status is not told:
                yield HealthCheckResponse(status=status)
                told = status
            if self._health.stopping:
                return
            await asyncio.sleep(_WATCH_SECONDS)

    async def _status(self) -> _STATUS:
        return _STATUS.SERVING if await self._health.is_ready() else _STATUS.NOT_SERVING


def health_applications(health: CheckHealth, *, services: tuple[str, ...]) -> dict[str, ASGIApp]:
    """The health service by its path."""
    application = HealthASGIApplication(GrpcHealth(health=health, services=services), codecs=CODECS)
    return {application.path: application}
