"""A mail server on the loopback that reads each letter's code: how the bench's people prove their addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

_CODE = re.compile(rb"^    (\d{6})\r?$", re.MULTILINE)


class Mailbox:
    """The newest code to each address."""

    def __init__(self) -> None:
        self.codes: dict[str, str] = {}

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a letter (aiosmtpd calls its hooks so)."""
        if found := _CODE.search(bytes(envelope.original_content or b"")):
            for address in envelope.rcpt_tos:
                self.codes[address] = found[1].decode()
        return "250 OK"


@contextmanager
def mailbox(host: str, port: int) -> Iterator[Mailbox]:
    """Take letters until the block is left."""
    box = Mailbox()
    controller = Controller(box, hostname=host, port=port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
