"""A code's way through a mail server that is not ours, and through a power cut while that server is away."""

from __future__ import annotations

import asyncio
import re
import socket
from pathlib import Path
from typing import Any

from autheid.device.client import DeviceClient
from autheid.device.key import DeviceKey
from tests.support.mail import PASSWORD, USER, mail_server
from tests.support.server import PLENTY, ServerProcess

EMAIL = "Grace.Hopper@navy.example.net"


def _settings(folder: Path, port: int) -> dict[str, Any]:
    password = folder / "password"
    password.write_text(PASSWORD, "utf-8")
    return {
        **PLENTY,
        "profile": "production",
        "mail": "smtp",
        "mail_from": "noreply@eid.example.net",
        "smtp_host": "127.0.0.1",
        "smtp_port": port,
        "smtp_security": "none",
        "smtp_user": USER,
        "smtp_password_file": password,
    }


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


async def test_a_code_outlives_a_power_cut_while_the_mail_server_is_away(tmp_path: Path) -> None:
    """The enrolment and its letter are one write: whoever was told to wait for a code gets it."""
    port = _free_port()
    server = await asyncio.to_thread(ServerProcess, tmp_path / "data", **_settings(tmp_path, port))
    try:
        phone = DeviceClient(server.address, DeviceKey.make())
        enrolment_id = await phone.begin_enrolment(EMAIL)
        async with asyncio.timeout(10):
            while not server.events("letter_not_carried"):
                await asyncio.sleep(0.05)
        log = server.log()
    finally:
        server.kill()
    async with mail_server(port=port, wants_password=True) as mails:
        server = await asyncio.to_thread(ServerProcess, tmp_path / "data", **_settings(tmp_path, port))
        try:
            mail = await mails.next(within_seconds=20)
            found = re.search(r"^ +(\d{6})\s*$", str(mail.get_content()), re.MULTILINE)
            assert found is not None
            phone = DeviceClient(server.address, phone._key)
            outcome = await phone.complete_enrolment(enrolment_id, found[1], "Phone")
            assert outcome["state"] == "done"
            assert outcome["enrolled"]["email"] == EMAIL
            assert await asyncio.to_thread(server.stop) == 0
            log += server.log()
        finally:
            server.kill()
    assert "grace" not in log.lower()
    assert found[1] not in log
    assert PASSWORD not in log
