"""A person with a phone: real Chromium, the real app, a real server; and a relying party beside them."""

from __future__ import annotations

import asyncio
import base64
import hmac
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
from PIL import Image
from playwright.async_api import Browser, BrowserContext, Page, Route, async_playwright, expect

from tests.browser.chromium import find_chromium
from tests.support.server import TEST_KEY, ServerProcess

PIN = "428193"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # The relying party's page is made up by the test, so for the browser it comes from nowhere, and our server on the
    # loopback would be out of its reach.
    "--disable-features=LocalNetworkAccessChecks",
]
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 860}
VIDEO = (640, 480)
AXE = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"
_REST_MILLIS = 400
"""Until what moves has come to rest."""
_NO_FAULT = (
    "Failed to load resource",  # a refused call is an answer
    "pubKeyCredParams",  # ES256 alone, as docs/device-key.md says why
)


@cache
def _axe() -> str:
    return AXE.read_text("utf-8")


@asynccontextmanager
async def chromium(*more: str) -> AsyncIterator[Browser]:
    """The browser, without a window."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_chromium(), args=[*FLAGS, *more])
        yield browser
        await browser.close()


class Phone:
    """One browser profile with the app: what a person sees and does."""

    def __init__(self, server: ServerProcess, context: BrowserContext, page: Page) -> None:
        self.server = server
        self.context = context
        self.page = page
        self.email = ""
        self.base = f"http://localhost:{server.port}"
        self.foreign: list[str] = []
        self.complaints: list[str] = []
        page.on("request", self._asked)
        page.on("console", lambda said: self._complained(said.type, said.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.base, "data:", "blob:")):
            self.foreign.append(request.url)

    def _complained(self, kind: str, text: str) -> None:
        # What the browser says of its own accord is no fault of the page.
        if kind in {"error", "warning"} and not any(part in text for part in _NO_FAULT):
            self.complaints.append(text)

    async def open(self, path: str = "/app/") -> None:
        await self.page.goto(self.base + path)

    async def prove_email(self, email: str) -> None:
        """From the licence to the code."""
        self.email = email
        page = self.page
        await page.get_by_role("switch").click()
        await page.get_by_role("button", name="Get started").click()
        await page.get_by_label("E-mail address").fill(email)
        await page.get_by_role("button", name="Send the code").click()
        await page.get_by_label("Code", exact=True).wait_for()
        await page.get_by_label("Code", exact=True).fill(await asyncio.to_thread(self.server.code_to, email))

    async def choose_pin(self, pin: str = PIN) -> None:
        page = self.page
        await page.get_by_role("heading", name="Choose a PIN").wait_for()
        await page.keyboard.type(pin)
        await page.get_by_role("heading", name="Type it once more").wait_for()
        await page.keyboard.type(pin)

    async def name_it(self, name: str = "Phone") -> None:
        await self.page.get_by_label("Name of the device").fill(name)
        await self.page.get_by_role("button", name="Activate").click()

    async def keep_code(self) -> str:
        """Write the recovery code down, and show that it was kept."""
        await self.page.get_by_label("Type the third group").wait_for()
        groups = (await self.page.locator(".code bdi").inner_text()).split()
        await self.page.get_by_label("Type the third group").fill(groups[2])
        await self.page.get_by_role("button", name="I have kept it").click()
        await self.home()
        return "-".join(groups)

    async def activate(self, email: str, *, name: str = "Phone") -> str:
        """A new account's first device; the recovery code."""
        await self.open()
        await self.prove_email(email)
        await self.choose_pin()
        await self.name_it(name)
        return await self.keep_code()

    async def home(self) -> None:
        await self.page.locator("#greeting").wait_for()

    async def open_request(self) -> None:
        await self.page.locator(".req").first.click()
        await self.page.locator("article.doc").wait_for()

    async def read_to_the_end(self) -> None:
        down = self.page.get_by_role("button", name="Read to the end")
        if await down.count():
            await down.click()

    async def approve_by_pin(self, button: str = "Approve") -> None:
        await self.page.get_by_role("button", name=button, exact=True).click()
        await self.page.get_by_role("dialog").wait_for()
        await self.page.keyboard.type(PIN)

    async def sees(self, heading: str) -> None:
        await expect(self.page.get_by_role("heading", name=heading)).to_be_visible(timeout=15_000)

    async def is_accessible(self, where: str) -> None:
        """No violation by axe, and nothing runs over to the side."""
        await self.page.wait_for_timeout(_REST_MILLIS)
        await self.page.evaluate(_axe())
        found: list[Any] = []
        for _ in range(4):
            found = await self.page.evaluate(
                "async () => (await axe.run()).violations.map((v) => [v.id, v.nodes.map((n) => n.html)])"
            )
            if not found:
                break
            # On a busy machine a screen may still be fading in, and a colour half way there has no contrast.
            await self.page.wait_for_timeout(_REST_MILLIS)
        assert found == [], f"{where}: {found}"
        assert not await self.page.evaluate("document.documentElement.scrollWidth > innerWidth"), where

    async def unlock(self, pin: str = PIN) -> None:
        """Type the PIN into the sheet that asks for it, and see it go."""
        dialog = self.page.get_by_role("dialog")
        await dialog.wait_for()
        await self.page.keyboard.type(pin)
        await dialog.wait_for(state="detached", timeout=15_000)

    async def user_id(self) -> str:
        await self.open("/app/#/settings")
        shown = self.page.locator("dd.mono")
        await expect(shown).to_have_text(re.compile(r"^[a-z0-9]{8}$"))
        return await shown.inner_text()

    async def add_lock(self) -> None:
        """A virtual authenticator with PRF: this phone's own lock (CDP WebAuthn domain)."""
        session = await self.context.new_cdp_session(self.page)
        await session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "ctap2Version": "ctap2_1",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
            "hasPrf": True,
        }
        await session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


