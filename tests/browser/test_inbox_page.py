"""Staging's inbox in a real browser: letters come by themselves, are found by their address, and are read on any screen."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from tests.browser.chromium import Page, browsing
from tests.browser.test_docs_page import CONTRASTS, SCREENS
from tests.support.server import PLENTY, ServerProcess, serving

CODES = "[...document.querySelectorAll('.code')].map(e => e.textContent)"
SUBJECTS = "[...document.querySelectorAll('h2')].map(e => e.textContent)"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with serving(tmp_path_factory.mktemp("inbox") / "data", **PLENTY) as it:
        yield it


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    async with browsing() as page:
        yield page


async def ask(server: ServerProcess, email: str, language: str = "en") -> str:
    """The code that was sent."""
    async with httpx.AsyncClient() as web:
        body = {"email": email, "language": language}
        assert (await web.post(f"{server.address}/app/v1/enrolments", json=body)).status_code == 200
    return await asyncio.to_thread(server.code_to, email)


@SCREENS
async def test_the_inbox_is_whole_on_every_screen(
    server: ServerProcess, page: Page, size: tuple[int, int], dark: bool
) -> None:
    """No complaint, no other host, nothing wider than the screen, every text readable (WCAG 2.2 §1.4.3, §1.4.10)."""
    long = "an-address-that-is-rather-long-for-a-small-screen@a-domain-that-is-long-too.example"
    await ask(server, f"{size[0]}.{dark}.{long}")
    await page.show(width=size[0], height=size[1], dark=dark)
    await page.open(f"{server.address}/staging/inbox")
    assert page.complaints == []
    assert {address for address in page.requested if not address.startswith(server.address + "/")} == set()
    assert await page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert await page.evaluate(CONTRASTS) == []
    assert await page.evaluate("parseFloat(getComputedStyle(document.querySelector('.code')).fontSize)") >= 32


async def test_a_new_letter_comes_by_itself_and_what_stands_there_stays(
    server: ServerProcess, page: Page
) -> None:
    await page.open(f"{server.address}/staging/inbox?to=bob@example.org")
    assert await page.evaluate(CODES) == []
    first = await ask(server, "bob@example.org")
    await _until(page, [first])
    await page.evaluate("document.querySelector('details').open = true; window.kept = 1")
    second = await ask(server, "bob@example.org", "sv")
    await _until(page, [second, first])
    assert await page.evaluate("[...document.querySelectorAll('details')].map(e => e.open)") == [False, True]
    assert await page.evaluate("window.kept") == 1
    assert await page.evaluate("[...document.querySelectorAll('article')].map(e => e.lang)") == ["sv", "en"]
    assert page.complaints == []


async def _until(page: Page, codes: list[str]) -> None:
    async with asyncio.timeout(10):
        while await page.evaluate(CODES) != codes:
            await asyncio.sleep(0.1)


async def test_a_letter_is_found_by_a_part_of_its_address(server: ServerProcess, page: Page) -> None:
    code = await ask(server, "cleo.findable@example.org")
    await page.open(f"{server.address}/staging/inbox?to=FINDABLE")
    assert await page.evaluate(CODES) == [code]
    await page.open(f"{server.address}/staging/inbox?to=unfindable")
    assert await page.evaluate("document.querySelector('.none').textContent") == "No letters yet."


async def test_without_javascript_the_letters_are_there(server: ServerProcess, page: Page) -> None:
    code = await ask(server, "dora@example.org")
    await page.show(width=390, height=844, scripts=False)
    await page.open(f"{server.address}/staging/inbox?to=dora@example.org")
    assert await page.evaluate(CODES) == [code]


async def test_nobodys_search_becomes_a_part_of_the_page(server: ServerProcess, page: Page) -> None:
    await page.open(f'{server.address}/staging/inbox?to="><script>document.title="owned"</script>')
    assert await page.evaluate("document.title") == "Staging inbox: Auth eID"
    assert await page.evaluate("document.querySelector('input').value") == (
        '"><script>document.title="owned"</script>'
    )
    assert page.complaints == []


def test_programs_ask_for_one_address(server: ServerProcess) -> None:
    for email in ("eve@example.org", "steve@example.org"):
        body = {"email": email, "language": "sv"}
        assert httpx.post(f"{server.address}/app/v1/enrolments", json=body).status_code == 200
    code = server.code_to("eve@example.org")
    [letter] = server.letters("EVE@example.org")
    assert (letter["to"], letter["kind"], letter["code"]) == ("eve@example.org", "code", code)
    assert re.search(rf"^ +{code}$", letter["text"], re.MULTILINE)
    assert server.letters("ve@example.org") == []
    assert server.code_to("steve@example.org") != code
    answer = httpx.get(f"{server.address}/staging/inbox.json")
    assert len(answer.json()["letters"]) >= 2
    assert "access-control-allow-origin" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("profile, mail", [("production", "refuse"), ("staging", "refuse")])
def test_where_letters_do_not_end_here_there_is_no_inbox(
    tmp_path_factory: pytest.TempPathFactory, profile: str, mail: str
) -> None:
    data = tmp_path_factory.mktemp("none") / "data"
    with serving(data, profile=profile, mail=mail, texts="refuse") as none:
        for path in ("/staging/inbox", "/staging/inbox.json"):
            assert httpx.get(none.address + path).json()["error"] == "NOT_FOUND"
