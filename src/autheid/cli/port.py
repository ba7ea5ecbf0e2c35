"""The one port: opened, kept under a fresh certificate, and closed.

The server below reads a certificate once. So each certificate has a server of its own on the one listening socket:
when the new one takes connections the old one stops, says goodbye, and answers what it has begun.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from pathlib import Path

import structlog
from cryptography import x509
from h2corn import Config, Server
from starlette.types import ASGIApp, Receive, Scope, Send

_log = structlog.get_logger("autheid.port")
LONGEST_CALL_SECONDS = 11 * 60.0
"""GetResult is answered within ten minutes; what the server of an old certificate still does after this is cut."""
_LOOK_SECONDS = 1.0
_Stamp = tuple[tuple[int, int, int] | None, ...]


class _Calls:
    """The application with its calls in hand, for the server below cuts them by its own long time alone."""

    def __init__(self, application: ASGIApp) -> None:
        self._application = application
        self._tasks: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - the server below makes one for each call
        self._tasks.add(task)
        try:
            await self._application(scope, receive, send)
        finally:
            self._tasks.discard(task)

    def cut(self) -> None:
        for task in self._tasks:
            task.cancel()


class Port:
    """A listening socket with the server that takes its connections, and under TLS those that still finish theirs."""

    def __init__(self, application: ASGIApp, config: Config, listener: socket.socket) -> None:
        """`config` binds to `listener`, which belongs to the port from now on."""
        self._files = tuple(file for file in (config.certfile, config.keyfile) if file is not None)
        # In the clear there is one server, whose own time is short: calls need not be kept in hand.
        self._calls = _Calls(application) if self._files else None
        self._application: ASGIApp = self._calls or application
        self._config = config
        self._listener = listener
        self._running: dict[Server, asyncio.Task[None]] = {}
        self._newest: Server | None = None
        self._asked = asyncio.Event()
        self.closed = asyncio.Event()
        """Set when the newest server has ended, asked to or not."""

    async def open(self) -> None:
        """Take connections. Raises OSError or ValueError when the certificate can't be served."""
        try:
            await self._start()
        except BaseException:
            self._listener.close()
            raise

    def renew(self) -> None:
        """Read the certificate's files again now, changed or not: what SIGHUP means."""
        self._asked.set()

    async def keep_fresh(self) -> None:
        """Until cancelled: take a new certificate when asked to, or when its files have changed and rest."""
        seen = tried = _stamp(self._files)
        while self._files:
            asked = await self._asked_in_time()
            now = _stamp(self._files)
            # Chain and key are two files, written one after the other: they are read once both rest.
            rests, seen = now == seen, now
            if asked or (rests and now != tried):
                tried = now
                await self._renew()

    async def close(self, seconds: float) -> None:
        """Take no more connections, finish within so many seconds, and cut what goes on after them.

        Raises OSError when the server had ended by itself.
        """
        by_itself = self.closed.is_set()
        self._listener.close()
        for server in self._running:
            server.shutdown()
        if self._running:
            _, late = await asyncio.wait(self._running.values(), timeout=seconds)
            if late and self._calls is not None:
                self._calls.cut()
            if late:
                await asyncio.wait(late)
        if by_itself:
            raise OSError("the port was closed by itself")

    async def _asked_in_time(self) -> bool:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LOOK_SECONDS):
                await self._asked.wait()
        asked = self._asked.is_set()
        self._asked.clear()
        return asked

    async def _renew(self) -> None:
        old = self._newest
        try:
            await self._start()
        except (OSError, ValueError) as error:
            _log.error("certificate_refused", reason=str(error))
            return
        if old is not None:
            old.shutdown()

    async def _start(self) -> None:
        until = _end_of(self._files[0]) if self._files else None
        server = Server(self._application, self._config)
        serving = asyncio.create_task(server.serve())
        try:
            await server.wait_started()
        except BaseException:
            server.shutdown()
            await asyncio.gather(serving, return_exceptions=True)
            raise
        self._running[server] = serving
        self._newest = server
        serving.add_done_callback(lambda task: self._ended(server, task))
        if until is not None:
            _log.info("certificate_taken", until=until)

    def _ended(self, server: Server, serving: asyncio.Task[None]) -> None:
        del self._running[server]
        error = None if serving.cancelled() else serving.exception()
        if error is not None:
            _log.warning("connections_cut", reason=str(error))
        if server is self._newest:
            self.closed.set()


def _end_of(certificate: Path) -> str:
    """When the certificate ends. Raises OSError and ValueError for what is none."""
    return x509.load_pem_x509_certificate(certificate.read_bytes()).not_valid_after_utc.isoformat()


def _stamp(files: tuple[Path, ...]) -> _Stamp:
    return tuple(_stamp_of(file) for file in files)


def _stamp_of(file: Path) -> tuple[int, int, int] | None:
    try:
        # Through links: a mounted Secret of Kubernetes changes by turning a link round.
        told = file.stat()
    except OSError:
        return None
    return told.st_mtime_ns, told.st_ino, told.st_size
