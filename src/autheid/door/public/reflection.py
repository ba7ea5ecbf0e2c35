"""gRPC reflection, in the version of today and the one that older tools ask for, so that grpcurl needs no files."""

from __future__ import annotations

from connectrpc_grpcreflect import (
    ServerReflectionAlphaASGIApplication,
    ServerReflectionAlphaService,
    ServerReflectionASGIApplication,
    ServerReflectionService,
)
from starlette.types import ASGIApp

from autheid.door.nesting import CODECS
from autheid.wire import rp_pb
from autheid.wire.grpc.health.v1 import health_pb


def reflection_applications() -> dict[str, ASGIApp]:
    """Both versions by their path."""
    described = (rp_pb.desc(), health_pb.desc())
    today = ServerReflectionASGIApplication(ServerReflectionService(*described), codecs=CODECS)
    older = ServerReflectionAlphaASGIApplication(ServerReflectionAlphaService(*described), codecs=CODECS)
    return {today.path: today, older.path: older}
