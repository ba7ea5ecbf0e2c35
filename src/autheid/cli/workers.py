"""Several processes on one port: a parent that only watches, and children that serve.

They share the listening socket, so that no connection is lost with the child whose queue it stood in.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable

import structlog

_log = structlog.get_logger("autheid.workers")
_AGAIN_SECONDS = 1.0
"""A child that falls is replaced, but not more often than this: what is broken must not keep a core busy."""
_START_SECONDS = 30.0
_STOPPING = (signal.SIGTERM, signal.SIGINT)


class _Watch:
    """The children by their process number."""

    def __init__(self, serve: Callable[[], None], fell: Callable[[int], None]) -> None:
        self._serve = serve
        self._fell = fell
        self._born: dict[int, float] = {}
        self._first: set[int] = set()
        self._lifeline = os.pipe()
        self._stopping = False
        self._failed = False

    def start(self) -> int:
        """One child more; its process number."""
        child = os.fork()
        if child == 0:
            for number in _STOPPING:
                signal.signal(number, signal.SIG_DFL)
            # A renewal while this one starts must not end it: it reads the certificate anyway.
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
            os.close(self._lifeline[1])
            threading.Thread(target=_end_with, args=(self._lifeline[0],), daemon=True).start()
            self._serve()
            sys.stdout.flush()
            os._exit(0)
        self._born[child] = time.monotonic()
        return child

    def start_all(self, count: int) -> None:
        """The first ones. When one of these can't start, none of them goes on: it has said why."""
        self._first = {self.start() for _ in range(count)}

    def tell(self, number: int) -> None:
        """Send a signal to every child; one of those that stop also ends the watch."""
        self._stopping = self._stopping or number in _STOPPING
        for child in self._born:
            os.kill(child, signal.SIGTERM if number in _STOPPING else number)

    def run(self) -> bool:
        """Replace who falls, until told to stop and all have ended; whether every end was a good one."""
        while self._born:
            child, status = os.waitpid(-1, 0)
            lived = time.monotonic() - self._born.pop(child)
            code = os.waitstatus_to_exitcode(status)
            if self._stopping:
                self._failed = self._failed or code != 0
                continue
            self._fell(child)
            _log.error("worker_fell", process=child, code=code, seconds=round(lived, 1))
            if code == 1 and child in self._first and lived < _START_SECONDS:
                self._failed = True
                self.tell(signal.SIGTERM)
                continue
            time.sleep(max(0.0, _AGAIN_SECONDS - lived))
            # A signal may have come while we slept.
            if not self._stopping:
                self.start()
        return not self._failed


def _end_with(lifeline: int) -> None:
    """In a child: end when the parent is gone, however it went, or the port would stay taken."""
    os.read(lifeline, 1)
    os.kill(os.getpid(), signal.SIGTERM)


def supervise(count: int, serve: Callable[[], None], *, fell: Callable[[int], None]) -> None:
    """Keep so many children serving until SIGTERM or SIGINT; SIGHUP is passed on. Exits with 1 when one ended badly.

    `fell` is told the process number of one that ended without being told to.
    """
    watch = _Watch(serve, fell)
    for number in (*_STOPPING, signal.SIGHUP):
        signal.signal(number, lambda number, _: watch.tell(number))
    watch.start_all(count)
    sys.exit(0 if watch.run() else 1)
