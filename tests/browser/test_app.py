"""The person's app in a real browser against the real server, from the first screen to the last device."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from playwright.async_api import Browser, Route, expect

from tests.browser.app import DESKTOP, PHONE, PIN, Party, Phone, a_phone, chromium, film
from tests.support.server import ServerProcess

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    server = ServerProcess(tmp_path_factory.mktemp("app") / "data", device_calls_per_second=1000)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def camera(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the fake camera shows: whatever stands in this file when it is switched on."""
    return tmp_path_factory.mktemp("camera") / "seen.y4m"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(camera: Path) -> AsyncIterator[Browser]:
    async with chromium(
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={camera}",
    ) as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def phone(browser: Browser, server: ServerProcess) -> AsyncIterator[Phone]:
    async with a_phone(browser, server) as phone:
        yield phone


@pytest_asyncio.fixture(loop_scope="module")
async def party(server: ServerProcess) -> AsyncIterator[Party]:
    party = Party(server)
    yield party
    await party.leave()


async def test_a_person_activates_signs_with_the_pin_and_the_signature_verifies(
    phone: Phone, party: Party
) -> None:
    await phone.activate("signs@example.org")
    created = await party.ask(
        "signs@example.org", type="SIGNATURE", title="Send 4 500 kr to Anna", started_from="Chrome, Göteborg"
    )
    await phone.sees("One thing needs your answer")
    await phone.open_request()
    await expect(phone.page.get_by_text("Chrome, Göteborg")).to_be_visible()
    await phone.approve_by_pin("Sign")
    await phone.sees("Signed")
    await phone.is_accessible("signed")
    result = await party.result(created)
    assert result["status"] == "SUCCESS"
    signed = {
        name: base64.b64decode(result["signature"][name])
        for name in ("sign", "user_pub_key", "signature_data")
    }
    r, s = (int.from_bytes(signed["sign"][part], "big") for part in (slice(32), slice(32, 64)))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), signed["user_pub_key"])
    key.verify(encode_dss_signature(r, s), signed["signature_data"], ec.ECDSA(SHA256()))
    assert b"Send 4 500 kr to Anna" in signed["signature_data"]
    await phone.open("/app/#/history")
    await phone.page.get_by_label("Search").fill("anna")
    await phone.page.get_by_role("button", name="Send 4 500 kr to Anna").click()
    await phone.page.get_by_text("The text that was signed").click()
    await expect(phone.page.locator("pre").first).to_contain_text("Auth eID approval v1")
    await phone.open("/app/#/privacy")
    await expect(phone.page.get_by_text("your signature")).to_be_visible()


async def test_the_phones_lock_approves_in_one_gesture_and_not_where_the_pin_is_forced(
    phone: Phone, party: Party
) -> None:
    await phone.open()
    await phone.add_lock()
    await phone.page.reload()
    await phone.prove_email("lock@example.org")
    await phone.choose_pin()
    await phone.name_it()
    await phone.page.get_by_role("button", name="Use the lock").click()
    await phone.keep_code()
    created = await party.ask("lock@example.org")
    await phone.open_request()
    await phone.page.get_by_role("button", name="Approve", exact=True).click()
    await phone.sees("You’re in")
    assert (await party.result(created))["status"] == "SUCCESS"
    await phone.page.get_by_role("button", name="Done").click()
    created = await party.ask("lock@example.org", disable_biometric_authorization=True)
    await phone.open_request()
    await phone.page.get_by_role("button", name="Approve", exact=True).click()
    await expect(phone.page.get_by_text("This request asks for the PIN.")).to_be_visible()
    await phone.page.keyboard.type(PIN)
    await phone.sees("You’re in")
    assert (await party.result(created))["status"] == "SUCCESS"


