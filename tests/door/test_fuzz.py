"""Whatever is sent, the answer is ours: a success or the reference's error object, never a 5xx."""

from __future__ import annotations

import json
import uuid
from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.door.conftest import Doors
from tests.support.rp import RefusedError, answer_of, stubs
from tests.support.server import TEST_KEY

AUTHORIZATION = {"authorization": f"Bearer {TEST_KEY}"}
THOROUGH = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

anything: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(-(2**31), 2**32)
    | st.floats()
    | st.text()
    | st.text(st.characters(codec="ascii"), max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
KINDS = ["AUTHENTICATION", "SIGNATURE", "IDENTIFICATION", "KYC", "DEVICE_KEY", "NONE", 0, 3, 4, 99]
base64 = st.binary(max_size=80).map(lambda raw: b64encode(raw).decode())
likely = {
    "type": st.sampled_from(KINDS),
    "email": st.emails() | st.just("somebody@example.net"),
    "eid_unique_id": st.text(max_size=9),
    "timeout_seconds": st.integers(0, 700),
    "title": st.text(max_size=110),
    "description": st.text(max_size=260),
    "ra_pub_key": base64,
    "idempotent_key": st.text(max_size=40),
    "use_local_account": st.booleans(),
    "disable_biometric_authorization": st.booleans(),
    "timestamp_created": st.integers(-(2**31), 2**31 - 1),
    "authenticate": st.fixed_dictionaries(
        {},
        optional={
            "verified_only": st.booleans(),
            "claims": st.lists(
                st.fixed_dictionaries({}, optional={"key": st.text(max_size=70), "val": st.text()})
            ),
        },
    ),
    "signature": st.fixed_dictionaries(
        {},
        optional={
            "serialization": st.sampled_from(["SERIALIZATION_JSON", "SERIALIZATION_PROTOBUF", 1, 7]),
            "invisible_data": base64,
            "verified_only": st.booleans(),
            "format": st.sampled_from(["SIGNATURE_FORMAT_DER", 1, -1]),
        },
    ),
    "kyc": st.fixed_dictionaries({}, optional={"files_format": st.sampled_from(["EMBEDDED", 0, 5])}),
    "device_key": st.fixed_dictionaries({}, optional={"key_id": st.text(), "register_key": st.integers()}),
}
plausible = st.fixed_dictionaries({}, optional={name: value | anything for name, value in likely.items()})
wild = st.dictionaries(st.sampled_from([*likely, "extra", "requestId"]) | st.text(max_size=6), anything)
bodies = st.one_of(
    plausible.map(json.dumps).map(str.encode),
    wild.map(json.dumps).map(str.encode),
    anything.map(json.dumps).map(str.encode),
    st.binary(max_size=200),
)


@pytest.fixture(scope="module")
def web(doors: Doors) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=doors.address, trust_env=False, timeout=20) as client:
        yield client


def answers_well(answer: httpx.Response) -> None:
    assert answer.status_code < 500, answer.text
    if answer.status_code != 200:
        with pytest.raises(RefusedError) as refusal:
            answer_of(answer)
        assert 0 < len(refusal.value.message) < 400
        assert "Traceback" not in refusal.value.message


@THOROUGH
@given(body=bodies)
def test_no_body_makes_create_fail(body: bytes, web: httpx.Client) -> None:
    answers_well(web.post("/v1/requests", content=body, headers=AUTHORIZATION))


@THOROUGH
@given(
    fields=st.fixed_dictionaries(
        {"title": st.text(min_size=1, max_size=110), "email": st.emails()},
        optional={
            "type": st.sampled_from([3, 4]),
            "description": st.text(max_size=260),
            "timeout_seconds": st.integers(9, 601),
        },
    )
)
def test_both_protocols_judge_alike(fields: dict[str, Any], web: httpx.Client) -> None:
    """The same message in JSON and in protobuf is taken by both, or refused by both in the same words."""
    fields["idempotent_key"] = uuid.uuid4().hex
    in_json = web.post("/v1/requests", json=fields, headers=AUTHORIZATION)
    in_protobuf = web.post(
        "/autheid.rp.Requests/Create",
        content=stubs().messages.CreateRequest(**fields).SerializeToString(),
        headers=AUTHORIZATION | {"content-type": "application/proto"},
    )
    assert (in_json.status_code == 200) is (in_protobuf.status_code == 200)
    if in_json.status_code == 200:
        created = stubs().messages.CreateResponse.FromString(in_protobuf.content)
        assert created.request_id == in_json.json()["request_id"]
    else:
        assert in_json.json()["message"] == in_protobuf.json()["message"]


@THOROUGH
@given(body=bodies | st.binary(max_size=200))
@pytest.mark.parametrize("content_type", ["application/json", "application/proto"])
def test_no_body_makes_connect_fail(content_type: str, body: bytes, web: httpx.Client) -> None:
    answer = web.post(
        "/autheid.rp.Requests/Create",
        content=body,
        headers=AUTHORIZATION | {"content-type": content_type},
    )
    assert answer.status_code < 500, answer.text


PLACES = ["/v1/requests/{}", "/v1/requests/{}/status", "/v1/requests/{}/files/kyc.pdf", "/v1/ocsp/{}", "/{}"]


@THOROUGH
@given(name=st.text(max_size=60), place=st.sampled_from(PLACES), key=st.text(st.characters(codec="latin-1")))
def test_no_path_and_no_key_makes_a_read_fail(name: str, place: str, key: str, web: httpx.Client) -> None:
    path = place.format("".join(f"%{byte:02X}" for byte in name.encode()))
    credential = "".join(c for c in key if c.isprintable()).strip() or "-"
    answer = web.get(path, headers=[(b"authorization", f"Bearer {credential}".encode("latin-1"))])
    assert answer.status_code < 500


DOORS_OF_DEVICES = ["/enrolments", "/enrolments/abc", "/sessions", "/requests/abc/approve", "/challenges"]


@THOROUGH
@given(body=bodies, path=st.sampled_from(DOORS_OF_DEVICES))
def test_no_body_makes_the_devices_door_fail(body: bytes, path: str, web: httpx.Client) -> None:
    answers_well(web.post(f"/app/v1{path}", content=body))


@pytest.mark.parametrize("path", DOORS_OF_DEVICES)
@pytest.mark.parametrize("deep", ["[", '{"email":', '{"deviceId":[', '{"code":{"a":'])
def test_a_deep_body_is_refused_by_the_devices_door(path: str, deep: str, web: httpx.Client) -> None:
    answers_well(web.post(f"/app/v1{path}", content=(deep * 20_000).encode()))
