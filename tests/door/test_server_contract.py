"""What the product needs of whatever ASGI server stands at its door, asked of the real one over real sockets.

The law: a server that passes here may replace this one; one that does not, may not.
Times are shortened so that a limit of half a second stands for the product's minutes.
The tests named `gap` hold what the server lacks: when it learns to close one, its test fails and our own guard may go.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import signal
import socket
import ssl
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import grpc
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from protobuf.wkt import StringValue

from tests.door.asgi_probe import BLOCK, ECHO, GRPC, H1, H2, LOST, Answer, Probe, door, served

SHORT = 0.5
"""Seconds: the limit under test."""
LIMITS = {
    "timeout_handshake": SHORT,
    "timeout_request_header": SHORT,
    "timeout_request_body_idle": SHORT,
    "timeout_keep_alive": SHORT,
    "h2_timeout_response_stall": SHORT,
    "h2_timeout_write": SHORT,
}


def stub(channel: grpc.aio.Channel, path: str) -> Callable[..., Any]:
    """A stock client's method, without generated code."""
    method: Callable[..., Any] = channel.unary_unary(
        path,
        request_serializer=lambda value: StringValue(value=value).to_binary(),
        response_deserializer=lambda raw: StringValue.from_binary(raw).value,
    )
    return method


@asynccontextmanager
async def grpc_to(port: int) -> AsyncIterator[grpc.aio.Channel]:
    """A stock gRPC channel of its own, not shared with other tests."""
    options = [("grpc.use_local_subchannel_pool", 1)]
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}", options=options) as channel:
        yield channel


@pytest.fixture
def identity(tmp_path: Path) -> tuple[Path, Path]:
    """A self-signed certificate for localhost and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(minutes=1))
        .not_valid_after(now + dt.timedelta(minutes=10))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    paths = tmp_path / "door.crt", tmp_path / "door.key"
    paths[0].write_bytes(certificate.public_bytes(pem))
    plain = serialization.NoEncryption()
    paths[1].write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    return paths


async def test_one_clear_text_port_speaks_http1_and_http2() -> None:
    """HTTP/1.1 and HTTP/2 with prior knowledge share the port, each request says which it was."""
    probe = Probe()
    async with served(probe, door()) as running:
        one, two = await running.http1(), await running.http2()
        one.ask("/echo", b"abc")
        assert (await one.answer())[2] == b"3"
        assert (await two.ask("/echo", b"abcd").whole()).body == b"4"
    assert [scope["http_version"] for scope in probe.scopes] == ["1.1", "2"]


@pytest.mark.parametrize("protocol", ["http/1.1", "h2"])
async def test_tls_offers_both_by_alpn(identity: tuple[Path, Path], protocol: str) -> None:
    """The client's ALPN decides, and the application sees https."""
    tls = ssl.create_default_context(cafile=str(identity[0]))
    tls.set_alpn_protocols([protocol])
    probe = Probe()
    async with served(probe, door(certfile=identity[0], keyfile=identity[1])) as running:
        if protocol == "h2":
            assert (await (await running.http2(tls=tls)).ask("/echo").whole()).status == 200
        else:
            one = await running.http1(tls=tls)
            one.ask("/echo")
            assert (await one.answer())[0] == 200
    assert probe.scopes[0]["scheme"] == "https"


async def test_a_stock_grpc_client_is_served() -> None:
    """An answer with its trailers, and a status for a message above 256 KiB that the client can understand."""
    async with served(Probe(), door()) as running, grpc_to(running.port) as channel:
        echo = stub(channel, ECHO)
        assert await echo("x" * 200_000) == "x" * 200_000
        for size in (300_000, 900_000):
            with pytest.raises(grpc.aio.AioRpcError) as refusal:
                await echo("x" * size)
            assert refusal.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
        with pytest.raises(grpc.aio.AioRpcError) as flood:
            await echo("x" * 3_000_000)
        assert flood.value.code() in (grpc.StatusCode.RESOURCE_EXHAUSTED, grpc.StatusCode.INTERNAL)
        assert await echo("still here") == "still here"


async def test_a_deadline_ends_the_call_on_both_sides() -> None:
    """The caller gets DEADLINE_EXCEEDED and the handler is cancelled, even if the client sends no reset."""
    probe = Probe()
    async with served(probe, door()) as running, grpc_to(running.port) as channel:
        with pytest.raises(grpc.aio.AioRpcError) as late:
            await stub(channel, BLOCK)("", timeout=0.2)
        assert late.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED
        await probe.hears("cancelled")
        mute = await running.http2()
        answer = await mute.call(BLOCK, timeout="200m").whole(3)
        assert answer.trailers["grpc-status"] == "4"
        await probe.hears("cancelled")
        assert not probe.waiting


