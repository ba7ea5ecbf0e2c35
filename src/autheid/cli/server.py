"""Runs the service on its one port until it is told to stop, then drains."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
import socket
import sys
from collections.abc import AsyncIterator
from typing import NoReturn

import msgspec
import structlog
import uvloop
from h2corn import Config, RequestPolicy

from autheid import __version__
from autheid.assemble.service import Service, assembled, worker_figures
from autheid.cli.port import LONGEST_CALL_SECONDS, Port
from autheid.cli.workers import supervise
from autheid.config import Settings
from autheid.door.app.identity_rest import MOST_FILE_BYTES
from autheid.kernel.errors import Refusal
from autheid.outside.deployment_facts import RecentTroubles

_log = structlog.get_logger("autheid.serve")
_MOST_STREAMS = 20_000
_MOST_CONNECTIONS = 20_000
_IDLE_SECONDS = 10.0
_STALL_SECONDS = 30.0
_FLUSH_SECONDS = 0.5


def serve(settings: Settings, *, troubles: RecentTroubles | None = None) -> None:
    """Serve until SIGTERM or SIGINT. Exits with 1 when the port or the data folder is taken or broken."""
    try:
        listener = listen(settings.host, settings.port)
    except OSError as error:
        _cannot_start(settings, error)
    figures = worker_figures(settings)
    if figures is None:
        serve_on(listener, settings, troubles=troubles)
        return
    try:
        figures.begin()
    except OSError as error:
        _cannot_start(settings, error)
    supervise(settings.workers, lambda: serve_on(listener, settings, troubles=troubles), fell=figures.fell)


def serve_on(listener: socket.socket, settings: Settings, *, troubles: RecentTroubles | None = None) -> None:
    """Serve on this socket, as `serve`."""
    try:
        uvloop.run(_serve(listener, settings, troubles))
    except (OSError, ValueError, Refusal) as error:
        _cannot_start(settings, error)


def _cannot_start(settings: Settings, error: Exception) -> NoReturn:
    reason = getattr(error, "strerror", None) or str(error)
    _log.error("cannot_start", reason=reason, host=settings.host, port=settings.port)
    sys.exit(1)


async def _serve(listener: socket.socket, settings: Settings, troubles: RecentTroubles | None) -> None:
    port = listener.getsockname()[1]
    scheme = "http" if settings.tls_certificate is None else "https"
    # A certificate names the world's name for us, not the loopback: so with TLS the phones get a listener of their own.
    phones_listener = listen("127.0.0.1", 0) if _phones_need_a_listener(settings) else listener
    phones_port = phones_listener.getsockname()[1]
    phones_host = "127.0.0.1" if phones_listener is not listener else _own_host(settings.host)
    async with (
        assembled(settings, base_url=f"http://{phones_host}:{phones_port}", troubles=troubles) as service,
        _serving_phones(settings, service, phones_listener, needed=phones_listener is not listener),
        _telling(service),
        _opened(Port(service.application, server_config(settings, listener), listener)) as door,
    ):
        _settle_garbage()
        if service.start_phones is not None:
            await service.start_phones.switch_on_reference_accounts()
        _log.info(
            "serving",
            version=__version__,
            profile=settings.profile,
            address=f"{scheme}://{settings.host}:{port}",
            data=str(settings.data.resolve()),
        )
        await _until_told_to_stop(settings, door)
        await _drain(settings, service, door)


def _settle_garbage() -> None:
    # What was built at start lives to the end, and ten thousand blocked calls are not garbage either:
    # the collector need not walk through them again and again.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)


def _phones_need_a_listener(settings: Settings) -> bool:
    return settings.profile == "staging" and settings.tls_certificate is not None


@contextlib.asynccontextmanager
async def _serving_phones(
    settings: Settings, service: Service, listener: socket.socket, *, needed: bool
) -> AsyncIterator[None]:
    if not needed:
        yield
        return
    clear = msgspec.structs.replace(settings, tls_certificate=None, tls_key=None)
    door = Port(service.application, server_config(clear, listener), listener)
    await door.open()
    try:
        yield
    finally:
        await door.close(settings.drain_seconds)


@contextlib.asynccontextmanager
async def _opened(door: Port) -> AsyncIterator[Port]:
    """The port open, under a certificate that is looked after; it is closed by whoever drains."""
    await door.open()
    keeping = asyncio.create_task(door.keep_fresh())
    try:
        yield door
    finally:
        keeping.cancel()


@contextlib.asynccontextmanager
async def _telling(service: Service) -> AsyncIterator[None]:
    """The other processes of this node hear what this one counts."""
    telling = asyncio.create_task(service.meter.keep_telling())
    try:
        yield
    finally:
        telling.cancel()


async def _until_told_to_stop(settings: Settings, door: Port) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    # A terminal that closes says SIGHUP too, and what was started by hand in the clear ends with it.
    if settings.tls_certificate is not None or not sys.stdin.isatty():
        loop.add_signal_handler(signal.SIGHUP, door.renew)
    waiting = [asyncio.create_task(event.wait()) for event in (stop, door.closed)]
    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()


async def _drain(settings: Settings, service: Service, door: Port) -> None:
    _log.info("draining")
    service.drain()
    if service.farm is not None:
        await service.farm.switch_off()
    # The server says goodbye on HTTP/2 before it sends what is still in its hands, and not every client
    # listens after a goodbye: so those who are there get their answers first; others may come on and on.
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(settings.drain_seconds):
            await service.in_flight.until_answered()
    await asyncio.sleep(_FLUSH_SECONDS)
    await door.close(settings.drain_seconds)
    _log.info("stopped")


def server_config(settings: Settings, listener: socket.socket) -> Config:
    """What we ask of the server: long calls live, slow and idle connections die, every foreign byte has a limit."""
    # The application answers what is too large with the reference's error; the server cuts what goes on regardless.
    # Native gRPC has no limit in the server but by a policy, and a message over the policy's is told as INTERNAL.
    most_body = settings.body_bytes * 4
    return Config(
        bind=(f"fd://{listener.fileno()}",),
        lifespan="off",
        certfile=settings.tls_certificate,
        keyfile=settings.tls_key,
        loop="uvloop",
        runtime_threads=1,
        grpc=True,
        access_log=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=tuple(filter(None, settings.trusted_proxies.replace(",", " ").split())),
        log_format=settings.log_format,
        server_header="off",
        max_concurrent_streams=_MOST_STREAMS,
        limit_connections=_MOST_CONNECTIONS,
        limit_concurrency=_MOST_STREAMS + 1000,
        limit_request_head_size=32 * 1024,
        limit_request_line=8 * 1024,
        limit_request_field_size=8 * 1024,
        h2_max_header_list_size=32 * 1024,
        h2_max_header_block_size=32 * 1024,
        max_request_body_size=most_body,
        request_policies=tuple(
            RequestPolicy(
                path=path,
                max_request_body_size=size,
                timeout_request_body_idle=_IDLE_SECONDS,
                h2_timeout_response_stall=_STALL_SECONDS,
            )
            for path, size in (
                ("/autheid.rp.Requests/*", most_body),
                ("/grpc.health.v1.Health/*", most_body),
                ("/grpc.reflection.v1.ServerReflection/*", most_body),
                # Photos and proofs; the door refuses what is too large, the server cuts what goes on.
                ("/app/v1/identity/*", 2 * MOST_FILE_BYTES),
            )
        ),
        timeout_handshake=5,
        timeout_request_header=5,
        timeout_request_body_idle=_IDLE_SECONDS,
        timeout_keep_alive=75,
        h2_timeout_response_stall=_STALL_SECONDS,
        h2_timeout_write=_STALL_SECONDS,
        # A window is memory that a client may fill: the default of 8 MiB each is for uploads that we have not.
        h2_initial_stream_window_size=512 * 1024,
        h2_initial_connection_window_size=2 * 1024 * 1024,
        # Under TLS the server of an old certificate finishes its calls; at a stop the port cuts sooner.
        timeout_graceful_shutdown=(
            settings.drain_seconds if settings.tls_certificate is None else LONGEST_CALL_SECONDS
        ),
    )


def listen(host: str, port: int) -> socket.socket:
    """A socket that takes calls. Raises OSError when the port is taken."""
    # Bound here, before anything else is opened: a taken port is told at once, and port 0 is known to the phones.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=4096)


def _own_host(host: str) -> str:
    if host in {"", "0.0.0.0"}:  # noqa: S104 - only compared with
        return "127.0.0.1"
    if host == "::":
        return "[::1]"
    return f"[{host}]" if ":" in host else host
