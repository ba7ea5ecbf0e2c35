"""The portal in real Chromium: an engineer is live in minutes, a webhook is verified, and nothing that is typed runs."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from shutil import which

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect
from standardwebhooks import Webhook

from tests.browser.app import DESKTOP, PHONE, Phone, a_phone, chromium
from tests.browser.work import PLACES, call, found, go, injections, make_key, sign_up
from tests.support.receiver import Received, receiving
from tests.support.server import ServerProcess

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    server = ServerProcess(tmp_path_factory.mktemp("portal") / "data", device_calls_per_second=1000)
    yield server
    server.stop()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def desk(browser: Browser, server: ServerProcess) -> AsyncIterator[Phone]:
    async with a_phone(browser, server, size=DESKTOP) as desk:
        yield desk


def _run_shell(program: str) -> str:
    """The snippet as it stands on the page, in a shell of this machine."""
    if which("jq") is None:
        pytest.skip("jq is not on this machine")
    done = subprocess.run(
        ["sh", "-c", program], capture_output=True, text=True, timeout=60, check=True, env=os.environ
    )
    return done.stdout


async def test_an_engineer_signs_up_makes_a_key_runs_the_snippet_and_sees_it_arrive(
    desk: Phone, browser: Browser, server: ServerProcess
) -> None:
    rp = await sign_up(desk, "maja@nordbank.example")
    await desk.is_accessible("overview")
    key = await make_key(desk, rp)
    await desk.is_accessible("a fresh key")
    page = desk.page
    snippet = await page.get_by_label("Shell", exact=True).inner_text()
    assert key in snippet
    # A second window watches while the first one's snippet runs.
    watcher = await desk.context.new_page()
    await watcher.goto(f"{desk.base}/portal/#/{rp}/requests")
    await expect(watcher.get_by_text("Waiting for the first request.")).to_be_visible()
    running = asyncio.create_task(asyncio.to_thread(_run_shell, snippet))
    row = watcher.get_by_role("row").filter(has_text="Sign in to Nordbank AB")
    await expect(row.get_by_text("Pending")).to_be_visible(timeout=8_000)
    await expect(row.get_by_text("Success")).to_be_visible(timeout=15_000)
    assert '"status":"SUCCESS"' in (await running).replace(" ", "")
    await row.get_by_role("link").click()
    sheet = watcher.get_by_role("dialog")
    await expect(sheet.get_by_text("Seen by the phone")).to_be_visible()
    await expect(sheet.get_by_label("The answer")).to_contain_text("•••")
    assert "test@example.com" not in await sheet.inner_text()
    await watcher.close()
    await go(desk, rp, "keys", "API keys")
    await page.get_by_role("button", name="Rotate", exact=True).click()
    await page.get_by_role("radio", name="In 24 hours").check()
    await page.get_by_role("button", name="Rotate key").click()
    await expect(page.locator("#secret")).not_to_have_text(key)
    await expect(page.get_by_text("Stops", exact=False).first).to_be_visible()


RUNNERS = {
    "Shell": ("ask.sh", ("sh",), ("curl", "jq")),
    "Java": ("Ask.java", ("java",), ()),
    "Python": ("ask.py", (sys.executable,), ()),
    "C#": ("ask.cs", ("dotnet", "run"), ()),
    "JavaScript": ("ask.mjs", ("node",), ()),
    "Swift": ("ask.swift", ("swift",), ()),
}
"""Each runs where its tools are; a machine without them reads the program only."""


def _run(folder: Path, language: str, program: str) -> str:
    name, runner, needs = RUNNERS[language]
    if any(which(need) is None for need in (runner[0], *needs)):
        return ""
    file = folder / name
    file.write_text(program, "utf-8")
    done = subprocess.run(
        [*runner, str(file)], capture_output=True, text=True, timeout=60, check=False, cwd=folder
    )
    assert done.returncode == 0, (language, done.stderr)
    return done.stdout


async def test_a_request_is_sent_from_the_page_and_as_each_of_its_programs(
    desk: Phone, tmp_path: Path
) -> None:
    rp = await sign_up(desk, "console@nordbank.example")
    page = desk.page
    await make_key(desk, rp)
    await go(desk, rp, "console", "Test console")
    await page.get_by_role("radio", name="Signature").check()
    await page.get_by_label("Title").fill('Pay "400 kr" to O\'Hara $HOME `id`')
    await page.get_by_label("Only a verified account may approve").check()
    await page.get_by_label("Description").fill("Two lines,\nand a \\ backslash")
    ran = 0
    for language in ("Shell", "Java", "Python", "C#", "JavaScript", "Swift"):
        await page.get_by_role("tab", name=language, exact=True).click()
        program = await page.get_by_label(language, exact=True).inner_text()
        assert "SIGNATURE" in program
        said = await asyncio.to_thread(_run, tmp_path, language, program)
        assert not said or "SUCCESS" in said, language
        ran += bool(said)
    assert ran, "this machine has not even Python"
    await page.get_by_role("button", name="Send", exact=True).click()
    outcome = page.get_by_role("region", name="Outcome")
    await expect(outcome.get_by_text("Success", exact=True)).to_be_visible(timeout=10_000)
    await desk.is_accessible("test console")
    await page.get_by_label("To whoever scans").check()
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.get_by_role("img", name="A code to scan with Auth eID")).to_be_visible()


async def test_a_webhook_is_added_tested_rotated_and_verified_by_the_public_library(
    desk: Phone, server: ServerProcess
) -> None:
    rp = await sign_up(desk, "hooks@nordbank.example")
    key = await make_key(desk, rp)
    page = desk.page
    with receiving(500) as receiver:
        await go(desk, rp, "webhooks", "Webhooks")
        await page.get_by_role("button", name="Add endpoint").click()
        dialog = page.get_by_role("dialog")
        await dialog.get_by_label("Address").fill(receiver.url)
        await dialog.get_by_role("button", name="Add endpoint").click()
        secret = await page.locator("#secret").inner_text()
        await page.get_by_role("button", name="Send a test").click()
        await expect(page.get_by_text("It failed: it answered 500.")).to_be_visible(timeout=12_000)
        await page.get_by_role("button", name="Send a test").click()
        await expect(page.get_by_text("It answered 204", exact=False)).to_be_visible(timeout=12_000)
        _verified(secret, receiver.received[-1])
        await page.get_by_role("button", name="Rotate secret").click()
        await expect(page.locator("#secret")).not_to_have_text(secret)
        fresh = await page.locator("#secret").inner_text()
        program = (
            f"curl --silent --fail {server.address}/v1/requests --header 'Authorization: Bearer {key}' "
            '--data \'{"type":"AUTHENTICATION","email":"approve+0s@example.com","title":"Sign in"}\''
        )
        await asyncio.to_thread(_run_shell, program)
        told = (await asyncio.to_thread(receiver.wait_for, 3))[-1]
        for alive in (secret, fresh):
            assert _verified(alive, told)["type"] == "request.finished"
        await page.get_by_role("button", name="Deliveries").click()
        await desk.is_accessible("deliveries")
        sheet = page.get_by_role("dialog")
        await sheet.get_by_text("A request has ended").click()
        await sheet.get_by_role("button", name="Send again").first.click()
        again = (await asyncio.to_thread(receiver.wait_for, 4))[-1]
        assert again.headers["webhook-id"] == told.headers["webhook-id"]
        await page.get_by_role("button", name="Close").first.click()


def _verified(secret: str, one: Received) -> dict[str, object]:
    told: dict[str, object] = Webhook(secret).verify(one.body, one.headers)
    return told


async def test_a_viewer_is_invited_looks_and_changes_nothing(
    desk: Phone, browser: Browser, server: ServerProcess
) -> None:
    rp = await sign_up(desk, "owner@nordbank.example")
    page = desk.page
    await go(desk, rp, "team", "Team")
    await page.get_by_role("button", name="Invite").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("E-mail address").fill("vera@nordbank.example")
    await dialog.get_by_role("radio", name="Viewer").check()
    await dialog.get_by_role("button", name="Send the invitation").click()
    link = await page.locator(".w-secret code").inner_text()
    assert "/portal/#join=" in link
    async with a_phone(browser, server, size=DESKTOP) as viewer:
        await viewer.add_lock()
        await viewer.page.goto(link)
        await viewer.page.get_by_label("Your name").fill("Vera Viewer")
        await viewer.page.get_by_role("button", name="Make a passkey and join").click()
        await expect(viewer.page.get_by_role("heading", level=1, name="Nordbank AB")).to_be_visible()
        await go(viewer, rp, "keys", "API keys")
        await expect(viewer.page.get_by_role("button", name="Create key")).to_have_count(0)
        status, _ = await call(viewer, f"/portal/v1/organisations/{rp}/keys", {"name": "x", "rights": []})
        assert status == 403
        await viewer.page.get_by_role("button", name="Sign out").click()
        await viewer.page.get_by_role("button", name="Sign in with a passkey").click()
        await expect(viewer.page.get_by_text("Vera Viewer")).to_be_visible()
        await viewer.page.goto(link)
        await expect(viewer.page.get_by_text("This invitation was used", exact=False)).to_be_visible()


@pytest.mark.parametrize("size, scheme", [(PHONE, "dark"), (DESKTOP, "light")])
async def test_every_page_is_accessible_at_every_size_in_both_languages(
    browser: Browser, server: ServerProcess, size: dict[str, int], scheme: str
) -> None:
    look = f"{size['width']}-{scheme}"
    async with a_phone(browser, server, size=size, color_scheme=scheme) as desk:
        await desk.open("/portal/")
        await desk.is_accessible("sign-in")
        rp = await sign_up(desk, f"look-{look}@nordbank.example")
        for place, heading in PLACES.items():
            await go(desk, rp, place, heading)
            await desk.is_accessible(f"{place or 'overview'}, {look}")
        await desk.page.evaluate("location.hash = '/me'")
        await expect(desk.page.get_by_role("heading", level=1, name="Your account")).to_be_visible()
        await desk.is_accessible("me")
        await desk.page.get_by_role("radio", name="Svenska").check()
        await expect(desk.page.get_by_role("heading", level=1, name="Ditt konto")).to_be_visible()
        for place in PLACES:
            await desk.page.evaluate(f"location.hash = '/{rp}/{place}'")
            await desk.page.wait_for_timeout(100)
        assert await desk.page.locator("html").get_attribute("lang") == "sv"


async def test_three_hundred_strings_that_would_run_are_only_ever_read(
    desk: Phone, browser: Browser, server: ServerProcess
) -> None:
    strings = injections()
    assert len(set(strings)) == 300
    rp = await sign_up(desk, "mallory@nordbank.example")
    key = await make_key(desk, rp)
    page = desk.page
    base = f"/portal/v1/organisations/{rp}"
    created = await page.evaluate(
        """async ([strings, key, base]) => {
            const post = async (path, body, headers = {}) => (await fetch(path, {
                method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) })).status;
            let taken = 0;
            for (const text of strings) {
                const asked = { type: 'AUTHENTICATION', email: 'ignore@example.com', title: text, description: text, started_from: text,
                    authenticate: { claims: [{ key: 'k', val: text }] } };
                if (await post('/v1/requests', asked, { authorization: `Bearer ${key}` }) === 200) taken++;
            }
            for (const text of strings.slice(0, 40)) await post(`${base}/keys`, { name: text, rights: ['requests:read'] });
            for (const text of strings.slice(0, 60)) {
                await post(`${base}/invitations`, { email: 'x@example.com', role: 'viewer', name: text });
                await post('/portal/v1/me', { name: text, language: 'en' });
                await post(base, { name: text, tokenAlgorithm: 'RS256', derSignatures: false });
            }
            return taken;
        }""",
        [strings, key, base],
    )
    assert created == 300
    await desk.open("/portal/")
    for place in PLACES:
        await page.evaluate(f"location.hash = '/{rp}/{place}'")
        await page.wait_for_timeout(700)
        assert await page.evaluate("window.__ran") is None, place
        assert "__ran" not in await page.title() or "onerror" in await page.title()
        assert await page.locator("main script, main img[src=x], main iframe, main svg[onload]").count() == 0
    await page.evaluate(f"location.hash = '/{rp}/requests'")
    await page.get_by_role("button", name="Show more").click()
    await expect(page.get_by_role("row").filter(has_text="window.__ran").nth(60)).to_be_visible()
    await page.get_by_role("link", name="window.__ran").first.click()
    await expect(page.get_by_role("dialog")).to_contain_text("window.__ran")
    assert await page.evaluate("window.__ran") is None
    # And in the person's own app, which is where a relying party's words are signed.
    async with a_phone(browser, server) as person:
        await person.activate("victim@example.org")
        for text in strings[::25]:
            status = await page.evaluate(
                """async ([key, text]) => (await fetch('/v1/requests', { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
                    body: JSON.stringify({ type: 'SIGNATURE', email: 'victim@example.org', title: text, description: text, timeout_seconds: 10 }) })).status""",
                [key, text],
            )
            if status == 200:
                await person.page.locator(".req").first.wait_for()
                assert await person.page.evaluate("window.__ran") is None
                break
    assert await found_nothing(desk)


async def found_nothing(desk: Phone) -> bool:
    """Whether no page of ours asked anybody else or broke its policy."""
    return desk.foreign == [] and desk.complaints == []


async def test_the_portal_asks_nothing_of_others_and_runs_under_its_policy(
    desk: Phone, server: ServerProcess
) -> None:
    answer = await desk.page.goto(f"{desk.base}/portal/")
    assert answer is not None
    policy = answer.headers["content-security-policy"]
    for part in (
        "default-src 'none'",
        "script-src 'self'",
        "frame-ancestors 'none'",
        "require-trusted-types-for",
    ):
        assert part in policy
    assert "unsafe" not in policy
    rp = await sign_up(desk, "policy@nordbank.example")
    other = await found_second(desk)
    assert other != rp


async def found_second(desk: Phone) -> str:
    """Another organisation of the same member."""
    await desk.page.evaluate("location.hash = '/new'")
    return await found(desk, "Second AB")
