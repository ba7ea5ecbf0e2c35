"""What only REST can meet: JSON in its many spellings, paths, verbs, web pages. Every failure is the error object."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

from tests.door.conftest import Doors
from tests.support.rp import GRPC, HTTP1, HTTP2, Fields, RefusedError, Rp, answer_of, asking, http_client
from tests.support.server import TEST_KEY

AUTHORIZATION = {"authorization": f"Bearer {TEST_KEY}"}
INVALID = "INVALID_ARGUMENT"


@pytest.fixture(params=[HTTP1, HTTP2])
async def web(doors: Doors, request: pytest.FixtureRequest) -> AsyncIterator[httpx.AsyncClient]:
    """A bare HTTP client."""
    async with http_client(doors.address, http2=request.param == HTTP2) as client:
        yield client


async def create(web: httpx.AsyncClient, body: bytes | str | Fields, path: str = "/v1/requests") -> Fields:
    """The answer to a body. Raises RefusedError."""
    content = json.dumps(body) if isinstance(body, dict) else body
    return answer_of(await web.post(path, content=content, headers=AUTHORIZATION))


def text(fields: Fields, **raw: str) -> str:
    """JSON with some members written by hand."""
    whole = json.dumps(fields)[:-1]
    return whole + "".join(f', "{name}": {value}' for name, value in raw.items()) + "}"


REFUSED: dict[str, tuple[str | bytes, str]] = {
    "no body": (b"", "body: must be a JSON object in UTF-8"),
    "no JSON": ("title=Sign in&type=KYC", "body: must be a JSON object in UTF-8"),
    "half an object": ('{"title": "Sign', "body: must be a JSON object in UTF-8"),
    "two objects": ("{} {}", "body: must be a JSON object in UTF-8"),
    "single quotes": ("{'title': 'a'}", "body: must be a JSON object in UTF-8"),
    "NaN": ('{"timeout_seconds": NaN}', "body: must be a JSON object in UTF-8"),
    "Latin-1": ('{"title": "é"}'.encode("latin-1"), "body: must be a JSON object in UTF-8"),
    "UTF-16": (json.dumps({"title": "a"}).encode("utf-16"), "body: must be a JSON object in UTF-8"),
    "a lone surrogate": (json.dumps(asking(title="a\ud800")), "body: must be a JSON object in UTF-8"),
    "a lone surrogate beside an option": (
        json.dumps(asking(title="a\ud800", authenticate={})),
        "body: must be a JSON object in UTF-8",
    ),
    "an array": ("[]", "body: must be a JSON object in UTF-8"),
    "a string": ('"a"', "body: must be a JSON object in UTF-8"),
    "a number": ("1", "body: must be a JSON object in UTF-8"),
    "null": ("null", "body: must be a JSON object in UTF-8"),
    "deep arrays": ("[" * 100_000, "body: must not be nested so deep"),
    "deep objects": ('{"authenticate":' * 15_000, "body: must not be nested so deep"),
    "deep and closed": (text(asking(), kyc="[" * 50_000 + "]" * 50_000), "body: must not be nested so deep"),
    "deep in what is not read": (text(asking(), junk='{"a":' * 15_000), "body: must not be nested so deep"),
    "many brackets and no JSON": (text(asking(), junk="[" * 100 + "NaN"), "body: must be a JSON object"),
    "an endless number": (text(asking(), timeout_seconds="1" * 10_000), ""),
    "a huge exponent": (text(asking(), timeout_seconds="1e999999"), "timeout_seconds: "),
    "an unknown field": (text(asking(), urgency="1"), "urgency: is not a field of this request"),
    "an unknown field of null": (text(asking(), urgency="null"), "urgency: is not a field of this request"),
    "an unknown field of two lines": (
        text(asking(), **{"a\\nb": "1"}),
        "a\nb: is not a field of this request",
    ),
    "an unknown field of many letters": (
        text(asking(), **{"k" * 10_000: "1"}),
        f"{'k' * 64}: is not a field of this request",
    ),
    "an unknown nested field": (
        text(asking(), authenticate='{"verifiedOnly": true, "pin": 1}'),
        "pin: is not a field of this request",
    ),
    "an unknown field in a list": (
        text(asking(), authenticate='{"claims": [{"key": "a", "value": "b"}]}'),
        "value: is not a field of this request",
    ),
    "an option of another type": (
        text(asking(), authenticate='{"invisible_data": "AA=="}'),
        "invisible_data: is not a field of this request",
    ),
    "an answer's field": (text(asking(), request_id='"a"'), "request_id: is not a field of this request"),
    "two option objects": (
        text(asking(), authenticate="{}", signature="{}"),
        "signature: must be absent when authenticate is set: at most one option object",
    ),
    "two option objects, one in the other spelling": (
        text(asking(), authenticate="{}", deviceKey="{}"),
        "deviceKey: must be absent when authenticate is set: at most one option object",
    ),
    "three option objects": (
        text(asking(), kyc="{}", signature="{}", authenticate="{}"),
        "kyc: must be absent when authenticate is set: at most one option object",
    ),
    "an unknown type": (text(asking(type=None), type='"LOGIN"'), "type: has no value LOGIN"),
    "a type in small letters": (text(asking(type=None), type='"kyc"'), "type: has no value kyc"),
    "a type of another JSON type": (text(asking(type=None), type="[3]"), "type: has no value [3]"),
    "an unknown nested enum": (
        text(asking(type="SIGNATURE"), signature='{"format": "PEM"}'),
        "format: has no value PEM",
    ),
    "a title that is a number": (text(asking(title=None), title="1"), "title: "),
    "a timeout that is no number": (text(asking(), timeout_seconds='"soon"'), "timeout_seconds: "),
    "a timeout of two lines": (text(asking(), timeout_seconds='"1\\n2"'), "timeout_seconds: "),
    "a type of two lines": (text(asking(type=None), type='"KYC\\nKYC"'), "type: has no value KYC\nKYC"),
    "a timeout without an end": (text(asking(), timeout_seconds="-Infinity"), "body: must be a JSON object"),
    "a byte-order mark": (
        b"\xef\xbb\xbf" + json.dumps(asking(authenticate={})).encode(),
        "body: must be a JSON object in UTF-8",
    ),
    "a timeout with a fraction": (text(asking(), timeout_seconds="10.5"), "timeout_seconds: "),
    "a timeout beyond 32 bits": (text(asking(), timeout_seconds="4294967306"), "timeout_seconds: "),
    "bytes that are not base64": (text(asking(), ra_pub_key='"?"'), "ra_pub_key: "),
    "an option that is no object": (
        text(asking(), authenticate="true"),
        "authenticate: must be a JSON object in UTF-8",
    ),
    "a claim that is no object": (
        text(asking(), authenticate='{"claims": [1]}'),
        "claims: must be a JSON object in UTF-8",
    ),
    "a timeout far beyond": (text(asking(), timeout_seconds="1e300"), "timeout_seconds: "),
    "a type beyond 32 bits": (text(asking(type=None), type="4294967299"), "type: must be "),
}


@pytest.mark.parametrize("body, message", REFUSED.values(), ids=REFUSED.keys())
async def test_a_body_that_is_wrong_is_refused_with_its_reason(
    body: str | bytes, message: str, web: httpx.AsyncClient
) -> None:
    with pytest.raises(RefusedError) as refused:
        await create(web, body)
    assert (refused.value.code, refused.value.number) == (INVALID, 3)
    assert refused.value.message.startswith(message)
    assert "autheid" not in refused.value.message
    assert "class" not in refused.value.message
    assert len(refused.value.message) <= 300


MOST_BYTES = 256 * 1024
TOO_LARGE = RefusedError(INVALID, 3, f"body: must have at most {MOST_BYTES} bytes")


def padded(size: int) -> bytes:
    """A good body of this size: spaces mean nothing."""
    return json.dumps(asking()).encode().ljust(size)


async def test_a_body_up_to_the_limit_is_taken_and_a_byte_more_is_refused(web: httpx.AsyncClient) -> None:
    """Also when the length is not told before."""

    async def told_in_parts(size: int) -> AsyncIterator[bytes]:
        whole = padded(size)
        for at in range(0, size, 10_000):
            yield whole[at : at + 10_000]

    assert (await create(web, padded(MOST_BYTES)))["success"] is True
    for content in (padded(MOST_BYTES + 1), told_in_parts(MOST_BYTES + 1)):
        with pytest.raises(RefusedError) as refused:
            answer_of(await web.post("/v1/requests", content=content, headers=AUTHORIZATION))
        assert refused.value == TOO_LARGE


TAKEN: dict[str, str] = {
    "camelCase": text(asking(), timeoutSeconds="30", disableBiometricAuthorization="true"),
    "both spellings of nested fields": text(asking(), authenticate='{"verifiedOnly": true}'),
    "an enum by its number": text(asking(type=None), type="3"),
    "a number as a string": text(asking(), timeout_seconds='"30"'),
    "a number with a point and nothing behind it": text(asking(), timeout_seconds="3.0e1"),
    "null for what is absent": text(asking(), description="null", kyc="null", authenticate="null"),
    "null beside an option object": text(asking(), signature="null", authenticate="{}"),
    "spaces": "\r\n\t " + json.dumps(asking(), indent=8) + "\n",
    "escapes": json.dumps(asking(title="Grüße 😀"), ensure_ascii=True),
    "plain UTF-8": json.dumps(asking(title="Grüße 😀"), ensure_ascii=False),
}


@pytest.mark.parametrize("body", TAKEN.values(), ids=TAKEN.keys())
async def test_every_spelling_of_the_json_mapping_is_taken(body: str, web: httpx.AsyncClient) -> None:
    assert (await create(web, body))["success"] is True


SPELLINGS: dict[str, Callable[[bytes], bytes]] = {
    "standard": base64.b64encode,
    "standard, unpadded": lambda raw: base64.b64encode(raw).rstrip(b"="),
    "url-safe": base64.urlsafe_b64encode,
    "url-safe, unpadded": lambda raw: base64.urlsafe_b64encode(raw).rstrip(b"="),
}


async def test_every_spelling_of_base64_means_the_same_bytes(web: httpx.AsyncClient) -> None:
    """All four are one request under one idempotent key."""
    raw = b"\xfb\xff\xfe\x00"
    fields = asking(type="SIGNATURE", idempotent_key=f"base64 {id(web)} {asking()['email']}")
    answers = [
        await create(web, fields | {"signature": {"invisible_data": spell(raw).decode()}})
        for spell in SPELLINGS.values()
    ]
    assert answers == [answers[0]] * 4


async def test_the_content_type_does_not_matter(web: httpx.AsyncClient) -> None:
    """Clients of the original sent what their library thought of."""
    for content_type in (
        "application/json; charset=utf-8",
        "text/plain",
        "application/x-www-form-urlencoded",
    ):
        answer = await web.post(
            "/v1/requests", json=asking(), headers=AUTHORIZATION | {"content-type": content_type}
        )
        assert answer_of(answer)["success"] is True


async def test_the_singular_paths_answer_like_the_plural(web: httpx.AsyncClient, rps: dict[str, Rp]) -> None:
    request_id = (await create(web, asking(), "/v1/request"))["request_id"]
    status = await web.get(f"/v1/request/{request_id}/status")
    assert answer_of(status) == await rps[GRPC].status(request_id)
    assert answer_of(await web.post(f"/v1/request/{request_id}/cancel", headers=AUTHORIZATION))["success"]
    bodies = {
        (await web.get(f"{base}/{request_id}", headers=AUTHORIZATION)).content
        for base in ("/v1/request", "/v1/requests")
    }
    assert len(bodies) == 1
    for base in ("/v1/request", "/v1/requests"):
        answer = await web.get(f"{base}/{request_id}/files/kyc.pdf", headers=AUTHORIZATION)
        with pytest.raises(RefusedError, match="NOT_FOUND 5: this request has no such file"):
            answer_of(answer)


NOWHERE = [
    ("GET", "/v1/request%73x"),
    ("GET", "/v1/"),
    ("GET", "/v1/requests/a/b"),
    ("GET", "/v1/requests/a/files"),
    ("GET", "/v1/requests/a/status/"),
    ("GET", "/v2/requests"),
    ("GET", "/app/v1/nothing"),
    ("GET", "/autheid.rp.Requests"),
    ("POST", "/autheid.rp.Requests/Drop"),
    ("GET", "/nothing/%2e%2e/at/all"),
    ("GET", "/<script>alert(1)</script>"),
]


@pytest.mark.parametrize("verb, path", NOWHERE)
async def test_nothing_at_a_path_is_the_error_object(verb: str, path: str, web: httpx.AsyncClient) -> None:
    answer = await web.request(verb, path, headers=AUTHORIZATION)
    assert answer.status_code == 404
    assert "html" not in answer.headers.get("content-type", "")
    assert "script" not in answer.text
    if path.startswith(("/v1", "/v2", "/app", "/nothing", "/<")):
        with pytest.raises(RefusedError, match="NOT_FOUND 5: there is nothing at this path"):
            answer_of(answer)


async def test_a_request_without_an_id_is_invalid(web: httpx.AsyncClient) -> None:
    for path in ("/v1/requests/", "/v1/requests//status"):
        with pytest.raises(RefusedError, match="INVALID_ARGUMENT 3: request_id: is required"):
            answer_of(await web.get(path, headers=AUTHORIZATION))


WRONG_VERBS = [
    ("GET", "/v1/requests"),
    ("PUT", "/v1/requests"),
    ("DELETE", "/v1/requests/abc"),
    ("POST", "/v1/requests/abc"),
    ("GET", "/v1/requests/abc/cancel"),
    ("POST", "/v1/requests/abc/status"),
    ("POST", "/v1/ocsp/abc"),
    ("GET", "/app/v1/challenges"),
    ("POST", "/healthz"),
    ("DELETE", "/.well-known/jwks.json"),
]


@pytest.mark.parametrize("verb, path", WRONG_VERBS)
async def test_another_verb_is_405_and_the_error_object(verb: str, path: str, web: httpx.AsyncClient) -> None:
    answer = await web.request(verb, path, headers=AUTHORIZATION)
    assert answer.status_code == 405
    assert answer.json() == {
        "error": INVALID,
        "error_code": 3,
        "message": "this path takes another verb",
    }


ORIGIN = {"origin": "https://shop.example.net"}


@pytest.mark.parametrize("path", ["/v1/requests", "/autheid.rp.Requests/Create"])
async def test_a_web_page_elsewhere_may_ask_first(path: str, web: httpx.AsyncClient) -> None:
    """The preflight of Fetch §4.8: any origin, the key's header, and no cookie."""
    answer = await web.options(
        path,
        headers=ORIGIN
        | {
            "access-control-request-method": "POST",
            "access-control-request-headers": "authorization,content-type,x-grpc-web",
        },
    )
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    allowed = answer.headers["access-control-allow-headers"].lower()
    assert {"authorization", "content-type"} <= {name.strip() for name in allowed.split(",")}
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert "access-control-allow-credentials" not in answer.headers


