"""Letters: written with their change, carried by a real mail server, and never lost between."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any, get_args

import pytest
from aiosmtpd.controller import Controller

from autheid.account.account import Language
from autheid.account.letter import Letter, LetterKind, words_of
from autheid.kernel.clock import Millis, SetClock
from autheid.needs.post import CarryError, Courier
from autheid.outside.inbox import MOST_LETTERS, Inbox
from autheid.outside.smtp import SmtpCourier
from autheid.usecase.carry_letters import CarryLetters
from tests.support.stores import open_sqlite
from tests.support.world import World

AT = Millis(1_700_000_000_000)


class MailServer:
    """What aiosmtpd hands the letters to; `answer` is what it says to a recipient."""

    def __init__(self) -> None:
        self.letters: list[Any] = []
        self.answer = "250 OK"

    async def handle_RCPT(self, _: Any, __: Any, envelope: Any, address: str, ___: Any) -> str:  # noqa: N802
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, _: Any, __: Any, envelope: Any) -> str:  # noqa: N802
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@asynccontextmanager
async def mail_server() -> AsyncIterator[tuple[MailServer, SmtpCourier]]:
    handler = MailServer()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port, enable_SMTPUTF8=True)
    controller.start()
    courier = SmtpCourier(host="127.0.0.1", port=port, security="none", sender="eid@example.org")
    try:
        yield handler, courier
    finally:
        controller.stop()


def _letter(kind: LetterKind = LetterKind.CODE, **more: Any) -> Letter:
    return Letter(kind=kind, to="ada@example.org", language="en", at=AT, **more)


async def test_a_letter_reaches_its_reader_whole() -> None:
    async with mail_server() as (server, courier):
        await courier.carry(_letter(code="123456"))
    (letter,) = server.letters
    assert (letter["To"], letter["From"]) == ("ada@example.org", "eid@example.org")
    assert letter["Subject"] == "Auth eID: Your code: 123456"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert "123456" in letter.get_content()


async def test_a_device_name_writes_no_header_of_its_own() -> None:
    async with mail_server() as (server, courier):
        with pytest.raises(CarryError) as refused:
            await courier.carry(_letter(LetterKind.DEVICE_ADDED, detail="Phone\r\nBcc: eve@example.org"))
    assert refused.value.for_good
    assert server.letters == []


@pytest.mark.parametrize("answer, for_good", [("451 Later", False), ("550 Nobody", True)])
async def test_what_the_mail_server_says_decides_whether_to_try_again(answer: str, for_good: bool) -> None:
    async with mail_server() as (server, courier):
        server.answer = answer
        with pytest.raises(CarryError) as refused:
            await courier.carry(_letter(code="123456"))
    assert refused.value.for_good is for_good
    assert "ada" not in str(refused.value)


async def test_a_mail_server_that_is_not_there_is_tried_again() -> None:
    courier = SmtpCourier(host="127.0.0.1", port=1, security="none", sender="eid@example.org")
    with pytest.raises(CarryError) as refused:
        await courier.carry(_letter())
    assert not refused.value.for_good


class Failing:
    """A courier whose way is closed for a while."""

    def __init__(self) -> None:
        self.failure: CarryError | None = CarryError("closed")
        self.carried: list[Letter] = []

    async def carry(self, letter: Letter) -> None:
        if self.failure is not None:
            raise self.failure
        self.carried.append(letter)


async def test_letters_wait_for_a_closed_way_over_a_restart_and_come_once(tmp_path: Path) -> None:
    clock, courier = SetClock(AT), Failing()
    typed: Courier = courier
    store = open_sqlite(tmp_path)
    await store.guards.tell([_letter(LetterKind.PIN_LOCKED, detail="Phone")], now=AT)
    assert await CarryLetters(outbox=store.outbox, courier=typed, clock=clock)() == 1
    store.close()
    store = open_sqlite(tmp_path)
    carry = CarryLetters(outbox=store.outbox, courier=typed, clock=clock)
    assert await carry() == 0, "it is not due yet"
    clock.advance(seconds=6)
    courier.failure = None
    assert await carry() == 1
    assert await carry() == 0
    assert [letter.kind for letter in courier.carried] == [LetterKind.PIN_LOCKED]
    store.close()


async def test_a_code_that_has_expired_and_a_letter_of_last_week_are_given_up(tmp_path: Path) -> None:
    clock, courier = SetClock(AT), Failing()
    store = open_sqlite(tmp_path)
    letters = [_letter(code="1", expires=Millis(AT + 600_000)), _letter(LetterKind.PIN_CHANGED)]
    await store.guards.tell(letters, now=AT)
    clock.advance(seconds=3 * 24 * 3600)
    courier.failure = None
    assert await CarryLetters(outbox=store.outbox, courier=courier, clock=clock)() == 2
    assert courier.carried == []
    store.close()


async def test_nothing_of_a_letter_stands_in_the_clear_on_the_disk(tmp_path: Path) -> None:
    store = open_sqlite(tmp_path)
    await store.guards.tell([_letter(code="918273", detail="Elins telefon")], now=AT)
    store.close()
    written = b"".join(path.read_bytes() for path in (tmp_path / "autheid.sqlite",))
    for secret in (b"918273", b"ada@example.org", b"Elins telefon"):
        assert secret not in written


async def test_each_change_tells_every_address_of_the_account(tmp_path: Path) -> None:
    async with World(tmp_path) as world:
        phone = await world.enrol_phone()
        await world.enrol_another(phone)
        kinds = [(letter.kind, letter.to) for letter in await world.letters()]
    assert (LetterKind.JOIN_ASKED, "ada@example.com") in kinds
    assert (LetterKind.DEVICE_ADDED, "ada@example.com") in kinds


async def test_the_inbox_keeps_the_newest() -> None:
    inbox = Inbox()
    for number in range(MOST_LETTERS + 1):
        await inbox.carry(_letter(code=str(number)))
    assert len(inbox.letters()) == MOST_LETTERS
    assert inbox.letters(to="ADA@example.org")[0].code == str(MOST_LETTERS)
    assert inbox.letters(to="bob@example.org") == []


@pytest.mark.parametrize("kind", LetterKind)
def test_every_letter_has_words_in_both_languages(kind: LetterKind) -> None:
    for language in get_args(Language):
        letter = Letter(kind=kind, to="a@b.example", language=language, at=AT, code="1", detail="Phone")
        subject, text = words_of(letter)
        assert subject.startswith("Auth eID: ")
        assert "{" not in subject + text