async def test_a_cancelled_grpc_call_cancels_its_handler() -> None:
    """A waiter whose caller gave up goes at once, and the others on the channel stay."""
    probe = Probe()
    async with served(probe, door()) as running, grpc_to(running.port) as channel:
        leaver, stayer = (stub(channel, BLOCK)("") for _ in range(2))
        await probe.blocked(2)
        leaver.cancel()
        await probe.hears("cancelled")
        await probe.blocked(1)
        probe.release()
        assert await stayer == "done"


@pytest.mark.parametrize("path", ["/watch", BLOCK])
@pytest.mark.parametrize("leave", ["reset", "hang up"])
async def test_an_http2_client_that_leaves_frees_its_handler(path: str, leave: str) -> None:
    """Resetting the stream or closing the connection ends the blocked handler; REST also hears http.disconnect."""
    probe = Probe()
    async with served(probe, door()) as running:
        client = await running.http2()
        at = client.start(path, b"\0" * 5, headers=GRPC)
        await probe.blocked(1)
        client.cancel(at) if leave == "reset" else client.close()
        if path == "/watch":
            await probe.hears("http.disconnect")
        await probe.blocked(0, within=3)


async def test_an_http1_client_that_leaves_does_no_harm() -> None:
    """Answering someone who has gone raises nothing in the handler and does not disturb the next client."""
    probe = Probe()
    async with served(probe, door()) as running:
        gone = [await running.http1() for _ in range(20)]
        for client in gone:
            client.ask("/block")
        await probe.blocked(20)
        for client in gone:
            client.close()
        probe.release()
        for _ in gone:
            await probe.hears("sent")
        after = await running.http1()
        after.ask("/echo")
        assert (await after.answer())[0] == 200


async def test_gap_an_http1_client_that_leaves_is_not_noticed() -> None:
    """The server does not read HTTP/1.1 while a handler blocks, so the application bounds waits by quota and by time."""
    probe = Probe()
    async with served(probe, door()) as running:
        client = await running.http1()
        client.ask("/watch")
        await probe.blocked(1)
        client.close()
        try:
            with pytest.raises(TimeoutError):
                await probe.hears("http.disconnect", within=1)
        finally:
            probe.release()


async def test_gap_300_callers_that_give_up_at_once_take_the_301st_along() -> None:
    """The guard against rapid resets counts honest cancels too and cannot be set, so we end waits before clients do."""
    probe = Probe()
    async with served(probe, door()) as running:
        client = await running.http2()
        stayer = client.call(BLOCK)
        leavers = [client.start("/block") for _ in range(300)]
        await probe.blocked(301)
        for at in leavers:
            client.cancel(at)
        await asyncio.sleep(SHORT)
        probe.release()
        assert await stayer.ended == LOST


async def test_a_deadline_kept_by_the_server_costs_no_reset() -> None:
    """300 calls that end by their own deadline leave the connection, and the other callers on it, alone."""
    probe = Probe()
    async with served(probe, door()) as running:
        client = await running.http2()
        stayer = client.call(BLOCK)
        late = [client.call(BLOCK, timeout="700m") for _ in range(300)]
        assert {(await it.whole()).trailers["grpc-status"] for it in late} == {"4"}
        probe.release()
        assert (await stayer.whole()).trailers["grpc-status"] == "0"


SLOW = {
    "says nothing": b"",
    "half a preface": b"PRI * HTTP/2.0\r\n",
    "half a head": b"GET /echo HTTP/1.1\r\nho",
    "half a body": b"POST /echo HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\nabc",
    "nothing after its answer": b"GET /echo HTTP/1.1\r\nhost: a\r\n\r\n",
}


@pytest.mark.parametrize("said", SLOW.values(), ids=SLOW.keys())
async def test_a_slow_http1_client_is_cut(said: bytes) -> None:
    """Who is slow to connect, to ask, to send the body or to ask again loses the connection."""
    async with served(Probe(), door(**LIMITS)) as running:
        client = await running.http1()
        client.writer.write(said)
        await client.hung_up(within=SHORT * 4)


async def test_a_slow_http2_client_is_cut() -> None:
    """An unfinished body loses its stream, in gRPC too; an idle connection is closed."""
    probe = Probe()
    async with served(probe, door(**LIMITS)) as running:
        client = await running.http2()
        slow = [
            client.ask("/echo", b"abc", end=False),
            client.ask(ECHO, b"abc", headers=GRPC, end=False),
            client.ask(ECHO, b"abc", headers={"content-type": "application/grpc-web+proto"}, end=False),
        ]
        for answer in slow:
            assert await asyncio.wait_for(answer.ended, SHORT * 4) is not None
        await asyncio.wait_for(client.lost, SHORT * 4)


