"""From a passport on the table to a KYC at the relying party, and to nothing left: by a real server, over both protocols."""

from __future__ import annotations

import asyncio
import base64
import io
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pyhanko.pdf_utils.reader import PdfFileReader

from autheid.device.client import DeviceClient, DoorError
from autheid.device.key import DeviceKey
from autheid.kernel.secret import digest
from tests.support.evidence import ADDRESS, NAMES, PHONE, jpeg, letter, passport, pdf, photo_of
from tests.support.operator import operator
from tests.support.pdf import pdf_a_problems
from tests.support.phone import enrol_phone
from tests.support.rp import DOORS, GRPC, HTTP1, RefusedError, http_client, rp_at
from tests.support.server import PLENTY, ServerProcess, serving
from tests.support.tampering import NORWAY


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    folder = tmp_path_factory.mktemp("identity")
    with serving(folder / "data", profile="staging", **PLENTY) as running:
        anchor = folder / "anchor.der"
        anchor.write_bytes(passport().anchor)
        assert "loaded: 1 certificates" in operator(running, "trust", "load", str(anchor))
        yield running


async def _hand_in_all(
    server: ServerProcess, phone: DeviceClient, *, chip: bool, photo: bytes = b""
) -> dict[str, Any]:
    await phone.hand_in("form", NAMES)
    shown = await phone.hand_in("page", photo or passport().photo)
    assert shown["evidence"]["page"]["line1"].startswith("P<SWEOESTROEM<<AASA<TEST")
    if chip:
        await phone.hand_in("chip", passport().chip)
    await phone.hand_in("address", ADDRESS)
    await phone.hand_in("residency", jpeg(letter()))
    await phone.hand_in("phone", {"number": PHONE})
    code = await asyncio.to_thread(server.code_to, PHONE.replace(" ", ""))
    return await phone.hand_in("phone/confirm", {"code": code})


@pytest.fixture(scope="module")
def verified_key(server: ServerProcess) -> DeviceKey:
    """The device of a person whose case an officer has accepted."""
    key = DeviceKey.make()
    asyncio.run(_verify(server, key))
    return key


async def _verify(server: ServerProcess, key: DeviceKey) -> None:
    phone = await enrol_phone(server, "asa@example.net", key=key)
    shown = await _hand_in_all(server, phone, chip=True)
    assert (shown["state"], shown["evidence"]["missing"]) == ("collecting", [])
    assert (await phone.submit_identity())["state"] == "submitted"
    case = str((await phone.identity())["caseId"])
    assert case in operator(server, "officer", "list")
    listed = operator(server, "officer", "show", case, "--as", "Olle Officer")
    assert "ÖSTRÖM, ÅSA TEST" in listed
    assert "failed" not in listed
    assert "accepted: verified until" in operator(server, "officer", "accept", case, "--as", "Olle Officer")


@pytest.fixture
async def verified(server: ServerProcess, verified_key: DeviceKey) -> DeviceClient:
    phone = DeviceClient(server.address, verified_key)
    await phone.open_session()
    return phone


async def _approved(server: ServerProcess, phone: DeviceClient, door: str, **asked: Any) -> dict[str, Any]:
    async with rp_at(door, server.address) as rp:
        request_id = await rp.create(email="asa@example.net", **asked)
        prompt = await phone.prompt(request_id)
        waiting = asyncio.create_task(rp.result(request_id))
        await phone.approve(prompt)
        result = await waiting
        assert await rp.result(request_id) == result, "twice the same bytes"
        return {**result, "shown": prompt.shown()}


@pytest.mark.parametrize("door", DOORS)
async def test_an_identification_gives_the_facts_in_the_documents_own_letters(
    server: ServerProcess, verified: DeviceClient, door: str
) -> None:
    result = await _approved(server, verified, door, type="IDENTIFICATION")
    assert result["status"] == "SUCCESS"
    facts = result["identification"]
    key = base64.b64encode(result["device_id"].encode()).decode()
    assert facts == {
        "first_name": "ÅSA TEST",
        "last_name": "ÖSTRÖM",
        "gender": "F",
        "date_of_birth": "1980-01-01",
        "nationality": "SWE",
        "personal_number": "98765432",
        "residency_country": "SWE",
        "residency_city": "Malmö",
        "residency_postcode": "211 25",
        "residency_address": "Östergatan 21",
        "residency_address2": "",
        "residency_area": "",
        "user_pub_key": key,
        "phone_number": "+46 701740605",
        "mrz_first_name": "AASA TEST",
        "mrz_last_name": "OESTROEM",
    }
    # The person saw which facts this party will get, in the bytes that they signed.
    assert {"first_name", "date_of_birth", "residency", "phone_number"} <= set(result["shown"]["discloses"])


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("files_format", ["DOWNLOAD_LINK", "EMBEDDED"])
async def test_a_kyc_gives_everything_with_its_pdfs(
    server: ServerProcess, verified: DeviceClient, door: str, files_format: str
) -> None:
    result = await _approved(server, verified, door, type="KYC", kyc={"files_format": files_format})
    kyc = result["kyc"]
    assert (kyc["passport_issuing_state"], kyc["passport_number"]) == ("SWE", "111222333")
    assert (kyc["passport_expiration"], kyc["phone_number"]) == ("2031-01-01", "+46 701740605")
    assert kyc["identification"]["last_name"] == "ÖSTRÖM"
    for name in ("EU", "UN", "PEP"):
        assert (kyc[f"screening_{name}"], kyc[f"screening_{name}_info"]) == ("NO_MATCH_FOUND", "")
    report, proof = await _files(server, result, files_format)
    _check_pdf(
        report,
        says=("ÅSA TEST ÖSTRÖM", "111222333", "Chip proven", "Olle Officer", "No match on the EU"),
        pages=2,
    )
    _check_pdf(proof, says=("Residency proof", "Östergatan 21"), pages=2)


