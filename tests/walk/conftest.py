"""One staging server for all walks, with two more relying parties."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import pytest

from autheid.token.algorithm import TokenAlgorithm
from tests.support.rp import GRPC, HTTP2, GrpcRp, RestRp, rp_at
from tests.support.server import PLENTY, ServerProcess, add_party, serving


@dataclass(frozen=True)
class Staging:
    """A server and the API keys of its parties beside the published test one."""

    server: ServerProcess
    es256_key: str
    der_key: str


@pytest.fixture(scope="session")
def staging(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Staging]:
    data = tmp_path_factory.mktemp("walk") / "data"

    async def parties() -> tuple[str, str]:
        return (
            await add_party(data, "es", token_algorithm=TokenAlgorithm.ES256),
            await add_party(data, "der", der_signatures=True),
        )

    keys = asyncio.run(parties())
    with serving(data, **PLENTY) as server:
        yield Staging(server, *keys)


@pytest.fixture
async def rest(staging: Staging) -> AsyncIterator[RestRp]:
    """The published test RP over HTTP/2."""
    async with rp_at(HTTP2, staging.server.address) as rp:
        assert isinstance(rp, RestRp)
        yield rp


@pytest.fixture
async def rpc(staging: Staging) -> AsyncIterator[GrpcRp]:
    """The published test RP over gRPC."""
    async with rp_at(GRPC, staging.server.address) as rp:
        assert isinstance(rp, GrpcRp)
        yield rp
