"""Letters by SMTP (RFC 5321), over TLS or STARTTLS (RFC 8314, RFC 3207)."""

from __future__ import annotations

import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTPUTF8
from email.utils import format_datetime, localtime, make_msgid
from pathlib import Path
from typing import Literal

import aiosmtplib

from autheid.account.letter import Letter, words_of
from autheid.needs.post import CarryError

Security = Literal["tls", "starttls", "none"]
_PATIENCE_SECONDS = 20
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
    ) -> None:
        """`sender` is the From address. The password is read anew for each letter, so that it can be changed."""
        self._host = host
        self._port = port
        self._security = security
        self._sender = sender
        self._user = user
        self._password_file = password_file

    async def carry(self, letter: Letter) -> None:
        """Send it. Raises CarryError, for good when the server says that it will never take it."""
        try:
            message = self._message(letter)
        except ValueError as error:
            raise CarryError(str(error), for_good=True) from None
        try:
            await aiosmtplib.send(
                message,
                hostname=self._host,
                port=self._port,
                use_tls=self._security == "tls",
                start_tls=self._security == "starttls",
                tls_context=None if self._security == "none" else ssl.create_default_context(),
                username=self._user or None,
                password=self._password(),
                timeout=_PATIENCE_SECONDS,
            )
        except aiosmtplib.SMTPRecipientsRefused as refused:
            # Of the recipients there is one, and its address stays out of the log.
            raise _not_carried(refused.recipients[0].code) from None
        except aiosmtplib.SMTPResponseException as answered:
            raise _not_carried(answered.code) from None
        except (aiosmtplib.SMTPException, OSError) as error:
            raise CarryError(type(error).__name__) from None

    def _message(self, letter: Letter) -> EmailMessage:
        subject, text = words_of(letter)
        local, _, domain = letter.to.rpartition("@")
        # The policy refuses line breaks in a header, so nobody writes a header of their own.
        message = EmailMessage(policy=SMTPUTF8)
        message["From"] = self._sender
        message["To"] = Address(username=local, domain=domain)
        message["Subject"] = subject
        message["Date"] = format_datetime(localtime())
        message["Message-ID"] = make_msgid(domain=self._sender.rpartition("@")[2].rstrip(">"))
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834 §5
        message["Content-Language"] = letter.language
        message.set_content(text)
        return message

    def _password(self) -> str | None:
        return None if self._password_file is None else self._password_file.read_text("utf-8").strip()


def _not_carried(code: int) -> CarryError:
    return CarryError(f"the mail server answered {code}", for_good=code >= _FOR_GOOD)