async def test_saying_no_needs_no_pin_and_a_stranger_is_muted(phone: Phone, party: Party) -> None:
    await phone.activate("no@example.org")
    created = await party.ask("no@example.org")
    await phone.open_request()
    await phone.page.get_by_role("button", name="Cancel request").click()
    await phone.sees("Cancelled")
    assert (await party.result(created))["status"] == "USER_CANCELLED"
    await phone.page.get_by_role("button", name="Done").click()
    created = await party.ask("no@example.org")
    await phone.open_request()
    await phone.page.get_by_role("button", name="I didn’t start this").click()
    await phone.page.get_by_role("button", name="End it and mute").click()
    await phone.sees("Ended and muted")
    await phone.is_accessible("muted")
    assert (await party.result(created))["status"] == "USER_CANCELLED"
    refused = await party.ask("no@example.org")
    assert refused["error"] == "RESOURCE_EXHAUSTED"
    await phone.open("/app/#/")
    await phone.page.get_by_role("button", name="Unmute").click()
    await expect(phone.page.get_by_text("is muted")).to_be_hidden()
    assert (await party.ask("no@example.org"))["success"]


async def test_what_ends_under_the_persons_eyes_says_how(phone: Phone, party: Party) -> None:
    await phone.activate("ends@example.org")
    created = await party.ask("ends@example.org")
    await phone.open_request()
    await party.cancel(created)
    await phone.sees("Taken back")
    await phone.is_accessible("taken back")
    await phone.page.get_by_role("button", name="Done").click()
    await party.ask("ends@example.org", timeout_seconds=10)
    await phone.open_request()
    # The phone's own clock runs ahead; the server's time is what counts, so the page is told a later one.
    await phone.page.clock.install()
    await phone.page.clock.fast_forward(60_000)
    await expect(phone.page.get_by_text("Time ran out")).to_be_visible()


async def test_what_needs_a_verified_person_says_so(phone: Phone, party: Party) -> None:
    await phone.activate("unverified@example.org")
    created = await party.ask("unverified@example.org", authenticate={"verified_only": True})
    await phone.open_request()
    await expect(phone.page.get_by_text("Works only if your identity is verified")).to_be_visible()
    await phone.approve_by_pin()
    await phone.sees("Not verified yet")
    await phone.is_accessible("not verified")
    assert (await party.result(created))["status"] == "ACCOUNT_NOT_VERIFIED"


async def test_five_wrong_pins_lock_the_key_and_the_right_one_is_refused_too(
    phone: Phone, party: Party
) -> None:
    await phone.activate("locked@example.org")
    created = await party.ask("locked@example.org")
    await phone.open_request()
    await phone.page.get_by_role("button", name="Approve", exact=True).click()
    for left in ("4 tries left", "3 tries left", "2 tries left", "One try left"):
        await phone.page.keyboard.type("905137")
        await expect(phone.page.get_by_role("alert").filter(has_text=left)).to_be_visible()
        await asyncio.sleep(0)
    await phone.page.keyboard.type("905137")
    await phone.sees("The PIN is locked")
    await phone.is_accessible("locked")
    assert await party.status(created) == "NOT_READY"
    await phone.open("/app/#/")
    await phone.page.reload()
    await phone.open_request()
    await phone.page.get_by_role("button", name="Approve", exact=True).click()
    await phone.page.keyboard.type(PIN)
    await phone.sees("The PIN is locked")
    phone.server.letter_to("locked@example.org", "pin_locked")


async def test_a_pin_is_changed_also_when_the_answer_is_lost(phone: Phone, party: Party) -> None:
    await phone.activate("change@example.org")

    async def change(old: str, new: str) -> None:
        await phone.open("/app/#/settings")
        await phone.page.get_by_role("button", name="Change the PIN").click()
        await phone.page.get_by_text("Choose a PIN").wait_for()
        await phone.page.keyboard.type(new)
        await phone.page.get_by_text("Type it once more").wait_for()
        await phone.page.keyboard.type(new)
        await phone.page.get_by_text("Confirm with the old PIN").wait_for()
        await phone.page.keyboard.type(old)

    await change(PIN, "905137")
    await expect(phone.page.get_by_text("The PIN was changed.")).to_be_visible()

    async def lose_the_answer(route: Route) -> None:
        await route.fetch()
        await route.abort()

    await phone.page.route("**/app/v1/pin/change", lose_the_answer)
    await change("905137", "271828")
    await expect(phone.page.get_by_text("You are offline.")).to_be_visible()
    await phone.open("/app/#/")
    await phone.page.reload()
    created = await party.ask("change@example.org")
    await phone.open_request()
    await phone.page.get_by_role("button", name="Approve", exact=True).click()
    await phone.page.keyboard.type("271828")
    await phone.sees("You’re in")
    assert (await party.result(created))["status"] == "SUCCESS"


