"""Certificates and their status from outside: by both protocols, and by OpenSSL over plain HTTP."""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import msgspec
import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from autheid.device.client import DeviceClient
from autheid.device.key import P256, SECP256K1
from tests.support.certified import check_chain, check_good, check_signature, openssl, pem_file
from tests.support.operator import operator
from tests.support.phone import enrol_phone
from tests.support.rp import DOORS, HTTP1, Fields, RefusedError, rp_at, rp_at_each_door
from tests.support.server import PLENTY, ServerProcess, serving


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with serving(tmp_path_factory.mktemp("certificates") / "data", **PLENTY) as it:
        yield it


def _roots(server: ServerProcess) -> bytes:
    answer = httpx.get(f"{server.address}/pki/roots.pem")
    assert answer.headers["content-type"].startswith("application/x-pem-file")
    return answer.content


def _der(fields: Fields, *names: str) -> list[bytes]:
    return [base64.b64decode(fields[name]) for name in names]


def _id_of(phone: DeviceClient) -> str:
    return phone._key.device_id


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("form", ["SIGNATURE_FORMAT_RAW", "SIGNATURE_FORMAT_DER"])
@pytest.mark.parametrize("curve", [P256, SECP256K1])
async def test_a_signature_is_verified_by_the_published_root_alone(
    server: ServerProcess, door: str, form: str, curve: str
) -> None:
    email = f"{door}.{form}.{curve}@example.net".replace(" ", "").replace("/", "").lower()
    phone = await enrol_phone(server, email, curve=curve)
    async with rp_at(door, server.address) as rp:
        request_id = await rp.create(email=email, type="SIGNATURE", signature={"format": form})
        waiting = asyncio.create_task(rp.result(request_id))
        await phone.approve(await phone.prompt(request_id))
        result = await waiting
        assert await rp.result(request_id) == result, "the same bytes each time"
    data, sign, client, issuer, status = _der(
        result["signature"],
        *("signature_data", "sign", "certificate_client", "certificate_issuer", "ocsp_response"),
    )
    check_signature(data, sign, client)
    check_chain(client, issuer, _roots(server), unique_user_id=result["unique_user_id"])
    check_good(status, client, issuer, created=result["timestamp_created"], now=datetime.now(UTC))


async def test_every_door_tells_a_devices_certificate_and_status(server: ServerProcess) -> None:
    phone = await enrol_phone(server, "every.door@example.net")
    unique_user_id = str((await phone.me())["uniqueUserId"])
    told = []
    async with rp_at_each_door(server.address) as rps:
        for rp in rps.values():
            answer = await rp.call("GetOcsp", {"device_id": _id_of(phone)})
            client, issuer, status = _der(answer, "certificate_client", "certificate_issuer", "ocsp_response")
            check_chain(client, issuer, _roots(server), unique_user_id=unique_user_id)
            now = datetime.now(UTC)
            check_good(status, client, issuer, created=int(now.timestamp()) + 1, now=now)
            told.append((client, issuer))
    assert len(set(told)) == 1


@pytest.mark.parametrize(
    "device_id, code, number, message",
    [
        ("", "INVALID_ARGUMENT", 3, "device_id: is required"),
        ("AQID", "INVALID_ARGUMENT", 3, "device_id: must be a compressed key of 33 bytes in base64"),
        ("Awiuhl1V7yqmZUDM5SMlO1YQwbV+VN8bBKzQ/5oDZtQh", "NOT_FOUND", 5, "no such device"),
    ],
)
async def test_what_is_no_device_is_said_alike_at_every_door(
    server: ServerProcess, device_id: str, code: str, number: int, message: str
) -> None:
    async with rp_at_each_door(server.address) as rps:
        for rp in rps.values():
            with pytest.raises(RefusedError) as refused:
                await rp.call("GetOcsp", {"device_id": device_id})
            assert refused.value == RefusedError(code, number, message)


