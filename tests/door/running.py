"""The real application on a real server inside the test's own process, where its insides can be looked at."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Future
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from threading import Thread

import uvloop

from autheid.assemble.service import Service, assembled
from autheid.cli.port import Port
from autheid.cli.server import _drain, listen, server_config
from autheid.config import Settings
from autheid.needs.post import Courier

START_SECONDS = 30.0


@dataclass(frozen=True)
class Running:
    """A service and where it is served."""

    service: Service
    address: str
    """`http://127.0.0.1:PORT`."""

    async def until_listening(self, count: int, *, within_seconds: float = 5.0) -> None:
        """Return when exactly so many calls wait for a ring. Raises TimeoutError."""
        async with asyncio.timeout(within_seconds):
            while self.service.bell.listening != count:
                await asyncio.sleep(0.01)

    async def idle(self) -> None:
        """Return when nobody waits and what was in flight has been answered. Raises TimeoutError."""
        await self.until_listening(0)
        async with asyncio.timeout(5):
            await self.service.in_flight.until_answered()


@asynccontextmanager
async def running(settings: Settings, *, courier: Courier | None = None) -> AsyncIterator[Running]:
    """Serves in this loop, on a free port and in clear text, as `autheid serve` does; on leaving it drains."""
    listener = listen("127.0.0.1", 0)
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    async with assembled(settings, base_url=address, courier=courier) as service:
        door = Port(service.application, server_config(settings, listener), listener)
        await door.open()
        try:
            yield Running(service, address)
        finally:
            await _drain(settings, service, door)


@contextmanager
def running_aside(settings: Settings) -> Iterator[Running]:
    """The same in a thread with a loop of its own, for tests that are not asynchronous.

    Of the service only what is safe from another thread may be touched.
    """
    started: Future[tuple[Running, asyncio.AbstractEventLoop, asyncio.Event]] = Future()

    async def life() -> None:
        stop = asyncio.Event()
        async with running(settings) as it:
            started.set_result((it, asyncio.get_running_loop(), stop))
            await stop.wait()

    def run() -> None:
        try:
            uvloop.run(life())
        except BaseException as error:
            if started.done():
                raise  # pytest makes an error of what a thread raises
            started.set_exception(error)

    thread = Thread(target=run, name="running aside")
    thread.start()
    it, loop, stop = started.result(START_SECONDS)
    try:
        yield it
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