async def test_a_push_wakes_the_person_and_says_nothing_of_who_asks(phone: Phone) -> None:
    """What a push service would bring, brought by the browser's own tools."""
    await phone.activate("push@example.org")
    await phone.context.grant_permissions(["notifications"], origin=phone.base)
    await phone.page.wait_for_function("navigator.serviceWorker.controller !== null")
    session = await phone.context.new_cdp_session(phone.page)
    known: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def registered(said: dict[str, Any]) -> None:
        for registration in said["registrations"]:
            if registration["scopeURL"] == f"{phone.base}/app/" and not known.done():
                known.set_result(registration["registrationId"])

    session.on("ServiceWorker.workerRegistrationUpdated", registered)
    await session.send("ServiceWorker.enable")
    push = {"origin": phone.base, "registrationId": await known, "data": '{"requestId":"r"}'}
    read = "async () => (await (await navigator.serviceWorker.ready).getNotifications()).map((n) => [n.title, n.body])"
    shown: list[list[str]] = []
    async with asyncio.timeout(20):
        while not shown:
            # A worker that is just waking may lose one, as a phone may; of several the last stands alone.
            await session.send("ServiceWorker.deliverPushMessage", push)
            await asyncio.sleep(0.3)
            shown = await phone.page.evaluate(read)
    assert shown == [["Auth eID", "A request is waiting for you."]]


async def reach(phone: Phone, name: str) -> None:
    """Tab until the focus is on what is called so, and see that it can be seen."""
    for _ in range(40):
        await phone.page.keyboard.press("Tab")
        names, seen = await phone.page.evaluate(
            """() => {
              const e = document.activeElement;
              if (e === document.body) return [[], false];
              const names = [e.innerText, e.getAttribute('aria-label'), e.labels?.[0]?.innerText];
              const box = e.type === 'radio' ? e.parentElement : e;
              return [names.filter(Boolean), getComputedStyle(box).outlineStyle !== 'none'];
            }"""
        )
        if any(name in text for text in names):
            assert seen, f"the focus on {name} can't be seen"
            return
    raise AssertionError(f"no way to {name} by keyboard")


async def activate_by_keyboard(phone: Phone, email: str) -> None:
    page = phone.page
    await phone.open()
    await page.get_by_role("switch").wait_for()
    await reach(phone, "I accept the licence")
    await page.keyboard.press("Space")
    await reach(phone, "Get started")
    await page.keyboard.press("Enter")
    await page.get_by_label("E-mail address").wait_for()
    await reach(phone, "E-mail address")
    await page.keyboard.type(email)
    await page.keyboard.press("Enter")
    await page.get_by_label("Code", exact=True).wait_for()
    await reach(phone, "Code")
    await page.keyboard.type(await asyncio.to_thread(phone.server.code_to, email))
    await phone.choose_pin()
    await page.get_by_label("Name of the device").wait_for()
    await reach(phone, "Name of the device")
    await page.keyboard.press("Enter")
    await page.get_by_label("Type the third group").wait_for()
    groups = (await page.locator(".code bdi").inner_text()).split()
    await reach(phone, "Type the third group")
    await page.keyboard.type(groups[2])
    await page.keyboard.press("Enter")
    await phone.home()


async def test_a_person_with_a_keyboard_alone_gets_all_the_way(phone: Phone, party: Party) -> None:
    page = phone.page
    await activate_by_keyboard(phone, "keys@example.org")
    created = await party.ask("keys@example.org", match_code=True)
    await page.locator(".req").wait_for()
    await reach(phone, "Sign in to the shop")
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Approve", exact=True).wait_for()
    right = page.get_by_role("radio", name=str(created["match_number"]))
    first = (await page.locator(".number").all_inner_texts())[0]
    await reach(phone, first)
    await page.keyboard.press("Space")
    for _ in range(3):
        if not await right.is_checked():
            await page.keyboard.press("ArrowDown")
    await reach(phone, "Approve")
    await page.keyboard.press("Enter")
    await page.get_by_role("dialog").wait_for()
    await page.keyboard.press("Escape")
    await page.get_by_role("dialog").wait_for(state="detached")
    await reach(phone, "Approve")
    await page.keyboard.press("Enter")
    await page.get_by_role("dialog").wait_for()
    await page.keyboard.type(PIN)
    await phone.sees("You’re in")


