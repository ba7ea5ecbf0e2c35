"""The SMTP courier, at a mail server that is not ours: what arrives, and what becomes of what does not."""

from __future__ import annotations

import asyncio
import ssl
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

import msgspec
import pytest

from autheid.account.letter import Letter, LetterKind, words_of
from autheid.kernel.clock import Millis
from autheid.needs.post import CarryError
from autheid.outside.smtp import Security, SmtpCourier
from tests.support.certificate import self_signed
from tests.support.mail import PASSWORD, USER, mail_server

LETTER = Letter(
    kind=LetterKind.CODE,
    to="Ada@Example.com",
    language="sv",
    at=Millis(1_700_000_000_123),
    code="482193",
    expires=Millis(1_700_000_600_000),
)
NAMED = msgspec.structs.replace(LETTER, kind=LetterKind.DEVICE_ADDED, code="", detail="Adas 📱 från Göteborg")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return self_signed(tmp_path_factory.mktemp("mail"))


@pytest.fixture
def server_side(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    return context


@pytest.fixture
def trust(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(certificate[0]))


def courier(
    port: int,
    security: Security = "none",
    *,
    trust: ssl.SSLContext | None = None,
    user: str = "",
    password_file: Path | None = None,
    patience_seconds: float = 10,
) -> SmtpCourier:
    return SmtpCourier(
        host="127.0.0.1",
        port=port,
        security=security,
        sender="Auth eID <noreply@eid.example.net>",
        user=user,
        password_file=password_file,
        trust=trust,
        patience_seconds=patience_seconds,
    )


async def refusal(it: SmtpCourier, letter: Letter = LETTER) -> CarryError:
    with pytest.raises(CarryError) as refused:
        await it.carry(letter)
    assert "ada" not in str(refused.value).lower()
    return refused.value


def text_of(mail: EmailMessage) -> str:
    return str(mail.get_content()).replace("\r\n", "\n")


async def test_a_letter_arrives_as_it_was_written() -> None:
    async with mail_server() as server:
        await courier(server.port).carry(LETTER)
        mail = await server.next()
    subject, text = words_of(LETTER)
    assert (mail["subject"], text_of(mail)) == (subject, text)
    assert mail["from"] == "Auth eID <noreply@eid.example.net>"
    assert mail["to"] == "Ada@example.com"
    assert parsedate_to_datetime(mail["date"]).timestamp() == 1_700_000_000
    assert mail["auto-submitted"] == "auto-generated"
    assert mail["content-language"] == "sv"
    assert mail.get_content_type() == "text/plain"
    assert "482193" in text


async def test_a_device_name_in_every_script_stands_in_the_subject() -> None:
    async with mail_server() as server:
        await courier(server.port).carry(NAMED)
        mail = await server.next()
    assert "Adas 📱 från Göteborg" in mail["subject"]


async def test_a_letter_that_comes_twice_is_the_same_letter_and_its_id_tells_nothing_of_the_code() -> None:
    async with mail_server() as server:
        other_code = msgspec.structs.replace(LETTER, code="000000")
        ids = []
        for letter in (LETTER, LETTER, other_code, NAMED):
            await courier(server.port).carry(letter)
            ids.append((await server.next())["message-id"])
    assert ids[0] == ids[1] == ids[2] != ids[3]
    assert ids[0].endswith("@eid.example.net>")


async def test_a_domain_goes_as_the_world_knows_it() -> None:
    """ß is a letter of its own in a domain (RFC 5891): not fass.de, which is somebody else's."""
    async with mail_server() as server:
        await courier(server.port).carry(msgspec.structs.replace(LETTER, to="ada@faß.de"))
        await server.next()
        assert server.recipients == ["ada@xn--fa-hia.de"]


async def test_over_tls(server_side: ssl.SSLContext, trust: ssl.SSLContext) -> None:
    """RFC 8314 §3."""
    async with mail_server(tls=server_side) as server:
        await courier(server.port, "tls", trust=trust).carry(LETTER)
        assert (await server.next())["to"] == "Ada@example.com"


async def test_over_starttls(server_side: ssl.SSLContext, trust: ssl.SSLContext) -> None:
    """RFC 3207."""
    async with mail_server(starttls=server_side) as server:
        await courier(server.port, "starttls", trust=trust).carry(LETTER)
        assert (await server.next())["to"] == "Ada@example.com"


async def test_a_server_without_starttls_gets_nothing(trust: ssl.SSLContext) -> None:
    """Somebody between may have taken the offer away."""
    async with mail_server() as server:
        assert not (await refusal(courier(server.port, "starttls", trust=trust))).for_good
        assert (server.recipients, server.mails.empty()) == ([], True)


@pytest.mark.parametrize("security", ["tls", "starttls"])
async def test_a_server_that_nobody_vouches_for_gets_nothing(
    server_side: ssl.SSLContext, security: Security
) -> None:
    tls, starttls = (server_side, None) if security == "tls" else (None, server_side)
    async with mail_server(tls=tls, starttls=starttls) as server:
        assert not (await refusal(courier(server.port, security))).for_good
        assert (server.recipients, server.mails.empty()) == ([], True)


async def test_the_password_is_read_anew_for_each_letter(tmp_path: Path) -> None:
    """A wrong one will be put right, so the letter waits."""
    file = tmp_path / "password"
    file.write_text("wrong\n", "utf-8")
    async with mail_server(wants_password=True) as server:
        it = courier(server.port, user=USER, password_file=file)
        assert not (await refusal(it)).for_good
        file.unlink()
        assert not (await refusal(it)).for_good
        file.write_text(f"{PASSWORD}\n", "utf-8")
        await it.carry(LETTER)
        assert (await server.next())["to"] == "Ada@example.com"


@pytest.mark.parametrize(
    "to_recipient, to_data, for_good",
    [
        ("550 no such mailbox", "250 OK", True),
        ("451 try again", "250 OK", False),
        ("250 OK", "554 not wanted", True),
        ("250 OK", "452 full", False),
    ],
)
async def test_a_refusal_is_for_good_when_the_server_says_so(
    to_recipient: str, to_data: str, for_good: bool
) -> None:
    """RFC 5321 §4.2.1."""
    async with mail_server() as server:
        server.to_recipient, server.to_data = to_recipient, to_data
        assert (await refusal(courier(server.port))).for_good is for_good
        assert server.mails.empty()


async def test_a_server_that_is_away_passes() -> None:
    async with mail_server() as server:
        port = server.port
    assert not (await refusal(courier(port))).for_good


async def test_a_server_that_says_nothing_is_left() -> None:
    left = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()
        await writer.wait_closed()
        left.set()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    assert not (await refusal(courier(port, patience_seconds=0.2))).for_good
    await left.wait()
    server.close()
    await server.wait_closed()


@pytest.mark.parametrize(
    "letter",
    [
        msgspec.structs.replace(NAMED, detail="x\r\nBcc: eve@example.net"),
        msgspec.structs.replace(NAMED, detail="x\nSubject: y"),
        msgspec.structs.replace(NAMED, to="ada@example.com\r\nBcc: eve@example.net"),
        msgspec.structs.replace(NAMED, to="ada@example.com, eve@example.net"),
        msgspec.structs.replace(NAMED, to="ada@example.com> SIZE=1"),
    ],
)
async def test_nobody_writes_a_header_or_a_command_of_their_own(letter: Letter) -> None:
    """The doors refuse such names and addresses already; here it must be impossible all the same."""
    async with mail_server() as server:
        assert (await refusal(courier(server.port), letter)).for_good
        assert (server.recipients, server.mails.empty()) == ([], True)
