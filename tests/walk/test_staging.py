"""Whole walks in real time: a relying party asks, a simulated phone answers, and every proof is checked by others' code."""

from __future__ import annotations

import asyncio
import base64
import json
import time
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc import jwt
from joserfc.jwk import KeySet

from tests.support.rp import GRPC, HTTP1, Fields, GrpcRp, RestRp, asking, http_client, rp_at, stubs
from tests.walk.conftest import Staging

NOW = {"email": "approve+0s@example.com"}
NOT_SAID = {"device_id": "", "device_name": "", "unique_user_id": ""}


async def verified_claims(staging: Staging, token: str, algorithm: str) -> tuple[dict[str, Any], Fields]:
    """Header and claims of a token that an ordinary library verifies with the published keys."""
    async with http_client(staging.server.address) as web:
        answer = await web.get("/.well-known/jwks.json")
    assert answer.headers["content-type"] == "application/jwk-set+json"
    assert all("d" not in key for key in answer.json()["keys"])
    verified = jwt.decode(token, KeySet.import_key_set(answer.json()), algorithms=[algorithm])
    return verified.header, verified.claims


def check_signature(signature: Fields, *, der: bool) -> bytes:
    """The signed bytes, once `sign` has been verified over exactly them."""
    data, sign, point = (
        base64.b64decode(signature[name]) for name in ("signature_data", "sign", "user_pub_key")
    )
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    if not der:
        assert len(sign) == 64
        sign = encode_dss_signature(int.from_bytes(sign[:32], "big"), int.from_bytes(sign[32:], "big"))
    key.verify(sign, data, ec.ECDSA(SHA256()))
    return data


async def test_an_approved_authentication_gives_a_token_that_anyone_can_verify(
    staging: Staging, rest: RestRp
) -> None:
    request_id = await rest.create(
        **NOW, title="Sign in", authenticate={"claims": [{"key": "order", "val": "4711"}]}
    )
    result = await rest.result(request_id)
    assert (result["status"], result["status_code"]) == ("SUCCESS", 10000)
    header, claims = await verified_claims(staging, result["authentication"]["jwt"], "RS256")
    assert header["typ"] == "JWT"
    issued = claims["iat"]
    assert abs(issued - time.time()) < 10
    assert claims == {
        "iss": "staging.autheid.local",
        "sub": "approve+0s@example.com",
        "aud": "auth-eid-test",
        "jti": request_id,
        "iat": issued,
        "exp": issued + 3600,
        "unique_user_id": result["unique_user_id"],
        "is_verified": True,
        "order": "4711",
    }
    assert result["authentication"]["is_verified"] is True
    assert len(base64.b64decode(result["device_id"])) == 33
    assert result["device_name"] == "Simulated phone"
    assert len(result["unique_user_id"]) == 8
    assert result["timestamp_created"] <= result["timestamp_finished"] <= time.time() + 1


async def test_a_party_that_wants_es256_gets_es256(staging: Staging) -> None:
    async with rp_at(GRPC, staging.server.address, key=staging.es256_key) as rp:
        result = await rp.result(await rp.create(email="approve-unverified+0s@example.com"))
    _, claims = await verified_claims(staging, result["authentication"]["jwt"], "ES256")
    assert claims["aud"] == "es"
    assert claims["is_verified"] is False
    assert result["authentication"]["is_verified"] is False