@pytest.mark.parametrize(
    "look",
    [
        {"size": {"width": 320, "height": 640}},
        {"size": DESKTOP, "color_scheme": "dark"},
        {"forced_colors": "active"},
        {"reduced_motion": "reduce", "locale": "sv-SE"},
    ],
    ids=["small", "desktop", "forced colours", "Swedish without motion"],
)
async def test_nothing_runs_over_or_loses_its_edge(
    look: dict[str, Any], browser: Browser, server: ServerProcess, party: Party
) -> None:
    size = look.pop("size", PHONE)
    async with a_phone(browser, server, size=size, **look) as phone:
        name = f"look{abs(hash(str(look) + str(size)))}@example.org"
        swedish = look.get("locale") == "sv-SE"

        async def fits(where: str) -> None:
            assert not await phone.page.evaluate("document.documentElement.scrollWidth > innerWidth"), where

        await phone.open()
        await fits("licence")
        if swedish:
            await phone.page.evaluate("localStorage.setItem('autheid.language', 'en')")
            await phone.page.reload()
        await phone.prove_email(name)
        await phone.choose_pin()
        await phone.name_it()
        await phone.keep_code()
        if swedish:
            await phone.page.evaluate("localStorage.setItem('autheid.language', 'sv')")
            await phone.page.reload()
            await phone.home()
        await party.ask(name, match_code=True, description="8327-9 · 994 221 113-8", title="T" * 100)
        await phone.page.locator(".req").wait_for()
        await fits("home")
        await phone.open_request()
        await fits("request")
        await phone.page.evaluate("document.documentElement.dir = 'rtl'")
        await fits("request from right to left")
        if look.get("forced_colors"):
            edge = "getComputedStyle(document.querySelector('.btn.soft')).borderTopWidth"
            assert await phone.page.evaluate(edge) == "1px"
        for path in ("settings", "settings/devices", "settings/emails", "history", "privacy", "scan"):
            await phone.open(f"/app/#/{path}")
            await phone.page.get_by_role("heading", level=1).first.wait_for()
            await fits(path)


async def test_the_number_on_the_page_must_be_picked(phone: Phone, party: Party) -> None:
    await phone.activate("number@example.org")
    created = await party.ask("number@example.org", match_code=True)
    await phone.open_request()
    approve = phone.page.get_by_role("button", name="Approve", exact=True)
    await expect(approve).to_be_disabled()
    await phone.page.get_by_role("radio", name=str(created["match_number"])).check()
    await phone.approve_by_pin()
    await phone.sees("You’re in")
    assert (await party.result(created))["status"] == "SUCCESS"
    await phone.page.get_by_role("button", name="Done").click()
    created = await party.ask("number@example.org", match_code=True)
    await phone.open_request()
    numbers = await phone.page.locator(".number").all_inner_texts()
    wrong = next(number for number in numbers if int(number) != created["match_number"])
    await phone.page.get_by_role("radio", name=wrong).check()
    await phone.approve_by_pin()
    await phone.sees("That was another number")
    await phone.is_accessible("another number")
    assert (await party.result(created))["status"] == "USER_CANCELLED"


