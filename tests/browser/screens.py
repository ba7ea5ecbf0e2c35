"""Pictures of every screen of the app, the portal and the console, phone and desktop, light and dark: `make screens` writes them to build/screens."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import Browser

from tests.browser.app import DESKTOP, PHONE, PIN, Party, Phone, a_phone, chromium
from tests.browser.work_screens import photograph_work
from tests.support.server import ServerProcess

OUT = Path(__file__).parents[2] / "build" / "screens"
_REST_MILLIS = 500
"""Until what moves has come to rest."""


class Album:
    """Numbered pictures of one look."""

    def __init__(self, phone: Phone, look: str) -> None:
        self._phone = phone
        self._look = look
        self._number = 0

    async def take(self, name: str) -> None:
        """What the person sees now."""
        self._number += 1
        await self._phone.page.wait_for_timeout(_REST_MILLIS)
        await self._phone.page.screenshot(path=OUT / f"{self._look}-{self._number:02}-{name}.png")


async def walk(phone: Phone, party: Party, album: Album, email: str) -> None:
    """Through every screen once."""
    page = phone.page
    await phone.open()
    await album.take("licence")
    await phone.prove_email(email)
    await page.get_by_role("heading", name="Choose a PIN").wait_for()
    await album.take("choose-pin")
    await phone.choose_pin()
    await page.get_by_label("Name of the device").wait_for()
    await album.take("name")
    await phone.name_it("Elin’s phone")
    await page.get_by_label("Type the third group").wait_for()
    await album.take("recovery-code")
    await phone.keep_code()
    await album.take("home-empty")
    await party.ask(
        email,
        type="SIGNATURE",
        title="Send 4 500 kr to Anna Lindqvist",
        description="The money leaves your everyday account today.\nThis payment can’t be undone.",
        started_from="Chrome on macOS, Göteborg",
        timeout_seconds=300,
    )
    await page.locator(".req").wait_for()
    await album.take("home")
    await phone.open_request()
    await album.take("request")
    await page.get_by_role("button", name="I didn’t start this").click()
    await album.take("not-me")
    await page.get_by_role("button", name="Back").click()
    await page.get_by_role("button", name="Sign", exact=True).click()
    await page.keyboard.type("905137")
    await page.get_by_role("alert").filter(has_text="4 tries left").wait_for()
    await album.take("wrong-pin")
    await page.keyboard.type(PIN)
    await phone.sees("Signed")
    await album.take("signed")
    await page.get_by_role("button", name="Done").click()
    created = await party.ask(email, match_code=True, title="Sign in at the bank", timeout_seconds=300)
    await phone.open_request()
    await album.take("match-number")
    await party.cancel(created)
    await phone.sees("Taken back")
    await album.take("taken-back")
    await page.get_by_role("button", name="Done").click()
    created = await party.ask(email, type="KYC", title="Open an account", timeout_seconds=300)
    await phone.open_request()
    await album.take("kyc")
    await party.cancel(created)
    await phone.sees("Taken back")
    for path in (
        *("settings", "settings/emails", "settings/devices", "settings/pin", "settings/lock"),
        *("settings/push", "settings/recovery", "history", "privacy", "scan", "identity"),
        *("identity/names", "identity/page", "identity/chip", "identity/address"),
        *("identity/residency", "identity/phone"),
    ):
        await phone.open(f"/app/#/{path}")
        await album.take(path.replace("/", "-"))


async def endings(phone: Phone, party: Party, album: Album, email: str) -> None:
    """How else a request may end, each on its own screen."""
    page = phone.page
    for name, fields in (
        ("not-verified", {"authenticate": {"verified_only": True}}),
        ("wrong-number", {"match_code": True}),
    ):
        await phone.open("/app/#/")
        created = await party.ask(email, **fields)
        await phone.open_request()
        if numbers := await page.locator(".number").all_inner_texts():
            wrong = next(number for number in numbers if int(number) != created["match_number"])
            await page.get_by_role("radio", name=wrong).check()
        await phone.approve_by_pin()
        await page.get_by_role("button", name="Done").wait_for()
        await album.take(name)
    await phone.open("/app/#/")
    created = await party.ask(use_local_account=True)
    await page.goto(party.start_link(created, "link", age=-30))
    await phone.sees("This code can’t be used")
    await album.take("stale-code")
    await page.get_by_role("button", name="Close").click()
    await party.ask(email)
    await phone.open_request()
    await page.get_by_role("button", name="I didn’t start this").click()
    await page.get_by_role("button", name="End it and mute").click()
    await phone.sees("Ended and muted")
    await album.take("ended-and-muted")
    await page.get_by_role("button", name="Done").click()
    await album.take("home-muted")


async def another_phone(first: Phone, second: Phone, album: Album, second_album: Album, email: str) -> None:
    """A second device comes, is let in, is removed, and the first one's key is lost."""
    await second.open()
    await second.prove_email(email)
    await second.sees("You have an account")
    await second_album.take("existing-account")
    await second.page.get_by_role("button", name="Approve on my other device").click()
    await second.choose_pin()
    await second.name_it("Elin’s tablet")
    await second.sees("Open Auth eID on your other device")
    await second_album.take("waiting")
    await first.open("/app/#/")
    await first.page.get_by_role("button", name="A new device wants to join").wait_for()
    await album.take("home-join")
    await first.page.get_by_role("button", name="A new device wants to join").click()
    await album.take("join")
    await first.page.get_by_role("button", name="Let it in").click()
    await first.unlock()
    await second.home()
    await first.page.get_by_role("button", name="Remove Elin’s tablet").click()
    await first.unlock()
    await second.sees("This device was removed")
    await second_album.take("removed")
    await first.open("/app/manifest.webmanifest")
    await first.page.evaluate("indexedDB.deleteDatabase('autheid')")
    await first.open()
    await first.sees("Your key is not here any more")
    await album.take("lost-key")


async def photograph(browser: Browser, server: ServerProcess) -> None:
    """Four looks: phone and desktop, light and dark."""
    party = Party(server)
    for size_name, size in (("phone", PHONE), ("desktop", DESKTOP)):
        for scheme in ("light", "dark"):
            look = f"{size_name}-{scheme}"
            async with a_phone(
                browser, server, size=size, color_scheme=scheme, device_scale_factor=2
            ) as phone:
                email, album = f"elin.{look}@example.org", Album(phone, look)
                await walk(phone, party, album, email)
                await endings(phone, party, album, email)
                async with a_phone(
                    browser, server, size=size, color_scheme=scheme, device_scale_factor=2
                ) as second:
                    await another_phone(phone, second, album, Album(second, f"{look}-second"), email)
    await party.leave()


async def main() -> None:
    """Start a server and a browser, and take the pictures."""
    OUT.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        server = ServerProcess(Path(folder) / "data", device_calls_per_second=1000)
        try:
            async with chromium() as browser:
                await photograph(browser, server)
                await photograph_work(browser, server)
        finally:
            server.stop()
    sys.stdout.write(f"{len(list(OUT.glob('*.png')))} pictures in {OUT.relative_to(OUT.parents[1])}\n")


if __name__ == "__main__":
    asyncio.run(main())