async def test_an_approved_signature_in_json_covers_what_the_person_saw(rest: RestRp) -> None:
    """Compact JSON in proto order with every field, as the reference's example has it."""
    invisible = base64.b64encode(bytes(range(256))).decode()
    asked = asking(
        **NOW,
        type="SIGNATURE",
        title="Überweisung",
        description="An: Bob\nBetrag: 10 €",
        timeout_seconds=120,
        signature={"invisible_data": invisible},
    )
    created = await rest.call("Create", asked)
    result = await rest.result(created["request_id"])
    signature = result["signature"]
    data = check_signature(signature, der=False)
    expected = {
        "email": "approve+0s@example.com",
        "rpName": "Auth eID Test",
        "title": "Überweisung",
        "description": "An: Bob\nBetrag: 10 €",
        "timestamp": created["timestamp"],
        "timeoutSeconds": 120,
        "raPubKey": "",
        "invisibleData": invisible,
    }
    assert data.decode() == json.dumps(expected, ensure_ascii=False, separators=(",", ":"))
    assert signature["serialization"] == "SERIALIZATION_JSON"
    assert signature["user_pub_key"] == result["device_id"]
    assert signature["is_verified"] is True


async def test_an_approved_signature_in_protobuf_reads_with_stock_protobuf(rpc: GrpcRp) -> None:
    created = await rpc.call(
        "Create",
        asking(
            **NOW,
            type="SIGNATURE",
            title="Vertrag",
            signature={"serialization": "SERIALIZATION_PROTOBUF", "invisible_data": "AAH/"},
        ),
    )
    result = await rpc.result(created["request_id"])
    data = check_signature(result["signature"], der=False)
    signed = stubs().messages.GetResultResponse.SignatureResult.SignatureData.FromString(data)
    assert signed.email == "approve+0s@example.com"
    assert (signed.rp_name, signed.title, signed.description) == ("Auth eID Test", "Vertrag", "")
    assert (signed.timestamp, signed.timeout_seconds) == (created["timestamp"], 60)
    assert signed.invisible_data == b"\0\1\xff"
    assert signed.SerializeToString(deterministic=True) == data
    assert result["signature"]["serialization"] == "SERIALIZATION_PROTOBUF"


async def test_the_form_of_a_signature_is_the_requests_then_the_partys(
    staging: Staging, rest: RestRp
) -> None:
    async with rp_at(HTTP1, staging.server.address, key=staging.der_key) as der_party:
        for rp, asked, der in (
            (rest, "SIGNATURE_FORMAT_DER", True),
            (rest, "SIGNATURE_FORMAT_RAW", False),
            (der_party, "SIGNATURE_FORMAT_DEFAULT", True),
            (der_party, "SIGNATURE_FORMAT_RAW", False),
        ):
            result = await rp.result(await rp.create(**NOW, type="SIGNATURE", signature={"format": asked}))
            check_signature(result["signature"], der=der)


@pytest.mark.parametrize("options", ["authenticate", "signature"])
async def test_who_is_not_verified_cannot_approve_what_asks_for_it(options: str, rpc: GrpcRp) -> None:
    """The relying party learns that the person tried, and nothing of who it was."""
    kind = {"authenticate": "AUTHENTICATION", "signature": "SIGNATURE"}[options]
    fields = {"type": kind, options: {"verified_only": True}}
    result = await rpc.result(await rpc.create(email="approve-unverified+0s@example.com", **fields))
    assert (result["status"], result["status_code"]) == ("ACCOUNT_NOT_VERIFIED", 20005)
    assert options not in result
    assert "authentication" not in result
    assert result.items() >= NOT_SAID.items()
    verified = await rpc.result(await rpc.create(**NOW, **fields))
    assert verified["status"] == "SUCCESS"


@pytest.mark.parametrize("email", ["cancel+0s@example.com", "notme+0s@example.com"])
async def test_who_says_no_is_a_user_who_cancelled(email: str, rest: RestRp) -> None:
    result = await rest.result(await rest.create(email=email))
    assert (result["status"], result["status_code"]) == ("USER_CANCELLED", 20004)
    assert result.items() >= NOT_SAID.items()
    assert "authentication" not in result


async def raw(rest: RestRp, request_id: str) -> bytes:
    answer = await rest.send("GetResult", {"request_id": request_id})
    assert answer.status_code == 200
    return answer.content


