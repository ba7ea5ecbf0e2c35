"""One staging server for the tests of the doors that leave it as they found it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import pytest

from tests.support.rp import DOORS, Rp, rp_at, rp_at_each_door
from tests.support.server import PLENTY, ServerProcess, add_party, serving


@dataclass(frozen=True)
class Doors:
    """A server, and the keys of the parties beside the published test one."""

    server: ServerProcess
    other_key: str
    disabled_key: str
    revoked_key: str

    @property
    def address(self) -> str:
        return self.server.address


@pytest.fixture(scope="session")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    data = tmp_path_factory.mktemp("doors") / "data"

    async def parties() -> tuple[str, str, str]:
        return (
            await add_party(data, "other"),
            await add_party(data, "disabled", disabled=True),
            await add_party(data, "revoked", revoked=True),
        )

    keys = asyncio.run(parties())
    with serving(data, **PLENTY) as server:
        yield Doors(server, *keys)


@pytest.fixture(params=DOORS)
async def rp(doors: Doors, request: pytest.FixtureRequest) -> AsyncIterator[Rp]:
    """The published test RP, at one door after the other."""
    async with rp_at(request.param, doors.address) as it:
        yield it


@pytest.fixture
async def rps(doors: Doors) -> AsyncIterator[dict[str, Rp]]:
    """The published test RP, at every door at once."""
    async with rp_at_each_door(doors.address) as it:
        yield it