async def _certified(server: ServerProcess, email: str) -> tuple[DeviceClient, bytes, bytes]:
    phone = await enrol_phone(server, email)
    async with rp_at(HTTP1, server.address) as rp:
        answer = await rp.call("GetOcsp", {"device_id": _id_of(phone)})
    client, issuer = _der(answer, "certificate_client", "certificate_issuer")
    return phone, client, issuer


async def test_openssl_asks_and_believes_by_the_address_that_stands_in_the_certificate(
    server: ServerProcess, tmp_path: Path
) -> None:
    phone, client, issuer = await _certified(server, "openssl@example.net")
    certificate = pem_file(tmp_path, "device.pem", client)
    address = openssl("x509", "-in", certificate, "-noout", "-ocsp_uri").strip()
    assert address == f"http://localhost:{server.port}/ocsp"
    (tmp_path / "roots.pem").write_bytes(_roots(server))

    async def asked() -> str:
        # OpenSSL's own client speaks HTTP/1.0, which the server refuses: its bytes go by another.
        question, answer = tmp_path / "question.der", tmp_path / "answer.der"
        above = pem_file(tmp_path, "issuer.pem", issuer)
        openssl("ocsp", "-issuer", above, "-cert", certificate, "-reqout", question)
        async with httpx.AsyncClient() as web:
            answer.write_bytes((await web.post(address, content=question.read_bytes())).content)
        return openssl(
            *("ocsp", "-reqin", question, "-respin", answer, "-resp_text"),
            *("-CAfile", tmp_path / "roots.pem", "-verify_other", above),
        )

    said = await asked()
    assert "Response verify OK" in said
    assert "Nonce Verify error" not in said
    assert "Cert Status: good" in said
    assert "retired" in operator(server, "account", "retire-device", _id_of(phone))
    assert "Cert Status: revoked" in await asked()


def _question(client: bytes, issuer: bytes) -> bytes:
    about, above = x509.load_der_x509_certificate(client), x509.load_der_x509_certificate(issuer)
    builder = ocsp.OCSPRequestBuilder().add_certificate(about, above, hashes.SHA256())
    return builder.build().public_bytes(Encoding.DER)


async def test_a_question_may_stand_in_the_path(server: ServerProcess) -> None:
    _, client, issuer = await _certified(server, "path@example.net")
    text = base64.b64encode(_question(client, issuer)).decode()
    async with httpx.AsyncClient() as web:
        for path in (quote(text, safe=""), quote(text)):
            answer = await web.get(f"{server.address}/ocsp/{path}")
            assert answer.headers["content-type"] == "application/ocsp-response"
            assert answer.headers["cache-control"] == "no-store"
            told = ocsp.load_der_ocsp_response(answer.content)
            assert told.certificate_status is ocsp.OCSPCertStatus.GOOD


async def test_what_is_no_question_is_told_so_in_the_protocols_own_words(server: ServerProcess) -> None:
    async with httpx.AsyncClient() as web:
        for call in (
            web.post(f"{server.address}/ocsp", content=b""),
            web.post(f"{server.address}/ocsp", content=b"no question"),
            web.post(f"{server.address}/ocsp", content=bytes(100_000)),
            web.get(f"{server.address}/ocsp/"),
            web.get(f"{server.address}/ocsp/no%20base64"),
            web.get(f"{server.address}/ocsp/{'A' * 6000}"),
        ):
            answer = await call
            told = ocsp.load_der_ocsp_response(answer.content)
            assert told.response_status is ocsp.OCSPResponseStatus.MALFORMED_REQUEST
        wrong = await web.put(f"{server.address}/ocsp", content=b"")
        assert (wrong.status_code, wrong.json()["error"]) == (405, "INVALID_ARGUMENT")


