"""A new certificate is taken while the server runs: by SIGHUP, and when its files change."""

from __future__ import annotations

import asyncio
import signal
import ssl
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.support.certificate import self_signed
from tests.support.rp import DOORS, GRPC, HTTP1, HTTP2, Rp, http_client, rp_at
from tests.support.server import PLENTY, TEST_KEY, ServerProcess, serving

DRAIN_SECONDS = 3
WITHIN_SECONDS = 20.0


@dataclass(frozen=True)
class Certified:
    """A server under TLS, with the folder of its certificate."""

    server: ServerProcess
    folder: Path

    @property
    def certificate(self) -> Path:
        return self.folder / "door.crt"

    def renew(self, made: Path) -> None:
        """Another pair in place of the one before, as certbot does it: one file after the other."""
        made.mkdir()
        for new in self_signed(made):
            new.replace(self.folder / new.name)

    def shown(self) -> str:
        """The certificate that a new connection is shown, as PEM."""
        return ssl.get_server_certificate(("127.0.0.1", self.server.port))

    def events(self, name: str) -> int:
        return len(self.server.events(name))


@pytest.fixture
def certified(tmp_path: Path) -> Iterator[Certified]:
    folder = tmp_path / "tls"
    folder.mkdir()
    certificate, key = self_signed(folder)
    settings = PLENTY | {"drain_seconds": DRAIN_SECONDS}
    with serving(tmp_path / "data", tls_certificate=certificate, tls_key=key, **settings) as server:
        yield Certified(server, folder)


async def until(true: Callable[[], bool]) -> None:
    """Return once that holds; asks another process again and again."""
    end = time.monotonic() + WITHIN_SECONDS
    while not true():
        assert time.monotonic() < end
        await asyncio.sleep(0.05)


async def until_waiting(server: ServerProcess, count: int) -> None:
    """Returns once that many calls are blocked, as /metrics tells."""
    async with http_client(server.address) as web, asyncio.timeout(WITHIN_SECONDS):
        while f"autheid_open_waits {float(count)}" not in (await web.get("/metrics")).text:
            await asyncio.sleep(0.05)


@asynccontextmanager
async def blocked(door: str, certified: Certified) -> AsyncIterator[tuple[Rp, str, asyncio.Task[str]]]:
    """A client with a connection of its own, a request, and its GetResult, which is blocked."""

    async def status(rp: Rp, request_id: str) -> str:
        return str((await rp.result(request_id))["status"])

    async with rp_at(door, certified.server.address, certificate=certified.certificate) as rp:
        request_id = await rp.create(timeout_seconds=600)
        yield rp, request_id, asyncio.create_task(status(rp, request_id))


@pytest.mark.parametrize("door", [HTTP1, GRPC])
async def test_sighup_takes_a_new_certificate_and_who_waits_on_an_old_connection_is_answered(
    door: str, certified: Certified, tmp_path: Path
) -> None:
    async with blocked(door, certified) as (_, request_id, waiting):
        await until_waiting(certified.server, 1)
        before = certified.shown()
        certified.renew(tmp_path / "new")
        certified.server.process.send_signal(signal.SIGHUP)
        await until(lambda: certified.events("certificate_taken") == 2)
        # The same queue of connections feeds both servers for a moment, and none is lost in it.
        await until(lambda: certified.shown() != before)
        assert {certified.shown() for _ in range(20)} == {certified.certificate.read_text("ascii")}
        assert not waiting.done()
        async with rp_at(door, certified.server.address, certificate=certified.certificate) as other:
            await other.cancel(request_id)
        assert await asyncio.wait_for(waiting, WITHIN_SECONDS) == "RP_CANCELLED"
    assert certified.server.stop() == 0
    assert not certified.events("connections_cut")