async def test_a_code_on_another_screen_is_scanned_and_answered_with_a_chosen_address(
    phone: Phone, party: Party, browser: Browser, camera: Path, tmp_path: Path
) -> None:
    await phone.activate("scans@example.org")
    await phone.open("/app/#/settings/emails")
    await phone.page.get_by_label("Add an address").fill("second@example.org")
    await phone.page.get_by_role("button", name="Send the code").click()
    await phone.unlock()
    await phone.page.get_by_label("Code", exact=True).fill(
        await asyncio.to_thread(phone.server.code_to, "second@example.org")
    )
    await expect(phone.page.get_by_text("second@example.org was added.")).to_be_visible()
    created = await party.ask(use_local_account=True, title="Sign in at the counter")
    assert await party.status(created) == "WAITING_LOCAL_ACK"
    screen = await browser.new_page()
    await party.show(screen, created)
    for _ in range(5):
        await screen.locator("auth-eid-start svg").screenshot(path=tmp_path / "code.png")
        film(tmp_path / "code.png", camera)
        await phone.open("/app/#/scan")
        try:
            await phone.page.locator("article.doc").wait_for(timeout=4000)
            break
        except Exception:  # noqa: BLE001 - the camera may have been slower than the code is good for
            await phone.open("/app/#/")
    await expect(phone.page.get_by_text("You scanned it")).to_be_visible()
    await phone.is_accessible("scanned")
    assert await party.status(created) == "NOT_READY"
    await phone.page.get_by_label("Answer as").select_option("second@example.org")
    await expect(phone.page.get_by_label("Answer as")).to_have_value("second@example.org")
    await phone.read_to_the_end()
    await phone.approve_by_pin()
    await phone.sees("You’re in")
    result = await party.result(created)
    assert (result["status"], result["email"]) == ("SUCCESS", "second@example.org")
    await screen.close()


async def test_a_link_on_the_same_device_leads_back_and_an_old_code_is_refused(
    phone: Phone, party: Party
) -> None:
    await phone.activate("link@example.org")
    created = await party.ask(use_local_account=True, return_url="http://localhost:1/back")
    await phone.page.goto(party.start_link(created, "link", age=-30))
    await phone.sees("This code can’t be used")
    await phone.is_accessible("stale code")
    await phone.page.goto("about:blank")
    await phone.page.goto(party.start_link(created, "link"))
    await phone.page.locator("article.doc").wait_for()
    await phone.approve_by_pin()
    await phone.sees("You’re in")
    back = phone.page.get_by_role("link", name="Back to")
    assert await back.get_attribute("href") == "http://localhost:1/back"
    assert (await party.result(created))["status"] == "SUCCESS"


async def test_a_second_phone_is_admitted_by_the_first_and_revoked_at_once(
    phone: Phone, party: Party, browser: Browser, server: ServerProcess
) -> None:
    await phone.activate("two@example.org", name="First")
    async with a_phone(browser, server) as second:
        await second.open()
        await second.prove_email("two@example.org")
        await second.page.get_by_role("button", name="Approve on my other device").click()
        await second.choose_pin()
        await second.name_it("Second")
        await second.sees("Open Auth eID on your other device")
        await second.is_accessible("waiting")
        shown = await second.page.locator(".compare").inner_text()
        await phone.page.get_by_role("button", name="A new device wants to join").click()
        await phone.is_accessible("a device that asks")
        assert await phone.page.locator(".compare").inner_text() == shown
        await phone.page.get_by_role("button", name="Let it in").click()
        await phone.unlock()
        await second.home()
        created = await party.ask("two@example.org")
        await second.open_request()
        await phone.open("/app/#/")
        await phone.open_request()
        await second.approve_by_pin()
        await second.sees("You’re in")
        await phone.sees("Answered already")
        await phone.is_accessible("elsewhere")
        assert (await party.result(created))["device_name"] == "Second"
        await phone.open("/app/#/settings/devices")
        await phone.page.get_by_role("button", name="Remove Second").click()
        await phone.unlock()
        await second.sees("This device was removed")
        await second.is_accessible("removed")
    for kind in ("join_asked", "device_added", "device_revoked"):
        server.letter_to("two@example.org", kind)


async def test_an_evicted_key_is_noticed_and_restored_as_the_same_person(phone: Phone) -> None:
    recovery_code = await phone.activate("evicted@example.org")
    was = await phone.user_id()
    await phone.page.goto("about:blank")
    await phone.open("/app/manifest.webmanifest")
    await phone.page.evaluate("indexedDB.deleteDatabase('autheid')")
    await phone.open()
    await phone.sees("Your key is not here any more")
    await phone.is_accessible("lost key")
    await phone.page.get_by_role("button", name="Restore").click()
    await phone.prove_email("evicted@example.org")
    await phone.sees("You have an account")
    await phone.is_accessible("an account there is")
    await phone.page.get_by_role("button", name="Use my recovery code").click()
    await phone.is_accessible("recovery code to type")
    await phone.page.get_by_label("Recovery code").fill(recovery_code.replace("-", " ").lower())
    await phone.page.get_by_role("button", name="Continue").click()
    await phone.choose_pin()
    await phone.name_it()
    await phone.keep_code()
    assert await phone.user_id() == was
    phone.server.letter_to("evicted@example.org", "restored")


