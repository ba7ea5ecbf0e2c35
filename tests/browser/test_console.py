"""The console in real Chromium: officers review a passport and a match, two of them where it takes two."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from autheid.device.client import DoorError
from tests.browser.app import DESKTOP, PHONE, Party, Phone, a_phone, chromium
from tests.browser.identity import hand_in
from tests.browser.work import call, injections, officer
from tests.support.evidence import ADDRESS
from tests.support.operator import operator
from tests.support.phone import enrol_phone
from tests.support.server import ServerProcess

pytestmark = pytest.mark.asyncio(loop_scope="module")
EMAIL = "asa@example.org"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    server = ServerProcess(tmp_path_factory.mktemp("console") / "data", device_calls_per_second=1000)
    yield server
    server.stop()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def party(server: ServerProcess) -> AsyncIterator[Party]:
    party = Party(server)
    yield party
    await party.leave()


async def test_two_officers_accept_a_passport_without_a_chip_and_its_persons_kyc_succeeds(
    browser: Browser, server: ServerProcess, party: Party, tmp_path: Path
) -> None:
    async with (
        a_phone(browser, server) as person,
        a_phone(browser, server, size=DESKTOP) as olle,
        a_phone(browser, server, size=DESKTOP, color_scheme="dark") as petra,
    ):
        await person.activate(EMAIL)
        await hand_in(person, server, tmp_path)
        await officer(olle, server, "Olle Officer")
        await officer(petra, server, "Petra Officer", owns=True)
        page = olle.page
        await page.reload()
        await expect(page.get_by_text("Chip proven")).to_be_visible()
        await olle.is_accessible("queue")
        await page.keyboard.press("o")
        await expect(page.get_by_text("The rules doubt.", exact=False)).to_be_visible()
        await page.keyboard.press("p")
        await expect(page.get_by_role("img", name="the data page")).to_be_visible()
        await olle.is_accessible("case")
        await page.keyboard.press("a")
        await page.get_by_role("dialog").get_by_label("Note").fill("Seen the original at the desk.")
        await page.get_by_role("dialog").get_by_role("button", name="Accept").click()
        await expect(page.get_by_text("A second officer must accept too.").first).to_be_visible()
        await _one_officer_is_not_two(olle, petra)
        second = petra.page
        await second.reload()
        await expect(second.get_by_text("Second officer needed after Olle Officer")).to_be_visible()
        await second.keyboard.press("o")
        await expect(second.get_by_text("Seen the original at the desk.")).to_be_visible()
        await petra.is_accessible("a case to second")
        await second.keyboard.press("a")
        await second.get_by_role("dialog").get_by_label("Note").fill("So have I.")
        await second.get_by_role("dialog").get_by_role("button", name="Accept").click()
        await expect(second.get_by_text("Accepted. The person is verified.")).to_be_visible()
        created = await party.ask(EMAIL, type="KYC", title="Open an account")
        await person.open("/app/#/")
        await person.open_request()
        await person.approve_by_pin()
        await person.page.get_by_role("button", name="Done").click()
        assert (await party.result(created))["status"] == "SUCCESS"
        await person.open("/app/#/identity")
        for name in ("Olle Officer", "Petra Officer"):
            await expect(person.page.get_by_text(name, exact=False).first).to_be_visible()
        await _the_owner_sees_how_it_stands(petra)


async def _one_officer_is_not_two(olle: Phone, petra: Phone) -> None:
    [case] = (await call(petra, "/console/v1/cases"))[1]
    shown = (await call(olle, f"/console/v1/cases/{case['case']}/open", {}))[1]
    body = {"version": shown["version"], "text": "me again"}
    status, said = await call(olle, f"/console/v1/cases/{case['case']}/accept", body)
    assert (status, said["message"]) == (
        400,
        "you have accepted this already: a second officer must do so too",
    )
    stale = {"version": 1, "text": "of what was shown long ago"}
    assert (
        "changed meanwhile"
        in (await call(petra, f"/console/v1/cases/{case['case']}/accept", stale))[1]["message"]
    )


async def _the_owner_sees_how_it_stands(petra: Phone) -> None:
    page = petra.page
    for place, heading in (("operations", "Operations"), ("officers", "Officers"), ("acts", "Record")):
        await page.evaluate(f"location.hash = '/{place}'")
        await expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()
        await petra.is_accessible(place)
    for what in ("Opened a case", "Opened a picture", "Accepted a case"):
        await expect(page.get_by_text(what, exact=True).first).to_be_visible()


async def test_two_officers_clear_a_match_and_an_officer_asks_again(
    browser: Browser, server: ServerProcess, party: Party
) -> None:
    created = await party.ask("approve+0s@screening-eu.example.com", type="KYC", title="Open an account")
    assert (await party.result(created))["kyc"]["screening_EU"] == "MATCH_FOUND"
    await party.ask("approve-pending+0s@example.com", title="Sign in")
    async with a_phone(browser, server, size=PHONE) as nils, a_phone(browser, server, size=DESKTOP) as stina:
        await officer(nils, server, "Nils Officer")
        await officer(stina, server, "Stina Officer")
        for desk, word in ((nils, "Another officer must say the same."), (stina, "Decided.")):
            page = desk.page
            await page.evaluate("location.hash = '/matches'")
            await page.get_by_role("link", name="Screening Eu Specimen").click()
            await desk.is_accessible("match")
            await page.get_by_label("Reason").fill("Born elsewhere; seen the passport.")
            await page.get_by_role("button", name="Not the same").click()
            await expect(page.get_by_text(word, exact=False).first).to_be_visible()
        assert (await call(stina, "/console/v1/matches"))[1] == []
        page = nils.page
        await page.evaluate("location.hash = '/'")
        await page.get_by_role("link").filter(has_text="-").or_(page.locator("td a")).first.click()
        await page.get_by_role("button", name="Ask again").click()
        await page.get_by_role("button", name="Take the picture again", exact=False).click()
        await nils.is_accessible("ask again")
        await page.get_by_role("dialog").get_by_role("button", name="Ask again", exact=True).click()
        await expect(page.get_by_text("Asked again.", exact=False).first).to_be_visible()
        assert (await call(nils, "/console/v1/operations"))[0] == 403
        await asyncio.to_thread(operator, server, "officer", "change", "Nils Officer", "--disable")
        assert (await call(nils, "/console/v1/cases"))[0] == 401


async def test_what_a_person_types_is_only_ever_read_by_an_officer(
    browser: Browser, server: ServerProcess
) -> None:
    person = await enrol_phone(server, "mallory@example.org")
    async with a_phone(browser, server, size=DESKTOP) as desk:
        await officer(desk, server, "Ines Officer")
        page = desk.page
        taken = 0
        for text in injections()[::10]:
            try:
                shown = await person.hand_in("form", {"firstName": text, "lastName": text})
                with contextlib.suppress(DoorError):
                    await person.hand_in("address", ADDRESS | {"line1": text, "city": text})
            except DoorError:
                continue  # not a name by the rules of names: it never comes so far
            taken += 1
            await page.evaluate(f"location.hash = '/cases/{shown['caseId']}'")
            await expect(page.get_by_text(text, exact=True).first).to_be_visible()
            await page.evaluate("location.hash = '/'")
            assert await page.evaluate("window.__ran") is None, text
            assert await page.locator("main script, main img[src=x], main iframe").count() == 0
        assert taken >= 10
