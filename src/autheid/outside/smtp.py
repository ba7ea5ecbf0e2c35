"""Letters by SMTP (RFC 5321), over TLS or STARTTLS (RFC 8314, RFC 3207)."""

from __future__ import annotations

import asyncio
import ssl
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTPUTF8
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Literal

import aiosmtplib
from email_validator import validate_email

from autheid.account.letter import Letter, words_of
from autheid.kernel.secret import base64url_text, digest
from autheid.needs.post import CarryError

Security = Literal["tls", "starttls", "none"]
_FOR_GOOD = 500  # RFC 5321 §4.2.1: 5yz is a permanent negative reply


class SmtpCourier:
    """Hands each letter to one mail server."""

    def __init__(
        self,
        *,
        host: str,
        port: int,
        security: Security,
        sender: str,
        user: str = "",
        password_file: Path | None = None,
        trust: ssl.SSLContext | None = None,
        patience_seconds: float = 60,
    ) -> None:
        """`sender` is the From address. The password is read anew for each letter, so that it can be changed.

        `trust` says which servers are believed; the system's authorities, by name, without it.
        `patience_seconds` is how long the whole of it may take.
        """
        self._host = host
        self._port = port
        self._security = security
        self._sender = sender
        self._user = user
        self._password_file = password_file
        self._patience = patience_seconds
        self._trust = None if security == "none" else trust or ssl.create_default_context()

    async def carry(self, letter: Letter) -> None:
        """Send it. Raises CarryError, for good when the server says that this letter will never be taken."""
        try:
            message = self._message(letter)
        except ValueError as error:
            raise CarryError(type(error).__name__, for_good=True) from None
        try:
            async with asyncio.timeout(self._patience):
                await self._send(message)
        except aiosmtplib.SMTPRecipientsRefused as refused:
            # Of the recipients there is one, and its address stays out of the log.
            raise _refused(refused.recipients[0].code) from None
        except aiosmtplib.SMTPDataError as refused:
            raise _refused(refused.code) from None
        except aiosmtplib.SMTPResponseException as answered:
            # What is said before a recipient is named is about us: a wrong password will be put right.
            raise CarryError(f"the mail server answered {answered.code}") from None
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            raise CarryError(type(error).__name__) from None

    async def _send(self, message: EmailMessage) -> None:
        await aiosmtplib.send(
            message,
            hostname=self._host,
            port=self._port,
            use_tls=self._security == "tls",
            # Never "if the server has it": whoever sits between could take the offer away.
            start_tls=self._security == "starttls",
            tls_context=self._trust,
            username=self._user or None,
            password=self._password(),
            timeout=self._patience,
        )

    def _message(self, letter: Letter) -> EmailMessage:
        """Raises ValueError for what no header may hold."""
        subject, text = words_of(letter)
        # The policy refuses line breaks in a header, so nobody writes a header of their own.
        message = EmailMessage(policy=SMTPUTF8)
        message["From"] = self._sender
        message["To"] = _mailbox(letter.to)
        message["Subject"] = subject
        message["Date"] = format_datetime(datetime.fromtimestamp(letter.at / 1000, UTC))
        message["Message-ID"] = f"<{_name_of(letter)}@{parseaddr(self._sender)[1].rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834 §5
        message.set_content(text)
        message["Content-Language"] = (
            letter.language
        )  # after the content, which takes every Content- header away
        return message

    def _password(self) -> str | None:
        return None if self._password_file is None else self._password_file.read_text("utf-8").strip()


def _mailbox(written: str) -> Address:
    """The address with its domain as the mail servers of the world know it (RFC 5890 §2.3.2.1)."""
    valid = validate_email(written, check_deliverability=False, test_environment=True)
    return Address(username=valid.local_part, domain=valid.ascii_domain)


def _name_of(letter: Letter) -> str:
    """Always the same for a letter, so that one which comes twice can be seen to; it tells nothing of the code."""
    facts = f"{letter.kind.value}\n{letter.to}\n{letter.at}\n{letter.detail}"
    return base64url_text(digest(facts.encode())[:18])


def _refused(code: int) -> CarryError:
    return CarryError(f"the mail server answered {code}", for_good=code >= _FOR_GOOD)