async def test_offline_is_calm_and_the_app_opens_without_a_network(phone: Phone) -> None:
    await phone.activate("offline@example.org")
    await phone.page.wait_for_function("navigator.serviceWorker.controller !== null")
    await phone.page.reload()
    await phone.home()
    await phone.context.set_offline(True)
    await phone.page.reload()
    await expect(phone.page.get_by_text("Offline. Trying to reach the server.")).to_be_visible()
    await phone.context.set_offline(False)
    await expect(phone.page.get_by_text("Offline. Trying to reach the server.")).to_be_hidden()
    phone.complaints.clear()


async def test_six_toggles_of_the_licence_switch_lead_to_the_other_server(
    browser: Browser, server: ServerProcess, tmp_path: Path
) -> None:
    other = ServerProcess(
        tmp_path / "other", staging_url="", production_url=f"http://localhost:{server.port}"
    )
    try:
        async with a_phone(browser, other) as phone:
            phone.base = "http://localhost:"
            await phone.page.goto(f"http://localhost:{other.port}/app/")
            switch = phone.page.get_by_role("switch")
            for _ in range(5):
                await switch.click()
            assert phone.page.url.startswith(f"http://localhost:{other.port}/")
            await switch.click()
            await phone.page.wait_for_url(f"http://localhost:{server.port}/app/#activate")
            # The first server knows no production: it says so, and stays.
            for _ in range(6):
                await phone.page.get_by_role("switch").click()
            await expect(phone.page.get_by_text("has no production server")).to_be_visible()
    finally:
        other.stop()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_no_screen_has_an_accessibility_violation(
    scheme: str, browser: Browser, server: ServerProcess, party: Party
) -> None:
    async with a_phone(browser, server, color_scheme=scheme) as phone:
        email, check = f"axe-{scheme}@example.org", phone.is_accessible
        await phone.open()
        await check("licence")
        await phone.prove_email(email)
        await phone.page.get_by_role("heading", name="Choose a PIN").wait_for()
        await check("pin")
        await phone.choose_pin()
        await phone.page.get_by_label("Name of the device").wait_for()
        await check("name")
        await phone.name_it()
        await phone.page.get_by_label("Type the third group").wait_for()
        await check("recovery code")
        await phone.keep_code()
        await party.ask(email, type="SIGNATURE", match_code=True, description="One\ntwo\nthree")
        await phone.page.locator(".req").wait_for()
        await check("home")
        await phone.open_request()
        await check("request")
        await phone.page.evaluate("document.documentElement.style.fontSize = '200%'")
        await check("request at 200 %")
        await phone.page.evaluate("document.documentElement.style.fontSize = ''")
        await phone.page.get_by_role("button", name="I didn’t start this").click()
        await check("not me")
        await phone.page.get_by_role("button", name="Back").click()
        await phone.page.locator(".number").first.click()
        await phone.page.get_by_role("button", name="Sign", exact=True).click()
        await check("unlock")
        await phone.page.get_by_role("button", name="Back").click()
        await phone.page.get_by_role("button", name="Cancel request").click()
        await phone.sees("Cancelled")
        await check("cancelled")
        for path in (
            *("settings", "settings/emails", "settings/devices", "settings/pin", "settings/lock"),
            *("settings/recovery", "history", "privacy", "scan"),
        ):
            await phone.open(f"/app/#/{path}")
            await phone.page.get_by_role("heading", level=1).first.wait_for()
            await check(path)


async def test_the_app_speaks_swedish(browser: Browser, server: ServerProcess) -> None:
    async with a_phone(browser, server, locale="sv-SE") as phone:
        await phone.open()
        await expect(phone.page.get_by_role("button", name="Kom igång")).to_be_visible()
        assert await phone.page.evaluate("document.documentElement.lang") == "sv"