async def test_a_blocked_call_outlives_every_idle_limit() -> None:
    """A caller who waits for a person is not idle, however short the limits."""
    probe = Probe()
    async with served(probe, door(**LIMITS)) as running:
        one, two = await running.http1(), await running.http2()
        one.ask("/block")
        answers = [two.ask("/block"), two.call(BLOCK)]
        await asyncio.sleep(SHORT * 4)
        probe.release()
        assert (await one.answer())[0] == 200
        assert [(await it.whole()).status for it in answers] == [200, 200]


async def test_an_http2_client_that_does_not_read_frees_its_handler() -> None:
    """An answer stuck behind the client's flow control is given up."""
    probe = Probe()
    async with served(probe, door(**LIMITS)) as running:
        client = await running.http2(credit=False)
        assert await asyncio.wait_for(client.ask("/large").ended, SHORT * 4) is not None
        assert await asyncio.wait_for(probe.freed(), 3) in ("CancelledError", "SendAfterCloseError")


async def test_gap_an_http1_client_that_does_not_read_keeps_its_handler() -> None:
    """HTTP/1.1 has no write timeout, so an answer must fit the socket's buffer or carry its own time limit."""
    probe = Probe()
    async with served(probe, door(**LIMITS)) as running:
        with socket.socket() as deaf:
            deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            deaf.setblocking(False)
            await asyncio.get_running_loop().sock_connect(deaf, ("127.0.0.1", running.port))
            deaf.send(b"GET /large HTTP/1.1\r\nhost: a\r\n\r\n")
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(probe.freed(), SHORT * 4)


async def test_gap_a_head_that_drips_is_not_cut() -> None:
    """The limit is on idle time, so only limit_connections or a proxy bounds clients that drip."""
    async with served(Probe(), door(**LIMITS)) as running:
        client = await running.http1()
        client.writer.write(b"GET /echo HTTP/1.1\r\nx: ")
        drip = asyncio.create_task(_drip(client))
        try:
            with pytest.raises(TimeoutError):
                await client.hung_up(within=SHORT * 4)
        finally:
            drip.cancel()
            client.close()


async def _drip(client: H1) -> None:
    while True:
        client.writer.write(b"a")
        await asyncio.sleep(SHORT / 3)


async def test_a_body_above_256_kib_is_refused() -> None:
    """413 when the length is told; without it HTTP/1.1 gets 413 and HTTP/2 at least loses the stream."""
    async with served(Probe(), door()) as running:
        size = 256 * 1024
        fits, told, chunked = [await running.http1() for _ in range(3)]
        fits.ask("/echo", bytes(size))
        assert (await fits.answer())[2] == str(size).encode()
        told.ask("/echo", b"", length=size + 1)
        assert (await told.answer())[0] == 413
        head = b"POST /echo HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n"
        chunked.writer.write(head + b"40001\r\n" + bytes(size + 1) + b"\r\n0\r\n\r\n")
        assert (await chunked.answer())[0] == 413
        two = await running.http2()
        length = {"content-length": str(size + 1)}
        assert (await two.ask("/echo", headers=length, end=False).whole()).status == 413
        untold = two.ask("/echo", bytes(size + 1))
        assert await untold.ended is not None or untold.status == 413


async def test_a_head_that_is_too_large_is_refused() -> None:
    """431 for one long field, for many fields and for a long line."""
    async with served(Probe(), door()) as running:
        for extra in (b"x: " + b"a" * 40_000, b"\r\n".join(b"x-%d: a" % n for n in range(200))):
            client = await running.http1()
            client.writer.write(b"GET /echo HTTP/1.1\r\nhost: a\r\n" + extra + b"\r\n\r\n")
            assert (await client.answer())[0] == 431
        two = await running.http2()
        assert (await two.ask("/echo", headers={f"x-{n}": "a" for n in range(200)}).whole()).status == 431


@pytest.mark.parametrize("protocol", ["http/1.1", "h2"])
async def test_an_event_is_flushed_at_once(protocol: str) -> None:
    """A stream's part reaches the client before the next is written."""
    probe = Probe()
    async with served(probe, door()) as running:
        client: H1 | Answer
        if protocol == "h2":
            client = (await running.http2()).ask("/stream")
        else:
            client = await running.http1()
            client.ask("/stream")
        for word in ("one", "two"):
            await probe.blocked(1)
            probe.release(word)
            await client.until(f"data: {word}\n\n".encode())
        await probe.blocked(1)
        probe.drain()


