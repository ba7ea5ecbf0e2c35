"""A mail server on the loopback that is not ours: it takes letters, refuses them, or is away."""

from __future__ import annotations

import asyncio
import ssl
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTPUTF8
from typing import Any, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "autheid", "öppen sesam"


class MailServer:
    """What it was given, and what it answers."""

    def __init__(self) -> None:
        self.mails: asyncio.Queue[EmailMessage] = asyncio.Queue()
        self.port = 0
        self.to_recipient = "250 OK"
        self.to_data = "250 OK"
        self.seconds = 0.0
        """How long it takes over each letter."""
        self.recipients: list[str] = []

    async def next(self, *, within_seconds: float = 10.0) -> EmailMessage:
        """The next letter. Raises TimeoutError."""
        return await asyncio.wait_for(self.mails.get(), within_seconds)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls its hooks so
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a recipient, or not."""
        self.recipients.append(address)
        if self.to_recipient.startswith("2"):
            envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a letter, or not."""
        await asyncio.sleep(self.seconds)
        if self.to_data.startswith("2"):
            mail = message_from_bytes(cast("bytes", envelope.original_content), policy=SMTPUTF8)
            self.mails.put_nowait(mail)
        return self.to_data


def _authenticate(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
) -> AuthResult:
    known = isinstance(data, LoginPassword) and (data.login, data.password) == (
        USER.encode(),
        PASSWORD.encode(),
    )
    return AuthResult(success=known, handled=False)


@asynccontextmanager
async def mail_server(
    *,
    tls: ssl.SSLContext | None = None,
    starttls: ssl.SSLContext | None = None,
    wants_password: bool = False,
    port: int = 0,
) -> AsyncIterator[MailServer]:
    """A mail server until the block is left, behind TLS from the first byte, or after STARTTLS, or in the clear."""
    it = MailServer()
    loop = asyncio.get_running_loop()

    open_connections: list[SMTP] = []

    def connection() -> SMTP:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of a password without TLS, which a test may ask for
            made = SMTP(
                it,
                enable_SMTPUTF8=True,
                hostname="mail.example.net",
                ident="a mail server",
                loop=loop,
                tls_context=starttls,
                require_starttls=starttls is not None,
                authenticator=_authenticate if wants_password else None,
                auth_required=wants_password,
                auth_require_tls=False,
            )
        open_connections.append(made)
        return made

    server = await loop.create_server(connection, "127.0.0.1", port, ssl=tls)
    it.port = server.sockets[0].getsockname()[1]
    try:
        yield it
    finally:
        server.close()
        for one in open_connections:
            if one.transport is not None:
                one.transport.close()
        await server.wait_closed()
        await asyncio.sleep(0.01)
