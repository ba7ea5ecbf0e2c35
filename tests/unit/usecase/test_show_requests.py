"""What a device is shown beside a request."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from autheid.usecase.memory import REMEMBERED_SECONDS
from tests.support.world import World


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with World(tmp_path) as world:
        yield world


async def test_a_logo_that_changes_is_shown_after_a_second_at_most(world: World) -> None:
    rp, _ = await world.add_rp()
    assert await world.show.logo_of(rp.rp) == ""
    assert await world.stores.parties.set_logo(rp.rp, "drawn-anew", b"png")
    world.clock.advance(seconds=REMEMBERED_SECONDS)
    assert await world.show.logo_of(rp.rp) == "drawn-anew"
    assert await world.stores.parties.set_logo(rp.rp, "", b"")
    world.clock.advance(seconds=REMEMBERED_SECONDS)
    assert await world.show.logo_of(rp.rp) == ""
