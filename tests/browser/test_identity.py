"""A person is verified with the app: names, page, chip, address, proof, telephone; then a KYC, and nothing left."""

from __future__ import annotations

import asyncio
from base64 import b64decode
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.browser.app import Party, Phone, a_phone, chromium
from tests.support.evidence import PHONE, jpeg, letter, passport
from tests.support.operator import operator
from tests.support.server import PLENTY, ServerProcess, serving

EMAIL = "asa@example.org"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    folder = tmp_path_factory.mktemp("identity")
    anchor = folder / "anchor.der"
    anchor.write_bytes(passport().anchor)
    with serving(folder / "data", profile="staging", **PLENTY) as running:
        operator(running, "trust", "load", str(anchor))
        yield running


@pytest.fixture
async def phone(server: ServerProcess) -> AsyncIterator[Phone]:
    async with chromium() as browser, a_phone(browser, server) as one:
        yield one
        assert one.complaints == []


@pytest.fixture
async def party(server: ServerProcess) -> AsyncIterator[Party]:
    one = Party(server)
    yield one
    await one.leave()


def _files(folder: Path) -> tuple[Path, list[Path], Path]:
    photo, proof = folder / "page.jpg", folder / "letter.jpg"
    photo.write_bytes(passport().photo)
    proof.write_bytes(jpeg(letter()))
    chip = [folder / "EF_SOD.bin", *(folder / f"EF_DG{number}.bin" for number in (1, 2, 11))]
    contents = [passport().chip["securityObject"], *passport().chip["dataGroups"].values()]
    for path, content in zip(chip, contents, strict=True):
        path.write_bytes(b64decode(content))
    return photo, chip, proof


async def _hand_in(phone: Phone, server: ServerProcess, folder: Path) -> None:
    photo, chip, proof = await asyncio.to_thread(_files, folder)
    page = phone.page
    await page.get_by_role("button", name="Your names").click()
    await page.get_by_label("First name").fill("Åsa Test")
    await page.get_by_label("Last name").fill("Öström")
    await phone.is_accessible("names")
    await page.get_by_role("button", name="Save").click()
    await page.get_by_role("button", name="Your passport’s page").click()
    await phone.is_accessible("page")
    await page.get_by_label("Take a photo").set_input_files(proof)
    await expect(page.get_by_role("alert")).to_contain_text("machine-readable zone", timeout=20_000)
    await page.get_by_label("Take a photo").set_input_files(photo)
    await page.get_by_role("button", name="Your passport’s chip").click(timeout=20_000)
    await page.get_by_label("Choose files").set_input_files(chip[:2])
    await expect(page.get_by_role("alert")).to_contain_text("at least three files")
    await page.get_by_label("Choose files").set_input_files(chip)
    await page.get_by_role("button", name="Where you live").click(timeout=20_000)
    await _type_address(phone)
    await page.get_by_role("button", name="Proof of residence").click()
    await page.get_by_label("Choose a file").set_input_files(proof)
    await page.get_by_role("button", name="Your telephone").click(timeout=20_000)
    await page.get_by_label("Number, with its country’s code").fill(PHONE)
    await page.get_by_role("button", name="Send the code").click()
    code = await asyncio.to_thread(server.code_to, PHONE.replace(" ", ""))
    await page.get_by_label("Code", exact=True).fill(code)


async def _type_address(phone: Phone) -> None:
    page = phone.page
    await page.get_by_label("Country").select_option("SWE")
    await page.get_by_label("Street and number").fill("Östergatan 21")
    await page.get_by_label("Postcode").fill("211 25")
    await page.get_by_label("City").fill("Malmö")
    await phone.is_accessible("address")
    await page.get_by_role("button", name="Save").click()


async def _decide(server: ServerProcess) -> None:
    listed = await asyncio.to_thread(operator, server, "officer", "list")
    case = listed.splitlines()[1].split()[0]
    await asyncio.to_thread(operator, server, "officer", "show", case, "--as", "Olle Officer")
    await asyncio.to_thread(operator, server, "officer", "accept", case, "--as", "Olle Officer")


async def _give_a_kyc(phone: Phone, party: Party) -> None:
    page = phone.page
    await phone.open("/app/#/")
    created = await party.ask(EMAIL, type="KYC", title="Open an account")
    await phone.open_request()
    for words in ("your date of birth", "your portrait", "a report with all of it", "your telephone number"):
        await expect(page.get_by_text(words)).to_be_visible()
    await phone.is_accessible("a KYC")
    await phone.approve_by_pin()
    await page.get_by_role("button", name="Done").click()
    result = await party.result(created)
    assert (result["status"], result["kyc"]["identification"]["last_name"]) == ("SUCCESS", "ÖSTRÖM")


async def test_a_person_hands_in_everything_is_verified_and_erases_the_account(
    phone: Phone, party: Party, server: ServerProcess, tmp_path: Path
) -> None:
    page = phone.page
    await phone.activate(EMAIL)
    await phone.open("/app/#/settings")
    await page.get_by_role("button", name="Identity Not verified").click()
    await phone.sees("Identity")
    await phone.is_accessible("identity, nothing yet")
    submit = page.get_by_role("button", name="Submit")
    await expect(submit).to_be_disabled()
    await _hand_in(phone, server, tmp_path)
    await expect(submit).to_be_enabled()
    await phone.is_accessible("identity, all there")
    await submit.click()
    await phone.unlock()
    await expect(page.get_by_text("An officer is looking")).to_be_visible()
    await phone.is_accessible("identity, submitted")

    await _decide(server)
    await page.reload()
    await expect(page.get_by_label("Verified", exact=True)).to_contain_text("ÅSA TEST ÖSTRÖM")
    await expect(page.get_by_text("Olle Officer")).to_be_visible()
    await phone.is_accessible("identity, verified")
    await _give_a_kyc(phone, party)

    await phone.open("/app/#/privacy")
    await expect(page.get_by_text("Looks of officers")).to_be_visible()
    await phone.is_accessible("privacy of a verified person")
    await page.get_by_role("button", name="Erase everything").click()
    await phone.unlock()
    await expect(page.get_by_role("heading", name="You, proven. Nothing more.")).to_be_visible()
