"""`autheid ca`: the operator's side of the certificate authority, with OpenSSL as a root of their own."""

from __future__ import annotations

import asyncio
import base64
import re
from pathlib import Path

import httpx

from autheid.pki.authority import fingerprint_of
from tests.support.certified import check_chain, openssl
from tests.support.operator import operator
from tests.support.phone import enrol_phone
from tests.support.rp import HTTP1, rp_at
from tests.support.server import PLENTY, ServerProcess, serving


async def _certificate(server: ServerProcess, email: str) -> tuple[str, bytes, bytes]:
    phone = await enrol_phone(server, email)
    unique_user_id = str((await phone.me())["uniqueUserId"])
    async with rp_at(HTTP1, server.address) as rp:
        told = await rp.call("GetOcsp", {"device_id": phone._key.device_id})
    return (
        unique_user_id,
        base64.b64decode(told["certificate_client"]),
        base64.b64decode(told["certificate_issuer"]),
    )


async def _fetched(server: ServerProcess, name: str) -> bytes:
    async with httpx.AsyncClient() as web:
        answer = await web.get(f"{server.address}/pki/{name}")
    return answer.content if answer.status_code == 200 else b""


async def _published(server: ServerProcess, number: int) -> None:
    """A running server looks once a second."""
    async with asyncio.timeout(10):
        while not await _fetched(server, f"{number}.cer"):
            await asyncio.sleep(0.1)


def _with_openssl(folder: Path, request: Path) -> tuple[Path, Path]:
    """A root of somebody's own, and what it makes of the request."""
    key, root, issuer = folder / "root.key", folder / "root.pem", folder / "issuer.pem"
    openssl("ecparam", "-name", "secp384r1", "-genkey", "-noout", "-out", key)
    openssl(
        *("req", "-new", "-x509", "-key", key, "-sha384", "-days", "4000", "-subj", "/O=Bank/CN=Bank Root"),
        *("-out", root),
    )
    openssl(
        *("x509", "-req", "-in", request, "-CA", root, "-CAkey", key, "-CAcreateserial", "-sha384"),
        *("-days", "3000", "-copy_extensions", "copyall", "-out", issuer),
    )
    return issuer, root


async def test_a_root_of_ones_own_takes_over_beside_a_running_server(tmp_path: Path) -> None:
    with serving(tmp_path / "data", **PLENTY) as server:
        shown = operator(server, "ca", "show")
        assert "1  root: signs issuers\n   CN=Auth eID Root " in shown
        assert "2  issuer: signs\n   CN=Auth eID Issuer " in shown
        (fingerprint,) = re.findall(r"2  issuer: .*\n.*\n   ([0-9A-F:]{95})\n", shown)
        _, _, before = await _certificate(server, "before@example.net")
        assert fingerprint == fingerprint_of(before)

        request = tmp_path / "issuer.csr"
        assert "asked" in operator(server, "ca", "request", str(request))
        assert "waits for its certificate" in operator(server, "ca", "show")
        assert "FILE: is there already" in operator(server, "ca", "request", str(request), fails=True)
        issuer, root = _with_openssl(tmp_path, request)
        assert "issuer: is for another key than the one that was asked for last" in operator(
            server, "ca", "install", str(root), str(root), fails=True
        )
        assert "signing with issuer 3" in operator(server, "ca", "install", str(issuer), str(root))
        assert "its key is elsewhere" in operator(server, "ca", "show")
        await _published(server, 3)

        unique_user_id, client, after = await _certificate(server, "after@example.net")
        roots = await _fetched(server, "roots.pem")
        assert root.read_bytes() in roots
        assert after != before
        check_chain(client, after, root.read_bytes(), unique_user_id=unique_user_id)
        assert "no issuer waits for its certificate" in operator(
            server, "ca", "install", str(issuer), str(root), fails=True
        )


async def test_a_new_issuer_under_the_same_root_signs_from_then_on(tmp_path: Path) -> None:
    with serving(tmp_path / "data", **PLENTY) as server:
        roots = await _fetched(server, "roots.pem")
        assert "signing with issuer 3" in operator(server, "ca", "renew")
        assert "tells the status of what it has signed" in operator(server, "ca", "show")
        await _published(server, 3)
        unique_user_id, client, issuer = await _certificate(server, "renewed@example.net")
        check_chain(client, issuer, roots, unique_user_id=unique_user_id)
        assert issuer == await _fetched(server, "3.cer")


async def test_what_waits_too_long_is_asked_for_anew_and_a_new_root_is_published(tmp_path: Path) -> None:
    with serving(tmp_path / "data", **PLENTY) as server:
        operator(server, "ca", "request", str(tmp_path / "one.csr"))
        assert "signing with issuer 5" in operator(server, "ca", "renew", "--root")
        issuer, root = _with_openssl(tmp_path, tmp_path / "one.csr")
        refusal = operator(server, "ca", "install", str(issuer), str(root), fails=True)
        assert "a younger issuer was made since this one was asked for: ask for another" in refusal
        nowhere = operator(server, "ca", "request", str(tmp_path / "no" / "where.csr"), fails=True)
        assert nowhere.startswith("autheid: FILE: ")
        shown = operator(server, "ca", "show")
        assert [line.split("  ")[1] for line in shown.splitlines() if line[0].isdigit()] == [
            "root: signs issuers",
            "issuer: tells the status of what it has signed",
            "issuer: waits for its certificate",
            "root: signs issuers",
            "issuer: signs",
        ]
        assert "certificates of devices" in operator(server, "status")
        await _published(server, 5)
        unique_user_id, client, above = await _certificate(server, "new.root@example.net")
        check_chain(client, above, await _fetched(server, "roots.pem"), unique_user_id=unique_user_id)
