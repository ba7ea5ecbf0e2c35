"""Headless Chromium by the DevTools protocol over a pipe: enough to open a page, look at it and listen to it.

https://chromedevtools.github.io/devtools-protocol/. No driver, no port, no download: `make browser` installs Debian's.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from tempfile import mkdtemp
from typing import Any

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = (
    "--headless",
    "--no-sandbox",  # the tests may run as root, and open nothing but our own server
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)
PATIENCE_SECONDS = 30.0


def find_chromium() -> str:
    """The browser's program. Raises LookupError with what to do when there is none."""
    for name in _NAMES:
        if (program := shutil.which(name)) is not None:
            return program
    raise LookupError("no Chromium on this machine: `make browser` installs it")


class Page:
    """One tab."""

    def __init__(self, commands: asyncio.StreamWriter) -> None:
        self._commands = commands
        self._number = 0
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._session: str | None = None
        self._loaded = asyncio.Event()
        self.requested: list[str] = []
        """Every address that the page asked for."""
        self.complaints: list[str] = []
        """What went wrong: uncaught errors, console errors, what the security policy blocked, failed loads."""

    async def attach(self) -> None:
        """Open the tab and listen to it."""
        target = await self.call("Target.createTarget", url="about:blank")
        attached = await self.call("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            await self.call(f"{domain}.enable")

    async def call(self, method: str, **parameters: object) -> dict[str, Any]:
        """One command and its answer."""
        self._number += 1
        command = {"id": self._number, "method": method, "params": parameters}
        if self._session is not None:
            command["sessionId"] = self._session
        answer = self._answers[self._number] = asyncio.get_running_loop().create_future()
        self._commands.write(json.dumps(command).encode() + b"\0")
        await self._commands.drain()
        return await asyncio.wait_for(answer, PATIENCE_SECONDS)

    async def show(self, *, width: int, height: int, dark: bool = False, scripts: bool = True) -> None:
        """Be a screen of this size and colour scheme, with or without JavaScript."""
        await self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        await self.call("Emulation.setEmulatedMedia", features=[scheme])
        await self.call("Emulation.setScriptExecutionDisabled", value=not scripts)

    async def open(self, address: str) -> None:
        """Go there and wait until everything has loaded."""
        self._loaded.clear()
        await self.call("Page.navigate", url=address)
        await asyncio.wait_for(self._loaded.wait(), PATIENCE_SECONDS)

    async def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression in the page. Works for us where the page itself may run none."""
        answer = await self.call(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        if "exceptionDetails" in answer:
            raise RuntimeError(str(answer["exceptionDetails"]))
        return answer["result"].get("value")

    async def press(self, key: str) -> None:
        """Press one key."""
        for kind in ("rawKeyDown", "keyUp"):
            await self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key)

    async def picture(self, *, whole: bool = False) -> bytes:
        """A PNG of what is seen, or of the whole page."""
        answer = await self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        return base64.b64decode(answer["data"])

    async def listen(self, events: asyncio.StreamReader) -> None:
        """Take in what the browser says, until it leaves."""
        with suppress(asyncio.IncompleteReadError):
            while True:
                self._hear(json.loads((await events.readuntil(b"\0"))[:-1]))

    def _hear(self, message: dict[str, Any]) -> None:
        if (answer := self._answers.pop(message.get("id", 0), None)) is not None:
            if "error" in message:
                answer.set_exception(RuntimeError(str(message["error"])))
            else:
                answer.set_result(message["result"])
            return
        method, told = message.get("method"), message.get("params", {})
        if method == "Page.loadEventFired":
            self._loaded.set()
        elif method == "Network.requestWillBeSent":
            self.requested.append(told["request"]["url"])
        elif method == "Network.loadingFailed":
            self.complaints.append(told["errorText"])
        elif method == "Log.entryAdded":
            self.complaints.append(told["entry"]["text"])
        elif method == "Runtime.exceptionThrown":
            self.complaints.append(str(told["exceptionDetails"]))
        elif method == "Runtime.consoleAPICalled" and told["type"] in {"error", "warning", "assert"}:
            self.complaints.append(str(told["args"]))


@asynccontextmanager
async def browsing() -> AsyncIterator[Page]:
    """A page in a browser of its own, with an empty profile that is thrown away."""
    # The browser reads commands on descriptor 3 and writes to 4.
    ours_in, theirs_out = os.pipe()
    theirs_in, ours_out = os.pipe()
    profile = mkdtemp(prefix="autheid-browser-")
    program = find_chromium()
    flags = " ".join((*_FLAGS, f"--user-data-dir={profile}", "--remote-debugging-pipe", "about:blank"))
    # The shell puts the two descriptors where the browser looks for them.
    process = await asyncio.create_subprocess_shell(
        f'exec "{program}" {flags} 3<&{theirs_in} 4>&{theirs_out}',
        pass_fds=(theirs_in, theirs_out),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        executable=shutil.which("bash"),
    )
    os.close(theirs_in)
    os.close(theirs_out)
    loop = asyncio.get_running_loop()
    events = asyncio.StreamReader(limit=64 * 1024 * 1024)
    reading, _ = await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(events), os.fdopen(ours_in, "rb")
    )
    flow, protocol = await loop.connect_write_pipe(
        asyncio.streams.FlowControlMixin, os.fdopen(ours_out, "wb")
    )
    page = Page(asyncio.StreamWriter(flow, protocol, None, loop))
    listening = asyncio.create_task(page.listen(events))
    try:
        await page.attach()
        yield page
    finally:
        process.kill()
        await process.wait()
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        flow.close()
        reading.close()
        shutil.rmtree(profile, ignore_errors=True)
