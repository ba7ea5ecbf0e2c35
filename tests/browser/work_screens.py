"""Pictures of every page of the portal and the console, phone and desktop, light and dark, into build/screens."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
from playwright.async_api import Browser

from tests.browser.app import DESKTOP, PHONE, Phone, a_phone
from tests.browser.work import PLACES, go, make_key, officer, sign_up
from tests.support.server import TEST_KEY, ServerProcess

OUT = Path(__file__).parents[2] / "build" / "screens"
_REST_MILLIS = 900


async def _take(desk: Phone, name: str) -> None:
    await desk.page.wait_for_timeout(_REST_MILLIS)
    await desk.page.screenshot(path=OUT / f"{name}.png")


async def _ask(server: ServerProcess, key: str, email: str, **fields: object) -> None:
    asked = {"type": "AUTHENTICATION", "email": email, "title": "Sign in to Nordbank"} | fields
    async with httpx.AsyncClient(headers={"authorization": f"Bearer {key}"}) as http:
        await http.post(f"{server.address}/v1/requests", json=asked)


async def _portal(browser: Browser, server: ServerProcess, look: str, **more: object) -> None:
    async with a_phone(browser, server, **more) as desk:  # type: ignore[arg-type]
        await desk.open("/portal/")
        await _take(desk, f"portal-{look}-sign-in")
        rp = await sign_up(desk, f"maja.{look}@nordbank.example")
        key = await make_key(desk, rp)
        await _take(desk, f"portal-{look}-fresh-key")
        for plan in ("approve", "cancel", "notme", "ignore"):
            await _ask(server, key, f"{plan}+0s.{look}@example.com")
        for place, heading in PLACES.items():
            await go(desk, rp, place, heading)
            await _take(desk, f"portal-{look}-{place or 'overview'}")
        await go(desk, rp, "requests", "Requests")
        await desk.page.get_by_role("link", name="Sign in to Nordbank").last.click()
        await _take(desk, f"portal-{look}-request")


async def _console(browser: Browser, server: ServerProcess, look: str, **more: object) -> None:
    await _ask(server, TEST_KEY, f"approve-pending+0s.{look}@example.com")
    await _ask(server, TEST_KEY, f"approve+0s.{look}@screening-eu.example.com", type="KYC")
    await asyncio.sleep(3)
    async with a_phone(browser, server, **more) as desk:  # type: ignore[arg-type]
        await desk.open("/console/")
        await _take(desk, f"console-{look}-sign-in")
        await officer(desk, server, f"Olle {look}", owns=True)
        await _take(desk, f"console-{look}-cases")
        await desk.page.locator("td a").first.click()
        await desk.page.keyboard.press("p")
        await _take(desk, f"console-{look}-case")
        await desk.page.keyboard.press("g")
        await _take(desk, f"console-{look}-ask-again")
        for place in ("matches", "operations", "officers", "acts", "me"):
            await desk.page.evaluate(f"location.hash = '/{place}'")
            await _take(desk, f"console-{look}-{place}")
        await desk.page.evaluate("location.hash = '/matches'")
        await desk.page.locator("td a").first.click()
        await _take(desk, f"console-{look}-match")


async def photograph_work(browser: Browser, server: ServerProcess) -> None:
    """Four looks of both applications."""
    for size_name, size in (("phone", PHONE), ("desktop", DESKTOP)):
        for scheme in ("light", "dark"):
            look = f"{size_name}-{scheme}"
            await _portal(browser, server, look, size=size, color_scheme=scheme)
            await _console(browser, server, look, size=size, color_scheme=scheme)
