"""People at work in a real browser: an engineer in the portal, officers in the console, each with a passkey."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from playwright.async_api import expect

from tests.browser.app import Phone
from tests.support.operator import operator
from tests.support.server import ServerProcess

PLACES = {
    "": "Nordbank AB",
    "requests": "Requests",
    "keys": "API keys",
    "webhooks": "Webhooks",
    "console": "Test console",
    "usage": "Usage",
    "team": "Team",
    "organisation": "Organisation",
    "acts": "Audit",
    "docs": "Docs",
}
"""The portal's pages, by the last part of their path, with their headings; the first organisation is Nordbank AB."""


async def sign_up(
    desk: Phone, email: str, *, name: str = "Maja Holm", organisation: str = "Nordbank AB"
) -> str:
    """A member with a passkey and an organisation; its id."""
    page = desk.page
    await desk.add_lock()
    await desk.open("/portal/")
    await page.get_by_role("button", name="Sign up").click()
    await page.get_by_label("Your name").fill(name)
    await page.get_by_label("Work e-mail address").fill(email)
    await page.get_by_role("button", name="Send the code").click()
    await page.get_by_label("Code", exact=True).fill(await asyncio.to_thread(desk.server.code_to, email))
    await page.get_by_role("button", name="Go on").click()
    await page.get_by_role("button", name="Make a passkey").click()
    return await found(desk, organisation)


async def found(desk: Phone, organisation: str) -> str:
    """A first organisation; its id."""
    page = desk.page
    await page.get_by_label("Name that persons read").fill(organisation)
    await page.get_by_role("button", name="Create", exact=True).click()
    await page.get_by_role("heading", name=organisation, exact=True).wait_for()
    return page.url.partition("#/")[2]


async def go(desk: Phone, rp: str, place: str, heading: str) -> None:
    """To a page of the portal."""
    await desk.page.evaluate(f"location.hash = '/{rp}{'/' if place else ''}{place}'")
    await expect(desk.page.get_by_role("heading", level=1, name=heading)).to_be_visible()


async def make_key(desk: Phone, rp: str, name: str = "Web shop") -> str:
    """A key by the page; the key itself."""
    page = desk.page
    await go(desk, rp, "keys", "API keys")
    await page.get_by_role("button", name="Create key").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Name", exact=True).fill(name)
    await dialog.get_by_role("button", name="Create key").click()
    secret = page.locator("#secret")
    await expect(secret).to_have_text(re.compile(r"^[A-Za-z0-9+/]{44}$"))
    return await secret.inner_text()


async def officer(desk: Phone, server: ServerProcess, name: str, *, owns: bool = False) -> None:
    """Invited at the server, signed in by a new passkey."""
    more = ("--owner",) if owns else ()
    email = f"{name.lower().replace(' ', '.')}@officers.example"
    link = await asyncio.to_thread(operator, server, "officer", "invite", name, email, *more)
    await desk.add_lock()
    # The command knows the port of its own settings; a running server has another in tests.
    await desk.open("/console/#join=" + link.strip().partition("#join=")[2])
    await desk.page.get_by_role("button", name="Make a passkey and join").click()
    await expect(desk.page.get_by_role("heading", level=1, name="Passports")).to_be_visible()


async def call(desk: Phone, path: str, body: Any = None) -> Any:
    """A call of the page's own door, from within the page."""
    return await desk.page.evaluate(
        """async ([path, body]) => {
            const answer = await fetch(path, body === null ? {} : {
                method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
            return [answer.status, await answer.json()];
        }""",
        [path, body],
    )


def injections() -> list[str]:
    """Three hundred strings that would run, draw, or break out somewhere, were any of them taken for markup or code."""
    code = ["window.__ran=1", "window.__ran&#61;1", "document.title='__ran'"]
    frames = [
        "<script>{}</script>",
        "<img src=x onerror={}>",
        "<svg onload={}>",
        "<svg><script>{}</script></svg>",
        "<iframe srcdoc='<script>{}</script>'>",
        "<a href='javascript:{}'>x</a>",
        "<details open ontoggle={}>",
        "<body onload={}>",
        "<math><mtext></table><img src=x onerror={}>",
        "<style>@import 'data:text/css,{}'</style>",
        "<template><script>{}</script></template>",
        "<input autofocus onfocus={}>",
        "</title><script>{}</script>",
        "</textarea><script>{}</script>",
        "</option></select><script>{}</script>",
        "'-{}-'",
        '"-{}-"',
        "`${{{}}}`",
        "{{{{constructor.constructor('{}')()}}}}",
        "${{{}}}",
        "<!--<script>{}</script>-->",
        "<![CDATA[<script>{}</script>]]>",
        "javascript:{}",
        "data:text/html,<script>{}</script>",
        "<object data='javascript:{}'>",
    ]
    ends = ["", " x", '">', "'>"]
    return [frame.format(one)[:60] + end for frame in frames for one in code for end in ends]
