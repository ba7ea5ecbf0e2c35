"""The reading process: what is hostile costs a bounded time and memory, and nothing else happens."""

from __future__ import annotations

import asyncio
import io
import struct
import sys
import time
import zlib
from collections.abc import AsyncIterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from autheid.kernel.errors import Kind, Refusal
from autheid.outside.reader import ReadingProcess
from autheid.reading.job import (
    ReadPage,
    ReadProof,
    Refused,
    decode_answer,
    decode_job,
    encode_answer,
    encode_job,
)
from autheid.reading.picture import PictureRefused, jpeg_of, open_picture
from autheid.reading.proof import PAGE_BYTES, proof_pages
from autheid.reading.read import do
from tests.support.evidence import jpeg, letter, passport, pdf

PYTHON = (sys.executable, "-c")


@pytest.fixture
async def reader() -> AsyncIterator[ReadingProcess]:
    one = ReadingProcess(at_once=2)
    yield one
    await one.close()


def _png(width: int, height: int) -> bytes:
    """A PNG of any size in a few bytes: a bomb."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(bytes(min(height * (width // 8 + 1), 50_000_000)), 9)
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def _file(kind: str) -> bytes:
    out = io.BytesIO()
    letter().convert("RGB").save(out, kind)
    return out.getvalue()


async def test_a_photo_is_read_in_a_process_of_its_own(reader: ReadingProcess) -> None:
    reading = await reader.read_page(passport().photo)
    assert reading.line_1.startswith("P<SWEOESTROEM<<AASA<TEST")
    picture = Image.open(io.BytesIO(reading.picture))
    assert picture.width > picture.height, "it lay on its side, and is kept upright"
    assert max(picture.size) <= 2000


@pytest.mark.parametrize(
    "picture",
    [
        _png(30_000, 30_000),
        _png(100_000, 700),
        _file("GIF"),
        _file("TIFF"),
        _file("BMP"),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n",
        b"\x00\x00\x00 ftypheic" + bytes(100),
        _file("JPEG")[:3000],
        _file("PNG")[:3000],
        _file("WEBP")[: len(_file("WEBP")) // 2],
        b"PK\x03\x04" + bytes(5000),
    ],
    ids=[
        "bomb",
        "long",
        "GIF",
        "TIFF",
        "BMP",
        "SVG",
        "EPS",
        "HEIC",
        "cut JPEG",
        "cut PNG",
        "cut WebP",
        "ZIP",
    ],
)
def test_what_is_no_picture_of_the_few_kinds_is_refused_at_once(picture: bytes) -> None:
    begun = time.process_time()
    with pytest.raises(PictureRefused, match=r"must|is broken"):
        open_picture(picture)
    assert time.process_time() - begun < 3


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_pictures_of_the_three_kinds_are_opened(kind: str) -> None:
    assert open_picture(_file(kind)).size == letter().size


def test_a_page_of_noise_is_brought_below_its_share_of_bytes() -> None:
    noise = Image.effect_noise((3000, 3600), 90).convert("RGB")
    (page,) = proof_pages(jpeg(noise))
    assert len(page) <= 1.3 * PAGE_BYTES
    assert max(Image.open(io.BytesIO(page)).size) <= 2000
    assert jpeg_of(letter())[:3] == b"\xff\xd8\xff"


@pytest.mark.parametrize(
    "file, rule",
    [
        (pdf(0), "broken PDF"),
        (pdf(7), "from 1 to 6 pages"),
        (b"%PDF-1.7\n" + bytes(2000), "broken PDF"),
        (pdf(1)[:-200], ""),
        (bytes(10 * 1024 * 1024 + 1), "from 1 to 10 MB"),
        (b"", "from 1 to 10 MB"),
    ],
)
def test_proofs_that_break_a_rule_are_refused_by_it(file: bytes, rule: str) -> None:
    answer = do(ReadProof(file))
    if rule:
        assert isinstance(answer, Refused)
        assert (answer.field, rule in answer.rule) == ("file", True)


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(
    data=st.binary(max_size=600),
    head=st.sampled_from([b"", b"%PDF-1.4\n", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF"]),
)
def test_arbitrary_bytes_are_refused_and_nothing_else_is_raised(data: bytes, head: bytes) -> None:
    assert isinstance(do(ReadPage(head + data)), Refused)
    assert isinstance(do(ReadProof(head + data)), Refused)


@pytest.mark.parametrize(
    "program, patience",
    [
        ("import time; time.sleep(60)", 0.5),
        ("while True: pass", 0.5),
        ("import os; os.abort()", 20),
        ("import sys; sys.exit(3)", 20),
        ("print('ready'); print('not an answer')", 20),
        ("import sys; sys.stdout.buffer.write(b'x' * 30_000_000)", 20),
        ("import sys; sys.stdin.close()", 20),
    ],
    ids=["sleeps", "spins", "aborts", "fails", "babbles", "floods", "does not listen"],
)
async def test_a_reader_that_goes_wrong_is_one_calm_sentence(program: str, patience: float) -> None:
    reader = ReadingProcess(at_once=1, command=(*PYTHON, program), patience_seconds=patience)
    begun = time.monotonic()
    with pytest.raises(Refusal, match="picture: could not be read") as refused:
        await reader.read_page(b"x")
    assert refused.value.kind is Kind.INVALID
    assert time.monotonic() - begun < 10
    await reader.close()


async def test_who_leaves_takes_their_reader_with_them_and_a_long_line_is_refused() -> None:
    reader = ReadingProcess(at_once=1, command=(*PYTHON, "import time; time.sleep(60)"))
    calls = [asyncio.create_task(reader.read_page(b"x")) for _ in range(16)]
    await asyncio.sleep(0.3)
    with pytest.raises(Refusal) as refused:
        await reader.read_page(b"x")
    assert refused.value.kind is Kind.UNAVAILABLE
    for call in calls:
        call.cancel()
    begun = time.monotonic()
    assert all(
        isinstance(one, asyncio.CancelledError)
        for one in await asyncio.gather(*calls, return_exceptions=True)
    )
    assert time.monotonic() - begun < 5
    await reader.close()


_INSIDE = """
import os, socket, sys
from autheid.reading.limits import confine
confine()
for what in (
    lambda: open("/tmp/reading-was-here", "w").write("x"),
    lambda: socket.create_connection(("127.0.0.1", int(sys.argv[1])), 2),
    lambda: bytearray(3_000_000_000),
):
    try:
        what()
        print("could")
    except (OSError, MemoryError) as error:
        print(type(error).__name__)
print(sorted(os.environ))
"""


async def test_from_inside_no_file_is_written_no_network_reached_and_no_memory_without_end() -> None:
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        *PYTHON, _INSIDE, str(port), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, errors = await process.communicate()
    server.close()
    said = out.decode().split("\n")
    assert said[0] in {"OSError", "could"}, errors
    assert said[2:4] == ["MemoryError", "[]"], errors
    # Where the kernel makes no namespace for an ordinary process the network stays: docs/reading.md says so.
    assert said[1] in {"OSError", "ConnectionRefusedError", "could"}


def test_messages_of_the_reading_process_come_out_as_they_went_in() -> None:
    job = ReadPage(b"picture")
    assert decode_job(encode_job(job)) == job
    refused = Refused("picture", "is broken")
    assert decode_answer(encode_answer(refused)) == refused