async def test_a_stream_hears_that_its_client_left() -> None:
    """At once over HTTP/2; over HTTP/1.1 by the second write after it, so a heartbeat must be written."""
    probe = Probe()
    async with served(probe, door()) as running:
        one, two = await running.http1(), await running.http2()
        at = two.start("/stream")
        await probe.blocked(1)
        two.cancel(at)
        await probe.hears("http.disconnect")
        await probe.blocked(0)
        one.ask("/stream")
        await probe.blocked(1)
        one.close()
        for _ in range(2):
            await asyncio.sleep(0.1)
            probe.release("beat")
        await probe.hears("http.disconnect")
        await probe.blocked(0)


async def test_every_listener_says_its_port() -> None:
    """Port 0 on IPv4 and IPv6 gives two real ports, each with its own address in the scope."""
    probe = Probe()
    async with served(probe, door(bind=("127.0.0.1:0", "[::1]:0"))) as running:
        for at, host in enumerate(("127.0.0.1", "::1")):
            client = await running.http1(at=at, host=host)
            client.ask("/echo")
            assert (await client.answer())[0] == 200
            assert probe.scopes[-1]["server"] == (host, running.ports[at])
            assert probe.scopes[-1]["client"][0] == host


async def test_a_taken_port_is_an_error_that_names_it() -> None:
    """OSError with the address, before the application's start-up runs."""
    probe = Probe()
    with socket.create_server(("127.0.0.1", 0)) as holder:
        address = f"127.0.0.1:{holder.getsockname()[1]}"
        with pytest.raises(OSError, match=address):
            async with served(probe, door(bind=(address,))):
                pass
    assert probe.told.empty()


async def test_it_leaves_signals_alone_and_runs_the_lifespan_last() -> None:
    """Signals stay the application's; an untold waiter is cut by the grace period, then comes the shutdown event."""
    probe = Probe()
    before = [signal.getsignal(it) for it in (signal.SIGTERM, signal.SIGINT)]
    async with served(probe, door(timeout_graceful_shutdown=SHORT)) as running:
        assert [signal.getsignal(it) for it in (signal.SIGTERM, signal.SIGINT)] == before
        assert await probe.told.get() == "startup with 0 blocked"
        client = await running.http2()
        cut = client.ask("/block")
        await probe.blocked(1)
    assert await cut.ended is not None
    assert [probe.told.get_nowait() for _ in range(2)] == ["cancelled", "shutdown with 0 blocked"]


async def test_it_says_little(capfd: pytest.CaptureFixture[str]) -> None:
    """A Date and no Server; no path on the log, whether the request was good or bad."""
    async with served(Probe(), door()) as running:
        for line in (
            b"GET /echo?secret=1",
            b"GET /secret HTTP/9",
            b"secret",
            b"GET /echo HTTP/1.1\r\nhost : secret",
        ):
            client = await running.http1()
            client.writer.write(line + b" HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
            said = (await client.hung_up(within=3)).lower()
            assert b"server:" not in said
            assert b"date:" in said or not said
    assert "secret" not in "".join(capfd.readouterr())


async def test_2000_blocked_callers_fit_and_a_stop_answers_them_all() -> None:
    """Under 40 KB a waiter; SIGTERM tells the application first, and nobody is left without an answer."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, str(Path(__file__).with_name("asgi_probe.py")), stdout=asyncio.subprocess.PIPE
    )
    assert child.stdout is not None
    port = json.loads(await child.stdout.readline())
    calls = [await H2.connect(port) for _ in range(2)]
    assert all(client.http.remote_settings.max_concurrent_streams >= 10_000 for client in calls)
    plain = [await H1.connect(port) for _ in range(100)]
    before = resident(child.pid)
    for client in plain:
        client.ask("/block")
    answers = [client.call(BLOCK) if n % 2 else client.ask("/block") for client in calls for n in range(950)]
    while int((await calls[0].ask("/waiting").whole()).body) < 2000:
        await asyncio.sleep(0.1)
    assert (resident(child.pid) - before) / 2000 < 40_000
    child.send_signal(signal.SIGTERM)
    status = [(await client.answer())[0] for client in plain]
    for answer in answers:
        whole = await answer.whole()
        status.append(int(whole.trailers.get("grpc-status", answer.status)))
    every: list[H1 | H2] = [*plain, *calls]
    for one in every:
        one.close()
    assert Counter(status) == {503: 1050, 14: 950}
    assert await asyncio.wait_for(child.wait(), 5) == 0
    with pytest.raises(ConnectionRefusedError):
        await H1.connect(port)


def resident(pid: int) -> int:
    """A process's resident memory in bytes."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096