async def test_gap_a_client_that_hangs_up_at_a_goodbye_asks_again(
    certified: Certified, tmp_path: Path
) -> None:
    """A goodbye leaves what has begun alone (RFC 9113 §6.8); httpx gives its HTTP/2 calls up all the same."""
    async with blocked(HTTP2, certified) as (_, request_id, waiting):
        await until_waiting(certified.server, 1)
        certified.renew(tmp_path / "new")
        certified.server.process.send_signal(signal.SIGHUP)
        with pytest.raises(httpx.RemoteProtocolError, match="ConnectionTerminated"):
            await asyncio.wait_for(waiting, WITHIN_SECONDS)
        address, certificate = certified.server.address, certified.certificate
        async with rp_at(HTTP2, address, certificate=certificate) as again:
            await again.cancel(request_id)
            assert (await again.result(request_id))["status"] == "RP_CANCELLED"


async def test_files_that_change_are_taken_without_a_signal(certified: Certified, tmp_path: Path) -> None:
    certified.renew(tmp_path / "new")
    await until(lambda: certified.shown() == certified.certificate.read_text("ascii"))
    assert certified.events("certificate_taken") == 2


@pytest.mark.parametrize("broken", ["no certificate", "another key", "no file"])
async def test_a_broken_certificate_is_refused_and_the_old_one_stays(
    broken: str, certified: Certified, tmp_path: Path
) -> None:
    before = certified.certificate.read_text("ascii")
    (tmp_path / "other").mkdir()
    other, _ = self_signed(tmp_path / "other")
    match broken:
        case "no certificate":
            certified.certificate.write_text("nothing of the kind", "ascii")
        case "another key":
            other.replace(certified.certificate)
        case _:
            certified.certificate.unlink()
    certified.server.process.send_signal(signal.SIGHUP)
    await until(lambda: certified.events("certificate_refused") >= 1)
    assert certified.shown() == before
    certified.renew(tmp_path / "good")
    await until(lambda: certified.shown() == certified.certificate.read_text("ascii"))
    assert "Traceback" not in certified.server.log()


async def test_a_stop_after_a_renewal_is_as_fast_as_any(certified: Certified, tmp_path: Path) -> None:
    """The server of the old certificate could wait for minutes; a stop answers its callers and ends it."""
    async with blocked(GRPC, certified) as (_, _, waiting):
        await until_waiting(certified.server, 1)
        certified.renew(tmp_path / "new")
        await until(lambda: certified.events("certificate_taken") == 2)
        began = time.monotonic()
        assert await asyncio.to_thread(certified.server.stop) == 0
        assert time.monotonic() - began < 2 * DRAIN_SECONDS
        (refused,) = await asyncio.gather(waiting, return_exceptions=True)
        assert getattr(refused, "code", "") == "UNAVAILABLE"


async def test_a_call_that_does_not_end_is_cut_when_the_time_is_over(certified: Certified) -> None:
    """A body that never comes: its caller alone loses by it, long before the server of any certificate."""
    trust = ssl.create_default_context(cafile=str(certified.certificate))
    reader, writer = await asyncio.open_connection("127.0.0.1", certified.server.port, ssl=trust)
    said = ["POST /v1/requests HTTP/1.1", "host: localhost", f"authorization: Bearer {TEST_KEY}"]
    writer.write("\r\n".join([*said, "content-length: 99", "expect: 100-continue", "", ""]).encode())
    assert b"100 Continue" in await asyncio.wait_for(reader.readline(), WITHIN_SECONDS)
    began = time.monotonic()
    assert await asyncio.to_thread(certified.server.stop) == 0
    assert DRAIN_SECONDS < time.monotonic() - began < 2 * DRAIN_SECONDS + 3
    writer.transport.abort()


def test_a_certificate_that_is_none_ends_the_start_with_a_reason(tmp_path: Path) -> None:
    certificate, key = self_signed(tmp_path)
    certificate.write_text("nothing of the kind", "ascii")
    with pytest.raises(Exception, match="cannot_start") as failed:
        ServerProcess(tmp_path / "data", tls_certificate=certificate, tls_key=key)
    assert "Traceback" not in str(failed.value)


async def test_sighup_in_the_clear_changes_nothing(tmp_path: Path) -> None:
    with serving(tmp_path / "data", **PLENTY) as server:
        server.process.send_signal(signal.SIGHUP)
        for door in DOORS:
            async with rp_at(door, server.address) as rp:
                assert await rp.create()
        assert server.stop() == 0
