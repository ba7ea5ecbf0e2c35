"""Codes to telephones through an operator's gateway, and nowhere where there is none."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from autheid.account.letter import Letter, LetterKind
from autheid.kernel.clock import Millis
from autheid.needs.post import CarryError
from autheid.outside.inbox import Inbox
from autheid.outside.texts import HttpTexts, NobodysTexts, PostOffice

CODE = Letter(LetterKind.PHONE_CODE, "+46701740605", "sv", Millis(1_795_392_000_000), code="048219")


@contextmanager
def _gateway(status: int) -> Iterator[tuple[str, list[tuple[str | None, Any]]]]:
    heard: list[tuple[str | None, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            heard.append((self.headers["authorization"], body))
            self.send_response(status)
            self.send_header("content-length", "0")
            self.send_header("location", "http://127.0.0.1:1/")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/sms", heard
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


async def test_a_code_goes_to_the_gateway_with_its_token(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("secret\n", "utf-8")
    with _gateway(202) as (url, heard):
        await HttpTexts(url=url, token_file=token).carry(CODE)
        await HttpTexts(url=url, token_file=None).carry(CODE)
    text = "048219 är din kod för Auth eID. Berätta den aldrig för någon."
    body = {"to": "+46701740605", "text": text}
    assert heard == [("Bearer secret", body), (None, body)]


@pytest.mark.parametrize(
    "status, for_good", [(500, False), (429, False), (302, False), (400, True), (422, True)]
)
async def test_what_the_gateway_does_not_take_is_tried_again_or_given_up(status: int, for_good: bool) -> None:
    with _gateway(status) as (url, _), pytest.raises(CarryError, match=f"gateway {status}") as error:
        await HttpTexts(url=url, token_file=None).carry(CODE)
    assert error.value.for_good is for_good


async def test_a_gateway_that_is_away_is_tried_again_and_none_at_all_is_given_up() -> None:
    with pytest.raises(CarryError, match="ConnectError") as away:
        await HttpTexts(url="http://127.0.0.1:1/", token_file=None).carry(CODE)
    assert not away.value.for_good
    with pytest.raises(CarryError) as none:
        await NobodysTexts().carry(CODE)
    assert none.value.for_good


async def test_letters_and_codes_go_their_own_ways() -> None:
    mail, texts = Inbox(), Inbox()
    office = PostOffice(mail=mail, texts=texts)
    letter = Letter(LetterKind.IDENTITY_ACCEPTED, "ada@example.com", "en", CODE.at)
    await asyncio.gather(office.carry(CODE), office.carry(letter))
    assert (texts.letters(), mail.letters()) == ([CODE], [letter])