async def _files(server: ServerProcess, result: dict[str, Any], files_format: str) -> tuple[bytes, bytes]:
    both = (result["kyc"]["kyc_pdf"], result["kyc"]["residency_proof_pdf"])
    request_id = result["request_id"]
    async with (
        rp_at(GRPC, server.address) as rpc,
        http_client(server.address) as web,
        rp_at(HTTP1, server.address) as rest,
    ):
        fetched = []
        for kind, file, name in zip(
            ("KYC_PDF", "RESIDENCY_PROOF_PDF"), both, ("kyc.pdf", "residency.pdf"), strict=True
        ):
            path = f"/v1/requests/{request_id}/files/{name}"
            answer = await rpc.call("GetFile", {"request_id": request_id, "file_type": kind})
            by_rest = await web.get(path, headers={"authorization": rest.authorization or ""})
            assert by_rest.headers["content-type"] == "application/pdf"
            assert by_rest.content == base64.b64decode(answer["data"])
            assert (await web.get(path)).status_code == 401, "a link needs the party's key"
            fetched.append(by_rest.content)
            if files_format == "EMBEDDED":
                assert base64.b64decode(file["embedded"]) == by_rest.content
            else:
                assert file["download_link"].endswith(path)
    return fetched[0], fetched[1]


def _check_pdf(pdf_bytes: bytes, *, says: tuple[str, ...], pages: int) -> None:
    """Opened by poppler, PDF/A-2b by a validator, sealed by pyHanko's reading."""
    text = subprocess.run(
        ["pdftotext", "-", "-"], input=pdf_bytes, capture_output=True, check=True
    ).stdout.decode()
    for words in says:
        assert words in text
    assert text.count("\f") == pages
    assert pdf_a_problems(pdf_bytes) == []
    (seal,) = PdfFileReader(io.BytesIO(pdf_bytes)).embedded_signatures
    seal.compute_integrity_info()
    assert seal.summarise_integrity_info()["coverage"].name == "ENTIRE_FILE"


async def test_files_of_another_kind_of_request_and_of_another_party_are_not_found(
    server: ServerProcess, verified: DeviceClient
) -> None:
    result = await _approved(server, verified, HTTP1, type="IDENTIFICATION")
    async with rp_at(GRPC, server.address) as rpc:
        with pytest.raises(RefusedError) as refused:
            await rpc.call("GetFile", {"request_id": result["request_id"], "file_type": "KYC_PDF"})
    assert refused.value == RefusedError("NOT_FOUND", 5, "this request has no such file")


async def test_the_person_sees_who_looked_and_what_is_kept(
    server: ServerProcess, verified: DeviceClient
) -> None:
    shown = await verified.identity()
    assert {view["officer"] for view in shown["views"]} == {"Olle Officer"}
    assert shown["verified"]["lastName"] == "ÖSTRÖM"
    async with http_client(server.address) as web:
        assert (await web.get("/app/v1/identity")).status_code == 401


async def test_a_passport_verifies_one_account(server: ServerProcess, verified: DeviceClient) -> None:
    del verified
    other = await enrol_phone(server, "other@example.net")
    await _hand_in_all(server, other, chip=True)
    await other.submit_identity()
    case = str((await other.identity())["caseId"])
    sentence = operator(server, "officer", "accept", case, fails=True)
    assert "Another account is verified by this passport" in sentence
    reason = "This passport is another account's."
    assert "refused" in operator(server, "officer", "refuse", case, "--reason", reason)
    shown = await other.identity()
    assert (shown["state"], shown["reason"], shown["verified"]) == ("refused", reason, None)
    assert reason in server.letter_to("other@example.net", "identity_refused")["text"]
    async with rp_at(HTTP1, server.address) as rp:
        request_id = await rp.create(email="other@example.net", type="KYC")
        await other.approve(await other.prompt(request_id))
        assert (await rp.result(request_id))["status"] == "ACCOUNT_NOT_VERIFIED"


