"""The contract is one suite for every store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.stores import FACTORIES, Shelf, Store, shelf_of


@pytest.fixture(params=FACTORIES)
async def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Shelf]:
    async with shelf_of(request.param, tmp_path) as shelf:
        yield shelf


@pytest.fixture
def store(shelf: Shelf) -> Store:
    return shelf.store