async def raw_rpc(rpc: GrpcRp, request_id: str) -> bytes:
    message: bytes = await rpc.channel.unary_unary("/autheid.rp.Requests/GetResult")(
        stubs().messages.GetResultRequest(request_id=request_id).SerializeToString(),
        metadata=(("authorization", rpc.authorization or ""),),
    )
    return message


async def test_a_result_is_the_same_bytes_for_five_callers_at_once_and_for_those_who_come_later(
    rest: RestRp, rpc: GrpcRp
) -> None:
    request_id = await rest.create(email="approve+1s@example.com", type="SIGNATURE", idempotent_key="five")
    bodies, messages = await asyncio.gather(
        asyncio.gather(*(raw(rest, request_id) for _ in range(5))),
        asyncio.gather(*(raw_rpc(rpc, request_id) for _ in range(5))),
    )
    await asyncio.sleep(0.1)
    assert {*bodies, await raw(rest, request_id)} == {bodies[0]}
    assert {*messages, await raw_rpc(rpc, request_id)} == {messages[0]}
    assert json.loads(bodies[0])["idempotent_key"] == "five"


async def test_a_dropped_call_for_the_result_loses_nothing(rest: RestRp, rpc: GrpcRp) -> None:
    request_id = await rest.create(email="approve+1s.dropped@example.com")
    for ask in (rest.result, rpc.result):
        call = asyncio.create_task(ask(request_id))
        await asyncio.sleep(0.2)
        call.cancel()
    first = await rest.result(request_id)
    assert first["status"] == "SUCCESS"
    assert await rpc.result(request_id) == first


async def test_cancelling_wakes_who_waits(rest: RestRp, rpc: GrpcRp) -> None:
    request_id = await rest.create(email="ignore@example.com", timeout_seconds=600)
    waits = [asyncio.create_task(ask(request_id)) for ask in (rest.result, rpc.result)]
    await asyncio.sleep(0.3)
    assert not any(wait.done() for wait in waits)
    began = time.monotonic()
    await rpc.cancel(request_id)
    ends = await asyncio.gather(*waits)
    assert time.monotonic() - began < 1
    assert [end["status_code"] for end in ends] == [20003, 20003]


REFERENCE = {
    "test@example.com": True,
    "test-unverified@example.com": False,
    "test@screening-eu.example.com": True,
    "test@screening-pep.example.com": True,
}


async def test_ten_seconds_with_the_accounts_of_the_reference_and_with_those_who_stay_silent(
    rest: RestRp,
) -> None:
    """All that takes ten seconds, side by side.

    The four accounts of the reference sign after ten seconds, verified or not as it says.
    A person who does not look and an address that nobody has end alike, to the byte.
    """
    began = time.monotonic()
    signing = [await rest.create(email=email) for email in REFERENCE]
    silent = {
        email: await rest.create(email=email, timeout_seconds=10)
        for email in ("ignore.silent@example.com", "nobody.silent@example.net")
    }
    assert len({len(email) for email in silent}) == 1
    results = asyncio.gather(*(rest.result(request_id) for request_id in signing))
    known, unknown = await asyncio.gather(*(raw(rest, request_id) for request_id in silent.values()))
    assert 9 < time.monotonic() - began < 12
    for email, result in zip(REFERENCE, await results, strict=True):
        assert (result["status"], result["email"]) == ("SUCCESS", email)
        assert result["authentication"]["is_verified"] is REFERENCE[email]
        assert 9 <= result["timestamp_finished"] - result["timestamp_created"] <= 11

    def shape(body: bytes, email: str) -> bytes:
        result = json.loads(body)
        assert (result["status"], result["status_code"]) == ("TIMEOUT", 20002)
        assert result.items() >= NOT_SAID.items()
        assert result["timestamp_finished"] - result["timestamp_created"] in (10, 11)
        for value in (email, silent[email], *(result[f"timestamp_{at}"] for at in ("created", "finished"))):
            body = body.replace(str(value).encode(), b"?", 1)
        return body

    assert shape(known, "ignore.silent@example.com") == shape(unknown, "nobody.silent@example.net")
