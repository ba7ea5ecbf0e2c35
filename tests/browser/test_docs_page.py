"""The documentation in a real browser: it renders, says nothing on the console, and asks no other host for anything."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.browser.chromium import Page, browsing
from tests.support.server import serving

PHONE = (390, 844)
DESKTOP = (1280, 800)
SCREENS = pytest.mark.parametrize(
    "size,dark", [(PHONE, False), (PHONE, True), (DESKTOP, False), (DESKTOP, True)]
)
CONTRASTS = """
(() => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => [r, g, b]
    .map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = rgba(getComputedStyle(at).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255, 255];
  };
  const poor = new Set();
  for (const element of document.querySelectorAll("body *")) {
    const says = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!says || !element.checkVisibility()) continue;
    const [a, b] = [light(rgba(getComputedStyle(element).color)), light(behind(element))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) poor.add(`${element.tagName}.${element.className} ${ratio.toFixed(2)}`);
  }
  return [...poor];
})()
"""
SHOWN = (
    "[...document.querySelectorAll('.snippet')].filter(e => e.checkVisibility()).map(e => e.dataset.language)"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("site") / "data") as server:
        yield server.address


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    async with browsing() as page:
        yield page


@SCREENS
@pytest.mark.parametrize("path", ["/", "/docs"])
async def test_a_page_is_whole_on_every_screen(
    site: str, page: Page, path: str, size: tuple[int, int], dark: bool
) -> None:
    """No complaint, no other host, nothing wider than the screen, every text readable (WCAG 2.2 §1.4.3, §1.4.10)."""
    await page.show(width=size[0], height=size[1], dark=dark)
    await page.open(site + path)
    assert page.complaints == []
    assert {address for address in page.requested if not address.startswith(site + "/")} == set()
    assert await page.evaluate("document.querySelector('h1').textContent.length") > 10
    assert await page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert await page.evaluate(CONTRASTS) == []
    brightness = await page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert brightness.startswith("oklch(0.17" if dark else "oklch(0.97")


async def test_one_choice_of_language_holds_for_the_page_and_the_next_visit(site: str, page: Page) -> None:
    await page.show(width=DESKTOP[0], height=DESKTOP[1])
    await page.open(site + "/docs")
    assert set(await page.evaluate(SHOWN)) == {"shell"}
    await page.evaluate("document.querySelector('[role=tab][data-language=python]').click()")
    assert set(await page.evaluate(SHOWN)) == {"python"}
    await page.open(site + "/docs")
    assert set(await page.evaluate(SHOWN)) == {"python"}


async def test_the_languages_are_chosen_by_keyboard(site: str, page: Page) -> None:
    """Tabs as the ARIA practices have them: one stop, arrows within."""
    await page.show(width=DESKTOP[0], height=DESKTOP[1])
    await page.open(site + "/docs")
    await page.evaluate("document.querySelector('[role=tab][aria-selected=true]').focus()")
    await page.press("ArrowRight")
    assert set(await page.evaluate(SHOWN)) == {"java"}
    assert await page.evaluate("document.activeElement.dataset.language") == "java"
    await page.press("End")
    assert set(await page.evaluate(SHOWN)) == {"swift"}


async def test_without_javascript_every_language_is_shown(site: str, page: Page) -> None:
    await page.show(width=PHONE[0], height=PHONE[1], scripts=False)
    await page.open(site + "/docs")
    assert set(await page.evaluate(SHOWN)) == {"shell", "java", "python", "csharp", "javascript", "swift"}
    assert await page.evaluate("document.querySelectorAll('[role=tab]').length") == 0


async def test_every_link_within_the_page_leads_somewhere(site: str, page: Page) -> None:
    await page.open(site + "/docs")
    lost = "[...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.hash.slice(1)).filter(id => !document.getElementById(id))"
    assert await page.evaluate(lost) == []
