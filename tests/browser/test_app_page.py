"""The person's app as it is served: its policy lets all of it work, it asks no other host, and its first load is small."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from tests.browser.chromium import Page, browsing
from tests.support.server import ServerProcess, serving

MOST_FIRST_BYTES = 120 * 1024


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with serving(tmp_path_factory.mktemp("app") / "data") as it:
        yield it


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    async with browsing() as page:
        yield page


async def test_the_app_starts_under_its_policy_with_its_worker(server: ServerProcess, page: Page) -> None:
    """Trusted Types refuse a worker's address that no named policy made: then nobody would be woken by push."""
    await page.open(f"{server.address}/app/")
    ready = "navigator.serviceWorker.ready.then((it) => new URL(it.active.scriptURL).pathname)"
    async with asyncio.timeout(10):
        assert await page.evaluate(ready) == "/app/sw.js"
        while not await page.evaluate("document.body.innerText.trim().length > 20"):
            await asyncio.sleep(0.05)
    assert page.complaints == []
    assert {address for address in page.requested if not address.startswith(server.address + "/")} == set()


async def test_the_first_load_is_small(server: ServerProcess, page: Page) -> None:
    await page.open(f"{server.address}/app/")
    await asyncio.sleep(1)
    size = 0
    async with httpx.AsyncClient(headers={"accept-encoding": "gzip"}) as web:
        for address in set(page.requested):
            async with web.stream("GET", address) as answer:
                size += sum([len(part) async for part in answer.aiter_raw()])
    assert 1024 < size <= MOST_FIRST_BYTES
