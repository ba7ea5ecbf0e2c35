"""The contract is one suite for every store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.stores import FACTORIES, Shelf, Store


@pytest.fixture(params=FACTORIES)
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shelf]:
    factory = FACTORIES[request.param]
    shelf = Shelf(lambda: factory(tmp_path))
    yield shelf
    shelf.store.close()


@pytest.fixture
def store(shelf: Shelf) -> Store:
    return shelf.store