@asynccontextmanager
async def a_phone(
    browser: Browser, server: ServerProcess, *, size: dict[str, int] | None = None, **more: Any
) -> AsyncIterator[Phone]:
    """A profile of its own. What it complained of, and whom else it asked, is told at the end."""
    context = await browser.new_context(viewport=size or PHONE, has_touch=True, **more)  # type: ignore[arg-type]
    context.set_default_timeout(15_000)
    phone = Phone(server, context, await context.new_page())
    yield phone
    await context.close()
    assert phone.foreign == []
    assert phone.complaints == [], phone.complaints


class Party:
    """A relying party: asks over REST, and has a page that shows start codes."""

    def __init__(self, server: ServerProcess) -> None:
        self.server = server
        self._http = httpx.AsyncClient(
            base_url=f"{server.address}/v1", headers={"authorization": f"Bearer {TEST_KEY}"}, timeout=30
        )

    async def leave(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def ask(self, email: str = "", **fields: object) -> dict[str, Any]:
        """The answer to Create, a refusal too."""
        asked = {"type": "AUTHENTICATION", "title": "Sign in to the shop", "timeout_seconds": 120} | fields
        answer = await self._http.post("/requests", json={**asked, **({"email": email} if email else {})})
        told: dict[str, Any] = answer.json()
        return told | {"asked_at": time.time()}

    async def result(self, created: dict[str, Any]) -> dict[str, Any]:
        """The blocking call."""
        told: dict[str, Any] = (await self._http.get(f"/requests/{created['request_id']}")).json()
        return told

    async def status(self, created: dict[str, Any]) -> str:
        return str((await self._http.get(f"/requests/{created['request_id']}/status")).json()["status"])

    async def cancel(self, created: dict[str, Any]) -> None:
        await self._http.post(f"/requests/{created['request_id']}/cancel")

    def start_link(self, created: dict[str, Any], mode: str, *, age: int = 0) -> str:
        """As docs/start-codes.md says, on the relying party's own server."""
        seconds = int(time.time() - created["asked_at"]) - age
        secret = base64.urlsafe_b64decode(created["start_secret"] + "=")
        digest = hmac.new(secret, f"{mode}.{seconds}".encode(), sha256).digest()
        mac = base64.urlsafe_b64encode(digest).decode()[:22]
        return f"{created['start_url']}{created['request_id']}.{mode}.{seconds}.{mac}"

    async def show(self, page: Page, created: dict[str, Any]) -> None:
        """The relying party's own page, under a strict policy of its own, with the element that draws the code."""
        script = f"http://localhost:{self.server.port}/rp/qr.js"

        async def serve(route: Route) -> None:
            if route.request.url.endswith("/code"):
                links = {mode: self.start_link(created, mode) for mode in ("qr", "link")}
                await route.fulfill(json=links)
                return
            await route.fulfill(
                content_type="text/html",
                headers={
                    "content-security-policy": f"default-src 'none'; script-src {script}; connect-src 'self'"
                },
                body=f'<!doctype html><html lang="en"><title>Shop</title><script src="{script}"></script>'
                '<auth-eid-start src="/code"></auth-eid-start>',
            )

        await page.route("http://shop.localhost/**", serve)
        await page.goto("http://shop.localhost/")
        await page.locator("auth-eid-start svg path").wait_for()


def film(picture: Path, video: Path) -> None:
    """One picture as an endless film for the fake camera: YUV4MPEG2, as Chromium reads it."""
    width, height = VIDEO
    frame = Image.new("RGB", VIDEO, "white")
    seen = Image.open(picture).convert("RGB")
    seen.thumbnail((width - 40, height - 40))
    frame.paste(seen, ((width - seen.width) // 2, (height - seen.height) // 2))
    luma, *chroma = frame.convert("YCbCr").split()
    planes = luma.tobytes() + b"".join(plane.resize((width // 2, height // 2)).tobytes() for plane in chroma)
    head = f"YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420jpeg\n".encode()
    video.write_bytes(head + (b"FRAME\n" + planes) * 10)