async def test_a_web_page_elsewhere_may_read_answers_and_refusals(web: httpx.AsyncClient) -> None:
    taken = await web.post("/v1/requests", json=asking(), headers=AUTHORIZATION | ORIGIN)
    refused = await web.post("/v1/requests", json=asking(), headers=ORIGIN)
    assert (taken.status_code, refused.status_code) == (200, 401)
    for answer in (taken, refused):
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "retry-after" in answer.headers["access-control-expose-headers"]


async def test_a_web_page_elsewhere_gets_nothing_of_the_devices_door(web: httpx.AsyncClient) -> None:
    answer = await web.post("/app/v1/challenges", content=b"{}", headers=ORIGIN)
    assert "access-control-allow-origin" not in answer.headers


async def test_no_answer_is_kept_by_a_cache(web: httpx.AsyncClient) -> None:
    request_id = (await create(web, asking()))["request_id"]
    answers = [
        await web.get(f"/v1/requests/{request_id}/status"),
        await web.get("/v1/requests/unknown/status"),
        await web.post("/v1/requests", content=b"{"),
    ]
    assert [answer.headers["cache-control"] for answer in answers] == ["no-store"] * 3


def required_of(name: str) -> Any:
    """What the reference's table calls required, beside what every answer has."""
    return {"authentication": {"jwt", "is_verified"}}[name]


async def test_what_the_reference_requires_is_there_also_when_it_is_a_default(web: httpx.AsyncClient) -> None:
    created = await create(web, asking(email="approve-unverified+0s.defaults@example.com"))
    result = answer_of(await web.get(f"/v1/requests/{created['request_id']}", headers=AUTHORIZATION))
    assert set(result["authentication"]) == required_of("authentication")
    assert result["authentication"]["is_verified"] is False
    assert result["idempotent_key"] == ""
    assert set(result) == {
        "success",
        "device_id",
        "request_id",
        "authentication",
        "device_name",
        "email",
        "unique_user_id",
        "status",
        "status_code",
        "idempotent_key",
        "timestamp_created",
        "timestamp_finished",
    }
