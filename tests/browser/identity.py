"""A person hands in what it takes to be verified, by the app's own screens."""

from __future__ import annotations

import asyncio
from pathlib import Path

from playwright.async_api import expect

from tests.browser.app import Phone
from tests.support.evidence import PHONE, jpeg, letter, passport
from tests.support.server import ServerProcess


async def hand_in(phone: Phone, server: ServerProcess, folder: Path) -> None:
    """Names, page, address, proof and telephone, submitted: no chip, so that the rules doubt."""
    page, photo, proof = phone.page, folder / "page.jpg", folder / "letter.jpg"
    photo.write_bytes(passport().photo)
    proof.write_bytes(jpeg(letter()))
    await phone.open("/app/#/identity")
    await page.get_by_role("button", name="Your names").click()
    await page.get_by_label("First name").fill("Åsa Test")
    await page.get_by_label("Last name").fill("Öström")
    await page.get_by_role("button", name="Save").click()
    await page.get_by_role("button", name="Your passport’s page").click()
    await page.get_by_label("Take a photo").set_input_files(photo)
    await page.get_by_role("button", name="Where you live").click(timeout=20_000)
    await page.get_by_label("Country").select_option("SWE")
    await page.get_by_label("Street and number").fill("Östergatan 21")
    await page.get_by_label("Postcode").fill("211 25")
    await page.get_by_label("City").fill("Malmö")
    await page.get_by_role("button", name="Save").click()
    await page.get_by_role("button", name="Proof of residence").click()
    await page.get_by_label("Choose a file").set_input_files(proof)
    await page.get_by_role("button", name="Your telephone").click(timeout=20_000)
    await page.get_by_label("Number, with its country’s code").fill(PHONE)
    await page.get_by_role("button", name="Send the code").click()
    code = await asyncio.to_thread(server.code_to, PHONE.replace(" ", ""))
    await page.get_by_label("Code", exact=True).fill(code)
    submit = page.get_by_role("button", name="Submit")
    await expect(submit).to_be_enabled()
    await submit.click()
    await phone.unlock()
    await expect(page.get_by_text("An officer is looking")).to_be_visible()