async def test_without_a_chip_an_officer_must_say_why_and_may_ask_again(server: ServerProcess) -> None:
    phone = await enrol_phone(server, "page.only@example.net")
    with pytest.raises(DoorError, match="nothing to submit"):
        await phone.submit_identity()
    await phone.hand_in("form", NAMES)
    with pytest.raises(DoorError, match="still missing: page, address, residency, phone"):
        await phone.submit_identity()
    await _hand_in_all(server, phone, chip=False, photo=photo_of("PAGE0NLY7"))
    await phone.submit_identity()
    with pytest.raises(DoorError, match="waits for an officer"):
        await phone.hand_in("form", NAMES)
    case = str((await phone.identity())["caseId"])
    operator(server, "officer", "ask-again", case, "--reason", "The letter is old.")
    shown = await phone.identity()
    assert (shown["state"], shown["reason"]) == ("collecting", "The letter is old.")
    await phone.hand_in("residency", pdf(2))
    assert len((await phone.identity())["evidence"]["residency"]) == 2
    await phone.submit_identity()
    assert "note: is required" in operator(server, "officer", "accept", case, fails=True)
    await phone.hand_in("withdraw", {})
    assert (await phone.identity())["state"] == "none"


@pytest.mark.parametrize(
    "piece, given, sentence",
    [
        ("page", b"", "picture: must have from 1 to 12 MB"),
        ("page", b"not a picture", "picture: must be a picture"),
        ("page", jpeg(Image.new("RGB", (50, 50))), "picture: must have at least 200 pixels a side"),
        ("page", jpeg(Image.new("RGB", (900, 600), "white")), "picture: shows no machine-readable zone"),
        ("page", bytes(12 * 1024 * 1024 + 1), "body: must have at most"),
        ("residency", b"%PDF-1.7 broken", "file: is a broken PDF"),
        ("residency", pdf(7), "file: must have from 1 to 6 pages"),
        ("residency", pdf(1, size=(20_000, 20_000)), "file: has a page of a size that no paper has"),
        (
            "chip",
            {"securityObject": "AAAA", "dataGroups": {}},
            "security_object: EF.SOD is no security object",
        ),
        ("chip", {"securityObject": "AAAA", "dataGroups": {"17": ""}}, "dataGroups: has no group '17'"),
        ("form", {"firstName": "A", "lastName": ""}, "lastName: is required"),
        (
            "form",
            {"firstName": "A\u202e", "lastName": "B"},
            "firstName: must not have the invisible character",
        ),
        ("address", {**ADDRESS, "country": "XYZ"}, "country: must be an ISO 3166-1 alpha-3 code"),
        ("address", {**ADDRESS, "postcode": "abc"}, "postcode: is not one of this country's"),
        ("address", {**ADDRESS, "line1": " "}, "line1: is required"),
        ("phone", {"number": "070 174"}, "number: must be a telephone number with its country's code"),
        ("phone", {"number": "+46 1"}, "number: "),
        ("phone/confirm", {"code": "123456"}, "no code waits for an answer"),
    ],
)
async def test_bad_evidence_is_refused_by_its_field_and_rule(
    server: ServerProcess, piece: str, given: dict[str, Any] | bytes, sentence: str
) -> None:
    phone = await enrol_phone(server, f"bad.{abs(hash((piece, sentence)))}@example.net")
    with pytest.raises(DoorError, match=re.escape(sentence)):
        await phone.hand_in(piece, given)
    assert (await phone.identity())["state"] in {"none", "collecting"}


async def test_a_tampered_chip_is_refused_and_nothing_is_kept_of_it(server: ServerProcess) -> None:
    phone = await enrol_phone(server, "tampered@example.net")
    groups = dict(passport().chip["dataGroups"])
    groups["1"] = groups["1"][:-4] + "AAAA"
    with pytest.raises(DoorError, match="data_groups: DG1 is not as it was signed"):
        await phone.hand_in("chip", {**passport().chip, "dataGroups": groups})
    assert (await phone.identity())["evidence"] is None