async def test_authorities_are_published_by_their_number(server: ServerProcess, tmp_path: Path) -> None:
    _, client, issuer = await _certified(server, "published@example.net")
    access = x509.load_der_x509_certificate(client).extensions.get_extension_for_class(
        x509.AuthorityInformationAccess
    )
    link = access.value[1].access_location.value
    async with httpx.AsyncClient() as web:
        answer = await web.get(link)
        assert answer.content == issuer
        assert answer.headers["content-type"] == "application/pkix-cert"
        for number in ("0", "99", "9" * 30, "1" * 6000, "-1", "x", "٣"):
            missing = await web.get(f"{server.address}/pki/{number}.cer")
            assert (missing.status_code, missing.json()["message"]) == (
                404,
                "there is no certificate of this number",
            )
    (tmp_path / "roots.pem").write_bytes(_roots(server))
    said = openssl("x509", "-in", tmp_path / "roots.pem", "-noout", "-subject")
    assert said.startswith("subject=O = staging.autheid.local, CN = Auth eID Root ")


async def test_who_asks_too_much_is_told_to_come_again(tmp_path: Path) -> None:
    with serving(tmp_path / "data", **PLENTY | {"device_calls_per_second": 1}) as server:
        async with httpx.AsyncClient() as web:
            calls = (web.post(f"{server.address}/ocsp", content=b"x") for _ in range(60))
            answers = await asyncio.gather(*calls)
    told = {ocsp.load_der_ocsp_response(answer.content).response_status for answer in answers}
    assert told == {ocsp.OCSPResponseStatus.MALFORMED_REQUEST, ocsp.OCSPResponseStatus.TRY_LATER}


async def test_the_program_in_the_documentation_believes_a_signature_and_nothing_else(
    server: ServerProcess,
) -> None:
    page = (Path(__file__).parents[2] / "docs" / "certificates.md").read_text("utf-8")
    (program,) = re.findall(r"^```python\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    names: dict[str, Any] = {}
    exec(program, names)  # noqa: S102 - it is our own
    check: Callable[[Fields, bytes], None] = names["check"]
    roots = _roots(server)
    for form in ("SIGNATURE_FORMAT_RAW", "SIGNATURE_FORMAT_DER"):
        email = f"program.{form}@example.net".lower()
        phone = await enrol_phone(server, email)
        async with rp_at(HTTP1, server.address) as rp:
            request_id = await rp.create(email=email, type="SIGNATURE", signature={"format": form})
            await phone.approve(await phone.prompt(request_id))
            result = await rp.result(request_id)
        check(result, roots)
        for changed in (
            result | {"unique_user_id": "somebody"},
            result | {"timestamp_created": result["timestamp_created"] - 1},
            result | {"signature": result["signature"] | {"signature_data": "AAAA"}},
        ):
            with pytest.raises((AssertionError, InvalidSignature)):
                check(changed, roots)
        other = result["signature"] | {"certificate_issuer": result["signature"]["certificate_client"]}
        with pytest.raises((AssertionError, ValueError, InvalidSignature)):
            check(result | {"signature": other}, roots)


async def test_who_is_revoked_while_an_approval_is_on_its_way_has_not_approved(server: ServerProcess) -> None:
    phone, *_ = await _certified(server, "slow@example.net")
    async with rp_at(HTTP1, server.address) as rp:
        request_id = await rp.create(email="slow@example.net", type="SIGNATURE")
        prompt = await phone.prompt(request_id)
        assert prompt.document is not None
        signatures = {
            "signature": phone._key.sign(prompt.statements["approve"]),
            "documentSignature": phone._key.sign(prompt.document),
        }
        body = msgspec.json.encode(signatures)

        async def slowly() -> AsyncIterator[bytes]:
            yield body[:10]
            await asyncio.to_thread(operator, server, "account", "retire-device", _id_of(phone))
            yield body[10:]

        async with httpx.AsyncClient(headers=phone._headers()) as web:
            answer = await web.post(
                f"{server.address}/app/v1/requests/{request_id}/approve", content=slowly()
            )
        assert answer.status_code == 401, answer.text
        assert (await rp.status(request_id))["status"] == "NOT_READY"
