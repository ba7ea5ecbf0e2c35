"""Reads foreign files in a process of their own, one a file (see `autheid.needs.reader`).

One process is always in reserve with everything imported, so that a person waits for the reading alone.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date
from typing import TypeVar

import msgspec
import structlog

from autheid.kernel.errors import Kind, Refusal, invalid
from autheid.passport.evidence import ChipReading, PageReading, ProofReading
from autheid.reading.job import (
    Job,
    LogoReading,
    ReadChip,
    Reading,
    ReadLogo,
    ReadPage,
    ReadProof,
    Refused,
    Tesseract,
    decode_answer,
    encode_job,
)

PATIENCE_SECONDS = 20.0
MOST_ANSWER_BYTES = 24 * 1024 * 1024
_MOST_WAITING = 16
_READY = b"ready\n"
_MAY_START = "--may-start"
_COMMAND = (sys.executable, "-I", "-m", "autheid.reading")
# Threads would count against the process's memory, and one page is small.
_ENVIRONMENT = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "LC_ALL": "C.UTF-8"}
_T = TypeVar("_T", PageReading, ChipReading, ProofReading, LogoReading)
_log = structlog.get_logger("autheid.reader")


class ReadingProcess:
    """Some readers at once, and a short line before them."""

    def __init__(
        self,
        *,
        at_once: int,
        tesseract: Tesseract | None = None,
        command: Sequence[str] = _COMMAND,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        """`tesseract` is the operator's own, where one reads the lines of zones."""
        self._tesseract = tesseract
        self._command = (*command, *(() if tesseract is None else (_MAY_START,)))
        self._patience = patience_seconds
        self._free = asyncio.Semaphore(at_once)
        self._waiting = 0
        self._reserve: asyncio.Task[asyncio.subprocess.Process] | None = None

    async def read_page(self, picture: bytes) -> PageReading:
        """See `autheid.needs.reader`."""
        return _expect(PageReading, await self._do(ReadPage(picture, self._tesseract), field="picture"))

    async def read_chip(
        self,
        security_object: bytes,
        data_groups: Mapping[int, bytes],
        *,
        anchors: Sequence[bytes],
        revocations: Sequence[bytes],
        today: date,
    ) -> ChipReading:
        """See `autheid.needs.reader`."""
        job = ReadChip(security_object, dict(data_groups), list(anchors), list(revocations), today)
        return _expect(ChipReading, await self._do(job, field="security_object"))

    async def read_proof(self, file: bytes) -> ProofReading:
        """See `autheid.needs.reader`."""
        return _expect(ProofReading, await self._do(ReadProof(file), field="file"))

    async def read_logo(self, picture: bytes) -> bytes:
        """See `autheid.needs.reader`."""
        return _expect(LogoReading, await self._do(ReadLogo(picture), field="picture")).png

    async def close(self) -> None:
        """End the process in reserve."""
        reserve, self._reserve = self._reserve, None
        if reserve is not None:
            with contextlib.suppress(Exception):
                await _end(await reserve)

    async def _do(self, job: Job, *, field: str) -> Reading:
        if self._waiting >= _MOST_WAITING:
            raise Refusal(Kind.UNAVAILABLE, "too many files are being read; try again", retry_after_seconds=5)
        self._waiting += 1
        try:
            async with self._free:
                answer = await self._answer(job, field)
        finally:
            self._waiting -= 1
        if isinstance(answer, Refused):
            raise invalid(answer.field, answer.rule)
        return answer

    async def _answer(self, job: Job, field: str) -> Reading | Refused:
        reason = "broken"
        try:
            async with asyncio.timeout(self._patience), self._process() as process:
                out = await _exchange(process, encode_job(job))
                if await process.wait() == 0:
                    return decode_answer(out.removeprefix(_READY))
                reason = f"exit {process.returncode}"
        except TimeoutError:
            reason = "too slow"
        except (msgspec.DecodeError, _TooMuchError):
            reason = "no answer"
        # Whatever it was, it was this file's doing; what the file was is nobody's business.
        _log.warning("reading_failed", job=type(job).__name__, reason=reason)
        raise invalid(field, "could not be read: it is broken, or takes too much to read")

    @asynccontextmanager
    async def _process(self) -> AsyncIterator[asyncio.subprocess.Process]:
        process = await (self._reserve or asyncio.create_task(self._start()))
        self._reserve = asyncio.create_task(self._start())
        try:
            yield process
        finally:
            await _end(process)

    async def _start(self) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=_ENVIRONMENT,
            cwd="/",
            start_new_session=True,
            limit=MOST_ANSWER_BYTES,
        )


class _TooMuchError(Exception):
    """The process says more than any reading is long."""


async def _exchange(process: asyncio.subprocess.Process, job: bytes) -> bytes:
    """Hand the job over and take the answer, which is bounded: the process may be what the file has made of it."""
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("the process has no pipes")
    handing = asyncio.create_task(_hand_over(process.stdin, job))
    try:
        said = bytearray()
        while piece := await process.stdout.read(64 * 1024):
            said += piece
            if len(said) > MOST_ANSWER_BYTES:
                raise _TooMuchError
        return bytes(said)
    finally:
        handing.cancel()
        await asyncio.gather(handing, return_exceptions=True)


async def _hand_over(pipe: asyncio.StreamWriter, job: bytes) -> None:
    # One that ended early has not read all of it; its exit tells.
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        pipe.write(job)
        await pipe.drain()
        pipe.close()
        await pipe.wait_closed()


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


def _expect(kind: type[_T], answer: Reading) -> _T:
    if not isinstance(answer, kind):
        raise invalid("body", "could not be read")
    return answer