async def test_a_code_to_a_telephone_is_good_for_five_tries(server: ServerProcess) -> None:
    phone = await enrol_phone(server, "tries@example.net")
    number = "+46 70 174 06 06"
    await phone.hand_in("phone", {"number": number})
    code = await asyncio.to_thread(server.code_to, number.replace(" ", ""))
    wrong = f"{(int(code) + 1) % 10**6:06}"
    for _ in range(5):
        with pytest.raises(DoorError, match="code: is wrong"):
            await phone.hand_in("phone/confirm", {"code": wrong})
    with pytest.raises(DoorError, match="tried too often"):
        await phone.hand_in("phone/confirm", {"code": code})


async def test_pictures_lose_their_metadata_and_stand_upright(server: ServerProcess) -> None:
    phone = await enrol_phone(server, "exif@example.net")
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = "secret place", 6
    await phone.hand_in("residency", jpeg(letter(), exif=exif))
    (name,) = (await phone.identity())["evidence"]["residency"]
    kept = await phone.identity_file(name)
    assert b"secret place" not in kept
    assert Image.open(io.BytesIO(kept)).size == (1414, 1000)
    other = await enrol_phone(server, "somebody@example.net")
    with pytest.raises(DoorError, match="no such file"):
        await other.identity_file(name)


async def test_an_operator_sees_whom_chips_are_believed_by(server: ServerProcess, tmp_path: Path) -> None:
    listed = operator(server, "trust", "list")
    assert "1 certificates of 1 countries, 1 of them valid today" in listed
    assert "SE:1" in listed
    other = tmp_path / "NO.der"
    other.write_bytes(NORWAY.anchor)
    assert "loaded: 1 certificates" in operator(server, "trust", "load", str(other))
    assert "loaded already" in operator(server, "trust", "load", str(other))
    assert "2 certificates of 2 countries" in operator(server, "trust", "list")
    prefix = digest(NORWAY.anchor).hex()[:12]
    assert "removed" in operator(server, "trust", "remove", prefix)
    assert "no list in use" in operator(server, "trust", "remove", prefix, fails=True)
    assert "replaced or removed" in operator(server, "trust", "list")
    other.write_bytes(b"something else")
    assert "is no master list" in operator(server, "trust", "load", str(other), fails=True)


async def test_an_operator_erases_an_account_beside_the_running_server(server: ServerProcess) -> None:
    phone = await enrol_phone(server, "erased.by.operator@example.net")
    assert "erased" in operator(server, "account", "erase", "erased.by.operator@example.net", "--yes")
    async with asyncio.timeout(10):
        while True:
            try:
                await phone.me()
            except DoorError as gone:
                assert gone.status == 401  # noqa: PT017 - it ends the wait
                break
            await asyncio.sleep(0.1)
    assert "nobody has this address" in operator(
        server, "account", "erase", "erased.by.operator@example.net", "--yes", fails=True
    )


STANDINGS = {
    "approve+0s.{}@example.com": "SUCCESS",
    "approve-unverified+0s.{}@example.com": "ACCOUNT_NOT_VERIFIED",
    "approve-pending+0s.{}@example.com": "ACCOUNT_NOT_VERIFIED",
    "approve-refused+0s.{}@example.com": "ACCOUNT_NOT_VERIFIED",
    "approve-expired+0s.{}@example.com": "ACCOUNT_NOT_VERIFIED",
    "cancel+0s.{}@example.com": "USER_CANCELLED",
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("kind", ["IDENTIFICATION", "KYC"])
@pytest.mark.parametrize("address", STANDINGS)
async def test_every_test_account_answers_by_its_standing(
    server: ServerProcess, address: str, kind: str, door: str
) -> None:
    async with rp_at(door, server.address) as rp:
        result = await rp.result(await rp.create(email=address.format(DOORS.index(door)), type=kind))
    assert result["status"] == STANDINGS[address]
    assert (kind.lower() in result) is (result["status"] == "SUCCESS")


async def test_the_specimen_has_the_very_values_of_the_reference(server: ServerProcess) -> None:
    """api-reference.md, "Know-Your-Customer"; the expiry is kept in the future, and nobody was screened."""
    async with rp_at(HTTP1, server.address) as rp:
        kyc = (await rp.result(await rp.create(email="approve+0s.reference@example.com", type="KYC")))["kyc"]
    identification = kyc["identification"]
    assert {name: identification[name] for name in _REFERENCE} == _REFERENCE
    assert (kyc["passport_issuing_state"], kyc["passport_number"]) == ("SWE", "111222333")
    assert (kyc["phone_number"], kyc["passport_expiration"]) == ("+46 1234567890", "2040-01-01")


_REFERENCE = {
    "first_name": "TEST",
    "last_name": "SPECIMEN",
    "gender": "M",
    "date_of_birth": "1980-01-01",
    "nationality": "SWE",
    "personal_number": "98765432",
    "residency_country": "SWE",
    "residency_city": "Malmo",
    "residency_postcode": "211 25",
    "residency_address": "Ostergatan 21",
}
